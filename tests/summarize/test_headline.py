"""What would this article be called if nobody gave it a title?"""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.model import Block, BlockKind, Cleaned, Meta
from publisher.summarize import headline
from publisher.summarize.headline import WEIGHTS, considered
from publisher.summarize.sentences import balanced
from publisher.summarize.standing import ends_on_function_word
from publisher.summarize.topic import topic
from publisher.summarize.width import columns as width
from publisher.summarize.words import words

DATA = Path(__file__).resolve().parents[1] / "data"
GOLDEN = sorted((DATA / "summarize" / "headlines").glob("*.txt"))


def story(*texts: str, kind: BlockKind = BlockKind.PARAGRAPH, language: str = "en") -> Cleaned:
    blocks = tuple(Block(kind=kind, text=text) for text in texts)
    return Cleaned(meta=Meta(language=language), blocks=blocks)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_the_title_is_the_expected_one(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    expected = path.with_suffix(".title").read_text(encoding="utf-8").strip()
    assert headline(story(*lines, language=path.stem[:2])) == expected


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("000_0939127ae8947a96.txt", "Russia accused Western countries of fomenting tensions in Serbia"),
        (
            "001_8c621f3492ba8d94.txt",
            'The Kremlin said it "welcomed" the victory claimed by Serbia\'s ruling party',
        ),
    ],
)
def test_the_samples_get_the_titles_an_editor_would_write(name: str, title: str) -> None:
    assert headline(story(*(DATA / "samples" / name).read_text(encoding="utf-8").splitlines())) == title


class TestChoice:
    def test_plain_prose_is_called_after_its_first_usable_sentence(self) -> None:
        found = story(
            "The mill burned down within an hour.",
            "The harbour of Port Alma is full of ships, and the harbour master counts the ships by hand.",
        )
        assert headline(found) == "The mill burned down within an hour"

    def test_it_is_not_a_question_a_pronoun_or_a_quotation_if_a_statement_follows(self) -> None:
        found = story('"We lost it all." He stood in the rain. The mill burned down within an hour.')
        assert headline(found) == "The mill burned down within an hour"

    def test_a_question_is_the_title_if_there_is_nothing_else(self) -> None:
        assert headline(story("Who will pay for the harbour?")) == "Who will pay for the harbour?"

    @pytest.mark.parametrize(
        "line",
        [
            "1. The mill and the miller of Aldern",
            "What the miller of Aldern says now",
            "How do you rebuild a mill in Aldern",
            "and the rest of the long list of mills",
            "- The mill in the valley of Aldern",
            "The mill of Aldern stands in the valley of the",
        ],
    )
    def test_a_line_that_is_a_part_a_question_or_half_a_sentence_is_not_the_title(self, line: str) -> None:
        found = story(
            "The mill burned down within an hour.", line, "The mill of Aldern was old. The mill is gone."
        )
        assert headline(found) == "The mill burned down within an hour"

    def test_a_line_that_names_what_the_text_is_about_is_the_title(self) -> None:
        found = story(
            "Most people throw them away.",
            "Old sails make good tents",
            "Old sails are light and keep the rain out. A sail maker can turn two sails into one tent.",
        )
        assert headline(found) == "Old sails make good tents"

    def test_a_heading_counts_as_a_line(self) -> None:
        heading = Block(kind=BlockKind.HEADING, text="Old sails make good tents")
        prose = Block(kind=BlockKind.PARAGRAPH, text="Old sails are light. Sails keep the rain out of tents.")
        assert headline(Cleaned(meta=Meta(language="en"), blocks=(heading, prose))) == heading.text

    def test_lists_and_quotations_are_read_only_if_there_is_nothing_else(self) -> None:
        points = "The ferry stops in March.\nThe bridge stays open to all."
        assert headline(story(points, kind=BlockKind.LIST)) == "The ferry stops in March"

    def test_each_weight_belongs_to_a_feature_that_an_article_can_have(self) -> None:
        found = considered(
            story(
                "Two old sails make 1 tent",
                "Two sails, our sailors say, are enough for a tent.",
                "Most of the sails that are thrown away would make a tent.",
            )
        )
        assert all(any(column) for column in zip(*(features for _, features in found), strict=True))
        assert all(WEIGHTS)

    def test_the_most_frequent_words_are_the_topic_and_function_words_are_not(self) -> None:
        about = topic(story("The sails of the ship are the sails, and the ship is the ship.").blocks)
        assert list(about.recurring) == ["ship", "sails"]
        assert about.closeness(words("The ship")) > about.closeness(words("The harbour"))
        assert about.closeness(words("of the")) == (0.0, 0.0, 0.0)


