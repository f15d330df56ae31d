"""Where is a paragraph cut that holds story and boilerplate?"""

from __future__ import annotations

import pytest
from drafts import STORY, block, inbox, kept, parsed, removed, story
from hypothesis import given
from hypothesis import strategies as st

from publisher.clean import Reading, clean, fingerprint
from publisher.clean.boundaries import heads, tails
from publisher.clean.mixed import witnesses
from publisher.model import Block, BlockKind, Ruling

PLUG = "Sign up for our free newsletter to get the day's stories."
OWN = "The Courier sends its readers a letter about our bridges every week on Friday."


class TestBoundaries:
    @pytest.mark.parametrize(
        ("text", "last"),
        [
            ("One is here. Two is there.", "Two is there."),
            ("“One is here.” Two is there.", "Two is there."),
            ("Er kam. „Zwei“, sagte er.", "„Zwei“, sagte er."),
            ("橋は閉じた。関連記事：港", "関連記事：港"),
            ("One is here! (Two is there)", "(Two is there)"),
        ],
    )
    def test_the_last_sentence_begins_behind_a_stop(self, text: str, last: str) -> None:
        assert text[next(tails(text, 2))[1] :] == last

    @pytest.mark.parametrize(
        "text",
        [
            "It was Mr. Marsh",
            "It happened in the U.S. Senators know",
            "“One is here. Two is there.”",
            "He said (in red. And loudly) what it was",
            "It costs 5.50 Euro",
            "one. two",
        ],
    )
    def test_none_is_found_where_there_could_be_none(self, text: str) -> None:
        assert list(tails(text, 3)) == []
        assert list(heads(text, 2)) == []

    @given(st.text(alphabet='aB. !"“”()«»\n。', max_size=60))
    def test_a_boundary_loses_nothing_but_space_and_opens_no_quotation(self, text: str) -> None:
        for end, begin in (*tails(text, 3), *heads(text, 2)):
            assert 0 < end <= begin < len(text)
            assert not text[end:begin].strip()
            assert text[:end].count("“") == text[:end].count("”")
            assert text[begin:].count('"') % 2 == 0


class TestRulings:
    def test_a_sentence_that_is_ruled_boilerplate_is_cut_off(self) -> None:
        ruled = {fingerprint(block("Ida Marsh was there.")): Ruling.BOILERPLATE}
        for text in (f"{STORY[4]} Ida Marsh was there.", f"Ida Marsh was there. {STORY[4]}"):
            cleaned = clean(parsed(*STORY[:4], text), {}, ruled)
            assert kept(cleaned) == STORY
            assert [each.reason for each in cleaned.removed] == ["ruled by the editor"]
            assert cleaned.removed[0].start == text.index("Ida")

    def test_a_sentence_that_is_ruled_story_stays(self) -> None:
        texts = [*STORY[:4], f"{STORY[4]} {PLUG}"]
        assert kept(clean(parsed(*texts), {})) == STORY
        assert kept(clean(parsed(*texts), {}, {fingerprint(block(texts[4])): Ruling.STORY})) == texts

    def test_markup_is_never_cut(self) -> None:
        text = f"{STORY[4]} Ida Marsh was there."
        marked = Block(kind=BlockKind.PARAGRAPH, text=text, html=f"<p>{text}</p>")
        ruled = {fingerprint(block("Ida Marsh was there.")): Ruling.BOILERPLATE}
        assert kept(clean(parsed(*STORY[:4], marked), {}, ruled)) == [*STORY[:4], text]


class TestHistory:
    def test_a_sentence_behind_the_stories_of_an_inbox_is_cut_off_them(self) -> None:
        drop = [parsed(*story(number)[:2], f"{story(number)[2]} {OWN}") for number in range(8)]
        assert [kept(each) for each in inbox(drop)] == [story(number) for number in range(8)]
        assert [removed(each) for each in inbox(drop)] == [[OWN]] * 8

    def test_two_stories_are_not_enough(self) -> None:
        drop = [parsed(*story(number)[:2], f"{story(number)[2]} {OWN}") for number in range(2)]
        assert [kept(each)[:2] for each in inbox(drop)] == [story(number)[:2] for number in range(2)]
        assert all(each.removed == () for each in inbox(drop))

    def test_the_sentences_by_which_others_know_them_are_of_doubtful_paragraphs(self) -> None:
        blocks = [*map(block, STORY[:4]), block(f"{STORY[4]} {OWN}")]
        wanted = [fingerprint(block(OWN))]
        assert list(witnesses(blocks, lambda index: index == 4)) == wanted
        assert list(witnesses(blocks, lambda _: False)) == []
        assert set(wanted) <= set(Reading.of(parsed(*blocks)).candidates)


def test_an_appeal_that_ends_in_a_button_goes_as_a_whole() -> None:
    text = "For thirty years we have told you what happens here. Support us today. Donate now."
    assert kept(clean(parsed(*STORY, text), {})) == STORY
