"""Which story of a digest is read first?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from publisher.grouping.stories import StoryGroup

Order = Literal["score", "newest", "weight"]

# A story that the newsroom has written more about is more important: each further article is worth so
# much recency, up to a day, so that yesterday's largest story can lead this morning and last week's cannot.
_PER_ARTICLE = timedelta(hours=6)
_ARTICLES = 4

# The first section of the configuration is worth so much, the others evenly less and less, those that are
# not named there nothing. A quarter of a day decides between stories of one morning.
_FIRST_SECTION = timedelta(hours=6)


def arrange(groups: Iterable[StoryGroup], order: Order, sections: Sequence[str]) -> tuple[StoryGroup, ...]:
    """Return story groups in the order in which they are read.

    ``newest``: the newest article first. ``weight``: the lightest of the editor's weights first, those
    without one behind, newest first. ``score``: the same, but those without a weight by their newest
    article with a head start for each further article of the group and for their section; ``sections``
    are the names of the sections in the order of the configuration.
    """
    ranks = {name: rank for rank, name in enumerate(reversed(sections), start=1)}
    share = _FIRST_SECTION / max(1, len(sections))

    def key(group: StoryGroup) -> tuple[bool, int, float, UUID]:
        weight = 0 if order == "newest" else group.weight
        moment = group.newest
        if order == "score":
            moment = score(group, ranks.get(group.lead.section, 0) * share)
        return weight == 0, weight, -moment.timestamp(), group.lead.id

    return tuple(sorted(groups, key=key))


def score(group: StoryGroup, section: timedelta) -> datetime:
    """Return when a story would have been published to be as important by its time alone."""
    others = min(len(group.related), _ARTICLES)
    return group.newest + others * _PER_ARTICLE + section
