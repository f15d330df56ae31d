"""Where do the older entries of a feed stand for ever? In archive documents (RFC 5005 §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.outputs import Scope
from publisher.renderers import templates
from publisher.renderers.atom import AtomRenderer

if TYPE_CHECKING:
    import jinja2

    from publisher.model import Entry
    from publisher.outputs import Channel, Chunk


class ArchiveRenderer:
    """The Atom documents of a channel's older entries, 64 in the mean, each linked to its neighbours."""

    scope = Scope.ARCHIVE
    name = "archive"
    step = 6

    def __init__(self, feed: AtomRenderer) -> None:
        self._feed = feed

    def path(self, channel: Channel, name: str) -> str:
        """Return where the document of this name lies below the output folder."""
        return f"{channel.folder}archive/{name}.xml"

    def render(self, channel: Channel, chunk: Chunk, entries: tuple[Entry, ...]) -> bytes:
        """Return the document, with the newest entry first."""
        return self._feed.document(
            channel, entries, self.path(channel, chunk.name), self._links(channel, chunk)
        )

    def faults(self, channel: Channel, chunk: Chunk, data: bytes) -> list[str]:
        """Return what would hurt subscribers, as for the feed itself."""
        return self._feed.examine(channel, self.path(channel, chunk.name), data)

    def _links(self, channel: Channel, chunk: Chunk) -> dict[str, str]:
        links = {"current": self._feed.path(channel)}
        if chunk.previous:
            links["prev-archive"] = self.path(channel, chunk.previous)
        if chunk.next:
            links["next-archive"] = self.path(channel, chunk.next)
        return links


def renderer(environment: jinja2.Environment) -> ArchiveRenderer:
    """Return the renderer of archive documents."""
    return ArchiveRenderer(AtomRenderer(templates.words(environment)))
