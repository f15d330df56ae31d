"""What does a person see who opens one article?"""

from __future__ import annotations

import html
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from publisher.model import BlockKind
from publisher.outputs import Scope
from publisher.renderers import discovery, language, pictures, structured, templates
from publisher.renderers.content import minutes, notices

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import SimpleNamespace

    import jinja2

    from publisher.model import Block, Entry, Media, Neighbour
    from publisher.outputs import Channel, EntryRenderer, Section
    from publisher.renderers.language import Direction

# Wide content scrolls by itself; what scrolls must be reachable with the keyboard (WCAG 2.1.1).
_SCROLLING = {BlockKind.TABLE: "table", BlockKind.CODE: "code"}


def renderer(environment: jinja2.Environment) -> EntryRenderer:
    """Return the renderer of article pages."""
    return PageRenderer(environment)


def body(blocks: Iterable[Block], words: SimpleNamespace) -> Markup:
    """Return a text as HTML; ``words`` are those of the publication's language.

    A block's own HTML has been sanitized when it was parsed; text without HTML is escaped here.
    """
    return Markup("\n".join([_block(block, words) for block in blocks]))  # noqa: S704  see above


def _block(block: Block, words: SimpleNamespace) -> str:
    if not block.html:
        return f"<p>{html.escape(block.text, quote=False)}</p>"
    if block.kind in _SCROLLING:
        label = html.escape(getattr(words, _SCROLLING[block.kind]))
        return f'<div class="scroll" role="group" tabindex="0" aria-label="{label}">{block.html}</div>'
    return block.html


def _lead(own: Media | None, image: str, root: str, story: Markup) -> Markup:
    """Return the picture above the story as HTML; empty for one that stands in it already."""
    if own:
        shown = f'"{root}{pictures.usual(own)}"' in story
        return Markup() if shown else Markup(pictures.image(own, root))  # noqa: S704  escaped there
    if not image or escape(image) in story:
        return Markup()
    return Markup(
        '<img src="{}" alt="" loading="lazy" decoding="async" referrerpolicy="no-referrer">'
    ).format(image)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What pages of one section and language have in common; links are relative to the page.

    ``interface`` and ``tongue`` are attributes for what is not in the article's language: the first
    with its direction, for what stands apart; the second without, for what is set among the story.
    """

    words: SimpleNamespace
    interface: Markup
    tongue: Markup
    direction: Direction
    root: str
    front: str
    feed: str
    feed_path: str
    announced: Markup
    section: Section | None
    section_front: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeighbourLink:
    """A link to the article before or after this one in its section."""

    title: str
    href: str
    language: str
    direction: Direction
    label: str
    relation: str


class PageRenderer:
    """One HTML page for each article, from the template ``page.html``.

    The template receives ``channel``, ``entry``, ``article``, ``meta``, ``frame``, and what is worked
    out below.
    """

    scope = Scope.ENTRY
    name = "page"

    def __init__(self, environment: jinja2.Environment) -> None:
        self._template = templates.load(environment, "page.html")
        self._words = templates.words(environment)
        self._frame = lru_cache(maxsize=1024)(self._new_frame)

    def path(self, entry: Entry) -> str:
        """Return where the page lies below the output folder."""
        return entry.page

    def render(self, channel: Channel, entry: Entry) -> bytes:
        """Return the page as UTF-8; ``channel`` is the publication.

        Raises ConfigError when the template asks for something unknown.
        """
        article, meta = entry.article, entry.article.meta
        frame = self._frame(channel, entry.section, templates.root(entry.page), meta.language)
        story = body(pictures.placed(entry, frame.root).article.blocks, frame.words)
        own = pictures.lead(entry)
        image = channel.home + templates.href(own.path) if own else templates.web(meta.image)
        original = templates.web(meta.url)
        url = channel.home + templates.href(entry.page)
        section = frame.section.title if frame.section else ""
        values: dict[str, Any] = {
            "channel": channel,
            "entry": entry,
            "article": article,
            "meta": meta,
            "frame": frame,
            "words": frame.words,
            "body": story,
            # Sanitized or escaped like the story.
            "notices": Markup(notices(meta, frame.words, frame.tongue, channel.time_zone)),  # noqa: S704  see above
            "minutes": minutes(article),
            "url": url,
            # Of a withdrawn article nothing is said to machines but that it is none any more.
            "structured": "" if meta.withdrawal else structured.article(channel, entry, url, image, section),
            "neighbours": _neighbours(entry, frame),
            "image": image,
            "image_size": (own.width, own.height) if own and own.width and own.height else (),
            # Many articles open with the picture that their metadata names too.
            "lead_picture": _lead(own, image, frame.root, story),
            "authors": language.names(meta.authors, frame.words.language) if meta.authors else "",
            "day": language.day(entry.published, meta.language, channel.time_zone),
            "updated_day": ""
            if language.same_day(entry.published, entry.updated, channel.time_zone)
            else language.day(entry.updated, frame.words.language, channel.time_zone),
            "original": original,
            "original_host": urlsplit(original).netloc.removeprefix("www."),
        }
        return templates.render(self._template, **values).encode()

    def _new_frame(self, channel: Channel, section_name: str, root: str, article_language: str) -> Frame:
        words = self._words(channel.language)
        section = next((section for section in channel.sections if section.name == section_name), None)
        folder = templates.href(section.folder) if section else ""
        tongue = interface = Markup()
        if words.language != article_language:
            tongue = Markup(' lang="{}"').format(words.language)
            interface = tongue + Markup(' dir="{}"').format(language.direction(words.language))
        return Frame(
            words=words,
            interface=interface,
            tongue=tongue,
            direction=language.direction(article_language),
            root=root,
            front=f"{root}index.html",
            feed=f"{root}{folder}atom.xml",
            feed_path=f"{folder}atom.xml",
            announced=discovery.links(channel, (None, section) if section else (None,), root),
            section=section,
            section_front=f"{root}{folder}index.html",
        )


def _neighbours(entry: Entry, frame: Frame) -> list[NeighbourLink]:
    words = frame.words
    sides = ((entry.previous, words.previous, "prev"), (entry.next, words.next, "next"))
    return [_link(each, frame.root, label, relation) for each, label, relation in sides if each]


def _link(neighbour: Neighbour, root: str, label: str, relation: str) -> NeighbourLink:
    return NeighbourLink(
        title=neighbour.title,
        href=root + templates.href(neighbour.page),
        language=neighbour.language,
        direction=language.direction(neighbour.language),
        label=label,
        relation=relation,
    )
