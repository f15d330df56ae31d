"""What is an article about, in a few hundred bytes?"""

from __future__ import annotations

import subprocess
import sys

import newsroom
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.grouping import sign, unpack, words
from publisher.grouping.signature import COMMONNESS, NAME

STORY = [block.text for block in newsroom.sample(0)]
TITLE = "Russia accused Western countries of fomenting tensions in Serbia"


def kinds(title: str, *texts: str) -> dict[str, int]:
    """Return the class of every term, by the word that stands for it."""
    read = words(title, texts)
    return {read[term]: kind for term, _, kind in sign(title, texts).weights()}


def weights(title: str, *texts: str) -> dict[str, float]:
    read = words(title, texts)
    return {read[term]: weight for term, weight, _ in sign(title, texts).weights()}


def test_a_signature_is_small_and_comes_back_from_its_bytes() -> None:
    signature = sign(TITLE, STORY)
    assert unpack(signature.pack()) == signature
    assert len(signature.pack()) <= 4 + 128 * 5 + 64 * 4


@pytest.mark.parametrize("data", [b"", b"\x05", b"\x02\x00\x00\x00\x01", b"\x00\x09\x00\x00"])
def test_bytes_that_are_no_signature_are_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a signature"):
        unpack(data)


def test_it_is_the_same_in_every_process() -> None:
    code = (
        "from publisher.grouping import sign\n"
        "print(sign('Brindleport', ['The harbour of Brindleport was closed.']).pack().hex())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert found == {sign("Brindleport", ["The harbour of Brindleport was closed."]).pack().hex() + "\n"}


def test_a_name_is_a_word_with_a_capital_within_a_sentence() -> None:
    found = kinds(
        "", "Yesterday the mayor met Petrova, and the others left. Nobody spoke; later Petrova did."
    )
    assert [word for word, kind in found.items() if kind == NAME] == ["Petrova"]


def test_a_word_that_is_written_small_as_well_is_no_name() -> None:
    assert kinds("", "We met the Mayor, and the mayor met us.")["Mayor"] != NAME


def test_short_words_count_as_common_and_those_of_two_letters_only_as_abbreviations() -> None:
    found = kinds("", "the UN sent a long letter to it, and nobody in the EU answered")
    assert "to" not in found
    assert {"UN", "EU"} <= found.keys()
    assert COMMONNESS[found["the"]] > COMMONNESS[found["long"]] > COMMONNESS[found["letter"]]


def test_a_word_of_the_title_weighs_more() -> None:
    found = weights("The footbridge", "There is a footbridge and there is a causeway.")
    assert found["footbridge"] > found["causeway"]


def test_forms_of_one_word_are_one_term() -> None:
    read = words("", ["Elections: the election of an electioneer"])
    assert len([word for word in read.values() if word.lower().startswith("elec")]) == 1


def test_scripts_without_spaces_are_read_in_pairs_of_characters() -> None:
    found = kinds("", "霜浦町は灯台を修理する。")
    assert {"霜浦", "浦町", "灯台", "修理"} <= found.keys()
    assert "する" not in found  # grammar


@pytest.mark.parametrize("text", ["किसानों ने पुल बनाया", "שָׁלוֹם עֲלֵיכֶם", "مُدِيرُ المِينَاءِ"])
def test_vowel_signs_do_not_tear_words_apart(text: str) -> None:
    assert set(words("", [text]).values()) == {word for word in text.split() if len(word) > 2}


def test_what_stands_behind_eight_thousand_characters_makes_no_difference() -> None:
    text = "The harbour was closed. " * 400
    assert sign("", [text]) == sign("", [text, "Lighthouse keepers disagreed."])


def test_an_article_without_words_has_an_empty_signature() -> None:
    assert sign("", ["…", "—"]).terms == ()
    assert sign("", []).length == 0


@given(st.text(), st.lists(st.text(), max_size=5))
def test_any_text_has_a_signature_that_survives_its_bytes(title: str, texts: list[str]) -> None:
    signature = sign(title, texts)
    assert unpack(signature.pack()) == signature
    assert len(signature.terms) == len(set(signature.terms)) <= 128
    assert list(signature.shingles) == sorted(set(signature.shingles))
    assert set(signature.terms) <= words(title, texts).keys()
