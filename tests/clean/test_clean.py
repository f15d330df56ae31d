"""Which blocks are not part of the story?"""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.clean import candidates, clean, fingerprint, lead
from publisher.model import Block, BlockKind, Cleaned, Meta, Parsed

DATA = Path(__file__).resolve().parents[1] / "data"
SAMPLES = sorted((DATA / "samples").glob("*.txt"))
GOLDEN = sorted((DATA / "clean").glob("*.txt"))

STORY = [
    "The bridge across the Aller was closed to lorries on Thursday after an inspection.",
    "Engineers found rust in eleven of its forty hangers, the county said in a statement.",
    "The detour through Westen is nine kilometres longer and passes two schools.",
    "A new bridge has been planned since 2009 and was last postponed in the spring.",
    "Farmers along the river had asked for an exception during the beet harvest.",
]


def block(text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Block:
    return Block(kind=kind, text=text)


def parsed(*texts: str, meta: Meta | None = None) -> Parsed:
    return Parsed(meta=meta or Meta(), blocks=tuple(map(block, texts)))


def lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def kept(cleaned: Cleaned) -> list[str]:
    return [each.text for each in cleaned.blocks]


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


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_the_blocks_that_go_and_their_reasons_are_the_expected_ones(path: Path) -> None:
    cleaned = clean(parsed(*lines(path)), {})
    found = [f"{removed.index} {removed.reason.partition(':')[0]}" for removed in cleaned.removed]
    assert found == lines(path.with_suffix(".removed"))


def test_there_are_golden_articles_in_seven_languages() -> None:
    assert {path.stem[-2:] for path in GOLDEN} >= {"en", "de", "fr", "es", "ru", "it", "pt"}


class TestRepetition:
    LINE = "The Aller Courier is a member of the Northern Press Trust and reports from four counties."

    def test_a_block_in_two_other_articles_goes_and_says_so(self) -> None:
        cleaned = clean(parsed(*STORY, self.LINE), {fingerprint(block(self.LINE)): 14})
        assert kept(cleaned) == STORY
        assert [each.reason for each in cleaned.removed] == ["repeated in 14 other articles"]

    def test_one_other_article_is_enough_for_a_long_text_at_the_tail(self) -> None:
        cleaned = clean(parsed(*STORY, self.LINE), {fingerprint(block(self.LINE)): 1})
        assert [each.reason for each in cleaned.removed] == ["repeated in 1 other article"]

    def test_one_other_article_is_not_enough_inside_the_story(self) -> None:
        texts = [*STORY[:3], self.LINE, *STORY[3:]]
        assert kept(clean(parsed(*texts), {fingerprint(block(self.LINE)): 1})) == texts

    def test_background_inside_the_story_takes_more_witnesses_than_a_text_at_the_tail(self) -> None:
        texts = [*STORY[:3], self.LINE, *STORY[3:]]
        assert kept(clean(parsed(*texts), {fingerprint(block(self.LINE)): 3})) == texts
        assert kept(clean(parsed(*texts), {fingerprint(block(self.LINE)): 4})) == STORY

    @pytest.mark.parametrize(
        "recurring",
        [
            "What happened",
            "Methodology",
            "What we know about the inspection",
            "Jana Kestner:",
            '"We will not be moved," is how every meeting in the valley ends these days.',
            "WESTEN, Germany —",
            "Correction: An earlier version of this article misspelled a name.",
        ],
    )
    def test_what_recurs_in_honest_stories_stays(self, recurring: str) -> None:
        texts = [*STORY[:2], recurring, *STORY[2:]]
        assert kept(clean(parsed(*texts), {fingerprint(block(recurring)): 20})) == texts

    @pytest.mark.parametrize("kind", [BlockKind.HEADING, BlockKind.QUOTE])
    def test_a_heading_or_quotation_does_not_go_because_it_repeats(self, kind: BlockKind) -> None:
        article = parsed(*STORY)
        recurring = block("Everything that is known about the bridge so far, in short", kind)
        article = Parsed(meta=Meta(), blocks=(*article.blocks[:2], recurring, *article.blocks[2:]))
        assert clean(article, {fingerprint(recurring): 9}).removed == ()

    def test_an_article_that_repeats_entirely_keeps_everything(self) -> None:
        repetition = {fingerprint(block(text)): 5 for text in STORY}
        assert kept(clean(parsed(*STORY), repetition)) == STORY


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
        ["By Friday Night", "By the time the rain stopped, the road was gone.", "By Late August", "By then"],
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


class TestFingerprints:
    def test_case_spacing_punctuation_and_compatibility_forms_make_no_difference(self) -> None:
        one = fingerprint(block("Sign up — for the “Morning” ﬁle!"))
        assert one == fingerprint(block("sign up for  the\n'morning' file"))

    def test_numbers_make_a_difference(self) -> None:
        assert fingerprint(block("Slideshow of 11 images")) != fingerprint(block("Slideshow of 12 images"))

    def test_the_vowel_signs_of_indic_scripts_make_a_difference(self) -> None:
        assert fingerprint(block("की बात")) != fingerprint(block("का बात"))

    def test_a_fingerprint_is_the_same_in_every_version_because_it_is_stored(self) -> None:
        assert fingerprint(block("Support our journalism.")) == 8087316187762297750

    def test_candidates_stand_at_the_head_and_the_tail(self) -> None:
        blocks = tuple(block(f"This is paragraph number {number} of the article.") for number in range(100))
        expected = tuple(map(fingerprint, blocks[:4] + blocks[-16:]))
        assert candidates(blocks) == expected

    def test_a_label_is_no_witness_and_a_text_is_one_only_once(self) -> None:
        line = block("The Courier is published by the Aller Press Company.")
        assert candidates((block("Advertisement"), line, line)) == (fingerprint(line),)

    def test_eight_chinese_characters_are_enough_for_a_witness(self) -> None:
        assert len(candidates((block("本报版权所有转载"),))) == 1

    def test_typographic_signs_and_accents_in_either_form_make_no_difference(self) -> None:
        assert fingerprint(block("“Café” – été")) == fingerprint(block('"cafe\u0301" -- E\u0301TE\u0301'))

    def test_superscripts_are_numbers(self) -> None:
        assert fingerprint(block("A hall of 20 m²")) == fingerprint(block("a hall of 20 m2"))
        assert fingerprint(block("A hall of 20 m²")) != fingerprint(block("A hall of 20 m³"))


class TestLead:
    def test_it_is_the_first_paragraph_of_some_length(self) -> None:
        heading = block(
            "A heading that is much longer than the sixty characters of a lead paragraph", BlockKind.HEADING
        )
        assert lead((heading, block("WESTEN, Germany"), block(STORY[0]))) == fingerprint(block(STORY[0]))

    def test_without_one_it_is_the_first_paragraph_else_the_first_block(self) -> None:
        heading = block("A heading", BlockKind.HEADING)
        assert lead((heading, block("Short."))) == fingerprint(block("Short."))
        assert lead((heading,)) == fingerprint(heading)
        assert lead(()) == 0
