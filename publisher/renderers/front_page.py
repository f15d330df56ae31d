"""What does a person see who opens the site, or one of its sections?"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from publisher.outputs import Scope
from publisher.renderers import discovery, language, structured, templates
from publisher.renderers.content import minutes
from publisher.renderers.navigation import navigation
from publisher.renderers.page import body

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import SimpleNamespace

    import jinja2

    from publisher.model import Entry
    from publisher.outputs import Channel, ChannelRenderer
    from publisher.renderers.language import Direction

# HTML Standard, 13.1.2: elements that have no end tag.
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_ADDRESSES = frozenset({"href", "src", "action", "poster"})
# "feed" opens a feed reader.
_SCHEMES = frozenset({"", "http", "https", "mailto", "tel", "feed"})
# One large and six rows of two: then the sections follow, with as many titles as a glance takes in.
_ABOVE = 13
_ON_A_SHELF = 5
_TEMPLATE_MARK = re.compile(r"\{\{|\{%|%\}|\}\}")


def renderer(environment: jinja2.Environment) -> ChannelRenderer:
    """Return the renderer of front pages."""
    return FrontPageRenderer(environment)


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedLink:
    """An article that stands under a lead story."""

    title: str
    href: str
    language: str
    direction: Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One lead story in the list; ``section`` is empty on the section's own front page."""

    title: str
    href: str
    summary: str
    language: str
    direction: Direction
    section: str
    section_front: str
    authors: str
    published: str
    day: str
    minutes: int
    related: tuple[RelatedLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadlineLink:
    """An article of a section of which only the title is shown."""

    title: str
    href: str
    language: str
    direction: Direction
    published: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The newest titles of one section, with the way to all of them."""

    title: str
    href: str
    links: tuple[HeadlineLink, ...]


class FrontPageRenderer:
    """What a publication or section says about itself, and its latest articles, from ``front_page.html``.

    The publication's own has a shelf for each section below the newest stories of all of them.
    """

    scope = Scope.CHANNEL
    name = "front page"
    sections = True
    grouped = True

    def __init__(self, environment: jinja2.Environment) -> None:
        self._template = templates.load(environment, "front_page.html")
        self._words = templates.words(environment)

    def path(self, channel: Channel) -> str:
        """Return where the front page lies below the output folder."""
        return channel.folder + "index.html"

    def render(self, channel: Channel, entries: tuple[Entry, ...]) -> bytes:
        """Return the front page as UTF-8, newest article first; equal arguments give equal bytes.

        Raises ConfigError when the template asks for something unknown.
        """
        words = self._words(channel.language)
        root = templates.root(self.path(channel))
        newest_first = sorted(entries, key=lambda entry: entry.published, reverse=True)
        if channel.headlines:
            newest_first = _first(channel, newest_first)
        feeds = (channel.section, None) if channel.section else (None, *channel.sections)
        about = channel.about
        return templates.render(
            self._template,
            channel=channel,
            words=words,
            root=root,
            direction=language.direction(words.language),
            announced=discovery.links(channel, feeds, root),
            structured=structured.front(channel),
            navigation=navigation(channel, words, root, self.path(channel)),
            formats=(discovery.ATOM, *discovery.OTHERS),
            about=replace(about, language=about.language or channel.language) if about else None,
            about_text=body(about.blocks, words) if about else "",
            shelves=list(_shelves(channel, newest_first, words, root)),
            cards=[_card(channel, entry, words.language, root) for entry in newest_first],
        ).encode()

    def faults(self, channel: Channel, data: bytes) -> list[str]:
        """Return what forbids publishing the page: broken nesting, dead links, no way to the feed."""
        examination = _Examination()
        try:
            examination.feed(data.decode())
        except UnicodeDecodeError as error:
            return [f"{self.path(channel)} is not UTF-8: {error}"]
        return [f"{self.path(channel)}: {fault}" for fault in examination.verdict()]


def _first(channel: Channel, newest_first: list[Entry]) -> list[Entry]:
    """Return the entries above the shelves; one that belongs to no section has no other place."""
    known = {section.name for section in channel.sections}
    return newest_first[:_ABOVE] + [each for each in newest_first[_ABOVE:] if each.section not in known]


def _shelves(channel: Channel, above: Iterable[Entry], words: SimpleNamespace, root: str) -> Iterator[Shelf]:
    """Yield the sections of which there is more than what stands above already."""
    shown = {each.id for entry in above for each in (entry, *entry.related)}
    for headlines in channel.headlines:
        links = [each for each in headlines.articles if each.id not in shown][:_ON_A_SHELF]
        if links:
            yield Shelf(
                title=headlines.section.title,
                href=f"{root}{templates.href(headlines.section.folder)}index.html",
                links=tuple(
                    HeadlineLink(
                        title=each.meta.title,
                        href=root + templates.href(each.page),
                        language=each.meta.language,
                        direction=language.direction(each.meta.language),
                        published=each.published.isoformat(),
                        day=language.day(each.published, words.language, channel.time_zone),
                    )
                    for each in links
                ),
            )


def _card(channel: Channel, entry: Entry, words_language: str, root: str) -> Card:
    meta = entry.article.meta
    section = next((section for section in channel.sections if section.name == entry.section), None)
    elsewhere = section if section and channel.section is None else None
    return Card(
        title=meta.title,
        href=root + templates.href(entry.page),
        summary=entry.article.summary,
        language=meta.language,
        direction=language.direction(meta.language),
        section=elsewhere.title if elsewhere else "",
        section_front=f"{root}{templates.href(elsewhere.folder)}index.html" if elsewhere else "",
        authors=language.names(meta.authors, words_language) if meta.authors else "",
        published=entry.published.isoformat(),
        day=language.day(entry.published, words_language, channel.time_zone),
        minutes=minutes(entry.article),
        related=tuple(_related(each, root) for each in entry.related),
    )


def _related(entry: Entry, root: str) -> RelatedLink:
    meta = entry.article.meta
    return RelatedLink(
        title=meta.title,
        href=root + templates.href(entry.page),
        language=meta.language,
        direction=language.direction(meta.language),
    )


class _Examination(HTMLParser):
    """Reads a finished page and notes what a browser would silently repair or not find."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self._faults: list[str] = []
        self._ids: set[str] = set()
        self._headings = 0
        self._feeds = 0

    def verdict(self) -> list[str]:
        """Return every fault, once all text has been fed."""
        self.close()
        faults = list(self._faults)
        if self._open:
            faults.append(f"<{self._open[-1]}> is never closed")
        if self._headings != 1:
            faults.append(f"expected one <h1>, found {self._headings}")
        if not self._feeds:
            faults.append("no link announces the feed to feed readers")
        return faults

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag not in _VOID:
            self._open.append(tag)
        self._headings += tag == "h1"
        self._feeds += tag == "link" and attributes.get("type") == "application/atom+xml"
        identifier = attributes.get("id")
        if identifier in self._ids:
            self._faults.append(f"the id {identifier} stands twice")
        elif identifier:
            self._ids.add(identifier)
        for name in _ADDRESSES & attributes.keys():
            self._check_address(attributes[name] or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            expected = f", expected </{self._open[-1]}>" if self._open else ""
            self._faults.append(f"line {self.getpos()[0]}: </{tag}> closes nothing{expected}")
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def _check_address(self, address: str) -> None:
        try:
            scheme = urlsplit(address).scheme
        except ValueError:
            self._faults.append(f"the address {address} cannot be read")
            return
        if not address:
            self._faults.append("a link leads nowhere")
        elif _TEMPLATE_MARK.search(address):
            self._faults.append(f"the address {address} holds a template mark that was not filled in")
        elif scheme not in _SCHEMES and not address.startswith("data:image/"):
            self._faults.append(f"the address {address} leads to this machine or runs a script")
        elif not scheme and address.startswith(("/", "\\")):
            self._faults.append(f"the address {address} works neither from disk nor below a folder")
