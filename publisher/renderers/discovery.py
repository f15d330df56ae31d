"""Which feeds does a page tell feed readers about?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from publisher.outputs import Channel, Section
from publisher.renderers import templates


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format in which every channel has a feed: its media type, file, and name for a person."""

    type: str
    file: str
    name: str


ATOM = Format(type="application/atom+xml", file="atom.xml", name="Atom")
OTHERS = (
    Format(type="application/rss+xml", file="rss.xml", name="RSS"),
    Format(type="application/feed+json", file="feed.json", name="JSON Feed"),
)

_LINK = Markup('<link rel="alternate" type="{}" title="{}" href="{}">')


def links(channel: Channel, feeds: Iterable[Section | None], root: str) -> Markup:
    """Return the elements that announce the feeds of sections, and the publication's where there is None.

    ``root`` is how the page reaches the output folder. Feed readers offer what comes first: Atom, in which
    alone corrections and withdrawals can be told in full.
    """
    found: list[Markup] = []
    for section in feeds:
        title = f"{section.title} – {channel.title}" if section else channel.title
        folder = root + (templates.href(section.folder) if section else "")
        found.append(_LINK.format(ATOM.type, title, folder + ATOM.file))
        found += [_LINK.format(each.type, f"{title} ({each.name})", folder + each.file) for each in OTHERS]
    return Markup("\n").join(found)
