"""Which blocks are not part of the story?"""

from __future__ import annotations

from pathlib import Path

import pytest
from drafts import STORY, block, kept, parsed
from proofs import Proof, proofs

from publisher.clean import clean
from publisher.model import Block, BlockKind, Meta, Parsed

DATA = Path(__file__).resolve().parents[1] / "data"
SAMPLES = sorted((DATA / "samples").glob("*.txt"))
GOLDEN = sorted((DATA / "clean").glob("*.txt"))
PROOFS = list(proofs())


def lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def golden() -> list[object]:
    """Return the golden pairs as parameters; a line ``!!`` names a difference that is known."""
    parameters = []
    for path in GOLDEN:
        expected = lines(path.with_suffix(".removed"))
        known = [
            pytest.mark.xfail(strict=True, reason=line[3:]) for line in expected if line.startswith("!! ")
        ]
        blocks = [line for line in expected if not line.startswith("!! ")]
        parameters.append(pytest.param(path, blocks, id=path.stem, marks=known))
    return parameters


def marked(difference: str) -> list[object]:
    """Return the proofs as parameters; where the program is known to judge otherwise, it is expected to."""
    return [
        pytest.param(
            proof,
            id=proof.name,
            marks=[pytest.mark.xfail(strict=True, reason=reason)]
            if (reason := getattr(proof, difference))
            else [],
        )
        for proof in PROOFS
    ]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_exactly_the_appeal_of_a_sample_goes_without_any_history(path: Path) -> None:
    texts = lines(path)
    start = texts.index("A Message from The Moscow Times:")

    cleaned = clean(parsed(*texts), {})

    assert kept(cleaned) == texts[:start]
    assert [removed.index for removed in cleaned.removed] == list(range(start, start + 8))
    assert all(removed.reason.startswith("appeal: ") for removed in cleaned.removed)
    assert all('"support us", "$2"' in removed.reason for removed in cleaned.removed)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_an_appeal_that_is_the_whole_article_stays(path: Path) -> None:
    texts = lines(path)
    appeal = texts[texts.index("A Message from The Moscow Times:") :]
    assert kept(clean(parsed(*appeal), {})) == appeal


@pytest.mark.parametrize(("path", "expected"), golden())
def test_the_blocks_that_go_and_their_reasons_are_the_expected_ones(path: Path, expected: list[str]) -> None:
    cleaned = clean(parsed(*lines(path)), {})
    found = [f"{removed.index} {removed.reason.partition(':')[0]}" for removed in cleaned.removed]
    assert found == expected


def test_there_are_golden_articles_in_seven_languages() -> None:
    assert {path.stem[-2:] for path in GOLDEN} >= {"en", "de", "fr", "es", "ru", "it", "pt"}


def test_every_language_has_proofs_with_and_without_furniture() -> None:
    for language in ("en", "de", "fr", "es", "ru", "ja"):
        ours = [proof for proof in PROOFS if proof.parsed.meta.language == language]
        assert sum(not proof.removed for proof in ours) >= 3
        assert sum(bool(proof.removed) for proof in ours) >= 8


@pytest.mark.parametrize("proof", marked("takes"))
def test_no_block_goes_that_an_editor_would_keep(proof: Proof) -> None:
    removed = clean(proof.parsed, {}).removed
    gone = {each.index: each.block.text for each in removed if each.start is None}
    assert {index: text for index, text in gone.items() if index not in proof.removed} == {}
    parts = [(each.index, each.block.text) for each in removed if each.start is not None]
    assert [part for part in parts if part not in proof.parts] == []


@pytest.mark.parametrize("proof", marked("leaves"))
def test_every_block_goes_that_an_editor_strikes(proof: Proof) -> None:
    removed = clean(proof.parsed, {}).removed
    gone = {each.index for each in removed if each.start is None}
    assert [proof.parsed.blocks[index].text for index in proof.removed if index not in gone] == []
    parts = [(each.index, each.block.text) for each in removed if each.start is not None]
    assert [part for part in proof.parts if part not in parts] == []


@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: proof.name)
def test_corrections_and_nothing_else_become_notices(proof: Proof) -> None:
    notices = clean(proof.parsed, {}).meta.notices
    assert [index for notice in notices for index in notice.indexes] == list(proof.noticed)


class TestBylines:
    @pytest.mark.parametrize(
        ("line", "authors"),
        [
            ("By Jane Doe", ("Jane Doe",)),
            ("By JANE DOE and JOHN ROE", ("Jane Doe", "John Roe")),
            ("By Jane Doe, Senior Correspondent", ("Jane Doe",)),
            ("Von Jana von der Heide und Paul Ammann", ("Jana von der Heide", "Paul Ammann")),
            ("Par Élodie Marchand", ("Élodie Marchand",)),
            ("Por José Luis Ortega", ("José Luis Ortega",)),
            ("Автор: Анна Белова", ("Анна Белова",)),
        ],
    )
    def test_a_byline_under_the_title_names_the_authors(self, line: str, authors: tuple[str, ...]) -> None:
        cleaned = clean(parsed(line, *STORY), {})
        assert kept(cleaned) == STORY
        assert cleaned.meta.authors == authors
        assert cleaned.removed[0].reason == "byline"

    def test_authors_that_are_known_are_not_replaced(self) -> None:
        cleaned = clean(parsed("By Jane Doe", *STORY, meta=Meta(authors=("The Desk",))), {})
        assert cleaned.meta.authors == ("The Desk",)
        assert kept(cleaned) == STORY

    @pytest.mark.parametrize(
        "line",
        [
            "By Friday Night",
            "By the time the rain stopped, the road was gone.",
            "By Late August",
            "By then",
        ],
    )
    def test_a_line_that_only_begins_like_a_byline_stays(self, line: str) -> None:
        assert kept(clean(parsed(line, *STORY), {})) == [line, *STORY]


class TestKinds:
    @pytest.mark.parametrize(
        "kind", [BlockKind.IMAGE, BlockKind.CODE, BlockKind.TABLE, BlockKind.FOOTNOTES, BlockKind.QUOTE]
    )
    def test_images_code_tables_footnotes_and_quotations_never_go_by_wording(self, kind: BlockKind) -> None:
        loud = block("Sign up for our newsletter. Support us with $5 a month.", kind)
        blocks = (*map(block, STORY), loud)
        assert clean(Parsed(meta=Meta(), blocks=blocks), {}).blocks == blocks

    def test_a_rule_and_a_heading_above_a_removed_tail_go_with_it(self) -> None:
        tail = (
            Block(kind=BlockKind.RULE, text=""),
            block("The Courier and you", BlockKind.HEADING),
            block("Support our journalism: become a member today for $3 a month."),
        )
        cleaned = clean(Parsed(meta=Meta(), blocks=(*map(block, STORY), *tail)), {})
        assert kept(cleaned) == STORY

    def test_a_rule_between_two_parts_of_the_story_stays(self) -> None:
        rule = Block(kind=BlockKind.RULE, text="")
        blocks = (*map(block, STORY[:2]), rule, *map(block, STORY[2:]), rule)
        assert clean(Parsed(meta=Meta(), blocks=blocks), {}).blocks == blocks
