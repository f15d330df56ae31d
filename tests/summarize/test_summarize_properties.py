"""What must never happen to a summary, whatever the article says?"""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.config import Summary
from publisher.model import Block, BlockKind, Cleaned, Meta
from publisher.summarize import article, headline, language, summarize
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


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


@settings(max_examples=400, deadline=None)
@given(stories, st.integers(40, 400))
def test_a_summary_keeps_within_the_budget(story: Cleaned, budget: int) -> None:
    assert columns(summarize(story, budget)) <= budget


@settings(max_examples=400, deadline=None)
@given(stories, st.integers(40, 400))
def test_a_headline_keeps_within_the_budget_and_is_one_line(story: Cleaned, budget: int) -> None:
    title = headline(story, budget)
    assert columns(title) <= budget
    assert title == " ".join(title.split())


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES[:7]), min_size=1, max_size=5), st.integers(40, 400))
def test_every_word_of_a_summary_stands_in_the_article_in_that_order(texts: list[str], budget: int) -> None:
    story = Cleaned(meta=Meta(), blocks=tuple(Block(kind=BlockKind.PARAGRAPH, text=text) for text in texts))
    whole = bare("".join(texts))
    at = 0
    for piece in re.split(r"(?<=[.!?。…”“»\"])\s*", summarize(story, budget)):
        part = bare(piece)
        while part and whole.find(part, at) < 0 and part[-1] in ".。…":
            part = part[:-1]
        found = whole.find(part, at)
        assert found >= 0, piece
        at = found + len(part)


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
