"""How is a map of the site written? As sitemaps.org 0.9 says."""

from __future__ import annotations

from datetime import UTC, timedelta
from html import escape
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from publisher.renderers.content import legal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from publisher.outputs import Channel

FOLDER = "sitemaps/"
PAGES = f"{FOLDER}pages.xml"
NEWS = f"{FOLDER}news.xml"
INDEX = "sitemap.xml"

SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
"""The namespace of maps."""


def document(tag: str, rows: Iterable[str], namespaces: str = "") -> bytes:
    """Return a map of the kind ``tag`` (``urlset`` or ``sitemapindex``), a row a line."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{tag} xmlns="{SCHEMA}"{namespaces}>']
    return ("\n".join([*lines, *rows, f"</{tag}>"]) + "\n").encode()


def row(tag: str, *elements: str) -> str:
    """Return one row of a map, made of finished elements."""
    return f"<{tag}>{''.join(elements)}</{tag}>"


def element(tag: str, text: str) -> str:
    """Return an element with a text that may hold anything."""
    return f"<{tag}>{escape(legal(text), quote=False)}</{tag}>"


def moment(channel: Channel, at: datetime) -> str:
    """Return a moment as W3C's profile of ISO 8601 writes it, in the zone of the publication.

    Before zones there was the time of the sun, +00:53:28 in Berlin, which it cannot write: UTC then.
    """
    here = at.astimezone(ZoneInfo(channel.time_zone))
    whole = not (here.utcoffset() or timedelta(0)) % timedelta(minutes=1)
    return (here if whole else at.astimezone(UTC)).isoformat(timespec="seconds")
