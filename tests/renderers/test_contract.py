"""What does every output keep to, also one that is added later?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import newsroom
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.model import Block, BlockKind, ChannelRenderer, Entry, EntryRenderer, Meta, Section
from publisher.renderers import renderers
from publisher.renderers.templates import default_folder, environment

ALL = renderers(environment((default_folder(),)))
SECTIONS = [replace(newsroom.CHANNEL, section=each) for each in newsroom.SECTIONS]

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


def test_there_are_outputs_of_both_kinds_and_each_is_called_differently() -> None:
    names = [each.name for each in (*ALL.channel, *ALL.entry)]
    assert {"atom", "front page", "style", "page"} <= set(names)
    assert len(names) == len(set(names))


@channel_renderers
@pytest.mark.parametrize("entries", [newsroom.ENTRIES, newsroom.ENTRIES[:1], ()], ids=["many", "one", "none"])
def test_good_output_has_no_faults_and_is_the_same_every_time(
    renderer: ChannelRenderer, entries: Any
) -> None:
    for channel in (newsroom.CHANNEL, *(SECTIONS if renderer.sections else [])):
        data = renderer.render(channel, entries)
        assert isinstance(data, bytes)
        assert renderer.faults(channel, data) == []
        again = renderers(environment((default_folder(),)))
        fresh = next(each for each in again.channel if each.name == renderer.name)
        assert fresh.render(channel, entries) == data


@channel_renderers
def test_nothing_is_never_good_output(renderer: ChannelRenderer) -> None:
    assert renderer.faults(newsroom.CHANNEL, b"") != []


def test_no_two_outputs_lie_at_one_place_and_none_outside_the_folder() -> None:
    paths = []
    for renderer in ALL.channel:
        paths += [
            renderer.path(each) for each in (newsroom.CHANNEL, *(SECTIONS if renderer.sections else []))
        ]
    for each in ALL.entry:
        paths += [each.path(entry) for entry in newsroom.ENTRIES]
    assert all(map(safe, paths)), paths
    assert len(paths) == len(set(paths))


@entry_renderers
@few
@given(meta=METAS, text=TEXT)
def test_an_entry_is_rendered_whatever_its_file_says(renderer: EntryRenderer, meta: Meta, text: str) -> None:
    entry = hostile(meta, text)
    data = renderer.render(newsroom.CHANNEL, entry)
    assert data == renderer.render(newsroom.CHANNEL, entry)
    assert b"<script>" not in data
    assert b"javascript:" not in data.replace(b"javascript:alert(1)</", b"")


@channel_renderers
@few
@given(meta=METAS, text=TEXT, title=TITLES)
def test_a_channel_is_rendered_without_faults_whatever_its_files_say(
    renderer: ChannelRenderer, meta: Meta, text: str, title: str
) -> None:
    section = Section(name="world", title=title, folder="world/")
    channel = replace(newsroom.CHANNEL, sections=(section,), section=section if renderer.sections else None)
    data = renderer.render(channel, (hostile(meta, text),))
    assert renderer.faults(channel, data) == []
