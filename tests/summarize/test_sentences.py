"""Where does a sentence end?"""

from __future__ import annotations

import pytest

from publisher.summarize.sentences import LOOKED_AT, balanced, complete, sentences


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Sen. J. F. Holm of the U.S. team lost.", "Nobody doubted it."]),
        ("en", ['The mayor said: "We lost. We will be back."', "Nobody believed it."]),
        ("en", ["The boat sank at 4 a.m. Sunday off the pier.", "All were saved."]),
        ("en", ["The market opens at 9 p.m.", "It closes at dawn."]),
        ("en", ["The prize went to Ada Quill Sr.", "The hall rose."]),
        ("en", ["They met on Bell St.", "She went home, you and I.", "Did you see it?"]),
        ("en", ["Rep. Ann Low, R-W.Va., spoke for an hour.", "Nobody listened."]),
        ("de", ["Der 2. SV Alma gewann am 4. Spieltag.", "Am 3. Mai ruht der Ball."]),
        ("de", ["Im Jahr 1999 waren es 30.", "Heute sind es 40."]),
        ("de", ["Das gilt z. B. für Hrn. Feld.", "Er schwieg."]),
        ("es", ["Compraron 1.Pan, 2.Sal, 3.Vino.", "Todo era caro."]),
        ("el", ["Πού είναι ο φάρος;", "κανείς δεν ξέρει πια."]),
        ("ar", ["قال د. كريم إن المنارة بيعت.", "لم يعترض أحد."]),
    ],
)
def test_abbreviations_ordinals_and_quotations_do_not_end_it(language: str, expected: list[str]) -> None:
    assert sentences(" ".join(expected), language) == expected


def test_a_japanese_quotation_goes_on_with_who_said_it() -> None:
    assert sentences("「帰りません。」と母は言った。父は黙った。", "ja") == [
        "「帰りません。」と母は言った。",
        "父は黙った。",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. Open the lid 2. Turn the key", ["1. Open the lid", "2. Turn the key"]),
        ("a. Open the lid b. Turn the key", ["a. Open the lid", "b. Turn the key"]),
        ("•9. Open the lid •10. Turn the key", ["•9. Open the lid", "•10. Turn the key"]),
        ("1. Open the lid. 3. Turn the key.", ["1. Open the lid.", "3. Turn the key."]),
    ],
)
def test_entries_of_a_list_in_one_line_are_divided(text: str, expected: list[str]) -> None:
    assert sentences(text, "en") == expected


def test_a_german_ordinal_at_the_start_begins_no_list() -> None:
    text = "1. FC Alma schlug den 2. SV Skerry."
    assert sentences(text, "de") == [text]


def test_a_hard_wrapped_line_goes_on() -> None:
    text = (
        "The harbour board sold the old lighthouse on the pier to\nAlma School, which wants to teach in it."
    )
    assert sentences(text, "en") == [text.replace("\n", " ")]


@pytest.mark.parametrize(
    "text",
    ["What was lost\n\nTwo looms burned.", "What was lost\nTwo looms burned.", "• Bread\n• Salt and oil"],
)
def test_a_short_line_and_a_bullet_stand_alone(text: str) -> None:
    assert sentences(text, "en") == [line for line in text.split("\n") if line]


def test_thai_is_divided_at_spaces_between_phrases_but_not_at_numbers() -> None:
    first = "สภาเทศบาลประกาศปิดสะพานเก่าในปี 2570"
    second = "ชาวบ้านต้องใช้เรือข้ามฟากเป็นเวลาสองปี"
    assert sentences(f"{second} {second}", "th") == [second, second]
    assert sentences(f"{first} เป็นต้นไป", "th") == [f"{first} เป็นต้นไป"]


def test_the_broken_sentence_at_the_end_of_what_is_read_is_left_out() -> None:
    found = sentences("The council met on Tuesday. " * LOOKED_AT, "en")
    assert set(found) == {"The council met on Tuesday."}


@pytest.mark.parametrize(
    "text", ["It ended.", "“It ended.”", "It ended (at last!)", "終わった。」", "ended…", "จบแล้ว"]
)
def test_what_has_its_end_mark_is_complete(text: str) -> None:
    assert complete(text)
    assert not complete("It did not, and")


def test_an_open_quotation_is_not_balanced() -> None:
    assert balanced('“a” «b» „c“ "d" 「e」')
    for text in ("“a", "«b", "„c", '"d', "「e"):
        assert not balanced(text)
