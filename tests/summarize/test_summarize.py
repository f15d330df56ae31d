"""What does an article say in short, what is it called, and in which language is it?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from publisher.config import Summary
from publisher.model import Block, BlockKind, Cleaned, Meta, Origin
from publisher.summarize import article, headline, language, summarize

DATA = Path(__file__).resolve().parents[1] / "data"
GOLDEN = sorted((DATA / "summarize").glob("*.txt"))


def cleaned(*texts: str, kind: BlockKind = BlockKind.PARAGRAPH, meta: Meta | None = None) -> Cleaned:
    return Cleaned(
        meta=meta or Meta(language="en"), blocks=tuple(Block(kind=kind, text=text) for text in texts)
    )


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_summary_title_and_language_are_the_expected_ones(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    texts = path.read_text(encoding="utf-8").splitlines()
    made = article(cleaned(*texts, meta=Meta()), Summary(feed=expected["columns"]), "en")
    assert {
        "language": made.meta.language,
        "columns": expected["columns"],
        "title": made.meta.title,
        "summary": made.summary,
    } == expected


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
    texts = (DATA / "samples" / name).read_text(encoding="utf-8").splitlines()
    made = article(cleaned(*texts, meta=Meta()), Summary(), "de")
    assert (made.meta.title, made.meta.title_origin) == (title, Origin.DERIVED)
    assert (made.meta.language, made.meta.language_origin) == ("en", Origin.DETECTED)
    assert made.summary == texts[0]


class TestSummary:
    LEAD = "The council met on Tuesday. It adjourned without a vote. The mayor left early."

    def test_it_is_filled_with_whole_sentences(self) -> None:
        assert summarize(cleaned(self.LEAD), 60) == "The council met on Tuesday. It adjourned without a vote."

    def test_the_description_of_the_editor_wins(self) -> None:
        meta = Meta(language="en", description="A meeting  without result.")
        assert summarize(cleaned(self.LEAD, meta=meta), 60) == "A meeting without result."

    def test_a_description_over_the_budget_ends_at_a_sentence(self) -> None:
        meta = Meta(language="en", description=self.LEAD)
        assert summarize(cleaned("Other text.", meta=meta), 40) == "The council met on Tuesday."

    def test_a_wide_character_takes_two_columns(self) -> None:
        text = "一二三四五六七八九。" * 4
        assert summarize(cleaned(text, meta=Meta(language="zh")), 40) == "一二三四五六七八九。" * 2

    @pytest.mark.parametrize(
        "opening",
        [
            "By Jane Doe",
            "Photo by A. Reed for the Courier, all over town",
            "Read more about the council and the harbour here.",
            "Updated on March 3 at noon by the desk",
            "3 min read",
            "PORT ALMA",
            "* * *",
            "Who would have thought that the council meets on Tuesdays?",
        ],
    )
    def test_what_is_no_statement_does_not_open_it(self, opening: str) -> None:
        assert summarize(cleaned(opening, self.LEAD), 60).startswith("The council met")

    @pytest.mark.parametrize(
        "dateline",
        [
            "BELGRADE, Dec. 18 (Reuters) – ",
            "WASHINGTON (AP) — ",
            "(CNN) -- ",
            "Berlin (dpa) - ",
            "PARIS — ",
            "МОСКВА, 3 марта. /ТАСС/. ",
            "Kyiv, Ukraine (Newswire) - ",
        ],
    )
    def test_a_dateline_is_not_part_of_it(self, dateline: str) -> None:
        assert summarize(cleaned(dateline + self.LEAD), 60).startswith("The council met")

    @pytest.mark.parametrize(
        "text",
        [
            "NASA – which turned sixty last year – will build the harbour wall from moon dust.",
            "Paris Hilton (the heiress) opened the harbour festival in front of a small crowd.",
        ],
    )
    def test_a_sentence_that_resembles_a_dateline_stays_whole(self, text: str) -> None:
        assert summarize(cleaned(text), 200) == text

    def test_a_question_opens_if_there_is_nothing_else(self) -> None:
        assert summarize(cleaned("Who will pay for the harbour?"), 60) == "Who will pay for the harbour?"

    @pytest.mark.parametrize(
        "opening", ["A vote without result.", "“A Vote, Without Result”", "A VOTE WITHOUT RESULT"]
    )
    def test_a_first_sentence_that_repeats_the_title_is_left_out(self, opening: str) -> None:
        meta = Meta(language="en", title="A vote without result")
        assert summarize(cleaned(opening, self.LEAD, meta=meta), 40) == "The council met on Tuesday."
        assert summarize(cleaned(f"{opening} again.", self.LEAD, meta=meta), 30).startswith(opening[:6])

    def test_a_sentence_that_repeats_the_title_opens_if_there_is_nothing_else(self) -> None:
        meta = Meta(language="en", title="A vote without result")
        assert summarize(cleaned("A vote without result.", meta=meta), 40) == "A vote without result."

    def test_a_list_is_read_only_without_any_paragraph(self) -> None:
        points = "The ferry stops in March.\nThe bridge stays open to all."
        assert summarize(cleaned(points, kind=BlockKind.LIST), 60) == points.replace("\n", " ")

    def test_abbreviations_initials_and_quotations_do_not_end_a_sentence(self) -> None:
        text = 'Sen. J. F. Holm of the U.S. team said: "We lost. We will be back." Nobody doubted it.'
        assert (
            summarize(cleaned(text), 70)
            == 'Sen. J. F. Holm of the U.S. team said: "We lost. We will be back."'
        )

    def test_an_article_without_text_has_none(self) -> None:
        assert summarize(cleaned(), 60) == ""


class TestHeadline:
    def test_it_is_not_a_question_a_pronoun_or_a_quotation_if_a_statement_follows(self) -> None:
        found = cleaned('"We lost it all." He stood in the rain. The mill burned down within an hour.')
        assert headline(found) == "The mill burned down within an hour"

    def test_a_condition_is_not_cut_off(self) -> None:
        title = headline(
            cleaned(
                "The company will shut the last mill in the valley by the end of the year unless the "
                "government pays for a new boiler and for the road."
            )
        )
        assert "year" not in title or "unless" in title

    @pytest.mark.parametrize("columns", [40, 60, 90])
    def test_it_fits_and_does_not_end_on_a_function_word(self, columns: int) -> None:
        title = headline(
            cleaned(
                "A court in the northern province has ordered the railway to pay for the trees that its "
                "engines set on fire in the dry summer of the year before last."
            ),
            columns,
        )
        assert 10 < len(title) <= columns
        assert title.rpartition(" ")[2] not in {"the", "of", "in", "to", "for", "that", "on", "has", "and"}

    def test_a_claim_keeps_its_source_however_long_the_sentence(self) -> None:
        title = headline(
            cleaned(
                "Three of the four reservoirs are empty and the last one will be by August, which would "
                "close the mills for good, the water board said."
            )
        )
        assert title.endswith(", the water board said")
        assert len(title) <= 90

    @pytest.mark.parametrize(
        ("beginning", "rest"),
        [
            (
                "Rescuers pulled eleven miners and a pony from the flooded shaft",
                " two hours before the pumps failed",
            ),
            (
                "The mill on the Orle closed its gates for good",
                " on Thursday, three weeks after the last of its weavers had left for the coast",
            ),
            (
                "A widow from Aldern was given back the deeds of her farm",
                " on Monday, nine years after the county had taken them from her",
            ),
        ],
    )
    def test_a_phrase_of_time_is_left_out_whole(self, beginning: str, rest: str) -> None:
        assert headline(cleaned(f"{beginning}{rest}, and nobody in the valley was surprised.")) == beginning

    def test_how_long_something_lasted_is_not_left_out(self) -> None:
        title = headline(
            cleaned(
                "The hearing about the old reservoir in the hills lasted two hours before the mayor walked "
                "out of the room and the lights were put out."
            )
        )
        assert not title.endswith("lasted")

    def test_a_weekday_at_the_start_goes_with_its_preposition(self) -> None:
        found = cleaned("On Thursday, the harbour board sold the lighthouse to a school.")
        assert headline(found) == "The harbour board sold the lighthouse to a school"

    def test_a_setting_before_the_comma_does_not_stand_for_the_clause(self) -> None:
        found = cleaned(
            "In a long and often bitter debate in the old town hall of Westen on Tuesday night, four "
            "members of the council asked for the plan of the bridge. The plan was lost in the flood."
        )
        assert headline(found) == "The plan was lost in the flood"

    def test_brackets_and_the_final_stop_are_left_out(self) -> None:
        found = cleaned("The Harbour Authority (PAHA) closed the northern pier.")
        assert headline(found) == "The Harbour Authority closed the northern pier"


class TestLanguage:
    GERMAN = "Der Stadtrat hat den Bau einer neuen Brücke über den Fluss beschlossen."

    def test_what_the_article_says_of_itself_wins(self) -> None:
        meta = Meta(language="pt-BR", language_origin=Origin.PAGE)
        assert language(cleaned(self.GERMAN, meta=meta), "en") == ("pt-BR", Origin.PAGE)

    def test_it_is_detected(self) -> None:
        assert language(cleaned(self.GERMAN, meta=Meta()), "en") == ("de", Origin.DETECTED)

    @pytest.mark.parametrize("text", ["", "Kurz.", "12345 67890 " * 20, "\ud800\x00\ufffe" * 50])
    def test_a_text_that_says_too_little_has_the_language_of_the_publication(self, text: str) -> None:
        assert language(cleaned(text, meta=Meta()), "fr") == ("fr", Origin.CONFIGURATION)

    def test_characters_that_the_detector_refuses_do_not_matter(self) -> None:
        found = cleaned(self.GERMAN + "\x00\ud800\uffff", meta=Meta())
        assert language(found, "en") == ("de", Origin.DETECTED)


class TestArticle:
    def test_a_title_that_is_there_is_kept(self) -> None:
        meta = Meta(title="Harbour", title_origin=Origin.FRONT_MATTER)
        made = article(cleaned("The harbour was closed on Monday.", meta=meta), Summary(), "en")
        assert (made.meta.title, made.meta.title_origin) == ("Harbour", Origin.FRONT_MATTER)

    def test_without_a_sentence_the_slug_gives_the_title(self) -> None:
        made = article(cleaned("* * *", meta=Meta(slug="the-old-harbour")), Summary(), "en")
        assert (made.meta.title, made.meta.title_origin) == ("The old harbour", Origin.FILE_NAME)

    def test_without_anything_it_is_untitled(self) -> None:
        made = article(cleaned(meta=Meta()), Summary(), "en")
        assert (made.meta.title, made.meta.language, made.summary) == ("Untitled", "en", "")

    def test_blocks_and_removed_blocks_are_passed_on(self) -> None:
        story = cleaned("The harbour was closed on Monday.")
        made = article(story, Summary(), "en")
        assert (made.blocks, made.removed) == (story.blocks, story.removed)
