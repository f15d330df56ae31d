"""Where does a sentence end?"""

from __future__ import annotations

import re

from publisher.summarize.lines import entries, lines, phrases
from publisher.summarize.width import UNMARKED

# No summary needs more; a file may be one line of a megabyte.
LOOKED_AT = 6_000

# A block in Thai or Lao shows it near its beginning.
_PROBED = 200

_MARKS = ".!?…。！？｡؟۔।॥։።။།។"
_CLOSING = '"”“’‘»«›‹)]*_」』）'
# No more closing marks follow a stop; to look no further back is five times as fast.
_ENDING = 8
_END = re.compile(rf"[{re.escape(_MARKS)}][{re.escape(_CLOSING)}]*$")

# Directional marks stand between a letter and its stop in Arabic and Hebrew texts, and are not seen.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_BEFORE = r"(?:^|[\s(\"“„«-])"
# A name or number follows these, never a new sentence; the splitter knows most, not in every language.
_TITLE = re.compile(
    _BEFORE + r"(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|Cmdr|Adm|Maj|Rev|Hon|Sra|Nr|Feb|Aug|"
    r"Sept|Nov|vs|approx|ca|bzw|z\.\s?B|d\.\s?h|u\.\s?a|Abs|Hr|Hrn|Mme|Mlle|MM|p\.ej|Dª|Sig|Sigg|Dott|Ing|Avv|Exmo|"
    r"г|гг|ул|им|т\.\s?е|т\.\s?к|тыс|млн|млрд|руб|др)\.$"
)
# These may end a sentence too: the next word decides.
_PERHAPS = re.compile(
    _BEFORE + r"(?:[A-ZÀ-ÞА-ЯЁ\u0621-\u064a]|Jr|Sr|St|Mt|Ft|No|Fr|Art|Jan|Sep|Oct|Dec|M|etc)\.$"
)
# Pronouns, articles and auxiliaries: after an abbreviation they begin a sentence, names do not.
_BEGINNING_WORDS = """
the a an this these those he she it they we you i his her its their our my your but and so then there when
while after before if in on at as for with what who how why where did do does is are was were has have had
can could will would should yes not
der die das den dem ein eine er sie es wir ich ihr und aber doch wenn als nach im am mit auch dies diese was
wer wie le les une il elle ils elles nous vous ce cette mais et
el los una él ella ellos pero y su sus en
il lo gli un una lui lei ma e o os as um uma ele ela mas
он она они оно мы это этот но и в на как что
det de han hun hvad og men
"""
_BEGINNING = frozenset(_BEGINNING_WORDS.split())
_FIRST_WORD = re.compile(r"[^\W\d_]+")

# "at 3 a.m. Monday", "at 9 p.m. EST"
_TIME = re.compile(r"\b[ap]\.m\.$", re.IGNORECASE)
_OF_TIME = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d|"
    r"(?:[ECMP][SD]?T|GMT|UTC|BST|CET|CEST|IST)\b"
)

# "Der 1. FC", "am 3. Spieltag", "dem 1. – 3. Jahrhundert": an ordinal number after an article or preposition.
# German alone has capitals after it.
_ORDINAL = re.compile(
    r"\b(?:[Dd](?:er|ie|as|en|em|es)|[AaIi]m|[Zz]u[mr]|[Vv]o[mn]|[Bb]eim|[Bb]is|[Aa]b|[Ss]eit|[Uu]nd|"
    r"[Jj]ede[rns]|[Ii]hr(?:e[nmrs]?)?|[Ss]ein(?:e[nmrs]?)?|\d{1,3}\. ?[-–/]) ?\d{1,3}\.$"
)
_ORDINAL_LANGUAGES = frozenset({"de"})
_MARKER_ALONE = re.compile(r"[•⁃*·–-]?\s?(?:\d{1,3}|[a-z])[.)]")
_NUMBER_LAST = re.compile(r"\d[.]$")

