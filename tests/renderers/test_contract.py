"""What does every output promise? A new one is found here by itself."""

from __future__ import annotations

from pathlib import PurePosixPath

import newsroom
import pytest

from publisher.model import ChannelRenderer, EntryRenderer
from publisher.renderers import renderers, templates

ALL = renderers(templates.environment((templates.default_folder(),)))
# As from another process, with templates compiled anew.
AGAIN = renderers(templates._environment.__wrapped__((templates.default_folder(),), "another"))
CHANNELS = (newsroom.CHANNEL, newsroom.channel("science"))

every_channel = pytest.mark.parametrize("renderer", ALL.channel, ids=lambda each: each.name)
every_entry = pytest.mark.parametrize("renderer", ALL.entry, ids=lambda each: each.name)


def same(renderer: ChannelRenderer | EntryRenderer) -> ChannelRenderer | EntryRenderer:
    """Return the other one of the same name."""
    return next(each for each in (*AGAIN.channel, *AGAIN.entry) if each.name == renderer.name)


def lies_below_the_output(path: str) -> bool:
    pure = PurePosixPath(path)
    return not pure.is_absolute() and ".." not in pure.parts and pure.as_posix() == path


def test_every_output_has_a_name_of_its_own():
    names = [each.name for each in (*ALL.channel, *ALL.entry)]
    assert len(set(names)) == len(names)
    assert {"atom", "front page"} <= set(names)


def test_no_two_outputs_of_a_channel_want_the_same_file():
    for channel in CHANNELS:
        wanted = [each.path(channel) for each in ALL.channel if each.sections or channel.section is None]
        assert len(set(wanted)) == len(wanted)
        assert all(map(lies_below_the_output, wanted))


@every_channel
@pytest.mark.parametrize("entries", [newsroom.ENTRIES, ()], ids=["a full channel", "an empty channel"])
def test_what_a_channel_renderer_makes_has_no_fault(renderer, entries):
    for channel in CHANNELS if renderer.sections else CHANNELS[:1]:
        assert renderer.faults(channel, renderer.render(channel, entries)) == []


@every_channel
def test_equal_channels_give_equal_bytes(renderer):
    made = renderer.render(newsroom.CHANNEL, newsroom.ENTRIES)
    assert same(renderer).render(newsroom.CHANNEL, newsroom.ENTRIES) == made


@every_channel
def test_an_empty_file_and_half_a_file_are_not_published(renderer):
    whole = renderer.render(newsroom.CHANNEL, newsroom.ENTRIES)
    assert renderer.faults(newsroom.CHANNEL, b"")
    assert renderer.faults(newsroom.CHANNEL, whole[: len(whole) // 2])


@every_entry
def test_equal_entries_give_equal_bytes_at_their_page(renderer):
    for entry in newsroom.ENTRIES:
        assert lies_below_the_output(renderer.path(entry))
        made = renderer.render(newsroom.CHANNEL, entry)
        assert made
        assert same(renderer).render(newsroom.CHANNEL, entry) == made
