"""Which cues does the wording of one block give?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from publisher.clean import lexicon
from publisher.clean.lexicon import Phrase
from publisher.clean.phrases import Family
from publisher.clean.tokens import Tokens, fold, ideograms, tokens
from publisher.model import BlockKind

# What can be boilerplate by its wording; an image, a table or code never is.
JUDGED = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST, BlockKind.QUOTE})

# A headline with "Read more" behind it.
_GLUED = 25

# Labels, buttons, openers: what is longer is a sentence with something to say.
SHORT = 160

# "Read more: …", "関連記事：…", "【関連記事】…"
_COLON = re.compile("[:：】]")
_PRICE = re.compile(r"(?:US|A|C)?[$€£¥₽]\s?\d[\d.,]{0,8}|\b\d[\d.,]{0,8}\s?(?:[€£₽]|Euro\b|euros?\b|руб)")
_ADDRESS = re.compile(
    r"\bhttps?://\S{1,80}|\bwww\.\S{1,80}|\b[\w.+-]{1,40}"
    r"@[\w-]{1,40}\.[\w.]{2,20}|\[email protected\]"
)
_LISTED = frozenset(lexicon.TRIGGERS | lexicon.WE | lexicon.YOU | lexicon.REPORTING_WORDS | lexicon.FREE)


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


def read(text: str) -> Cues:
    """Return the cues of a block's text."""
    return weighed(tokens(text))


def weighed(found: Tokens) -> Cues:
    """Return the cues of a text whose words are at hand already."""
    text, folded, line = found.text, found.folded, found.line
    short = len(text) <= SHORT
    whole = _whole(found) if short else None
    words = _LISTED.intersection(folded)
    phrases = _phrases(line, words)
    price = _PRICE.search(found.outside) if phrases else None
    address = _ADDRESS.search(found.outside) if "@" in text or "www." in text or "http" in text else None
    return Cues(
        phrases=phrases,
        whole=whole,
        price=price[0].rstrip(".,") if price else "",
        address=address[0] if address else "",
        words=len(folded) if text.isascii() else max(len(folded), ideograms(text) // 2),
        opens=short and _says(lexicon.OPENERS, line, words),
        we=not words.isdisjoint(lexicon.WE),
        you=not words.isdisjoint(lexicon.YOU),
        reports=not words.isdisjoint(lexicon.REPORTING_WORDS) or _says(lexicon.REPORTING, line, words),
        corrects=_says(lexicon.CORRECTIONS, line, words),
        shares=0 < len(folded) <= 3 and _shares(folded),
        offers=_offers(phrases) and not words.isdisjoint(lexicon.FREE),
    )


def _whole(found: Tokens) -> Family | None:
    text = found.text
    line = found.line if found.outside is text else fold(text)
    words = line.replace(" |", "").split()
    bare = " ".join(words)
    if bare in lexicon.WHOLE:
        return lexicon.WHOLE[bare]
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


def _phrases(line: str, words: frozenset[str]) -> tuple[Phrase, ...]:
    """Return the phrases in the line; of overlapping ones the longest, so that none counts twice."""
    found: list[tuple[int, int, Phrase]] = []
    for word in words:
        for phrase in lexicon.PHRASES.get(word, ()):
            start = line.find(phrase.words)
            if start >= 0:
                found.append((start, start + len(phrase.words) - 1, phrase))
    if len(found) < 2:
        return tuple([phrase for _, _, phrase in found])
    taken: list[tuple[int, int, Phrase]] = []
    for start, end, phrase in sorted(found, key=lambda hit: (-hit[2].weight, hit[0] - hit[1], hit[0])):
        if all(end <= other or start >= limit for other, limit, _ in taken):
            taken.append((start, end, phrase))
    return tuple(phrase for _, _, phrase in sorted(taken, key=lambda hit: hit[0]))


def _offers(found: tuple[Phrase, ...]) -> bool:
    mail = [phrase for phrase in found if phrase.family is Family.NEWSLETTER]
    return any(phrase.asks for phrase in mail) and not all(phrase.asks for phrase in mail)


def _says(index: dict[str, tuple[str, ...]], line: str, words: frozenset[str]) -> bool:
    return any(entry in line for word in words & index.keys() for entry in index[word])
