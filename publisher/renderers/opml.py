"""Which feeds are there, for a reader app that takes them all at once? (OPML 2.0)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.model import Scope
from publisher.renderers import atom, editions_feed, feed_entry, templates
from publisher.renderers.content import legal

if TYPE_CHECKING:
    import jinja2

    from publisher.model import Volume
    from publisher.renderers.language import Words

FILE_NAME = "feeds.opml"


class OpmlRenderer:
    """The Atom feeds of the publication, of its sections and of its editions.

    Each once: a reader app subscribes to every feed of the list, whatever its format.
    """

    scope = Scope.VOLUME
    name = "opml"

    def __init__(self, words: Words) -> None:
        self._words = words

    def path(self) -> str:
        """Return where the list lies below the output folder."""
        return FILE_NAME

    def render(self, volume: Volume) -> bytes:
        """Return the list as UTF-8."""
        from lxml import etree

        root = etree.Element("opml", version="2.0")
        etree.SubElement(etree.SubElement(root, "head"), "title").text = legal(volume.channel.title)
        body = etree.SubElement(root, "body")
        feeds = [(channel.name, channel.folder) for channel in (volume.channel, *volume.sections)]
        if volume.editions:
            about = editions_feed.about(volume.channel, self._words(volume.channel.language))
            feeds.append((about.name, about.folder))
        for name, folder in feeds:
            etree.SubElement(
                body,
                "outline",
                {
                    # Which RSS it is, "rss" says of Atom too (OPML 2.0, subscription lists).
                    "type": "rss",
                    "text": legal(name),
                    "title": legal(name),
                    "xmlUrl": volume.channel.home + folder + atom.FILE_NAME,
                    "htmlUrl": volume.channel.home + folder,
                    "language": volume.channel.language,
                },
            )
        etree.indent(root)
        data: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
        return data + b"\n"

    def faults(self, volume: Volume, data: bytes) -> list[str]:
        """Return what is not well-formed, and whether a feed is missing."""
        try:
            root = feed_entry.parsed(data)
        except ValueError as error:
            return [str(error)]
        found = {each.get("xmlUrl") for each in root.iter("outline")}
        wanted = [
            volume.channel.home + each.folder + atom.FILE_NAME for each in (volume.channel, *volume.sections)
        ]
        return [f"the feed {address} is missing" for address in wanted if address not in found]


def renderer(environment: jinja2.Environment) -> OpmlRenderer:
    """Return the renderer of the list of feeds."""
    return OpmlRenderer(templates.words(environment))
