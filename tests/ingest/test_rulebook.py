"""Which rulings does a ``_clean.toml`` make, and which of all rulings hold for an article?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.errors import ArticleError
from publisher.ingest.rulebook import fingerprint, paragraphs, read, rulebook
from publisher.model import Ruling
from publisher.store.rulings import Ruled, RuledBy

STORY, BOILERPLATE = Ruling.STORY, Ruling.BOILERPLATE


def ruled(
    ruling: Ruling, section: str = "", origin: RuledBy = RuledBy.COMMAND, text: str = "the text"
) -> Ruled:
    return Ruled(fingerprint=fingerprint(text), section=section, origin=origin, ruling=ruling, text=text)


def test_a_file_rules_texts_to_be_boilerplate_or_story() -> None:
    found = read(b'boilerplate = ["Follow us.", "Support us."]\nprotect = ["What we know"]\n', "city")
    assert [(each.ruling, each.text) for each in found] == [
        (BOILERPLATE, "Follow us."),
        (BOILERPLATE, "Support us."),
        (STORY, "What we know"),
    ]
    assert {(each.section, each.origin) for each in found} == {("city", RuledBy.FILE)}


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf# nothing yet\n", b"boilerplate = []\nprotect = []\n"])
def test_a_file_may_rule_nothing(data: bytes) -> None:
    assert read(data, "") == []


def test_a_whole_appeal_may_be_pasted_in_with_its_empty_lines_and_breaks() -> None:
    (first, second) = read(b'boilerplate = ["""\nDear readers,\n\nsupport\n  our work.\n"""]\n', "")
    assert (first.text, second.text) == ("Dear readers,", "support our work.")
    assert second.fingerprint == fingerprint("support our work.")


def test_a_text_that_stands_twice_in_one_list_is_one_ruling() -> None:
    assert len(read(b'protect = ["what we know", "What we know:"]\n', "")) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('boilerplate = ["Follow us.\n', r"is not valid TOML: .* \(at line 1, column \d+\); expected lists"),
        ('\nboilerplate = "Follow us."\n', r"boilerplate: expected a list of texts in quotes, found 'Follow"),
        (
            'boilerplate = ["Follow us.", 3]\n',
            r"boilerplate: text 2: expected a text in quotes, found 3; put",
        ),
        ('protect = ["Why", " – "]\n', r"protect: text 2: expected a text with words, found ' – '; take it"),
        ('protected = ["Why"]\n', r'protected: there is no such key; did you mean "protect"\?'),
        ("x = 1\n", r"x: there is no such key; known here: boilerplate, protect"),
        (
            'boilerplate = ["Follow us."]\nprotect = ["follow us"]\n',
            r"protect: text 1: this text stands in boilerplate: text 1 too: 'follow us'; take it out of one",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place_what_was_expected_and_what_to_do(text: str, said: str) -> None:
    with pytest.raises(ArticleError, match=said) as caught:
        read(text.encode(), "")
    assert "\n" not in str(caught.value)


def test_a_file_in_another_charset_is_named() -> None:
    with pytest.raises(ArticleError, match="expected UTF-8 text; byte 16 is not; save it as UTF-8"):
        read('boilerplate = ["ä"]'.encode("latin-1"), "")


@given(st.binary(max_size=200) | st.text(max_size=80).map(lambda text: f"protect = [{text!r}]".encode()))
def test_whatever_bytes_a_file_has_it_rules_or_is_set_aside(data: bytes) -> None:
    try:
        found = read(data, "city")
    except ArticleError as error:
        assert str(error)  # noqa: PT017  either end is good
    else:
        assert all(each.text.strip() for each in found)


@given(st.lists(st.text(max_size=30), max_size=4))
def test_paragraphs_have_words_and_stay_what_they_are(texts: list[str]) -> None:
    found = paragraphs("\n\n".join(texts))
    assert [part for each in found for part in paragraphs(each)] == found


def test_a_section_counts_before_all_and_a_file_before_a_command_whatever_the_order() -> None:
    rules = [
        ruled(BOILERPLATE),
        ruled(STORY, origin=RuledBy.FILE),
        ruled(BOILERPLATE, "Sport news", RuledBy.FILE),
        ruled(STORY, "Sport news"),
        ruled(BOILERPLATE, "city"),
    ]
    text = fingerprint("the text")
    for order in (rules, rules[::-1]):
        book = rulebook(order)
        assert book.of("") == book.of("other") == {text: STORY}
        assert book.of("Sport news") == book.of("sport-news") == {text: BOILERPLATE}
        assert book.of("city") == {text: BOILERPLATE}


def test_what_holds_everywhere_holds_in_a_section_with_rulings_of_its_own() -> None:
    book = rulebook([ruled(STORY, text="one"), ruled(BOILERPLATE, "city", text="two")])
    assert book.of("city") == {fingerprint("one"): STORY, fingerprint("two"): BOILERPLATE}
    assert book.of("sport") == {fingerprint("one"): STORY}
