"""Which run of sentences near the top tells best what the article is about?

A run is whole sentences in a row. Each is scored by a weighted sum of what ``Features`` names. The
weights were fitted by ``tests/bench/summary_weights.py``, so that the run with the highest score
shares most words and word pairs with the description that an editor wrote, over 1,373 articles (886
English). In English they are worth R1 38.1 and R2 23.5 on these, but 37.4 and 22.8 on articles that
they were not fitted on (mean of six divisions into five folds). Which features to keep was decided on
all articles: with that choice made anew in each fold it was R1 37.2 and R2 22.6.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log
from operator import mul
from string import ascii_lowercase, ascii_uppercase
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
# Bytes are translated, and capitals with them, in a fifth of the time that marks take one by one; what else
# clings to a word makes it another one.
_CLINGING = ',.:;!?()[]"/'
_FOLDED = bytes.maketrans(
    (ascii_uppercase + _CLINGING).encode(), (ascii_lowercase + " " * len(_CLINGING)).encode()
)
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
    single: float  # one sentence
    several: float  # three sentences or more
    rounded: float  # it ends with a block
    cut: float  # it does not fit and will be cut
    recurring: float  # share of the recurring words that it names, by their counts
    names: float  # the same share, each word the same
    density: float  # how often its words occur in the article, at the mean
    service: float  # words of guides and reviews, three at most
    year: float  # it names a year


WEIGHTS = Features(
    first=12.44,
    position=-11.58,
    block=-16.74,
    answers=13.14,
    width=4.14,
    short=-50.77,
    single=6.75,
    several=-12.47,
    rounded=15.02,
    cut=-20.54,
    recurring=18.54,
    names=28.25,
    density=17.75,
    service=12.24,
    year=7.17,
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
    weighed = [_weighed(sentence.text, about) for sentence in sentences]
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
    taken = frequency = recurring = names = service = 0
    year = False
    for end in range(start + 1, len(sentences) + 1):
        sentence, its = sentences[end - 1], weighed[end - 1]
        # Beyond a heading something else begins.
        if end - start > 1 and sentence.part != opening.part:
            return
        wider = taken + its.width + (taken > 0 and not sentence.text.endswith(WIDE_STOP))
        if taken and wider > width:
            return
        taken = wider
        frequency += its.frequency
        recurring += its.recurring
        names += its.names
        # A word counts once.
        for word in words & its.words:
            frequency -= about.counts[word]
            recurring -= about.weights.get(word, 0)
            names -= word in about.weights
        words |= its.words
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
                single=end - start == 1,
                several=end - start > 2,
                rounded=sentence.last,
                cut=taken > width,
                recurring=recurring / about.total,
                names=names / (len(about.weights) + 1),
                density=frequency / (len(words) + 3),
                service=min(3, service),
                year=year,
            ),
        )
        if taken > width:
            return


class _Weighed(NamedTuple):
    """What is weighed of one sentence; made for each, and a tuple is made fastest."""

    width: int
    words: frozenset[str]
    frequency: int  # how often its words occur in the article
    recurring: int  # the counts of the recurring words among them
    names: int  # how many these are
    service: int
    year: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _About:
    """How often the article's words occur; scripts without spaces between words have none that recur."""

    counts: Counter[str]
    weights: dict[str, int]  # of the recurring ones, uncapped
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
        counts = Counter(_words(_folded(" ".join(read))))
        recurring = [
            (-count, word)
            for word, count in counts.items()
            if count > 1 and len(word) >= _SHORTEST_WORD and word not in COMMON_WORDS
        ]
        recurring.sort()
        weights = {word: -negative for negative, word in recurring[:_RECURRING]}
        # Only few words pass the limit: to correct them is faster than to compare all that are looked up.
        for negative, word in recurring:
            if -negative <= _MOST_COUNTED:
                break
            counts[word] = _MOST_COUNTED
        return cls(counts=counts, weights=weights, total=sum(weights.values()) or 1)


def _weighed(text: str, about: _About) -> _Weighed:
    folded = _folded(text)
    found = frozenset(_words(folded))
    words = frozenset([word for word in found if len(word) >= _SHORTEST_WORD and word not in COMMON_WORDS])
    recurring = [about.weights[word] for word in words if word in about.weights]
    return _Weighed(
        columns(text),
        words,
        sum([about.counts[word] for word in words]),
        sum(recurring),
        len(recurring),
        len(found & _SERVICE) + sum([phrase in folded for phrase in _SERVICE_PHRASES]),
        "20" in text and _YEAR.search(text) is not None,
    )


def _folded(text: str) -> str:
    """Return the text with spaces for punctuation and, in ASCII, small letters for capitals."""
    folded = text.encode("utf-8", "surrogatepass").translate(_FOLDED).decode("utf-8", "surrogatepass")
    if not folded.isascii():
        for mark in _CLINGING_BEYOND_ASCII:
            if mark in folded:
                folded = folded.replace(mark, " ")
    return folded


def _words(folded: str) -> list[str]:
    # Without their quotation marks many texts are ASCII; the others take as long as all the rest.
    return folded.split() if folded.isascii() else folded.lower().split()
