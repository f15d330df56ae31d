"""What does a person see who opens the site, or one of its sections?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from publisher.renderers import language, templates
from publisher.renderers.content import minutes

if TYPE_CHECKING:
    import jinja2

    from publisher.model import Channel, ChannelRenderer, Entry
    from publisher.renderers.language import Direction

# HTML Standard, 13.1.2: elements that have no end tag.
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_ADDRESSES = frozenset({"href", "src", "action", "poster"})
_SCHEMES = frozenset({"", "http", "https", "mailto"})
_TEMPLATE_MARK = re.compile(r"\{\{|\{%|%\}|\}\}")


def renderer(environment: jinja2.Environment) -> ChannelRenderer:
    """Return the renderer of front pages."""
    return FrontPageRenderer(environment)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of the navigation; ``current`` marks the page that shows it."""

    title: str
    href: str
    current: bool


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


class FrontPageRenderer:
    """The list of the latest articles of a publication or section, from ``front_page.html``."""

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
        return templates.render(
            self._template,
            channel=channel,
            words=words,
            root=root,
            direction=language.direction(words.language),
            navigation=_navigation(channel, words.all_sections, root),
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


def _navigation(channel: Channel, everything: str, root: str) -> list[Link]:
    """Return the links to all front pages; a publication without sections needs none."""
    if not channel.sections:
        return []
    here = channel.section.name if channel.section else None
    first = Link(title=everything, href=f"{root}index.html", current=here is None)
    return [
        first,
        *(
            Link(
                title=section.title,
                href=f"{root}{templates.href(section.folder)}index.html",
                current=section.name == here,
            )
            for section in channel.sections
        ),
    ]


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
