"""How do feed readers see a channel? As an Atom 1.0 feed (RFC 4287)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid5
from zoneinfo import ZoneInfo

from publisher.model import Entry
from publisher.outputs import Channel, Scope, Tombstone
from publisher.renderers import feed_entry, pictures, templates
from publisher.renderers.content import legal
from publisher.renderers.feed_style import styled
from publisher.renderers.language import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import SimpleNamespace

    import jinja2

# feedgen and lxml are imported where a feed is made: processes that only render pages stay 12 MB smaller.
FILE_NAME = "atom.xml"

_TYPE = "application/atom+xml"
_HISTORY = "http://purl.org/syndication/history/1.0"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_ATOM = "{http://www.w3.org/2005/Atom}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


class AtomRenderer:
    """An Atom feed for the publication and for each of its sections, newest entry first."""

    scope = Scope.CHANNEL
    name = "atom"
    sections = True
    grouped = False

    def __init__(self, words: Words) -> None:
        self._words = words

    def path(self, channel: Channel) -> str:
        """Return where the feed lies below the output folder."""
        return channel.folder + FILE_NAME

    def render(self, channel: Channel, entries: tuple[Entry, ...]) -> bytes:
        """Return the subscription document; its ``updated`` is the newest of its entries."""
        links = {"prev-archive": channel.archive} if channel.archive else {}
        return self.document(channel, entries, self.path(channel), links)

    def document(
        self, channel: Channel, entries: tuple[Entry, ...], path: str, links: Mapping[str, str]
    ) -> bytes:
        """Return one of the documents that a feed consists of, to lie at ``path``.

        ``links`` are those to the other documents by their relation; one to the ``current`` document
        makes it an archive document (RFC 5005 §4).
        """
        from feedgen.feed import FeedGenerator

        zone = ZoneInfo(channel.time_zone)
        feed = FeedGenerator()
        # By the folder: it stays when a second name of the same section comes and sorts before the first.
        feed.id(f"urn:uuid:{uuid5(channel.id, channel.folder) if channel.section else channel.id}")
        feed.title(legal(channel.name))
        buried = [each.at for each in channel.tombstones]
        feed.updated(max([feed_entry.newest(entries), *buried]).astimezone(zone))
        feed.author(name=legal(channel.author or channel.title))
        feed.register_extension("history", _HistoryExtension, atom=True, rss=False)
        feed.history.archive = "current" in links
        feed.history.tombstones = channel.tombstones
        feed.history.zone = zone
        feed.history.links = tuple(
            {"rel": relation, "type": _TYPE, "href": channel.home + target}
            for relation, target in links.items()
        )
        feed.link(href=channel.home + path, rel="self", type=_TYPE)
        feed.link(href=channel.home + channel.folder, rel="alternate", type="text/html")
        for hub in channel.hubs:
            feed.link(href=hub, rel="hub")
        feed.generator("publisher")
        feed.language(channel.language)
        if channel.description:
            feed.subtitle(legal(channel.description))
        words = self._words(channel.language)
        for entry in entries:
            feed.add_entry(_entry(channel, entry, zone, words), order="append")
        data: bytes = feed.atom_str(pretty=True)
        return styled(data, path)

    def faults(self, channel: Channel, data: bytes) -> list[str]:
        """Return what would hurt subscribers, beyond what a schema sees; see ``examine``."""
        return self.examine(channel, self.path(channel), data)

    def examine(self, channel: Channel, path: str, data: bytes) -> list[str]:
        """Return what is wrong with the document that is to lie at ``path``.

        Well-formed, what RFC 4287 §4.1 requires, unique ids (§4.2.6), dates with a zone (§3.3), the
        address of this very feed, and absolute addresses only: many readers resolve relative ones wrongly.
        """
        try:
            root = feed_entry.parsed(data)
        except ValueError as error:
            return [str(error)]
        if root.tag != f"{_ATOM}feed":
            return [f"expected an Atom feed, found <{root.tag}>"]
        faults = [*_missing(root, "feed")]
        own = root.find(f"{_ATOM}link[@rel='self']")
        if own is None or own.get("href") != channel.home + path:
            faults.append("the link rel=self is not the address of this feed")
        entries = {
            entry: entry.findtext(f"{_ATOM}id") or "an entry without id"
            for entry in root.iterfind(f"{_ATOM}entry")
        }
        faults += feed_entry.repeated(entries.values())
        for entry, identifier in entries.items():
            faults += _missing(entry, identifier)
            links = [link.get("href", "") for link in entry.findall(f"{_ATOM}link")]
            faults += feed_entry.relative(identifier, links, entry.findtext(f"{_ATOM}content") or "")
        return faults


class _HistoryExtension:
    """What feedgen does not know: a feed's documents (RFC 5005), and what was in them (RFC 6721)."""

    def __init__(self) -> None:
        self.archive = False
        self.links: tuple[dict[str, str], ...] = ()
        self.tombstones: tuple[Tombstone, ...] = ()
        self.zone = ZoneInfo("UTC")

    def extend_ns(self) -> dict[str, str]:
        """Return the namespaces of the mark of archive documents and of tombstones."""
        archive = {"fh": _HISTORY} if self.archive else {}
        return archive | ({"at": _TOMBSTONES} if self.tombstones else {})

    def extend_atom(self, feed: Any) -> Any:
        """Add the mark and the links to the feed's element."""
        from lxml import etree

        if self.archive:
            etree.SubElement(feed, f"{{{_HISTORY}}}archive")
        for link in self.links:
            etree.SubElement(feed, "link", link)
        for each in self.tombstones:
            when = each.at.astimezone(self.zone).isoformat()
            gone = etree.SubElement(
                feed, f"{{{_TOMBSTONES}}}deleted-entry", {"ref": f"urn:uuid:{each.id}", "when": when}
            )
            if each.reason:
                etree.SubElement(gone, f"{{{_TOMBSTONES}}}comment").text = legal(each.reason)
        return feed


