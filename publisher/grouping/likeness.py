"""Are two articles copies of one text, about one story, or neither?"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from publisher.grouping.signature import COMMONNESS, NAME, Signature

# The similarity from which two articles tell one story, once many articles have been counted: the best on
# the tuning outlets (tests/data/related/README.md).
RELATED = 0.15

# As long as the counts are few, common words look rare, and strangers look alike: then more is asked for,
# 0.26 for two articles alone, 0.18 with fifty. So 2 to 5 of 1,000 pairs of political articles that have
# nothing to do with each other are taken for one story, whatever the number counted; with 0.15 throughout
# it would be 105 of 1,000 for the first two, and 20 with twenty.
CAUTION = 0.12

# For how many articles the form of a word speaks against the counts (``COMMONNESS``).
_IMAGINED = 20

# Names tell more than other words: on the tuning outlets F1 is 0.91 with 1.5, 0.89 with 1.0 and with 3.0.
_NAME = 1.5

# A copy shares half of the shorter text's wording, and a third of the longer one's: a brief that stands
# within a long article is not the same article.
COPY_OF_SHORTER = 0.5
COPY_OF_LONGER = 0.33


class Kind(StrEnum):
    """How two articles are related."""

    NEAR_COPY = "near-copy"
    RELATED = "related"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequencies:
    """In how many of how many articles each term stands, by its hash."""

    articles: int = 0
    counts: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, signatures: Iterable[Signature]) -> Frequencies:
        """Count the terms of these articles."""
        counts: Counter[int] = Counter()
        articles = 0
        for signature in signatures:
            counts.update(signature.terms)
            articles += 1
        return cls(articles=articles, counts=counts)

    @property
    def threshold(self) -> float:
        """The similarity from which two articles tell one story."""
        return RELATED + CAUTION * _IMAGINED / (self.articles + _IMAGINED)


Vector = Mapping[int, float]
"""The weights of an article's terms, by hash; their squares sum up to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How alike two articles are: ``score`` from 0 to 1, and the terms they share, weightiest first."""

    kind: Kind
    score: float
    terms: tuple[int, ...]


def vector(signature: Signature, frequencies: Frequencies) -> Vector:
    """Return the terms of an article, rare ones and names weightier than common ones (TF-IDF)."""
    counts = frequencies.counts
    total = math.log(frequencies.articles + _IMAGINED)
    found = {}
    for term, weight, kind in signature.weights():
        # Half an article, so that a term nobody has used yet has a finite weight.
        common = math.log(counts.get(term, 0) + COMMONNESS[kind] * _IMAGINED + 0.5)
        if total > common:
            found[term] = weight * (_NAME if kind == NAME else 1.0) * (total - common)
    length = math.sqrt(sum(weight * weight for weight in found.values()))
    return {term: weight / length for term, weight in found.items()}


def similarity(one: Vector, other: Vector) -> float:
    """Return the cosine of two articles: 0 when they share no term, 1 when they are the same."""
    if len(other) < len(one):
        one, other = other, one
    # fsum: the order of the terms must not decide, not even in the last digit.
    return math.fsum(weight * other[term] for term, weight in one.items() if term in other)


def is_copy(one: Signature, other: Signature) -> bool:
    """Return whether two articles have so much wording in common that one is a version of the other."""
    shorter, longer = sorted((one.length, other.length))
    if not shorter:
        return False
    ours, theirs = set(one.shingles), set(other.shingles)
    union = sorted(ours | theirs)[: max(len(ours), len(theirs))]
    alike = sum(shingle in ours and shingle in theirs for shingle in union) / len(union)
    common = alike * (shorter + longer) / (1 + alike)
    return common >= COPY_OF_SHORTER * shorter and common >= COPY_OF_LONGER * longer


def compare(one: Signature, other: Signature, frequencies: Frequencies) -> Likeness:
    """Return how alike two articles are; who is first makes no difference."""
    ours, theirs = vector(one, frequencies), vector(other, frequencies)
    shared = sorted(ours.keys() & theirs.keys(), key=lambda term: (-ours[term] * theirs[term], term))
    score = similarity(ours, theirs)
    kind = Kind.OTHER
    if score >= frequencies.threshold:
        kind = Kind.NEAR_COPY if is_copy(one, other) else Kind.RELATED
    return Likeness(kind=kind, score=score, terms=tuple(shared))
