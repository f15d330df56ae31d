"""Which lines and sentences near the top of an article could be its headline?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from publisher.model import Block, BlockKind, Cleaned
from publisher.summarize.notices import notice
from publisher.summarize.opening import asks, belongs, hangs, tells, without_dateline
from publisher.summarize.sentences import sentences
from publisher.summarize.words import CLINGING

# On the titles of 1,373 articles six lines scored the same as four, and forty blocks the same as twenty;
# twelve blocks lost 1.4 R1.
LINES = 4
BLOCKS = 20
_SENTENCES_OF_A_BLOCK = 3
# A line of a page that is longer than this is a sentence whose end mark is missing.
_LONGEST_LINE = 110
# How much of a block is read, and by where its words say that it is a sentence.
_READ = 320
_LOOKED_AT = 100
_CERTAIN_SPACES = 8
_FEWEST_SPACES = 3

_TEXT = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING})
_INSTEAD = frozenset({BlockKind.QUOTE, BlockKind.LIST})
_NO_LINE_ENDS_WITH = ("", *".!?…:;,-–—。！？؟।")
_QUOTES = "\"“„«‘'»「『"
_BULLET = re.compile(r"[-*•–—·▪►✓]\s+|#+\s+")

# Questions whose mark is missing, and notes about the page.
_UNFIT_BEGINNINGS = """
in this article|in this post|in this guide| in this issue|in this
episode|in this section|in diesem artikel|in diesem beitrag|dans cet article| what|how do|how does|how
did|how is|how are|how can|how could|how should|how would|how will| how much|how many|why do|why does|why
did|why is|why are|where do|where is|where are|where can| when do|when is|when should|which is|which
are|do you|do i|does it|is it|are you|can you|can i| should you|should i|will you|authored by|reviewed
by|medically reviewed|edited by|sponsored by| presented by|illustrated by|translated by|fact
checked|fact-checked|courtesy of|photo courtesy| image courtesy|a special thank|thank you|thanks
to|welcome to|http|https|www|achtung:|note:|disclosure:|disclaimer:|
question:|answer:|q:|a:|hinweis:|anmerkung:|frage:|nota:|source:|quelle:|fuente:|tags:| see also|read
also|more from|lesen sie|lies auch|siehe auch|lire aussi|à lire|puede leer| lea también|leer más|te
puede|le puede|vea también|leggi anche|leia também|leia mais|veja também| czytaj też|czytaj
także|zobacz|читайте также|lees ook|läs också|les også|we may|sign up|log in| home »|home
>|copyright|©|all rights|table of contents|key takeaways|inhaltsverzeichnis
"""
# By its first word.
_UNFIT: dict[str, tuple[str, ...]] = {}
for _beginning in " ".join(_UNFIT_BEGINNINGS.split()).replace("| ", "|").split("|"):
    _first = _beginning.partition(" ")[0].strip(CLINGING)
    _UNFIT[_first] = (*_UNFIT.get(_first, ()), _beginning)

# "1. QuickBooks", "1 QuickBooks", "Step 3 Test it", "B) Paper", "#4 Sing", and "20.15 Uhr: …" in a live
# page: a part of something.
_NUMBERED = re.compile(
    r"(?:\d{1,2}|[ivx]{1,4}|[a-z])[.):](?:\s|$)|1\s|#\d|\d{1,2}(?:[.:]|\s?h\s?)\d\d?(?:\s|$)|"
    r"(?:step|part|chapter|day|week|teil|schritt|kapitel|étape|partie|paso|parte|шаг|часть)\s\d"
)
_COUNTED_WORDS = "step part chapter day week teil schritt kapitel étape partie paso parte шаг часть"
_COUNTED = frozenset(_COUNTED_WORDS.split())
# "Prüfen Sie zuerst das Datum": a step of a guide.
_ORDERING = re.compile(r"[A-ZÄÖÜ][a-zäöüß]+e?n Sie ")
# "Because the teacher told him so", "Wer außerdem Hilfe bekommt": without a comma it is half a sentence.
_HALF = frozenset(["because", "weil", "porque", "потому", "wer", "wen", "wem", "was", "wessen", "кто", "чем"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A line or sentence: its block counted from 0, whether it is a line.

    A line is a short paragraph without an end mark, or a heading: what titles look like.
    """

    text: str
    block: int
    line: bool


