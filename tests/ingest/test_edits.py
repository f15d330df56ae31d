"""Is a new version of an article an edit that readers are told of, or only a typo?"""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.ingest.edits import differences, is_typo, words
from publisher.ingest.reversals import is_reversal
from publisher.model import Article, Block, BlockKind, Meta

TEXT = " ".join(f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(400))
WORDS = st.lists(st.sampled_from("abcd"), max_size=8)


def article(text: str, title: str = "The president speaks") -> Article:
    blocks = (Block(kind=BlockKind.PARAGRAPH, text=text),)
    return Article(meta=Meta(title=title, language="en"), blocks=blocks, summary="")


@given(WORDS, WORDS)
def test_the_differences_are_the_fewest_and_turn_one_into_the_other(old: list[str], new: list[str]) -> None:
    @cache
    def common(one: int, two: int) -> int:
        if one == len(old) or two == len(new):
            return 0
        if old[one] == new[two]:
            return 1 + common(one + 1, two + 1)
        return max(common(one + 1, two), common(one, two + 1))

    found = differences(old, new, 16)
    assert found is not None
    gone, come = found
    assert len(gone) + len(come) == len(old) + len(new) - 2 * common(0, 0)
    left = Counter(old)
    left.subtract(gone)
    assert Counter(new) == +(left + Counter(come))


@pytest.mark.parametrize(("changed", "typo"), [(0, True), (12, True), (13, False)])
def test_twelve_words_of_four_hundred_are_a_typo_and_thirteen_are_not(changed: int, *, typo: bool) -> None:
    after = TEXT.split()
    for place in range(changed):
        after[place * 30] = f"other{chr(97 + place)}"
    assert is_typo(article(TEXT), article(" ".join(after))) is typo


def test_three_hundredths_are_the_most_also_of_a_short_text() -> None:
    short = " ".join(TEXT.split()[:30])
    after = short.replace("wordba", "wordbx").replace("wordca", "wordcx")
    assert not is_typo(article(short), article(after))


@pytest.mark.parametrize(
    ("title", "typo"),
    [("The presidnet speaks", True), ("The prisoner speaks", False), ("The president", False)],
)
def test_in_the_title_only_letters_may_differ(title: str, *, typo: bool) -> None:
    assert is_typo(article(TEXT, title), article(TEXT)) is typo


@pytest.mark.parametrize(
    ("gone", "come"),
    [
        (["3"], ["4"]),
        (["5%"], ["5"]),
        (["million"], ["billion"]),
        (["zwei"], ["drei"]),
        ([], ["not"]),
        (["keine"], ["eine"]),
        (["did"], ["didn't"]),
        (["legal"], ["illegal"]),
        (["unschuldig"], ["schuldig"]),
        ([], ["не"]),
        ([], ["不"]),
    ],
)
def test_numbers_negations_and_contraries_are_no_typos(gone: list[str], come: list[str]) -> None:
    assert is_reversal(gone, come)


def test_other_words_are_no_reversals() -> None:
    assert not is_reversal(["presidnet"], ["president"])


def test_a_number_is_one_word_with_its_sign_and_unit() -> None:
    assert words(article("It was −3.5 % on 2026-11-22, 東京で", "A")) == [
        *("a", "it", "was", "−3.5 %", "on", "2026", "-11", "-22", "東", "京", "で")
    ]
