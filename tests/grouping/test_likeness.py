"""Are two articles copies of one text, about one story, or neither?"""

from __future__ import annotations

import newsroom
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.grouping import Frequencies, Kind, compare, sign
from publisher.grouping.likeness import RELATED, similarity, vector

from .newswire import LANGUAGES, article, counted, in_language, signature

SAMPLES = [
    article(f"sample{number}", title, "\n".join(block.text for block in newsroom.sample(number)))
    for number, title in enumerate(
        (
            "Russia accused Western countries of fomenting tensions in Serbia",
            'The Kremlin said it "welcomed" the victory claimed by Serbia\'s ruling party',
        )
    )
]
TEXT = [block.text for block in newsroom.sample(0)]


def kind(title: str, texts: list[str], other_title: str, others: list[str]) -> Kind:
    return compare(sign(title, texts), sign(other_title, others), counted(*SAMPLES)).kind


def test_the_two_samples_are_one_story_also_when_nothing_else_has_been_counted() -> None:
    one, other = map(signature, SAMPLES)
    for frequencies in (Frequencies(), counted(*SAMPLES)):
        likeness = compare(one, other, frequencies)
        assert likeness.kind is Kind.RELATED
        assert likeness.score > 1.3 * frequencies.threshold


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_each_language_the_two_articles_about_one_story_are_told_from_the_third(language: str) -> None:
    one, two, three = in_language(language)
    for frequencies in (Frequencies(), counted(one, two, three)):
        assert compare(signature(one), signature(two), frequencies).kind is Kind.RELATED
        assert compare(signature(one), signature(three), frequencies).kind is Kind.OTHER
        assert compare(signature(two), signature(three), frequencies).kind is Kind.OTHER


def test_articles_in_different_languages_are_strangers() -> None:
    everything = [entry for language in LANGUAGES for entry in in_language(language)]
    frequencies = counted(*everything)
    for one in in_language("en"):
        for other in in_language("ru"):
            assert compare(signature(one), signature(other), frequencies).score < 0.01


@pytest.mark.parametrize(
    ("what", "title", "texts"),
    [
        ("the same text under another title", "Moscow speaks", TEXT),
        ("cut by a third", "Russia accuses the West", TEXT[: -len(TEXT) // 3]),
        (
            "with a new lead and two new paragraphs",
            "Update",
            ["A second night was calm.", *TEXT, "No.", "Yes."],
        ),
        (
            "with other quotes and dashes",
            "RUSSIA",
            [text.replace('"', "”").replace("—", "-") for text in TEXT],
        ),
    ],
)
def test_a_version_of_the_same_text_is_a_near_copy(what: str, title: str, texts: list[str]) -> None:
    assert kind("Russia accused Western countries", TEXT, title, texts) is Kind.NEAR_COPY


def test_a_brief_that_stands_within_a_long_article_is_related_and_no_copy() -> None:
    assert kind("Russia accused Western countries", TEXT, "In brief", TEXT[:2]) is Kind.RELATED


def test_terms_that_are_shared_come_weightiest_first() -> None:
    one, two, _ = in_language("en")
    likeness = compare(signature(one), signature(two), counted(one, two))
    assert likeness.terms[0] in sign("Brindleport", []).terms
    assert sign("", ["harbour"]).terms[0] in likeness.terms


def test_the_more_articles_are_counted_the_less_is_asked_for() -> None:
    thresholds = [Frequencies(articles=number).threshold for number in (0, 2, 50, 5_000)]
    assert thresholds == sorted(thresholds, reverse=True)
    assert thresholds[-1] == pytest.approx(RELATED, abs=0.001)


def test_a_word_that_all_articles_have_counts_for_less() -> None:
    one, two, three = in_language("en")
    others = [article(f"x{n}", f"Brindleport {n}", "Rain fell on Brindleport again.") for n in range(50)]
    before = compare(signature(one), signature(two), counted(one, two, three)).score
    after = compare(signature(one), signature(two), counted(one, two, three, *others)).score
    assert after < before


def test_an_article_without_words_is_like_nothing() -> None:
    nothing = sign("", ["…"])
    assert compare(nothing, nothing, Frequencies()).kind is Kind.OTHER
    assert compare(nothing, signature(SAMPLES[0]), Frequencies()).score == 0


WORDS = st.lists(st.sampled_from(["harbour", "crane", "Brindleport", "the", "UN", "霜浦町"]), max_size=40)


@given(WORDS, WORDS)
def test_who_is_first_makes_no_difference_and_nothing_is_more_alike_than_the_same(
    one: list[str], other: list[str]
) -> None:
    first, second = sign("", [" ".join(one)]), sign("", [" ".join(other)])
    frequencies = Frequencies.of([first, second])
    likeness = compare(first, second, frequencies)
    assert likeness == compare(second, first, frequencies)
    assert 0 <= likeness.score <= 1 + 1e-9
    ours = vector(first, frequencies)
    assert similarity(ours, ours) == pytest.approx(1 if ours else 0)