class _EntryExtension:
    """What feedgen 1.0.0 loses: rel, type and length of entry links (its issue 135), xml:lang."""

    def __init__(self) -> None:
        self.language = ""
        self.links: tuple[dict[str, str], ...] = ()
        self.thumbnail: dict[str, str] = {}

    def extend_atom(self, feed: Any) -> Any:
        """Add the links, the picture and the language to an entry's element."""
        from lxml import etree

        if self.language:
            feed.set(_LANGUAGE, self.language)
        for position, link in enumerate(self.links, start=1):
            # Like feedgen's own elements, which get their namespace when the feed is written.
            feed.insert(position, etree.Element("link", link))
        if self.thumbnail:
            name = f"{{{feed_entry.MEDIA}}}thumbnail"
            etree.SubElement(feed, name, self.thumbnail, nsmap={"media": feed_entry.MEDIA})
        return feed


def renderer(environment: jinja2.Environment) -> AtomRenderer:
    """Return the renderer of Atom feeds."""
    return AtomRenderer(templates.words(environment))


def _entry(channel: Channel, entry: Entry, zone: ZoneInfo, words: SimpleNamespace) -> Any:
    from feedgen.entry import FeedEntry

    meta = entry.article.meta
    page = channel.home + entry.page
    made = FeedEntry()
    made.register_extension("publisher", _EntryExtension, atom=True, rss=False)
    made.publisher.language = meta.language if meta.language != channel.language else ""
    made.publisher.links = (
        {"rel": "alternate", "type": "text/html", "href": page},
        *_enclosures(channel, entry),
    )
    made.publisher.thumbnail = feed_entry.thumbnail(channel, entry)
    made.id(entry.urn)
    made.title(legal(meta.title))
    made.updated(entry.updated.astimezone(zone))
    made.published(entry.published.astimezone(zone))
    for author in meta.authors:
        made.author(name=legal(author))
    for tag in meta.tags:
        made.category(term=legal(tag))
    made.summary(legal(entry.article.summary))
    made.content(feed_entry.content(channel, entry, words), type="html")
    return made


def _enclosures(channel: Channel, entry: Entry) -> Iterator[dict[str, str]]:
    """Yield links to what the article is about: sound or film, and its picture (RFC 4287 §4.2.7.2)."""
    for media in filter(None, (pictures.sound(entry), pictures.lead(entry))):
        about = feed_entry.enclosed(channel, media)
        yield {"rel": "enclosure", "href": about.pop("url")} | about


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