PIECES = [
    "The council met on Tuesday. It adjourned without a vote, the clerk said.",
    'BELGRADE, Dec. 18 (Reuters) – He said: "We lost. We will be back." Nobody doubted it',
    "Who will pay? Nobody, says Dr. J. F. Holm of the U.S. team, unless the mayor does (again).",
    "The pier, which has stood since 1911, will be closed if the divers – two of them – are right, and sold.",
    "市政府周一宣布，老桥将于明年春天重新开放。工程已经持续了三年。",
    "„Wir haben ca. 3 Mio. Euro ausgegeben.“ Das sagte der Minister am Montag",
    "สภาเทศบาลประกาศปิดสะพานเก่าในฤดูใบไม้ผลิปีหน้า",
    "« Nous n'avons pas le choix. La sécurité passe d'abord », dit le maire.",
    "Совет порта во вторник решил закрыть пирс, после того как водолазы нашли трещины, сообщили спасатели.",
    "How to close an old pier in nine steps",
    "By Jane Doe",
]
texts = st.one_of(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map(" ".join),
    st.text(max_size=200),
    st.text(alphabet="Ab .,!?\"“”'()–—«»„中。\n1:", max_size=200),
)
stories = st.builds(
    lambda blocks, tag: Cleaned(meta=Meta(language=tag), blocks=tuple(blocks)),
    st.lists(
        st.builds(lambda kind, text: Block(kind=kind, text=text), st.sampled_from(BlockKind), texts),
        max_size=6,
    ),
    st.sampled_from(["", "en", "de", "zh", "th", "pt-BR", "xx"]),
)


@settings(max_examples=400, deadline=None)
@given(stories, st.integers(30, 200))
def test_it_keeps_within_its_columns_on_one_line_whatever_the_article_says(
    found: Cleaned, columns: int
) -> None:
    title = headline(found, columns)
    assert width(title) <= columns
    assert title == " ".join(title.split())


def in_order(title: str, text: str) -> bool:
    left = iter(re.findall(r"\w+", text.casefold()))
    return all(any(word == other for other in left) for word in re.findall(r"\w+", title.casefold()))


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from([piece for piece in PIECES if not re.search("[一-鿿ก-๿]", piece)]),
        min_size=1,
        max_size=6,
    ),
    st.integers(40, 120),
)
def test_its_words_stand_in_the_article_in_that_order(texts: list[str], columns: int) -> None:
    title = headline(story(*texts), columns)
    assert in_order(title, " ".join(texts))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6), st.integers(40, 120))
def test_it_ends_on_a_function_word_or_within_a_quotation_only_if_nothing_else_is_there(
    texts: list[str], columns: int
) -> None:
    title = headline(story(*texts, "The old pier is closed for good."), columns)
    assert not ends_on_function_word(title)
    assert balanced(title)
    assert "…" not in title


@pytest.mark.parametrize(
    "unit", ["a", "A ", '"', "“a ", "(", "A. ", "中", ", a", "A – ", ", the ", "\ud800", "if a, "]
)
@pytest.mark.parametrize("kind", [BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.HEADING])
def test_a_line_of_a_megabyte_does_not_hang(unit: str, kind: BlockKind) -> None:
    block = Block(kind=kind, text=unit * (1_000_000 // len(unit)))
    start = time.process_time()
    headline(Cleaned(meta=Meta(language="en"), blocks=(block,) * 3))
    assert time.process_time() - start < 1
