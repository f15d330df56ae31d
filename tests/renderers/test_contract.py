"""What does every output keep to, also one that is added later?"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid5

import newsroom
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from publisher.model import Block, BlockKind, Edition, Entry, Meta, Notice
from publisher.outputs import (
    ArchiveRenderer,
    Channel,
    ChannelRenderer,
    Chunk,
    EntryRenderer,
    Listed,
    ListedEdition,
    Overview,
    Scope,
    Section,
    Volume,
    Written,
)
from publisher.renderers import renderers
from publisher.renderers.templates import default_folder, environment

ALL = renderers(environment((default_folder(),)))

channel_renderers = pytest.mark.parametrize("renderer", ALL.channel, ids=lambda each: each.name)
entry_renderers = pytest.mark.parametrize("renderer", ALL.entry, ids=lambda each: each.name)

# Parsers leave out what XML forbids; controls are here all the same. Surrogates cannot even be stored.
TEXT = st.text(max_size=30) | st.sampled_from(
    ["</title><script>", "]]>", "\x07", "\u202e", "{{ x }}", "&amp;", '" onclick="', "\n", " "]
)
TITLES = TEXT.map(lambda text: f"T{text}")  # a title is never empty
ADDRESSES = TEXT | st.sampled_from(
    ["javascript:alert(1)", "http://[x", "https://example.org/\n", "//x", "data:,x"]
)
METAS = st.builds(
    Meta,
    title=TITLES,
    authors=st.lists(TEXT, max_size=4).map(tuple),
    tags=st.lists(TEXT, max_size=4).map(tuple),
    language=st.sampled_from(["en", "ar", "zh-Hant", "xx", "pt-BR"]),
    description=TEXT,
    url=ADDRESSES,
    image=ADDRESSES,
)
few = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def hostile(meta: Meta, text: str) -> Entry:
    block = Block(kind=BlockKind.PARAGRAPH, text=text)
    return newsroom.entry("one", meta.title, (block,), section="world", summary=text or "…", meta=meta)


def safe(path: str) -> bool:
    return not path.startswith("/") and not {"", ".", ".."} & set(path.split("/"))


def listed(entry: Entry) -> Listed:
    return Listed(
        id=entry.id,
        page=entry.page,
        section=entry.section,
        meta=entry.article.meta,
        summary=entry.article.summary,
        published=entry.published,
        updated=entry.updated,
    )


def edition(entries: tuple[Entry, ...], number: int = 12) -> Edition:
    stories = tuple(
        replace(newsroom.story(each), notices=(Notice(text=each.article.meta.title),)) for each in entries
    )
    return replace(
        newsroom.EDITION, id=uuid5(newsroom.PUBLICATION, f"{number}"), number=number, stories=stories
    )


def sections_of(channel: Channel) -> tuple[Channel, ...]:
    return tuple(replace(channel, section=each) for each in channel.sections)


def overview(channel: Channel, entries: tuple[Entry, ...]) -> Overview:
    chunks = [
        Written(path=each.path(name), updated=newsroom.NOON)
        for each in ALL.list
        for name in ("0123456789ab", "first")
    ]
    return Overview(
        channel=channel,
        sections=sections_of(channel),
        lists=tuple(chunks),
        recent=tuple(
            listed(each) for each in entries if newsroom.NOON - each.published < timedelta(hours=48)
        ),
    )


def volume(channel: Channel, entries: tuple[Entry, ...]) -> Volume:
    editions = tuple(edition(entries, number) for number in (12, 11)) if entries else ()
    return Volume(
        channel=channel,
        sections=sections_of(channel),
        editions=tuple(
            ListedEdition(
                id=each.id,
                number=each.number,
                cadence=each.cadence,
                closed_at=each.closed_at,
                subject=each.stories[0].title,
            )
            for each in editions
        ),
        latest=editions,
    )


def everything(
    found: Any, channel: Channel, entries: tuple[Entry, ...]
) -> Iterator[tuple[str, Callable[[], bytes], Callable[[bytes], list[str]]]]:
    """Return what every renderer of every scope makes of these entries: place, bytes and their faults."""

    def none(data: bytes) -> list[str]:
        return []

    def of_channel(each: ChannelRenderer, about: Channel) -> Any:
        return each.path(about), lambda: each.render(about, entries), lambda data: each.faults(about, data)

    def of_archive(each: ArchiveRenderer, about: Channel, chunk: Chunk) -> Any:
        return (
            each.path(about, chunk.name),
            lambda: each.render(about, chunk, entries),
            lambda data: each.faults(about, chunk, data),
        )

    def lone(path: str, render: Callable[[], bytes]) -> Any:
        return path, render, none

    issue, whole, bound = edition(entries), overview(channel, entries), volume(channel, entries)
    chunk = Chunk(name="0123456789ab", previous="first", next="ba9876543210")
    rows = tuple(listed(each) for each in entries)
    for each in found.channel:
        for about in (channel, *(sections_of(channel) if each.sections else ())):
            yield of_channel(each, about)
    for each in found.archive:
        for about in (channel, *sections_of(channel)):
            for name in (chunk, Chunk(name="first")):
                yield of_archive(each, about, name)
    for each in found.entry:
        for entry in entries:
            yield lone(each.path(entry), lambda each=each, entry=entry: each.render(channel, entry))
    for each in found.list:
        if rows:  # there is no document without an article
            yield (
                each.path(chunk.name),
                lambda each=each: each.render(channel, rows),
                lambda data, each=each: each.faults(channel, data),
            )
    for each in found.edition:
        yield lone(each.path(issue), lambda each=each: each.render(channel, issue))
    for each in found.site:
        yield (
            each.path(),
            lambda each=each: each.render(whole),
            lambda data, each=each: each.faults(whole, data),
        )
    for each in found.volume:
        yield (
            each.path(),
            lambda each=each: each.render(bound),
            lambda data, each=each: each.faults(bound, data),
        )


def legal(path: str, data: bytes) -> None:
    """Fail when a program that reads this kind of file would refuse it."""
    text = data.decode()
    if path.endswith((".xml", ".opml")):
        etree.fromstring(data)
    elif path.endswith(".json"):
        json.loads(text)
    elif path.startswith("search/") and path != "search/search.js" and path.endswith(".js"):
        call = re.fullmatch(r"publisher\.[a-z]+\((.*)\);\n", text, re.DOTALL)
        assert call, path
        json.loads(call[1])
        assert not set("<\u2028\u2029") & set(text), path


def test_every_kind_of_output_is_there_and_each_is_called_differently() -> None:
    found = {scope: {each.name for each in getattr(ALL, scope)} for scope in Scope}
    assert {"atom", "rss", "json feed", "front page", "style"} <= found[Scope.CHANNEL]
    assert "page" in found[Scope.ENTRY]
    assert found[Scope.ARCHIVE] == {"archive"}
    assert found[Scope.LIST] == {"sitemap", "search shard"}
    assert found[Scope.EDITION] == {"edition page"}
    assert {"opml", "robots", "editions index", "editions feed", "sitemap of pages"} <= found[Scope.VOLUME]
    assert {"sitemap index", "news sitemap", "search index"} <= found[Scope.SITE]
    assert sum(map(len, found.values())) == len(set().union(*found.values()))


@pytest.mark.parametrize("entries", [newsroom.ENTRIES, ()], ids=["many", "none"])
def test_all_outputs_are_good_stand_apart_and_are_the_same_every_time(entries: tuple[Entry, ...]) -> None:
    first = list(everything(ALL, newsroom.CHANNEL, entries))
    again = list(everything(renderers(environment((default_folder(),))), newsroom.CHANNEL, entries))
    paths = [path for path, _, _ in first]
    assert all(map(safe, paths)), paths
    assert len(paths) == len(set(paths))
    for (path, render, faults), (_, fresh, _) in zip(first, again, strict=True):
        data = render()
        assert faults(data) == [], path
        legal(path, data)
        assert fresh() == data, path


@few
@given(meta=METAS, text=TEXT, title=TITLES)
def test_all_outputs_are_good_whatever_an_article_and_a_section_say(
    meta: Meta, text: str, title: str
) -> None:
    sections = (Section(name="world", title=title, folder="world/"),)
    for path, render, faults in everything(
        ALL, replace(newsroom.CHANNEL, sections=sections, title=title), (hostile(meta, text),)
    ):
        data = render()
        assert faults(data) == [], path
        legal(path, data)
        assert b"<script>" not in data or path.endswith((".json", "search.js")), path


def test_what_stands_in_feeds_lists_and_maps_is_absolute() -> None:
    for path, render, _ in everything(ALL, newsroom.CHANNEL, newsroom.ENTRIES):
        if not path.endswith((".xml", ".opml")):
            continue
        root = etree.fromstring(render())
        found = root.xpath("//@href | //@url | //@xmlUrl | //@htmlUrl") + root.xpath(
            "//*[local-name()='loc' or local-name()='link'][text()]/text()"
        )
        assert found, path
        assert all(each.startswith("https://") for each in found), path


@channel_renderers
def test_nothing_is_never_good_output(renderer: ChannelRenderer) -> None:
    assert renderer.faults(newsroom.CHANNEL, b"") != []


@entry_renderers
@few
@given(meta=METAS, text=TEXT)
def test_an_entry_is_rendered_whatever_its_file_says(renderer: EntryRenderer, meta: Meta, text: str) -> None:
    entry = hostile(meta, text)
    data = renderer.render(newsroom.CHANNEL, entry)
    assert data == renderer.render(newsroom.CHANNEL, entry)
    assert b"<script>" not in data
    assert b"javascript:" not in data.replace(b"javascript:alert(1)</", b"")
