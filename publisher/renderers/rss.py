"""How do podcast apps and older programs see a channel? As an RSS 2.0 feed (RSS Advisory Board, 2.0.11)."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from html import escape
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from publisher.model import Entry
from publisher.outputs import Channel, Scope
from publisher.renderers import feed_entry, pictures, templates
from publisher.renderers.content import legal
from publisher.renderers.feed_style import styled
from publisher.renderers.language import Words

if TYPE_CHECKING:
    from datetime import datetime
    from types import SimpleNamespace

    import jinja2

FILE_NAME = "rss.xml"

_TYPE = "application/rss+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_CORE = "http://purl.org/dc/elements/1.1/"
_ATOM = f"{{{_NAMESPACE}}}"
_DUBLIN = f"{{{_CORE}}}"
_ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"


class RssRenderer:
    """An RSS feed for the publication and for each of its sections, newest entry first."""

    scope = Scope.CHANNEL
    name = "rss"
    sections = True
    grouped = False

    def __init__(self, words: Words) -> None:
        self._words = words

    def path(self, channel: Channel) -> str:
        """Return where the feed lies below the output folder."""
        return channel.folder + FILE_NAME

    def render(self, channel: Channel, entries: tuple[Entry, ...]) -> bytes:
        """Return the feed; it was built when its newest entry was changed."""
        from feedgen.feed import FeedGenerator

        zone = ZoneInfo(channel.time_zone)
        feed = FeedGenerator()
        feed.title(legal(channel.name))
        # RSS requires a description even of a channel about which nothing has been said.
        feed.description(legal(channel.description or channel.name))
        # The last one set is the channel's own link.
        feed.link(href=channel.home + self.path(channel), rel="self", type=_TYPE)
        feed.link(href=channel.home + channel.folder, rel="alternate")
        feed.language(channel.language)
        feed.generator("publisher")
        feed.lastBuildDate(feed_entry.newest(entries).astimezone(zone))
        feed.register_extension("hubs", _HubsExtension, atom=False, rss=True)
        feed.hubs.addresses = channel.hubs
        words = self._words(channel.language)
        for entry in entries:
            feed.add_entry(_item(channel, entry, zone, words), order="append")
        data: bytes = feed.rss_str(pretty=True)
        return styled(data, self.path(channel))

    def faults(self, channel: Channel, data: bytes) -> list[str]:
        """Return what would hurt subscribers.

        Not well-formed, what RSS 2.0 requires, ids that are missing, not unique or taken for addresses,
        dates without a zone, the address of another feed, and addresses that are not absolute.
        """
        try:
            root = feed_entry.parsed(data)
        except ValueError as error:
            return [str(error)]
        about = root.find("channel")
        if root.tag != "rss" or root.get("version") != "2.0" or about is None:
            return [f"expected an RSS 2.0 feed with a channel, found <{root.tag}>"]
        faults = _missing(about, "channel", ("title", "link", "description"))
        own = about.find(f"{_ATOM}link[@rel='self']")
        if own is None or own.get("href") != channel.home + self.path(channel):
            faults.append("the link rel=self is not the address of this feed")
        if about.findtext("link") != channel.home + channel.folder:
            faults.append("the channel's <link> is not its front page")
        faults += _undated(about, "channel", "lastBuildDate")
        items = {item: item.findtext("guid") or "an item without guid" for item in about.iterfind("item")}
        faults += feed_entry.repeated(items.values())
        for item, name in items.items():
            faults += _missing(item, name, ("title", "link", "guid", "pubDate"))
            faults += _undated(item, name, "pubDate")
            if item.find("guid[@isPermaLink='false']") is None:
                faults.append(f"{name}: its guid would be taken for an address")
            links = [each.text or "" for each in item.findall("link")]
            links += [each.get("url", "") for each in item.findall("enclosure")]
            faults += feed_entry.relative(name, links, item.findtext(_ENCODED) or "")
        return faults


class _HubsExtension:
    """What feedgen leaves out of RSS: every link of the channel but the one to itself."""

    def __init__(self) -> None:
        self.addresses: tuple[str, ...] = ()

    def extend_ns(self) -> dict[str, str]:
        """Return the namespace of what items say more."""
        return {"dc": _CORE}

    def extend_rss(self, feed: Any) -> Any:
        """Add the hubs (WebSub §4) to the channel."""
        from lxml import etree

        for address in self.addresses:
            etree.SubElement(feed[0], f"{_ATOM}link", {"rel": "hub", "href": address})
        return feed


class _ItemExtension:
    """What RSS alone cannot say: names without mail addresses, another language, a later change."""

    def __init__(self) -> None:
        self.authors: tuple[str, ...] = ()
        self.language = ""
        self.updated: datetime | None = None
        self.thumbnail: dict[str, str] = {}

    def extend_rss(self, item: Any) -> Any:
        """Add creators, language and change to an item's element."""
        from lxml import etree

        for author in self.authors:
            etree.SubElement(item, f"{_DUBLIN}creator").text = author
        if self.language:
            etree.SubElement(item, f"{_DUBLIN}language").text = self.language
        if self.updated:
            etree.SubElement(item, f"{_ATOM}updated").text = self.updated.isoformat()
        if self.thumbnail:
            name = f"{{{feed_entry.MEDIA}}}thumbnail"
            etree.SubElement(item, name, self.thumbnail, nsmap={"media": feed_entry.MEDIA})
        return item


def renderer(environment: jinja2.Environment) -> RssRenderer:
    """Return the renderer of RSS feeds."""
    return RssRenderer(templates.words(environment))


def _item(channel: Channel, entry: Entry, zone: ZoneInfo, words: SimpleNamespace) -> Any:
    from feedgen.entry import FeedEntry

    meta = entry.article.meta
    made = FeedEntry()
    made.register_extension("publisher", _ItemExtension, atom=False, rss=True)
    made.publisher.authors = tuple(filter(None, map(legal, meta.authors)))
    made.publisher.language = meta.language if meta.language != channel.language else ""
    made.publisher.updated = entry.updated.astimezone(zone) if entry.updated > entry.published else None
    made.published(entry.published.astimezone(zone))
    made.guid(entry.urn, permalink=False)
    made.title(legal(meta.title))
    made.link(href=channel.home + entry.page)
    # A description is HTML, a title is not.
    made.description(escape(legal(entry.article.summary), quote=False))
    # The one enclosure that programs expect, which makes the item an episode for those that play podcasts.
    if episode := pictures.sound(entry):
        made.enclosure(**feed_entry.enclosed(channel, episode))
    made.publisher.thumbnail = feed_entry.thumbnail(channel, entry)
    made.content(feed_entry.content(channel, entry, words))
    for tag in filter(None, map(legal, meta.tags)):
        made.category(term=tag)
    return made


def _missing(element: Any, name: str, tags: tuple[str, ...]) -> list[str]:
    return [
        f"{name}: <{tag}> is missing or empty" for tag in tags if not (element.findtext(tag) or "").strip()
    ]


def _undated(element: Any, name: str, tag: str) -> list[str]:
    found = element.findtext(tag)
    if not found:
        return []
    try:
        zoned = parsedate_to_datetime(found).tzinfo is not None
    except ValueError:
        zoned = False
    return [] if zoned else [f"{name}: <{tag}> {found!r} is not a date with a time zone"]
