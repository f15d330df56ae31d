"""How do feed readers see a channel? As an Atom 1.0 feed (RFC 4287)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid5
from zoneinfo import ZoneInfo

import jinja2

from publisher.model import Channel, Entry
from publisher.renderers.content import absolute, addresses, body, legal

# feedgen and lxml are imported where a feed is made: processes that only render pages stay 12 MB smaller.
FILE_NAME = "atom.xml"

_ATOM = "{http://www.w3.org/2005/Atom}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# A feed needs a date even before its first entry (RFC 4287 §4.1.1), and the same one in every run.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class AtomRenderer:
    """An Atom feed for the publication and for each of its sections, newest entry first."""

    name = "atom"
    sections = True
    grouped = False

    def path(self, channel: Channel) -> str:
        """Return where the feed lies below the output folder."""
        return channel.folder + FILE_NAME

    def render(self, channel: Channel, entries: tuple[Entry, ...]) -> bytes:
        """Return the feed; its ``updated`` is the newest of its entries."""
        from feedgen.feed import FeedGenerator

        zone = ZoneInfo(channel.time_zone)
        feed = FeedGenerator()
        # By the folder: it stays when a second name of the same section comes and sorts before the first.
        feed.id(f"urn:uuid:{uuid5(channel.id, channel.folder) if channel.section else channel.id}")
        feed.title(legal(channel.name))
        feed.updated(max((entry.updated for entry in entries), default=_NEVER).astimezone(zone))
        feed.author(name=legal(channel.author or channel.title))
        feed.link(href=channel.home + self.path(channel), rel="self", type="application/atom+xml")
        feed.link(href=channel.home + channel.folder, rel="alternate", type="text/html")
        feed.generator("publisher")
        feed.language(channel.language)
        if channel.description:
            feed.subtitle(legal(channel.description))
        for entry in entries:
            feed.add_entry(_entry(channel, entry, zone), order="append")
        data: bytes = feed.atom_str(pretty=True)
        return data

    def faults(self, channel: Channel, data: bytes) -> list[str]:
        """Return what would hurt subscribers, beyond what a schema sees.

        Well-formed, what RFC 4287 §4.1 requires, unique ids (§4.2.6), dates with a zone (§3.3), the
        address of this very feed, and absolute addresses only: many readers resolve relative ones wrongly.
        """
        from lxml import etree

        try:
            # Huge: an article of 10 MB in one text node must not keep the others from being published.
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            return [f"not well-formed XML: {error}"]
        if root.tag != f"{_ATOM}feed":
            return [f"expected an Atom feed, found <{root.tag}>"]
        faults = [*_missing(root, "feed")]
        own = root.find(f"{_ATOM}link[@rel='self']")
        if own is None or own.get("href") != channel.home + self.path(channel):
            faults.append("the link rel=self is not the address of this feed")
        seen: set[str] = set()
        for entry in root.iterfind(f"{_ATOM}entry"):
            identifier = entry.findtext(f"{_ATOM}id") or "an entry without id"
            if identifier in seen:
                faults.append(f"{identifier}: this id stands twice")
            seen.add(identifier)
            faults += _missing(entry, identifier)
            faults += _relative(entry, identifier)
        return faults


class _EntryExtension:
    """What feedgen 1.0.0 loses: rel, type and length of entry links (its issue 135), xml:lang."""

    def __init__(self) -> None:
        self.language = ""
        self.links: tuple[dict[str, str], ...] = ()

    def extend_atom(self, feed: Any) -> Any:
        """Add the links and the language to an entry's element."""
        from lxml import etree

        if self.language:
            feed.set(_LANGUAGE, self.language)
        for position, link in enumerate(self.links, start=1):
            # Like feedgen's own elements, which get their namespace when the feed is written.
            feed.insert(position, etree.Element("link", link))
        return feed


def renderer(environment: jinja2.Environment) -> AtomRenderer:  # noqa: ARG001  every renderer is made so
    """Return the renderer of Atom feeds."""
    return AtomRenderer()


def _entry(channel: Channel, entry: Entry, zone: ZoneInfo) -> Any:
    from feedgen.entry import FeedEntry

    meta = entry.article.meta
    page = channel.home + entry.page
    made = FeedEntry()
    made.register_extension("publisher", _EntryExtension, atom=True, rss=False)
    made.publisher.language = meta.language if meta.language != channel.language else ""
    made.publisher.links = ({"rel": "alternate", "type": "text/html", "href": page},)
    made.id(entry.urn)
    made.title(legal(meta.title))
    made.updated(entry.updated.astimezone(zone))
    made.published(entry.published.astimezone(zone))
    for author in meta.authors:
        made.author(name=legal(author))
    for tag in meta.tags:
        made.category(term=legal(tag))
    made.summary(legal(entry.article.summary))
    made.content(legal(absolute(body(entry.article.blocks), page)), type="html")
    return made


def _missing(element: Any, name: str) -> list[str]:
    faults = [
        f"{name}: <{tag}> is missing or empty"
        for tag in ("id", "title", "updated")
        if not (element.findtext(f"{_ATOM}{tag}") or "").strip()
    ]
    for tag in ("updated", "published"):
        for date in element.findall(f"{_ATOM}{tag}"):
            try:
                zoned = datetime.fromisoformat(date.text or "").tzinfo is not None
            except ValueError:
                zoned = False
            if not zoned:
                faults.append(f"{name}: <{tag}> {date.text!r} is not a date with a time zone")
    return faults


def _relative(entry: Any, name: str) -> list[str]:
    found = [link.get("href", "") for link in entry.findall(f"{_ATOM}link")]
    found += addresses(entry.findtext(f"{_ATOM}content") or "")
    return [f"{name}: the address {each!r} is not absolute" for each in found if not _is_absolute(each)]


def _is_absolute(address: str) -> bool:
    try:
        return bool(urlsplit(address).scheme)
    except ValueError:
        return False
