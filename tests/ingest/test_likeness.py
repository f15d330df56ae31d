"""Which texts are like one that somebody has mistyped or cut short?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.ingest.likeness import Wanted

FERRY = "The ferry to Skerry Island takes bicycles, dogs and small boats, and it leaves when it is full."


@pytest.mark.parametrize(
    ("typed", "least"),
    [
        (FERRY, 1.0),
        (FERRY.upper(), 1.0),
        ("takes bicycles, dogs", 1.0),
        (f"{FERRY} Tickets are sold on board.", 1.0),
        (FERRY.replace("bicycles", "bicyles"), 0.8),
        ("The ferry to Skerry takes dogs and leaves when it is full.", 0.6),
    ],
)
def test_a_slip_or_a_piece_is_like_the_whole(typed: str, least: float) -> None:
    assert Wanted(typed).score(FERRY) >= least


@pytest.mark.parametrize(
    "typed", ["The", "it is", "The mill is open on Thursdays to those who come.", "–", ""]
)
def test_words_that_every_text_has_make_none_alike(typed: str) -> None:
    assert Wanted(typed).score(FERRY) == 0


def test_scripts_without_spaces_are_compared_by_pairs_of_characters() -> None:
    text = "本文由北京日报社出版部编辑部整理发布转载请注明出处"
    assert Wanted("本文由北京日报社编辑部整理发布转载请注明出处").score(text) > 0.8
    assert Wanted("今天天气很好我们去公园散步然后回家吃饭").score(text) == 0


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_mutual_and_lies_between_0_and_1(one: str, other: str) -> None:
    assert 0 <= Wanted(one).score(other) <= 1
    assert Wanted(one).score(other) == pytest.approx(Wanted(other).score(one))
