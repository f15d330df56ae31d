"""What does a person see who opens one article?"""

from __future__ import annotations

import html
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from publisher.model import BlockKind
from publisher.renderers import language, templates
from publisher.renderers.content import minutes

if TYPE_CHECKING:
    from types import SimpleNamespace

    import jinja2

    from publisher.model import Article, Block, Channel, Entry, EntryRenderer, Section

# Wide content scrolls by itself; what scrolls must be reachable with the keyboard (WCAG 2.1.1).
_SCROLLING = {BlockKind.TABLE: "table", BlockKind.CODE: "code"}


def renderer(environment: jinja2.Environment) -> EntryRenderer:
    """Return the renderer of article pages."""
    return PageRenderer(environment)


def body(article: Article, words: SimpleNamespace) -> Markup:
    """Return the story as HTML; ``words`` are those of the publication's language.

    A block's own HTML has been sanitized when it was parsed; text without HTML is escaped here.
    """
    return Markup("\n".join([_block(block, words) for block in article.blocks]))  # noqa: S704  see above


def _block(block: Block, words: SimpleNamespace) -> str:
    if not block.html:
        return f"<p>{html.escape(block.text, quote=False)}</p>"
    if block.kind in _SCROLLING:
        label = html.escape(getattr(words, _SCROLLING[block.kind]))
        return f'<div class="scroll" role="group" tabindex="0" aria-label="{label}">{block.html}</div>'
    return block.html


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What pages of one section and language have in common; links are relative to the page.

    ``interface`` and ``tongue`` are attributes for what is not in the article's language: the first
    with its direction, for what stands apart; the second without, for what is set among the story.
    """

    words: SimpleNamespace
    interface: Markup
    tongue: Markup
    direction: language.Direction
    root: str
    front: str
    feed: str
    feed_path: str
    section: Section | None
    section_front: str


class PageRenderer:
    """One HTML page for each article, from the template ``page.html``.

    The template receives ``channel``, ``entry``, ``article``, ``meta``, ``frame``, and what is worked
    out below.
    """

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
        story = body(article, frame.words)
        image, original = templates.web(meta.image), templates.web(meta.url)
        values: dict[str, Any] = {
            "channel": channel,
            "entry": entry,
            "article": article,
            "meta": meta,
            "frame": frame,
            "words": frame.words,
            "body": story,
            "minutes": minutes(article),
            "url": channel.home + templates.href(entry.page),
            "image": image,
            # Many articles open with the picture that their metadata names too.
            "lead_image": "" if image and escape(image) in story else image,
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
            section=section,
            section_front=f"{root}{folder}index.html",
        )
