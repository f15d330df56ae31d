"""Which cues does the wording of one block give?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from publisher.clean import lexicon
from publisher.clean.lexicon import Phrase
from publisher.clean.phrases import Family
from publisher.model import BlockKind

# What can be boilerplate by its wording; an image, a table or code never is.
JUDGED = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST, BlockKind.QUOTE})

# Boilerplate is short; the cap also bounds the work on a file that is one line of a megabyte.
LOOKED_AT = 2_000

# A headline with "Read more" behind it.
_GLUED = 25

# Labels, buttons, openers: what is longer is a sentence with something to say.
SHORT = 160

# What somebody is quoted with is the story, whatever the words are ("Support us!", she cried).
_QUOTATION = re.compile(r'"[^"]{0,600}"|“[^”]{0,600}”|„[^„“”]{0,600}[“”]|«[^«»]{0,600}»|»[^«»]{0,600}«')
_QUOTE = re.compile('["“„«»]')
_TOKEN = re.compile(r"[^\W_]+|[©@]|[.!?…:;](?=\s|$)|[\n。！？|]")
# Two of them say about as much as a word.
_IDEOGRAM = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
# Most texts that are not ASCII are so by these alone: taking them out costs a quarter of looking through.
_TYPOGRAPHIC = "“”’‘–—…\xa0"
# "Read more: …", "関連記事：…", "【関連記事】…"
_COLON = re.compile("[:：】]")
_EDGES = frozenset(".!?…:;\n。！？|")
# All tokens that are no words.
SIGNS = _EDGES | {"©", "@"}
_PRICE = re.compile(r"(?:US|A|C)?[$€£¥₽]\s?\d[\d.,]{0,8}|\b\d[\d.,]{0,8}\s?(?:[€£₽]|Euro\b|euros?\b|руб)")
_ADDRESS = re.compile(
    r"\bhttps?://\S{1,80}|\bwww\.\S{1,80}|\b[\w.+-]{1,40}"
    r"@[\w-]{1,40}\.[\w.]{2,20}|\[email protected\]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """What the wording of a block says; equal texts give equal cues.

    ``whole`` is the family when the block is nothing but one known form. ``price`` and ``address``
    are empty or the first one found. ``words`` counts the words and stops outside quotations. ``shares`` says
    that the block could be one button of a share bar, such as "Print". ``offers`` says that it asks
    the reader to order mail that costs nothing.
    """

    phrases: tuple[Phrase, ...] = ()
    whole: Family | None = None
    price: str = ""
    address: str = ""
    words: int = 0
    opens: bool = False
    we: bool = False
    you: bool = False
    reports: bool = False
    corrects: bool = False
    shares: bool = False
    offers: bool = False

    @property
    def strength(self) -> int:
        """What the phrases weigh together: weak ones count once, in a line of a dozen words twice."""
        if not self.phrases:
            return 0
        strong = sum(phrase.weight for phrase in self.phrases if phrase.weight > 1)
        return strong + min(1 + self.brief, sum(1 for phrase in self.phrases if phrase.weight == 1))

    @property
    def brief(self) -> bool:
        """Whether the block is a line rather than a paragraph."""
        return self.words <= 12

    @property
    def speaks(self) -> bool:
        """Whether somebody says "we" or "you" outside quotations."""
        return self.we or self.you

    @property
    def certain(self) -> bool:
        """Whether a phrase is there that only machines write."""
        return bool(self.phrases) and any(phrase.weight >= 5 for phrase in self.phrases)

    @property
    def pointed(self) -> bool:
        """Whether a phrase is strong, or asks the reader to do something."""
        return bool(self.phrases) and any(phrase.pointed for phrase in self.phrases)

    @property
    def family(self) -> Family:
        """The family that weighs most among the phrases; an appeal if there are none."""
        totals: dict[Family, int] = {}
        for phrase in self.phrases:
            totals[phrase.family] = totals.get(phrase.family, 0) + phrase.weight
        return self.whole or max(totals, key=lambda family: totals[family], default=Family.APPEAL)

    @property
    def reason(self) -> str:
        """Family and up to three witnesses, such as ``appeal: "support us", "$2"``."""
        ranked = sorted(self.phrases, key=lambda phrase: (phrase.family is not self.family, -phrase.weight))
        witnesses = [phrase.shown for phrase in ranked[:2]]
        if self.price:
            witnesses.append(self.price)
        elif len(ranked) > 2:
            witnesses.append(ranked[2].shown)
        if not witnesses:
            return str(self.family)
        return f"{self.family}: " + ", ".join(f'"{witness}"' for witness in witnesses)


NONE = Cues()


def ideograms(text: str) -> int:
    """Return how many signs of Chinese and Japanese a text holds."""
    for sign in _TYPOGRAPHIC:
        text = text.replace(sign, "")
    return 0 if text.isascii() else len(_IDEOGRAM.findall(text))


def fold(text: str) -> str:
    """Return ``text`` as the lists are written: casefolded words, ``|`` at the edges of sentences."""
    return _line(_TOKEN.findall(text[:LOOKED_AT].casefold()))


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words and stops of a text outside its quotations, as they are written and casefolded."""

    text: str
    outside: str
    written: list[str]
    folded: list[str]


