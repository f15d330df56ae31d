"""What must never happen to a summary, whatever the article says?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.config import Summary
from publisher.model import Block, BlockKind, Cleaned, Meta
from publisher.summarize import article, language, summarize
from publisher.summarize.opening import without_dateline
from publisher.summarize.sentences import sentences
from publisher.summarize.width import columns

PIECES = [
    "The council met on Tuesday. It adjourned without a vote.",
    'BELGRADE, Dec. 18 (Reuters) – He said: "We lost. We will be back." Nobody doubted it',
    "Who will pay? Nobody, says Dr. J. F. Holm of the U.S. team, unless the mayor does (again).",
    "市政府周一宣布，老桥将于明年春天重新开放。工程已经持续了三年。",
    "„Wir haben ca. 3 Mio. Euro ausgegeben.“ Das sagte der Minister am Montag",
    "สภาเทศบาลประกาศปิดสะพานเก่าในฤดูใบไม้ผลิปีหน้า",
    "« Nous n'avons pas le choix. La sécurité passe d'abord », dit le maire.",
    "By Jane Doe",
]

texts = st.one_of(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map(" ".join),
    st.text(max_size=200),
    st.text(alphabet="Ab .,!?\"“”'()–—«»„中。", max_size=200),
)
stories = st.builds(
    lambda blocks, tag: Cleaned(meta=Meta(language=tag), blocks=tuple(blocks)),
    st.lists(
        st.builds(lambda kind, text: Block(kind=kind, text=text), st.sampled_from(BlockKind), texts),
        max_size=6,
    ),
    st.sampled_from(["", "en", "de", "zh", "th", "pt-BR", "xx"]),
)


def forms(story: Cleaned) -> Iterator[set[str]]:
    """Yield each sentence of the article in the forms in which it may stand in a summary."""
    for block in story.blocks:
        for line in block.text.split("\n") if block.kind is BlockKind.LIST else [block.text]:
            for sentence in sentences(line, story.meta.language):
                bare = {sentence, without_dateline(sentence)}
                yield bare | {form.rstrip(" ,;:–—-") + stop for form in bare for stop in ".。"}


def is_made_of(summary: str, story: Cleaned) -> bool:
    """Return whether the summary is a sub-sequence of the article's sentences, or the beginning of one."""
    if not summary or any(
        form.startswith(summary.removesuffix("…")) for each in forms(story) for form in each
    ):
        return True
    reached = {0}
    for each in forms(story):
        for form in each:
            reached |= {at + len(form) for at in reached if summary.startswith(form, at)}
        reached |= {at + 1 for at in reached if summary[at : at + 1] == " "}
    return len(summary) in reached


@settings(max_examples=400, deadline=None)
@given(stories, st.integers(40, 400))
def test_a_summary_keeps_within_the_budget(story: Cleaned, budget: int) -> None:
    assert columns(summarize(story, budget)) <= budget


@settings(max_examples=400, deadline=None)
@given(stories, st.integers(40, 400))
def test_a_summary_is_a_sub_sequence_of_the_sentences(story: Cleaned, budget: int) -> None:
    assert is_made_of(summarize(story, budget), story)


@settings(max_examples=200, deadline=None)
@given(stories, st.integers(40, 400))
def test_a_summary_is_the_same_every_time(story: Cleaned, budget: int) -> None:
    again = Cleaned(meta=story.meta, blocks=tuple(replace(block) for block in story.blocks))
    assert summarize(again, budget) == summarize(story, budget)


@settings(max_examples=300, deadline=None)
@given(texts, st.sampled_from(["en", "de", "th", "xx"]))
def test_sentences_hold_every_letter_of_the_text_in_order(text: str, tag: str) -> None:
    found = "".join(sentences(text, tag))
    assert "".join(found.split()) == "".join(text.split())


@settings(max_examples=300, deadline=None)
@given(stories)
def test_an_article_always_has_a_title_and_a_language(story: Cleaned) -> None:
    made = article(story, Summary(), "en")
    assert made.meta.title.strip()
    assert made.meta.language
    assert made.blocks == story.blocks
    assert language(story, "en")[0]


@pytest.mark.parametrize("unit", ["a", "A ", '"', "“a ", "(", "A. ", "中", ", a", "A – ", "PARIS ", "\ud800"])
@pytest.mark.parametrize("kind", [BlockKind.PARAGRAPH, BlockKind.LIST])
def test_a_line_of_a_megabyte_does_not_hang(unit: str, kind: BlockKind) -> None:
    block = Block(kind=kind, text=unit * (1_000_000 // len(unit)))
    start = time.process_time()
    article(Cleaned(meta=Meta(), blocks=(block,) * 3), Summary(), "en")
    assert time.process_time() - start < 1