def lines(cleaned: Cleaned) -> list[Candidate]:
    """Return the lines that could be the headline, at most four from the first twenty blocks."""
    found: list[Candidate] = []
    for index, block in enumerate(cleaned.blocks[:BLOCKS]):
        text = block.text
        if len(text) <= _LONGEST_LINE and block.kind in _TEXT and _is_line(text) and _fits(text):
            found.append(Candidate(text=text, block=index, line=True))
            if len(found) == LINES:
                break
    return found


def openings(cleaned: Cleaned) -> Iterator[Candidate]:
    """Yield the sentences that could be the headline: at most three of a block."""
    for index, block in enumerate(cleaned.blocks[:BLOCKS]):
        text = block.text
        if block.kind in _TEXT and (len(text) > _LONGEST_LINE or not _is_line(text)):
            if notice(text):
                continue
            for sentence in _opening(text, cleaned.meta.language):
                if not asks(sentence) and _fits(sentence):
                    yield Candidate(text=sentence, block=index, line=False)


def _is_line(text: str) -> bool:
    return text[-1:] not in _NO_LINE_ENDS_WITH and not text[0].islower() and "\n" not in text


def unfit(cleaned: Cleaned) -> list[str]:
    """Return the first sentences of any kind, the least unfit first, for an article without a candidate."""
    for kinds in (_TEXT, _INSTEAD):
        blocks = [block for block in cleaned.blocks if block.kind in kinds]
        found = [
            sentence
            for block in blocks[:BLOCKS]
            for sentence in _lines(block, cleaned.meta.language)
            if belongs(sentence) and tells(sentence)
        ]
        if found:
            return sorted(found, key=_drawback)
    return []


def _lines(block: Block, language: str) -> Iterator[str]:
    for line in block.text[:_READ].split("\n") if block.kind is BlockKind.LIST else (block.text,):
        yield from _opening(line, language)


def _drawback(sentence: str) -> int:
    return 4 * asks(sentence) + 2 * (sentence[0] in _QUOTES) + (not _begins_well(sentence))


def _opening(text: str, language: str) -> Iterator[str]:
    found = sentences(text[:_READ], language)
    if len(text) > _READ:
        # The last one is not whole; who says so may stand at its end.
        found = found[:-1] or sentences(text, language)
    for number, sentence in enumerate(found[:_SENTENCES_OF_A_BLOCK]):
        if number == 0:
            sentence = without_dateline(sentence)
            bullet = _BULLET.match(sentence)
            sentence = sentence[bullet.end() :] if bullet else sentence
        if sentence:
            yield sentence


def _fits(text: str) -> bool:
    return text[0] not in _QUOTES and _begins_well(text) and _says_enough(text) and belongs(text)


def _says_enough(text: str) -> bool:
    spaces = text.count(" ", 0, _LOOKED_AT)
    if spaces >= _CERTAIN_SPACES:
        return True
    if spaces < _FEWEST_SPACES and text.isascii():
        return False
    # A label before a colon is a row of a table in a summary, but often the place or topic in a title.
    return tells(text.replace(": ", " ", 1))


def _begins_well(text: str) -> bool:
    lowered = text[:40].lower()
    first = lowered.partition(" ")[0].partition(":/")[0].strip(CLINGING)
    if _BULLET.match(text) or ((len(first) <= 5 or first in _COUNTED) and _NUMBERED.match(lowered)):
        return False
    if len(first) > 1 and text.startswith(first.upper()) and not text.isupper():
        return True  # "IT" and "WHO" are names
    if _ORDERING.match(text) or hangs(text) or lowered.startswith(_UNFIT.get(first, ("\n",))):
        return False
    return first not in _HALF or "," in text
