"""Which run of sentences near the top tells best what the article is about?

A run is whole sentences in a row. Each is scored by a weighted sum of what ``Features`` names. The
weights were fitted by ``tests/bench/summary_weights.py``, so that the run with the highest score
shares most words and word pairs with the description that an editor wrote, over 1,373 articles (886
English, 377 German). Fitted on four fifths and measured on the last, they are worth R1 36.8 in
English; the sentences from the first one, filled up to the budget, 36.1.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log
from operator import mul
from typing import NamedTuple

from publisher.summarize.opening import asks, hangs
from publisher.summarize.width import WIDE_STOP, columns
from publisher.summarize.words import COMMON_WORDS

# Starts further down gained nothing.
STARTS = 6

# More of the text tells the topic no better, and takes time.
_READ = 5_000
_RECURRING = 12
_SHORTEST_WORD = 4
# Cheaper than a regular expression for words; what else clings to a word makes it another one.
_CLINGING = ',.:;!?()[]"/'
_CLINGING_BEYOND_ASCII = "“”„«»‘…"
# A word that recurs more often than this weighs no more.
_MOST_COUNTED = 6

# The widths below are shares of this: the length of a summary in feeds.
_MEASURED_AT = 280

# What guides and reviews promise: the sentence that says what the piece offers is its nut.
_SERVICE_WORDS = """
guide best top tips learn discover explore alternatives trends options right tipps beste besten überblick
ratgeber mejores consejos guía meilleur meilleurs meilleures conseils migliori consigli melhores dicas
лучшие советы
"""
_SERVICE = frozenset(_SERVICE_WORDS.split())
_SERVICE_PHRASES = (
    "how to ",
    "everything you need",
    "need to know",
    "step-by-step",
    "help you ",
    "find out ",
    "ways to ",
)
_YEAR = re.compile(r"\b20[12]\d\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence with its end mark: in which block, after how many headings, whether it ends its block.

    ``opens`` says whether it tells enough to stand first and is no question.
    """

    text: str
    block: int
    part: int = 0
    last: bool = False
    opens: bool = True


class Features(NamedTuple):
    """What is weighed of a run; widths are in feed summaries, 1.0 each 100 of 280 columns."""

    first: float  # it starts with the first usable sentence
    position: float  # logarithm of how many sentences stand before it
    block: float  # logarithm of how many blocks stand before it
    answers: float  # a question stands before it
    width: float
    short: float  # below 120 columns
    long: float  # above 180 columns
    single: float  # one sentence
    several: float  # three sentences or more
    rounded: float  # it ends with a block
    cut: float  # it does not fit and will be cut
    recurring: float  # share of the recurring words that it names, by their counts
    names: float  # the same share, each word the same
    density: float  # how often its words occur in the article, at the mean
    closing: float  # the same of its last sentence alone
    service: float  # words of guides and reviews, three at most
    year: float  # it names a year


WEIGHTS = Features(
    first=4.96,
    position=-5.64,
    block=-11.38,
    answers=6.03,
    width=5.25,
    short=-13.77,
    long=-4.61,
    single=2.06,
    several=-7.10,
    rounded=7.09,
    cut=-5.13,
    recurring=9.88,
    names=12.87,
    density=9.07,
    closing=1.31,
    service=6.06,
    year=3.38,
)


def best(sentences: Sequence[Sentence], texts: Iterable[str], width: int) -> tuple[int, int]:
    """Return the first sentence of the best run and the one after its last.

    ``texts`` are the article's blocks. A run fits into ``width`` columns unless it is one sentence.
    """
    chosen, highest = (0, 1), float("-inf")
    for start, end, features in runs(sentences, texts, width):
        score = sum(map(mul, WEIGHTS, features))
        if score > highest:
            chosen, highest = (start, end), score
    return chosen


