"""Which way leads from one page of the publication to all the others?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from publisher.renderers import templates
from publisher.renderers.search_shard import FOLDER as SEARCH

if TYPE_CHECKING:
    from types import SimpleNamespace

    from publisher.outputs import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of the navigation; ``current`` marks the page that shows it."""

    title: str
    href: str
    current: bool = False


def navigation(channel: Channel, words: SimpleNamespace, root: str, here: str) -> list[Link]:
    """Return the links to all front pages and to the search, as the page at the path ``here`` shows them.

    ``root`` is how that page reaches the output folder: relative, or the address of the publication.
    """
    pages = [(words.all_sections, "index.html")]
    pages += [(section.title, f"{section.folder}index.html") for section in channel.sections]
    pages.append((words.search, f"{SEARCH}index.html"))
    return [
        Link(title=title, href=root + templates.href(path), current=path == here) for title, path in pages
    ]
