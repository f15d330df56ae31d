"""What must never happen to an article, whatever it says?"""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.clean import candidates, clean, fingerprint
from publisher.clean.judgement import Judgement
from publisher.clean.lexicon import IN_LINES
from publisher.model import Block, BlockKind, Meta, Parsed

PIECES = [
    "Support us monthly from just $2.",
    "Sign up for our newsletter.",
    "Dear readers,",
    "A message from the Courier:",
    "Advertisement",
    "Read more",
    "Remind me later.",
    "Facebook",
    "Email",
    "By Jane Doe",
    "By Jane Doe and John Roe",
    "What happened",
    "We are facing a hard year and need your support.",
    "The council met on Tuesday and adjourned without a vote on the harbour.",
    "Engineers said the bridge would be closed until the spring of next year.",
    "The Courier is a member of the Northern Press Trust and reports from four counties.",
    "“Support us,” she said.",
    "",
    "   ",
    "—",
]

texts = st.one_of(st.sampled_from(PIECES), st.text(max_size=80), st.characters().map(lambda one: one * 30))
blocks = st.lists(
    st.builds(lambda kind, text: Block(kind=kind, text=text), st.sampled_from(BlockKind), texts), max_size=25
).map(tuple)


@st.composite
def articles(draw: st.DrawFn) -> tuple[Parsed, dict[int, int]]:
    drawn = draw(blocks)
    counts = draw(st.lists(st.integers(0, 6), min_size=len(drawn), max_size=len(drawn)))
    repetition = {fingerprint(block): count for block, count in zip(drawn, counts, strict=True)}
    return Parsed(meta=Meta(), blocks=drawn), repetition


@settings(max_examples=400, deadline=None)
@given(articles())
def test_what_is_kept_and_what_is_removed_are_all_blocks_in_order(
    article: tuple[Parsed, dict[int, int]],
) -> None:
    parsed, repetition = article
    cleaned = clean(parsed, repetition)
    gone = {removed.index: removed.block for removed in cleaned.removed}
    assert list(gone) == sorted(gone)
    rest = iter(cleaned.blocks)
    whole = tuple(gone[index] if index in gone else next(rest) for index in range(len(parsed.blocks)))
    assert whole == parsed.blocks
    assert next(rest, None) is None
    assert all(removed.reason for removed in cleaned.removed)


@settings(max_examples=400, deadline=None)
@given(articles())
def test_cleaning_again_takes_nothing_more(article: tuple[Parsed, dict[int, int]]) -> None:
    parsed, repetition = article
    once = clean(parsed, repetition)
    twice = clean(Parsed(meta=once.meta, blocks=once.blocks), repetition)
    assert twice.blocks == once.blocks
    assert twice.meta == once.meta


@settings(max_examples=400, deadline=None)
@given(blocks)
def test_the_glance_never_passes_over_what_reading_every_block_would_take(drawn: tuple[Block, ...]) -> None:
    thorough = Judgement(drawn, {}, [])
    thorough.settle()
    removed = clean(Parsed(meta=Meta(), blocks=drawn), {}).removed
    assert {each.index: each.reason for each in removed} == thorough.reasons


@pytest.mark.parametrize("wrapped", ["{}", "“{}”", "« {} »", "{}\u3000", "\u00a0{}!", "_{}_"])
def test_the_glance_sees_every_entry_of_the_lists_in_whatever_signs_it_stands(wrapped: str) -> None:
    blocks = [
        Block(kind=BlockKind.PARAGRAPH, text=wrapped.format(entry.replace("|", " ").strip().upper()))
        for entry in IN_LINES.entries
    ]
    story = Block(kind=BlockKind.PARAGRAPH, text=PIECES[13])
    for block in blocks:
        thorough = Judgement((story, block), {}, [])
        thorough.settle()
        assert bool(thorough.reasons) == bool(clean(Parsed(meta=Meta(), blocks=(story, block)), {}).removed)


@settings(max_examples=200, deadline=None)
@given(articles())
def test_some_text_is_left_if_there_was_any(article: tuple[Parsed, dict[int, int]]) -> None:
    parsed, repetition = article

    def letters(found: tuple[Block, ...]) -> bool:
        return any(any(map(str.isalnum, block.text)) for block in found)

    assert letters(clean(parsed, repetition).blocks) == letters(parsed.blocks)


@settings(max_examples=200, deadline=None)
@given(blocks)
def test_fingerprints_are_small_enough_for_a_signed_column_and_candidates_are_bounded(
    drawn: tuple[Block, ...],
) -> None:
    found = candidates(drawn)
    assert len(found) <= 20
    assert all(0 <= one < 2**63 for one in found)
    assert set(found) <= {fingerprint(block) for block in drawn}


@pytest.mark.parametrize("unit", ["a", "A ", '"', "“a ", "(", "1,", "A. ", "中", "a@", "By Al Bo, ", "\n"])
def test_a_line_of_a_megabyte_does_not_hang(unit: str) -> None:
    block = Block(kind=BlockKind.PARAGRAPH, text=unit * (1_000_000 // len(unit)))
    start = time.process_time()
    clean(Parsed(meta=Meta(), blocks=(block,) * 3), {fingerprint(block): 3})
    assert time.process_time() - start < 1