def runs(
    sentences: Sequence[Sentence], texts: Iterable[str], width: int
) -> Iterator[tuple[int, int, Features]]:
    """Yield every run that may be a summary: where it starts, where it ends, what is weighed."""
    about = _About.of(texts)
    weighed = [_Weighed.of(sentence.text) for sentence in sentences]
    opening = [index for index, sentence in enumerate(sentences[:STARTS]) if sentence.opens]
    # What hangs on a sentence that is left out does not open either.
    starts = [index for index in opening if not index or not hangs(sentences[index].text)]
    for start in starts or opening or [0]:
        yield from _from(start, sentences, weighed, about, width)


def _from(
    start: int, sentences: Sequence[Sentence], weighed: Sequence[_Weighed], about: _About, width: int
) -> Iterator[tuple[int, int, Features]]:
    opening = sentences[start]
    position, block = log(1 + start), log(1 + opening.block)
    answers = start > 0 and asks(sentences[start - 1].text)
    words: frozenset[str] = frozenset()
    taken, service, year = 0, 0, False
    frequency, recurring, names = 0, 0, 0
    for end in range(start + 1, len(sentences) + 1):
        sentence, its = sentences[end - 1], weighed[end - 1]
        # Beyond a heading something else begins.
        if end - start > 1 and sentence.part != opening.part:
            return
        wider = taken + its.width + (taken > 0 and not sentence.text.endswith(WIDE_STOP))
        if taken and wider > width:
            return
        taken = wider
        new = its.words - words
        words |= new
        frequency += sum([about.counts[word] for word in new])
        among = new & about.recurring
        names += len(among)
        recurring += sum([about.weights[word] for word in among])
        service += its.service
        year = year or its.year
        share = min(taken, width) / width * _MEASURED_AT / 100
        yield (
            start,
            end,
            Features(
                first=start == 0,
                position=position,
                block=block,
                answers=answers,
                width=share,
                short=max(0.0, 1.2 - share),
                long=max(0.0, share - 1.8),
                single=end - start == 1,
                several=end - start > 2,
                rounded=sentence.last,
                cut=taken > width,
                recurring=recurring / about.total,
                names=names / (len(about.recurring) + 1),
                density=frequency / (len(words) + 3),
                closing=sum([about.counts[word] for word in its.words]) / (len(its.words) + 3),
                service=min(3, service),
                year=year,
            ),
        )
        if taken > width:
            return


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weighed:
    """What is weighed of one sentence."""

    width: int
    words: frozenset[str]
    service: int
    year: bool

    @classmethod
    def of(cls, text: str) -> _Weighed:
        lowered = text.lower()
        words = frozenset(_words(text))
        return cls(
            width=columns(text),
            words=frozenset([word for word in words - COMMON_WORDS if len(word) >= _SHORTEST_WORD]),
            service=len(words & _SERVICE) + sum([phrase in lowered for phrase in _SERVICE_PHRASES]),
            year="20" in text and _YEAR.search(text) is not None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _About:
    """How often the article's words occur; scripts without spaces between words have none that recur."""

    counts: Counter[str]
    weights: dict[str, int]
    recurring: frozenset[str]
    total: int

    @classmethod
    def of(cls, texts: Iterable[str]) -> _About:
        read: list[str] = []
        room = _READ
        for text in texts:
            read.append(text[:room])
            room -= len(text)
            if room <= 0:
                break
        counts = Counter(_words(" ".join(read)))
        recurring = [
            (-count, word)
            for word, count in counts.items()
            if count > 1 and len(word) >= _SHORTEST_WORD and word not in COMMON_WORDS
        ]
        recurring.sort()
        weights = {word: -negative for negative, word in recurring[:_RECURRING]}
        total = sum(weights.values()) or 1
        # Only few words pass the limit: to correct them is faster than to compare all that are looked up.
        for negative, word in recurring:
            if -negative <= _MOST_COUNTED:
                break
            counts[word] = _MOST_COUNTED
        return cls(counts=counts, weights=weights, recurring=frozenset(weights), total=total)


def _words(text: str) -> list[str]:
    text = text.lower()
    for mark in _CLINGING if text.isascii() else _CLINGING + _CLINGING_BEYOND_ASCII:
        if mark in text:
            text = text.replace(mark, " ")
    return text.split()