def tokens(text: str) -> Tokens:
    """Return the words of a block; of a text longer than 2,000 characters, of its start."""
    text = text[:LOOKED_AT]
    outside = text if _QUOTE.search(text) is None else _QUOTATION.sub(" … ", text)
    written = _TOKEN.findall(outside)
    return Tokens(text, outside, written, list(map(str.casefold, written)))


def read(text: str) -> Cues:
    """Return the cues of a block's text."""
    return weighed(tokens(text))


def weighed(found: Tokens) -> Cues:
    """Return the cues of a text whose words are at hand already."""
    return _cues(found.text, found.outside, found.folded)


def _cues(text: str, outside: str, tokens: list[str]) -> Cues:
    short = len(text) <= SHORT
    whole = _whole(text) if short else None
    words = set(tokens)
    line = _line(tokens) if not words.isdisjoint(lexicon.TRIGGERS) else ""
    found = _phrases(line, words)
    price = _PRICE.search(outside) if found else None
    address = _ADDRESS.search(outside) if "@" in text or "www." in text or "http" in text else None
    return Cues(
        phrases=found,
        whole=whole,
        price=price[0].rstrip(".,") if price else "",
        address=address[0] if address else "",
        words=len(tokens) if text.isascii() else max(len(tokens), ideograms(text) // 2),
        opens=short and _says(lexicon.OPENERS, line, words),
        we=not words.isdisjoint(lexicon.WE),
        you=not words.isdisjoint(lexicon.YOU),
        reports=not words.isdisjoint(lexicon.REPORTING_WORDS) or _says(lexicon.REPORTING, line, words),
        corrects=_says(lexicon.CORRECTIONS, line, words),
        shares=0 < len(tokens) <= 3 and _shares(tokens),
        offers=_offers(found) and not words.isdisjoint(lexicon.FREE),
    )


def _line(tokens: list[str]) -> str:
    line = " | " + " ".join(["|" if token in _EDGES else token for token in tokens]) + " | "
    while " | | " in line:
        line = line.replace(" | | ", " | ")
    return line


def _whole(text: str) -> Family | None:
    line = fold(text)
    bare = line.replace(" |", "").strip()
    if bare in lexicon.WHOLE:
        return lexicon.WHOLE[bare]
    words = bare.split()
    if _shares(words) and not lexicon.SHARE_CORE.isdisjoint(words):
        return Family.SHARE
    if line.endswith(lexicon.ENDINGS) and len(words) <= _GLUED:
        return Family.READ_MORE
    label, *rest = _COLON.split(text, maxsplit=1)
    if rest and rest[0].strip() and fold(label).replace("|", "").strip() in lexicon.POINTERS:
        return Family.READ_MORE
    # They are of scripts without spaces.
    if text.isascii():
        return None
    return next((family for form, family in lexicon.LINES if form.fullmatch(text.strip())), None)


def _shares(words: Iterable[str]) -> bool:
    return all(word in lexicon.SHARE_WORDS or word.isdigit() for word in words)


def _phrases(line: str, words: set[str]) -> tuple[Phrase, ...]:
    """Return the phrases in the line; of overlapping ones the longest, so that none counts twice."""
    found: list[tuple[int, int, Phrase]] = []
    if not line:
        return ()
    for word in words & lexicon.PHRASES.keys():
        for phrase in lexicon.PHRASES[word]:
            start = line.find(phrase.words)
            if start >= 0:
                found.append((start, start + len(phrase.words) - 1, phrase))
    taken: list[tuple[int, int, Phrase]] = []
    for start, end, phrase in sorted(found, key=lambda hit: (-hit[2].weight, hit[0] - hit[1], hit[0])):
        if all(end <= other or start >= limit for other, limit, _ in taken):
            taken.append((start, end, phrase))
    return tuple(phrase for _, _, phrase in sorted(taken, key=lambda hit: hit[0]))


def _offers(found: tuple[Phrase, ...]) -> bool:
    mail = [phrase for phrase in found if phrase.family is Family.NEWSLETTER]
    return any(phrase.asks for phrase in mail) and not all(phrase.asks for phrase in mail)


def _says(index: dict[str, tuple[str, ...]], line: str, words: set[str]) -> bool:
    return bool(line) and any(entry in line for word in words & index.keys() for entry in index[word])