# A small letter goes on after a quotation, an ellipsis, a number or what may be an abbreviation.
_SMALL_FOLLOWS = re.compile(rf"(?:[{re.escape(_CLOSING)}!?…]|\.\.|\b[^\W_]{{1,4}}\.)$")
# Japanese: 「…。」と言った is one sentence.
_QUOTED_ALREADY = re.compile("[。！？][」』]$")
_SAID = re.compile("と|って|という|など|、")

_PAIRS = (("“", "”"), ("«", "»"), ("「", "」"), ("『", "』"))
# Where "„" opens, "“" closes.
_GERMAN_PAIRS = (("„", "“”"), ("«", "»"))
# A quotation longer than this was probably never closed.
_MOST_JOINED = 3


def sentences(text: str, language: str) -> list[str]:
    """Return the sentences of one block, verbatim but for white space; of 6,000 characters at most.

    ``language`` is a BCP 47 tag; an unknown one is split by rules that fit most scripts. Thai and
    Lao have no end mark: their phrases are returned. A text that is longer loses its last, broken
    sentence unless it is the only one. (47 of 48 English golden rules; the splitter alone has 43.)
    """
    language = language.partition("-")[0].lower() or "en"
    found: list[str] = []
    for line in lines(text[:LOOKED_AT]):
        if not line.isascii() and UNMARKED.search(line[:_PROBED]):
            found += phrases(line)
        else:
            for entry in entries(line, numbered=language not in _ORDINAL_LANGUAGES):
                found += _split(entry, language)
    return found[:-1] if len(text) > LOOKED_AT and len(found) > 1 else found


def complete(sentence: str) -> bool:
    """Return whether the sentence has its end mark, perhaps within closing quotes or brackets."""
    return _END.search(sentence[-_ENDING:]) is not None or UNMARKED.match(sentence[-1:]) is not None


def balanced(text: str) -> bool:
    """Return whether every quotation that opens is closed."""
    if text.count('"') % 2:
        return False
    if text.isascii():
        return True
    for mark, ends in _GERMAN_PAIRS if "„" in text else _PAIRS:
        if mark in text and text.count(mark) > sum(map(text.count, ends)):
            return False
    return True


def _split(text: str, language: str) -> list[str]:
    from sentencex import segment  # type: ignore[import-untyped] # it ships no types

    readable = text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
    found = [sentence for part in segment(language, readable) if (sentence := part.strip())]
    return _repaired(found, text, language)


def _repaired(found: list[str], text: str, language: str) -> list[str]:
    """Join what was split after an abbreviation, initial or ordinal number, or within a quotation."""
    whole: list[str] = []
    start = 0
    while start < len(found):
        end = start + 1
        while end < len(found) and _goes_on(found[end - 1], found[end], text, language):
            end += 1
        joined = found[start] if end == start + 1 else _joined(found[start:end], text)
        if not balanced(joined):
            for further in range(end + 1, min(len(found), end + _MOST_JOINED) + 1):
                longer = _joined(found[start:further], text)
                if balanced(longer):
                    joined, end = longer, further
                    break
        whole.append(joined)
        start = end
    return whole


def _goes_on(sentence: str, following: str, text: str, language: str) -> bool:
    last = sentence[-16:]
    if not last.isascii():
        last = _INVISIBLE.sub("", last)
    if _TITLE.search(last) or _MARKER_ALONE.fullmatch(last):
        return True
    if following[:1].islower():
        return _SMALL_FOLLOWS.search(last) is not None
    if _PERHAPS.search(last):
        word = _FIRST_WORD.match(following)
        return word is None or word[0].lower() not in _BEGINNING
    if _TIME.search(last):
        return _OF_TIME.match(following) is not None
    if _NUMBER_LAST.search(last):
        return (
            (language in _ORDINAL_LANGUAGES and _ORDINAL.search(last) is not None)
            or f"{last}{following[:8]}" in text  # "3.Arroz": no space, no boundary
        )
    return _QUOTED_ALREADY.search(last) is not None and _SAID.match(following) is not None


def _joined(parts: list[str], text: str) -> str:
    spaced = " ".join(parts)
    return spaced if spaced in text else "".join(parts)
