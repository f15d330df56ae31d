"""Where may a sentence be cut so that what stays is true and reads whole?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from operator import itemgetter

from publisher.summarize.sentences import balanced
from publisher.summarize.width import columns
from publisher.summarize.words import CONTRACTIONS, FUNCTION_WORDS


class Boundary(Enum):
    """Where a beginning ends: at punctuation, or before a conjunction, a preposition or an English "to"."""

    PUNCTUATION = auto()
    CONJUNCTION = auto()
    PREPOSITION = auto()
    INFINITIVE = auto()


# Word for word, because three regular expressions over every sentence cost ten times as much.
_CONJUNCTIONS = """
after before while when as because since which who whose where and that amid following
nachdem bevor während weil und après avant pendant parce qui et alors después mientras porque quien y tras
после перед когда потому который которая и dopo prima mentre perché e após antes enquanto
"""
_PREPOSITIONS = """
in on at for with during over through across under by from into against since im am an auf bei mit für
durch über gegen nach vor von dans sur avec pour lors chez en con para por sobre durante в во на с со для
при из от по per su nel nella da com em no na pelo pela
"""
_BEFORE = dict.fromkeys(_PREPOSITIONS.split(), Boundary.PREPOSITION) | dict.fromkeys(
    _CONJUNCTIONS.split(), Boundary.CONJUNCTION
)
_BEFORE["to"] = Boundary.INFINITIVE
_MARKS = frozenset(",;:")
_DASHES = frozenset("–—-")
_WIDE_MARK = re.compile(r"[，；：、](?=\s|[^\x00-\u2fff])")

# A clause that starts with one of these limits what was said before: without it the rest may be false. One
# that starts with "dass" is what was said; English "that" may as well begin a relative clause.
_LIMITING_WORDS = """
dass daß que qu что che unless if until except but without not nor only although though
despite wenn falls sofern aber ohne nicht bis obwohl sauf si mais sans jusqu pas salvo
pero sin hasta no aunque если кроме но без не пока хотя se ma senza tranne non mas sem exceto não até
"""
_LIMITING = frozenset(_LIMITING_WORDS.split())

# What follows these is what was said, how long it was, or what it was part of: a beginning that ends with
# one, or with an English participle ("calling"), says nothing.
_INCOMPLETE_WORDS = """
said says told claims claimed sagte sagt dit dijo сказал disse lasted lasts took takes spent dauerte
dauert duré duró durou durato длился длилась длилось able according affiliated allowed asked based become
becomes became began begins brought called calls caused causes depends described due expected feared felt
filled focused forced found got hopes include included includes known leads led like likely makes means
needs offers part planned plans ready related remains seemed seems seen showed shows such supposed unable
used wants went
"""
_INCOMPLETE = frozenset(_INCOMPLETE_WORDS.split())
_PARTICIPLE = "ing"

_IMPARTS = re.compile(r"\bteilten?\b|\bteilte?\b")
_LAST_WORD = re.compile(r"([^\W_]+(?:['’][^\W_]+)*)\W*$")
_TRAILING = " ,;:–—-(，；：、"
# "jusqu'au" is "jusqu", "d'autres" is "d".
_ELISION = re.compile("[ '’]")
_LEADING = _TRAILING + "\"“„«'‘)”»"

# Without the rest of such a sentence its beginning may be untrue.
_CONDITION = re.compile(
    r"\b(?:unless|if|provided|denying|sofern|falls|wenn|sauf si|à moins|a menos que|salvo que|если|"
    r"a meno che|a não ser que|tenzij|mits|jeśli|jeżeli|chyba że|s['’]ils?|"
    # In Italian "si" and in Portuguese "se" mean "himself" as well.
    r"si (?:no|el|la|los|las|le|les|l['’]|on|un|une|ce|cette|elles?|nous|vous|je|tu|se|hay)|"
    r"se (?:não|houver))\b",
    re.IGNORECASE,
)
# One of these stands in every condition; to look for them is twenty times as fast.
_CONDITION_STEMS = (
    " if ",
    "unless",
    "provided",
    "denying",
    "wenn",
    "falls",
    "sofern",
    "sauf si",
    "à moins",
    "a menos",
    "salvo que",
    "если",
    "a meno",
    "a não ser",
    "tenzij",
    "mits",
    "jeśli",
    "jeżeli",
    "chyba że",
    " s'il",
    " s’il",
    " si ",
    " se ",
)
# "The committee, which has met every week": the verb has not come yet.
_ASIDE_ONLY = re.compile(
    r"[^,]{2,80}, (?:who|whose|which|where|der|die|das|dessen|deren|qui|dont|que|quien|cuyo|который|"
    r"которая|которое|которые|che|cui|cujo) [^,]*",
    re.IGNORECASE,
)
# "As technology advances", "As the coffin was carried in, friends", "In a loud speech in Mississippi": the
# main clause has not come yet. English alone has a comma after every one of these.
_OPENING_WORDS = """
as when while after before because since although though if whether despite with without from for by to at
on during under amid among unlike given once until through throughout speaking als wenn während nachdem
bevor weil obwohl seit alors quand lorsque après avant si cuando mientras después tras когда после пока
quando mentre dopo enquanto após
"""
_IN_WORDS = "a an the this these his her its their our front case order perhaps one light"
_OPENING = frozenset(
    {
        *_OPENING_WORDS.split(),
        "ever since",
        "thanks to",
        "due to",
        *(f"in {word}" for word in _IN_WORDS.split()),
    }
)

# "… two hours" before "before the alarm was raised": the measure belongs to what is cut off.
_MEASURE = re.compile(
    r",?\s\S+\s(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|"
    r"Sekunden?|Minuten?|Stunden?|Tagen?|Wochen?|Monaten?|Jahren?|"
    r"secondes?|heures?|jours?|semaines?|mois|ans?|années?|"
    r"segundos?|minutos?|horas?|días?|semanas?|mes(?:es)?|años?|"
    r"minut[oi]|or[ae]|giorn[oi]|settiman[ae]|mes[ei]|ann[oi]|dias?|mês|anos?|"
    r"минут[уы]?|час(?:а|ов)?|д(?:ень|ня|ней)|недел[юиь]|месяц(?:а|ев)?|года?|лет)$",
    re.IGNORECASE,
)
_MEASURED_WORDS = """
before after since later earlier ago bevor nachdem vor nach zuvor später avant après plus antes después tras
prima dopo depois após до после спустя назад
"""
_MEASURED = frozenset(_MEASURED_WORDS.split())

# ", Instagram and Messenger": one of a list does not stand for all of it.
_AND_WORDS = "and or und oder et ou y e o и или i en och og"
_AND = frozenset(_AND_WORDS.split())
_LISTED = re.compile(rf",(?: [^\s,;:]+){{1,3}}(?:,? (?:{'|'.join(sorted(_AND))}) |, [^\s,]+(?: [^\s,]+)?,)")

# Far into the text punctuation is best; a headline of a few words is worse than a weaker boundary.
_PREFERENCE = (
    (Boundary.PUNCTUATION, 0.6),
    (Boundary.CONJUNCTION, 0.7),
    (Boundary.PREPOSITION, 0.5),
    (Boundary.PUNCTUATION, 0.38),
    (Boundary.CONJUNCTION, 0.38),
    (Boundary.PREPOSITION, 0.38),
    (Boundary.INFINITIVE, 0.5),
)
_LEAST = min(share for _, share in _PREFERENCE)


def ends_on_function_word(text: str) -> bool:
    """Return whether the last word is one that a headline cannot end with, in any language it may be in.

    A word in capitals ("WHO", "US", "Series A") is a name, unless the whole text is in capitals; German
    "mit" is part of the verb in "teilte die Polizei mit".
    """
    word = text[text.rfind(" ") + 1 :]
    if not word.isalpha():
        match = _LAST_WORD.search(text[-60:])
        if match is None:
            return False
        word = match[1]
    lowered = word.lower()
    if lowered in FUNCTION_WORDS:
        name = word.isupper() and not text.isupper()
        return not (name or (lowered == "mit" and _IMPARTS.search(text)))
    return lowered.replace("’", "'") in CONTRACTIONS


def cut(text: str, limit: int) -> str:
    """Return a beginning of ``text`` within ``limit`` columns, without an end mark: never empty of words.

    It ends at a clause if there is one, else between two words, else (in scripts without spaces)
    between two characters.
    """
    return clause(text, limit) or _anywhere(text, _reach(text, limit))


def clause(text: str, limit: int) -> str:
    """Return the longest good beginning of ``text`` within ``limit`` columns; empty if there is none.

    It ends at punctuation, else before a conjunction, else before a preposition, else before "to":
    each only far enough into the text to say something. A quotation is not cut in two, a condition is
    not cut off, and neither an aside between commas nor one of a list stands for the whole.
    """
    if columns(text) <= limit:
        return text
    reach = _reach(text, limit)
    good = list(_beginnings(text, reach, max(1, int(reach * _LEAST))))
    for boundary, share in _PREFERENCE:
        for piece, end, found in reversed(good):
            if found is boundary and end >= int(reach * share):
                return piece
    return ""


def opens_with_clause(text: str) -> bool:
    """Return whether the text begins with a subordinate clause or a setting, before what it tells."""
    words = text[:40].lower().split(" ", 2)
    return words[0] in _OPENING or " ".join(words[:2]) in _OPENING


# Neither ends a condition: "if the rain in the hills" is not all of it.
_INSIDE = frozenset({Boundary.PREPOSITION, Boundary.INFINITIVE})


def _beginnings(text: str, reach: int, least: int) -> Iterator[tuple[str, int, Boundary]]:
    """Yield the beginnings that can stand alone, where each ends in ``text``, and at what."""
    condition = _last_condition(text)
    least = max(least, condition)
    opens = opens_with_clause(text)
    for end, boundary in _ends(text, least, reach):
        rest = text[end:]
        following = _ELISION.split(rest[:40].lstrip(_LEADING).lower(), maxsplit=1)[0]
        if following in _LIMITING or (condition and boundary in _INSIDE):
            continue
        piece = text[:end].rstrip(_TRAILING)
        if following in _MEASURED:
            piece = _MEASURE.sub("", piece)
        listed = _LISTED.match(rest) if rest[0] == "," else following in _AND and _in_list(piece, rest)
        if piece and not listed and not (opens and _only_opens(piece)) and _stands(piece):
            yield piece, end, boundary


def _in_list(piece: str, rest: str) -> bool:
    """Return whether "and" joins one more to a list, or one name to another ("the Food and Drug Office")."""
    _, comma, last = piece.rpartition(",")
    if comma and last.count(" ") in {1, 2}:
        return True
    return piece[piece.rfind(" ") + 1 :][:1].isupper() and rest.split(" ", 3)[2][:1].isupper()


def _ends(text: str, least: int, reach: int) -> list[tuple[int, Boundary]]:
    """Return the places within ``reach`` where a clause may end, in reading order."""
    found: list[tuple[int, Boundary]] = []
    at = text.find(" ", least)
    while 0 < at <= reach:
        after = text.find(" ", at + 1)
        word = text[at + 1 : after] if after > 0 else ""
        if text[at - 1] in _MARKS:
            found.append((at - 1, Boundary.PUNCTUATION))
        elif word in _DASHES:
            found.append((at, Boundary.PUNCTUATION))
        elif boundary := _BEFORE.get(word.lower()):
            found.append((at, boundary))
        at = after
    if not text.isascii():
        wide = _WIDE_MARK.finditer(text, least, reach + 1)
        found = sorted([*found, *((mark.start(), Boundary.PUNCTUATION) for mark in wide)], key=itemgetter(0))
    return found


def _last_condition(text: str) -> int:
    """Return where the last condition begins: what ends before it may be untrue. 0 if there is none."""
    lowered = text.lower()
    for stem in _CONDITION_STEMS:
        if stem in lowered:
            return max((match.start() for match in _CONDITION.finditer(text)), default=0)
    return 0


def _stands(piece: str) -> bool:
    last = piece[piece.rfind(" ") + 1 :]
    return not (
        last in _INCOMPLETE
        or last.endswith(_PARTICIPLE)
        or ends_on_function_word(piece)
        or ("," in piece and _ASIDE_ONLY.fullmatch(piece))
        or not balanced(piece)
    )


def _only_opens(piece: str) -> bool:
    """Return whether no clause follows the comma, or only its first two words."""
    _, comma, following = piece.partition(", ")
    return not comma or ("," not in following and following.count(" ") < 2)


def _reach(text: str, limit: int) -> int:
    """Return how many characters fit into ``limit`` columns."""
    if text[: limit + 1].isascii():
        return min(limit, len(text))
    if columns(text[:limit]) == limit:
        return limit
    width = 0
    for index, character in enumerate(text):
        width += columns(character)
        if width > limit:
            return index
    return len(text)


def _anywhere(text: str, reach: int) -> str:
    piece = text[:reach]
    if " " in piece and not text[reach : reach + 1].isspace():
        piece = piece.rpartition(" ")[0] or piece
    # Back to a word that can be the last; but "unless …" says that a condition follows.
    while " " in piece and ends_on_function_word(piece) and not _CONDITION.search(piece.rpartition(" ")[2]):
        piece = piece.rpartition(" ")[0]
    return piece.rstrip(_TRAILING) or text[:reach]
