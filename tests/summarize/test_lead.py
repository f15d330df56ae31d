"""Which sentences tell the article in short?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from publisher.config import Summary
from publisher.model import Block, BlockKind, Cleaned, Meta
from publisher.summarize import article, summarize
from publisher.summarize.width import columns

DATA = Path(__file__).resolve().parents[1] / "data" / "summarize"
OPENINGS = json.loads((DATA / "openings.json").read_text(encoding="utf-8"))
LEAD = "The council met on Tuesday. It adjourned without a vote. The mayor left early."


def cleaned(*texts: str, kind: BlockKind = BlockKind.PARAGRAPH, meta: Meta | None = None) -> Cleaned:
    return Cleaned(
        meta=meta or Meta(language="en"), blocks=tuple(Block(kind=kind, text=text) for text in texts)
    )


class TestDescription:
    def test_the_description_of_the_editor_wins(self) -> None:
        meta = Meta(language="en", description="A meeting  without result.")
        assert summarize(cleaned(LEAD, meta=meta), 60) == "A meeting without result."

    def test_a_description_over_the_budget_ends_at_a_sentence(self) -> None:
        meta = Meta(language="en", description=LEAD)
        assert summarize(cleaned("Other text.", meta=meta), 40) == "The council met on Tuesday."

    def test_it_counts_for_nothing_where_the_text_is_preferred(self) -> None:
        meta = Meta(language="en", description="A meeting without result.")
        made = article(cleaned(LEAD, meta=meta), Summary(feed=60, prefer="text"), "en")
        assert made.summary.startswith("The council met on Tuesday.")
        assert article(cleaned(LEAD, meta=meta), Summary(feed=60), "en").summary == meta.description


class TestOpening:
    @pytest.mark.parametrize("pair", OPENINGS, ids=lambda pair: f"{pair['kind']} {pair['language']}")
    def test_the_first_usable_sentence_opens(self, pair: dict[str, str]) -> None:
        made = summarize(cleaned(*pair["blocks"], meta=Meta(language=pair["language"])), 280)
        assert made.startswith(pair["opens"]), made
        assert "without" not in pair or pair["without"] not in made

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
    def test_what_is_no_statement_does_not_open(self, opening: str) -> None:
        assert summarize(cleaned(opening, LEAD), 60).startswith("The council met")

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
        assert summarize(cleaned(dateline + LEAD), 60).startswith("The council met")

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
        assert summarize(cleaned(opening, LEAD, meta=meta), 40) == "The council met on Tuesday."
        assert summarize(cleaned(f"Again {opening}", LEAD, meta=meta), 30).startswith("Again")

    def test_a_sentence_that_repeats_the_title_opens_if_there_is_nothing_else(self) -> None:
        meta = Meta(language="en", title="A vote without result")
        assert summarize(cleaned("A vote without result.", meta=meta), 40) == "A vote without result."

    def test_a_short_sentence_does_not_open_but_goes_on_with_the_telling(self) -> None:
        made = summarize(
            cleaned("Fog. The ferry ran onto the sandbank off the harbour. Nobody was hurt."), 90
        )
        assert made == "The ferry ran onto the sandbank off the harbour. Nobody was hurt."


class TestChoice:
    def test_a_general_remark_gives_way_to_the_sentence_about_the_topic(self) -> None:
        story = cleaned(
            "Whoever has lived in this part of the world for longer than a year or two will know that "
            "nothing here ever goes as it was meant to go, and that most people have learned to shrug, to "
            "laugh and to wait for better weather before they try again.",
            "The tidal turbine off Skerry has supplied the island grid with power for a year, and the "
            "turbine survived four storms.",
            "Skerry will put up a second turbine, and the grid will feed tidal power to the mainland.",
            "The turbine was built in Alma; the grid was renewed for it, and the island pays less for power.",
        )
        assert summarize(story, 280).startswith("The tidal turbine off Skerry")

    def test_a_summary_does_not_go_on_past_a_heading(self) -> None:
        blocks = (
            Block(kind=BlockKind.PARAGRAPH, text="The old mill burned down."),
            Block(kind=BlockKind.HEADING, text="What was lost"),
            Block(kind=BlockKind.PARAGRAPH, text="Two looms and a wheel were in the cellar of the house."),
        )
        assert summarize(Cleaned(meta=Meta(language="en"), blocks=blocks), 280) == "The old mill burned down."

    def test_a_larger_budget_is_used(self) -> None:
        story = cleaned(
            *[f"The harbour board sold lighthouse number {n} to a school on the island." for n in range(20)]
        )
        assert columns(summarize(story, 500)) > columns(summarize(story, 280)) > 120

    def test_a_list_is_read_only_without_any_paragraph(self) -> None:
        points = "The ferry stops in March.\nThe bridge stays open to all."
        assert summarize(cleaned(points, kind=BlockKind.LIST), 60) == points.replace("\n", " ")

    def test_an_article_without_text_has_none(self) -> None:
        assert summarize(cleaned(), 60) == ""


class TestForm:
    def test_it_is_filled_with_whole_sentences(self) -> None:
        assert summarize(cleaned(LEAD), 60) == "The council met on Tuesday. It adjourned without a vote."

    def test_a_missing_end_mark_is_added(self) -> None:
        assert summarize(cleaned("The council met on Tuesday for an hour"), 60).endswith("for an hour.")
        assert summarize(cleaned("市政府周一宣布老桥将重新开放", meta=Meta(language="zh")), 60).endswith(
            "开放。"
        )

    def test_quotations_stay_balanced(self) -> None:
        text = (
            "The mayor said: “We lost the vote. We will be back.” Nobody in the hall believed a word of it."
        )
        assert summarize(cleaned(text), 70) == "The mayor said: “We lost the vote. We will be back.”"

    def test_a_sentence_over_the_budget_is_cut_at_a_clause_only_if_there_is_no_other(self) -> None:
        long = (
            "The committee agreed on a plan that moves the market to the upper town, where no flood has come"
        )
        assert summarize(cleaned(long), 80) == (
            "The committee agreed on a plan that moves the market to the upper town…"
        )

    def test_a_wide_character_takes_two_columns(self) -> None:
        text = "一二三四五六七八九。" * 4
        made = summarize(cleaned(text, meta=Meta(language="zh")), 40)
        assert made in {"一二三四五六七八九。", "一二三四五六七八九。" * 2}

    @pytest.mark.parametrize(
        ("language", "phrase", "next_phrase"),
        [
            ("th", "สภาเทศบาลประกาศปิดสะพานเก่าในฤดูใบไม้ผลิปีหน้า", "ชาวบ้านต้องใช้เรือข้ามฟากเป็นเวลาสองปี"),
            ("lo", "ສະພາເມືອງປະກາດປິດຂົວເກົ່າໃນລະດູໃບໄມ້ປົ່ງປີໜ້າ", "ຊາວບ້ານຕ້ອງໃຊ້ເຮືອຂ້າມຟາກເປັນເວລາສອງປີ"),
        ],
    )
    def test_thai_and_lao_end_at_a_space_without_a_stop(
        self, language: str, phrase: str, next_phrase: str
    ) -> None:
        story = cleaned(f"{phrase} {next_phrase} " * 6, meta=Meta(language=language))
        assert summarize(story, columns(phrase) + 5) == phrase
        made = summarize(story, 120)
        assert set(made.split(" ")) == {phrase, next_phrase}
        assert columns(made) <= 120


@pytest.mark.parametrize(
    "notice",
    [
        "Correction (12 May): The crane sank on Monday. It did not sink on Sunday, as written here first.",
        "Korrektur (12. Mai): Der Kran sank am Montag. Er sank nicht am Sonntag, wie es hier zuerst stand.",
        "Rectificatif, 12 mai : la grue a coulé lundi. Elle n’a pas coulé dimanche, comme écrit d’abord.",
    ],
)
def test_a_correction_on_top_is_not_what_the_article_tells(notice: str) -> None:
    story = "The harbour was closed on Monday after a crane sank beside its northern quay, the mayor said."
    assert summarize(cleaned(notice, story), 280) == story
