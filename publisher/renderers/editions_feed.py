"""How does a feed reader see the editions of the digest? As one entry each."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from publisher.model import Article, Block, BlockKind, Entry, Meta
from publisher.outputs import Channel, Scope, Section
from publisher.renderers import templates
from publisher.renderers.atom import FILE_NAME, AtomRenderer
from publisher.renderers.edition_page import FOLDER, groups, name, place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import SimpleNamespace

    import jinja2

    from publisher.model import Edition, Story
    from publisher.outputs import Volume
    from publisher.renderers.language import Words

_SEPARATOR = " · "


def about(channel: Channel, words: SimpleNamespace) -> Channel:
    """Return what the feed of the editions is about: a section of its own, which no folder can be."""
    section = Section(name="", title=words.editions, folder=FOLDER)
    return replace(channel, section=section, description="", archive="")


class EditionsFeedRenderer:
    """An Atom feed of the newest editions, for those who want the digest without mail."""

    scope = Scope.VOLUME
    name = "editions feed"

    def __init__(self, words: Words) -> None:
        self._words = words
        self._feed = AtomRenderer(words)

    def path(self) -> str:
        """Return where the feed lies below the output folder."""
        return FOLDER + FILE_NAME

    def render(self, volume: Volume) -> bytes:
        """Return the feed, with the newest edition first."""
        words = self._words(volume.channel.language)
        entries = tuple(_entry(volume.channel, edition, words) for edition in volume.latest)
        return self._feed.render(about(volume.channel, words), entries)

    def faults(self, volume: Volume, data: bytes) -> list[str]:
        """Return what would hurt subscribers, as for the other feeds."""
        return self._feed.faults(about(volume.channel, self._words(volume.channel.language)), data)


def renderer(environment: jinja2.Environment) -> EditionsFeedRenderer:
    """Return the renderer of the feed of editions."""
    return EditionsFeedRenderer(templates.words(environment))


def _entry(channel: Channel, edition: Edition, words: SimpleNamespace) -> Entry:
    called = name(edition, words)
    titles = [story.title for story in edition.stories]
    block = Block(kind=BlockKind.LIST, text="\n".join(titles), html="\n".join(_html(channel, edition)))
    return Entry(
        id=edition.id,
        path="",
        section="",
        page=place(edition),
        article=Article(
            meta=Meta(title=_SEPARATOR.join([called, *titles[:1]]), language=channel.language),
            blocks=(block,) if titles else (),
            summary=_SEPARATOR.join(titles) or called,
        ),
        fingerprint="",
        published=edition.closed_at,
        updated=edition.closed_at,
    )


def _html(channel: Channel, edition: Edition) -> Iterator[str]:
    for title, stories in groups(channel, edition.stories):
        if title:
            yield f"<h2>{escape(title)}</h2>"
        for story in stories:
            yield from _story(story, channel.language)


def _story(story: Story, language: str) -> Iterator[str]:
    tongue = f' lang="{escape(story.language)}"' if story.language != language else ""
    yield f'<h3{tongue}><a href="{escape(templates.web(story.url))}">{escape(story.title)}</a></h3>'
    if story.summary:
        yield f"<p{tongue}>{escape(story.summary)}</p>"
    if story.related:
        rows = (
            f'<li lang="{escape(each.language)}"><a href="{escape(templates.web(each.url))}">'
            f"{escape(each.title)}</a></li>"
            for each in story.related
        )
        yield f"<ul>{''.join(rows)}</ul>"
