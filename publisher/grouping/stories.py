"""Which articles stand together as one story, and which of them leads?"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from publisher.grouping.likeness import Frequencies, Vector, is_copy, similarity, vector
from publisher.grouping.signature import Signature
from publisher.model import Entry

WINDOW = timedelta(days=7)
"""Articles that were published further apart tell different stories."""

# Articles are looked up by their weightiest terms: by all 128 it would take sixteen times as long, and the
# others are in most articles. Of 3,074 pairs above the threshold in the background articles none had less
# than 28 % of its score from these 64 of both, and one in a thousand less than 39 %.
_LOOKED_UP = 64
_SHARE = 1 / 3


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryGroup:
    """A lead story, the related articles that stand under it, and the copies that are not shown.

    ``related`` and ``copies`` are newest first. Every article is in exactly one group.
    """

    lead: Entry
    related: tuple[Entry, ...] = ()
    copies: tuple[Entry, ...] = ()

    @property
    def shown(self) -> tuple[Entry, ...]:
        """The articles that readers see: the lead story, then those under it."""
        return (self.lead, *self.related)

    @property
    def newest(self) -> datetime:
        """When its newest article was published."""
        return max(entry.published for entry in self.shown)

    @property
    def weight(self) -> int:
        """The lightest of its articles' own weights; 0 when none has one."""
        weights = (entry.article.meta.weight for entry in (*self.shown, *self.copies))
        return min(filter(None, weights), default=0)


def group(
    entries: Sequence[Entry], signatures: Mapping[UUID, Signature], frequencies: Frequencies
) -> tuple[StoryGroup, ...]:
    """Return the story groups of these articles, the newest lead story first.

    Near-copies show once: the newest stays. The lead story is the one that the editor has given the
    lightest weight, else the newest; every related article is about the same story as its lead, and
    stands under the one that it is closest to. An article without a signature stands alone. The order
    of ``entries`` makes no difference.
    """
    newest_first = sorted(entries, key=_age, reverse=True)
    articles = [
        _article(entry, signature, frequencies)
        for entry in newest_first
        if (signature := signatures.get(entry.id))
    ]
    originals = _originals(articles, frequencies.threshold)
    groups = [StoryGroup(lead=entry) for entry in newest_first if entry.id not in signatures]
    for lead, members in _leads(originals).items():
        told = [originals[each] for each in (lead, *members)]
        copies = (copy for original in told for copy in original.copies)
        groups.append(
            StoryGroup(
                lead=told[0].entry,
                related=tuple(sorted((each.entry for each in told[1:]), key=_age, reverse=True)),
                copies=tuple(sorted(copies, key=_age, reverse=True)),
            )
        )
    return tuple(sorted(groups, key=lambda each: _age(each.lead), reverse=True))


def _age(entry: Entry) -> tuple[datetime, UUID]:
    return entry.published, entry.id


@dataclass(frozen=True, slots=True, kw_only=True)
class _Article:
    entry: Entry
    signature: Signature
    vector: Vector
    heaviest: tuple[tuple[int, float], ...]


def _article(entry: Entry, signature: Signature, frequencies: Frequencies) -> _Article:
    terms = vector(signature, frequencies)
    heaviest = sorted(terms.items(), key=lambda pair: (-pair[1], pair[0]))[:_LOOKED_UP]
    return _Article(entry=entry, signature=signature, vector=terms, heaviest=tuple(heaviest))


class _Index:
    """The articles that have been added, newest first, by their terms."""

    def __init__(self, threshold: float) -> None:
        self._threshold = threshold
        self._articles: list[_Article] = []
        self._positions: dict[int, deque[tuple[int, float]]] = defaultdict(deque)

    def add(self, article: _Article) -> None:
        for term, weight in article.heaviest:
            self._positions[term].append((len(self._articles), weight))
        self._articles.append(article)

    def article(self, position: int) -> _Article:
        return self._articles[position]

    def close(self, article: _Article) -> dict[int, float]:
        """Return positions and scores of the articles of one story with an article not newer than they."""
        sums: dict[int, float] = defaultdict(float)
        newest = article.entry.published + WINDOW
        for term, weight in article.heaviest:
            positions = self._positions.get(term)
            if not positions:
                continue
            # Everything that follows is older still: what is too new now will be for ever.
            while positions and self._articles[positions[0][0]].entry.published > newest:
                positions.popleft()
            for position, their_weight in positions:
                sums[position] += weight * their_weight
        likely = (position for position, sum_ in sums.items() if sum_ >= self._threshold * _SHARE)
        scores = {each: similarity(article.vector, self._articles[each].vector) for each in likely}
        return {position: score for position, score in scores.items() if score >= self._threshold}


@dataclass(slots=True, kw_only=True)
class _Original:
    """An article that is no copy of a newer one; ``close`` are scores by position, newer and older ones."""

    entry: Entry
    close: dict[int, float]
    copies: list[Entry] = field(default_factory=list)

    @property
    def weight(self) -> int:
        weights = (entry.article.meta.weight for entry in (self.entry, *self.copies))
        return min(filter(None, weights), default=0)


def _originals(articles: Sequence[_Article], threshold: float) -> list[_Original]:
    """Return the articles that are no copy of a newer one, newest first."""
    index = _Index(threshold)
    originals: list[_Original] = []
    for article in articles:
        close = index.close(article)
        copied = [each for each in close if is_copy(index.article(each).signature, article.signature)]
        if copied:
            originals[min(copied, key=lambda each: (-close[each], each))].copies.append(article.entry)
            continue
        for position, score in close.items():
            originals[position].close[len(originals)] = score
        originals.append(_Original(entry=article.entry, close=close))
        index.add(article)
    return originals


def _leads(originals: Sequence[_Original]) -> dict[int, list[int]]:
    """Return the positions of the lead stories, and under each those of the articles that stand there."""
    leads: dict[int, list[int]] = {}
    positions = range(len(originals))
    weights = [original.weight for original in originals]
    for position in sorted(positions, key=lambda each: (weights[each] == 0, weights[each], each)):
        close = originals[position].close
        lead = min(close.keys() & leads.keys(), key=lambda each: (-close[each], each), default=None)
        if lead is None:
            leads[position] = []
        else:
            leads[lead].append(position)
    return leads
