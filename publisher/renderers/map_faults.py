"""What forbids publishing a map of the site? What sitemaps.org 0.9 does not allow."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from publisher.renderers import feed_entry, whole
from publisher.renderers.maps import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Of one map, before it is compressed (sitemaps.org, "Using Sitemap index files").
MOST_ROWS = 50_000
LONGEST = 52_428_800

# "This value must be less than 2,048 characters" (sitemaps.org, <loc>).
_LONGEST_ADDRESS = 2_047

# A moment of W3C's profile of ISO 8601 (NOTE-datetime), which knows no seconds in the offset of a zone.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)")

_ROWS = {"urlset": "url", "sitemapindex": "sitemap"}


def name(tag: str) -> str:
    """Return the name of an element of a map as parsers give it."""
    return f"{{{SCHEMA}}}{tag}"


def parsed(data: bytes, tag: str) -> Any:
    """Return the root of a map of the kind ``tag`` (``urlset`` or ``sitemapindex``).

    Raises ValueError with what is wrong when its rows cannot be looked at.
    """
    if len(data) > LONGEST:
        raise ValueError(f"it has {len(data):,} bytes, more than the {LONGEST:,} that a map may have")
    root = feed_entry.parsed(data)
    if root.tag != name(tag):
        raise ValueError(f"expected <{tag}> of sitemaps.org, found <{root.tag}>")
    return root


def faults(home: str, root: Any) -> list[str]:
    """Return what is wrong with a map of the site at ``home``: a sentence for each fault.

    At most 50,000 rows of one kind, each with one absolute address below ``home`` that no other row has,
    and with a date that is one.
    """
    from lxml import etree

    kind = _ROWS[etree.QName(root).localname]
    rows = root.findall(name(kind))
    found = []
    if len(rows) != len(root):
        found.append(f"it holds something else than <{kind}>")
    if len(rows) > MOST_ROWS:
        found.append(f"it has {len(rows):,} rows, more than the {MOST_ROWS:,} that a map may have")
    places = [each.findtext(name("loc")) or "" for each in rows]
    return [*found, *whole.few([*_addresses(home, places), *_dates(rows)])]


def missing(root: Any, wanted: Iterable[str]) -> list[str]:
    """Return which of these addresses no row of a map has."""
    there = {each.text for each in root.iter(name("loc"))}
    return whole.few([f"{each} is missing" for each in wanted if each not in there])


def moment(text: str) -> datetime | None:
    """Return the moment that a date with a time and a zone stands for; None for anything else."""
    if not _MOMENT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _addresses(home: str, places: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for place in places:
        if not place:
            yield "a row has no address"
        elif not place.startswith(home) or not _is_absolute(place):
            yield f"the address {place!r} is not one of {home}"
        elif len(place) > _LONGEST_ADDRESS:
            yield f"the address {place[:80]}… has more than {_LONGEST_ADDRESS:,} characters"
        elif place in seen:
            yield f"the address {place} stands twice"
        seen.add(place)


def _is_absolute(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.scheme and parts.netloc) and not re.search(r"[\s<>\"]", address)


def _dates(rows: Iterable[Any]) -> Iterator[str]:
    for row in rows:
        for date in row.findall(name("lastmod")):
            if moment(date.text or "") is None:
                yield f"{row.findtext(name('loc'))}: {date.text!r} is not a date as the W3C writes it"
