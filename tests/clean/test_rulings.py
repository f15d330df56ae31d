"""Is the editor's word obeyed above everything?"""

from __future__ import annotations

import pytest
from drafts import STORY, block, kept, parsed

from publisher.clean import clean, fingerprint
from publisher.model import BlockKind, Meta, Parsed, Ruling

PLUG = "Sign up for our free newsletter and get the day's stories delivered to your inbox."


def ruled(text: str, ruling: Ruling) -> dict[int, Ruling]:
    return {fingerprint(block(text)): ruling}


def test_a_text_that_is_ruled_boilerplate_goes_wherever_it_stands() -> None:
    for place in range(len(STORY)):
        cleaned = clean(parsed(*STORY), {}, ruled(STORY[place], Ruling.BOILERPLATE))
        assert kept(cleaned) == STORY[:place] + STORY[place + 1 :]
        assert [removed.reason for removed in cleaned.removed] == ["ruled by the editor"]


def test_a_text_that_is_ruled_story_stays_whatever_it_says_and_however_often_it_repeats() -> None:
    cleaned = clean(parsed(*STORY, PLUG), {fingerprint(block(PLUG)): 90}, ruled(PLUG, Ruling.STORY))
    assert kept(cleaned) == [*STORY, PLUG]


def test_a_protected_line_stays_in_the_middle_of_an_appeal() -> None:
    appeal = [
        "A message from the Courier:",
        "Dear readers,",
        PLUG,
        "Support us monthly from just $2. Every contribution counts.",
        "Remind me later.",
    ]
    cleaned = clean(parsed(*STORY, *appeal), {}, ruled(PLUG, Ruling.STORY))
    assert kept(cleaned) == [*STORY, PLUG]


def test_a_protected_button_of_a_share_bar_stays() -> None:
    cleaned = clean(parsed(*STORY, "Share", "Facebook", "Print"), {}, ruled("Print", Ruling.STORY))
    assert kept(cleaned) == [*STORY, "Print"]


def test_a_protected_byline_stays_and_names_nobody() -> None:
    cleaned = clean(parsed("By Jane Doe", *STORY), {}, ruled("By Jane Doe", Ruling.STORY))
    assert kept(cleaned) == ["By Jane Doe", *STORY]
    assert cleaned.meta.authors == ()


@pytest.mark.parametrize("kind", [*BlockKind])
def test_a_ruling_holds_for_every_kind_of_block(kind: BlockKind) -> None:
    line = block("The Courier is a member of the Northern Press Trust.", kind)
    article = parsed(*STORY, line)
    assert kept(clean(article, {}, ruled(line.text, Ruling.BOILERPLATE))) == STORY
    assert clean(article, {fingerprint(line): 50}, ruled(line.text, Ruling.STORY)).blocks == article.blocks


def test_a_ruling_holds_for_the_same_text_in_other_signs_and_case() -> None:
    cleaned = clean(
        parsed(*STORY, "the weekend — BRIEFING!"), {}, ruled("The Weekend Briefing", Ruling.BOILERPLATE)
    )
    assert kept(cleaned) == STORY


def test_a_ruling_about_one_number_says_nothing_about_another() -> None:
    line = "The council sat for 12 hours over the bridge and the market."
    other = line.replace("12", "11")
    assert other in kept(clean(parsed(*STORY, other), {}, ruled(line, Ruling.BOILERPLATE)))


def test_an_article_is_never_emptied_by_rulings() -> None:
    rulings = {fingerprint(block(text)): Ruling.BOILERPLATE for text in STORY}
    cleaned = clean(parsed(*STORY), {}, rulings)
    assert kept(cleaned) == STORY
    assert cleaned.removed == ()


def test_what_else_goes_still_goes_when_the_rulings_would_empty_the_article() -> None:
    rulings = {fingerprint(block(text)): Ruling.BOILERPLATE for text in (*STORY, PLUG)}
    assert kept(clean(parsed(*STORY, PLUG), {}, rulings)) == STORY


def test_a_rule_or_image_alone_is_no_article_that_is_left() -> None:
    image = block("The bridge at dawn", BlockKind.IMAGE)
    article = Parsed(meta=Meta(), blocks=(image, block(STORY[0])))
    assert clean(article, {}, ruled(STORY[0], Ruling.BOILERPLATE)).blocks == article.blocks


def test_what_is_ruled_boilerplate_takes_the_heading_above_it_at_the_tail() -> None:
    heading = block("From our archive", BlockKind.HEADING)
    text = "The night the ferry did not come was the longest of the year."
    cleaned = clean(parsed(*STORY, heading, text), {}, ruled(text, Ruling.BOILERPLATE))
    assert kept(cleaned) == STORY
