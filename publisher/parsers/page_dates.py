"""Which moment does a page give, where several are written in it?"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from publisher.parsers import dates
from publisher.parsers.characters import label

if TYPE_CHECKING:
    from datetime import tzinfo

    from lxml.html import HtmlElement

# .NET writes the moment that it does not know so.
_NEVER = "0001-01-01"
# The search copies the tree and reads every element: 0.1 s for so many.
_MOST_SEARCHED = 10_000


def stated(texts: Iterable[str], what: str, time_zone: tzinfo, warnings: list[str]) -> datetime | None:
    """Return the first of ``texts`` that is a moment; when none is, the first of them is a warning."""
    faults = []
    for text in map(label, texts):
        if not text or text.startswith(_NEVER):
            continue
        try:
            return dates.read(text, time_zone)
        except ValueError as error:
            faults.append(f'the page gives "{text[:60]}" as the date it was {what}, {error}')
    warnings += faults[:1]
    return None


def searched(tree: HtmlElement, url: str, saved: datetime, time_zone: tzinfo) -> datetime | None:
    """Return the day of publication that htmldate finds in addresses, time elements and bylines.

    The page was ``saved`` at a moment that no date in it is after.
    """
    if tree.xpath("count(//*)") > _MOST_SEARCHED:
        return None
    from htmldate import find_date

    found = find_date(
        copy.deepcopy(tree),
        extensive_search=False,
        original_date=True,
        url=url or None,
        max_date=saved + timedelta(days=1),
    )
    return dates.read(found, time_zone) if found else None
