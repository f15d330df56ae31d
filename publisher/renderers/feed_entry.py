"""What do all feeds say of an article alike, and which addresses may none of them hold?"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from publisher.renderers.content import absolute, addresses, body, legal, notices
from publisher.renderers.pictures import lead, placed
from publisher.renderers.templates import href

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import SimpleNamespace

    from publisher.model import Entry, Media
    from publisher.outputs import Channel

MEDIA = "http://search.yahoo.com/mrss/"
"""The namespace of pictures in feeds (Media RSS 1.5.1)."""

# Absolute, and nothing in it that urlsplit refuses: it takes ten times as long.
_PLAIN = re.compile(r"https?://[!-Z^-~]+")

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""A feed needs a date even before its first entry (RFC 4287 §4.1.1), and the same one in every run."""


def newest(entries: Iterable[Entry]) -> datetime:
    """Return when the newest change was made; never the present, which would differ in every run."""
    return max((entry.updated for entry in entries), default=NEVER)


def content(channel: Channel, entry: Entry, words: SimpleNamespace) -> str:
    """Return the text as HTML with absolute addresses, below its corrections.

    ``words`` are those of the publication's language.
    """
    meta, story = entry.article.meta, body(placed(entry, channel.home).article.blocks)
    if meta.notices:
        tongue = f' lang="{words.language}"' if words.language != meta.language else ""
        story = f"{notices(meta, words, tongue, channel.time_zone)}\n{story}"
    return legal(absolute(story, channel.home + entry.page))


def thumbnail(channel: Channel, entry: Entry) -> dict[str, str]:
    """Return the attributes of a ``media:thumbnail`` (Media RSS 1.5.1); empty without a picture."""
    found = lead(entry)
    if found is None:
        return {}
    shown = found.variants[0]
    sizes = {"width": str(shown.width), "height": str(shown.height)} if shown.width and shown.height else {}
    return {"url": channel.home + href(shown.path)} | sizes


def enclosed(channel: Channel, media: Media) -> dict[str, str]:
    """Return address, media type and bytes of a file, as enclosures have them."""
    return {"url": channel.home + href(media.path), "type": media.type, "length": str(media.length)}


def parsed(data: bytes) -> Any:
    """Return the root element of a finished document; raises ValueError with what is wrong with it."""
    from lxml import etree

    try:
        # Huge: an article of 10 MB in one text node must not keep the others from being published.
        return etree.fromstring(
            data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        )
    except etree.XMLSyntaxError as error:
        raise ValueError(f"not well-formed XML: {error}") from error


def relative(name: str, links: Iterable[str], html: str = "") -> list[str]:
    """Return a fault for each address that is not absolute: many readers resolve relative ones wrongly."""
    found = [*links, *addresses(html)]
    return [f"{name}: the address {each!r} is not absolute" for each in found if not _is_absolute(each)]


def repeated(names: Iterable[str]) -> list[str]:
    """Return a fault for each id that stands twice."""
    seen: set[str] = set()
    faults = []
    for name in names:
        if name in seen:
            faults.append(f"{name}: this id stands twice")
        seen.add(name)
    return faults


def _is_absolute(address: str) -> bool:
    if _PLAIN.fullmatch(address):
        return True
    try:
        return bool(urlsplit(address).scheme)
    except ValueError:
        return False
