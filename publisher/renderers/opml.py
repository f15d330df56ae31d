"""Which feeds are there, for a reader app that takes them all at once? (OPML 2.0)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.outputs import Scope
from publisher.renderers import atom, editions_feed, feed_entry, templates, whole
from publisher.renderers.content import legal

if TYPE_CHECKING:
    import jinja2

    from publisher.outputs import Volume
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
        for name, folder in self._feeds(volume):
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
        """Return what OPML 2.0 does not allow in a subscription list, and whether a feed is missing.

        Each outline has a text, a type, and the absolute address of a feed of this publication, once.
        """
        try:
            root = feed_entry.parsed(data)
        except ValueError as error:
            return [str(error)]
        if (root.tag, root.get("version")) != ("opml", "2.0") or root.find("body") is None:
            return [f"expected OPML 2.0 with a body, found <{root.tag}>"]
        home, faults = volume.channel.home, []
        outlines = root.findall("body//outline")
        for each in outlines:
            called, address = each.get("text") or "an outline without text", each.get("xmlUrl") or ""
            if not each.get("text"):
                faults.append(f"{address}: the outline has no text")
            if each.get("type") != "rss":
                faults.append(f"{called}: the type of a feed is rss, not {each.get('type')!r}")
            if not address.startswith(home):
                faults.append(f"{called}: the xmlUrl {address!r} is not an address of {home}")
        found = [each.get("xmlUrl") or "" for each in outlines]
        faults += whole.repeated(found)
        wanted = [home + folder + atom.FILE_NAME for _, folder in self._feeds(volume)]
        return whole.few([*faults, *(f"the feed {each} is missing" for each in wanted if each not in found)])

    def _feeds(self, volume: Volume) -> list[tuple[str, str]]:
        """Return what all feeds are called, and the folder of each."""
        feeds = [(channel.name, channel.folder) for channel in (volume.channel, *volume.sections)]
        if volume.editions:
            about = editions_feed.about(volume.channel, self._words(volume.channel.language))
            feeds.append((about.name, about.folder))
        return feeds


def renderer(environment: jinja2.Environment) -> OpmlRenderer:
    """Return the renderer of the list of feeds."""
    return OpmlRenderer(templates.words(environment))
