"""Which story of a digest is read first?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.grouping import StoryGroup, arrange

from .newswire import article

SECTIONS = ("city", "world", "sport")


def story(name: str, hours: float, *, others: int = 0, section: str = "", weight: int = 0) -> StoryGroup:
    """Return a story group whose newest article is ``hours`` old."""
    lead = replace(article(name, name, "Text.", hours=hours, weight=weight), section=section)
    related = tuple(article(f"{name}{n}", name, "Text.", hours=hours + n + 1) for n in range(others))
    return StoryGroup(lead=lead, related=related)


def order(how: str, *stories: StoryGroup) -> list[str]:
    return [each.lead.path.removesuffix(".md") for each in arrange(stories, how, SECTIONS)]  # type: ignore[arg-type]


def test_newest_looks_at_nothing_else() -> None:
    stories = story("old", 9, others=3, section="city", weight=1), story("new", 8)
    assert order("newest", *stories) == ["new", "old"]


def test_weight_puts_the_lightest_first_and_those_without_one_behind() -> None:
    stories = (
        story("new", 0),
        story("heavy", 1, weight=9),
        story("light", 2, weight=1),
        story("big", 3, others=4),
    )
    assert order("weight", *stories) == ["light", "heavy", "new", "big"]


def test_the_score_heeds_the_editors_weight_before_all_else() -> None:
    assert order("score", story("new", 0, others=4, section="city"), story("old", 100, weight=5)) == [
        "old",
        "new",
    ]


@pytest.mark.parametrize(("hours", "first"), [(11.9, "big"), (12.1, "new")])
def test_each_further_article_is_worth_six_hours(hours: float, first: str) -> None:
    assert order("score", story("new", 0), story("big", hours, others=2))[0] == first


@pytest.mark.parametrize(("hours", "first"), [(23.9, "big"), (24.1, "new")])
def test_more_than_four_further_articles_are_worth_no_more_than_four(hours: float, first: str) -> None:
    assert order("score", story("new", 0), story("big", hours, others=9))[0] == first


def test_the_first_section_is_worth_six_hours_and_each_later_one_evenly_less() -> None:
    assert order("score", story("new", 0), story("city", 5.9, section="city")) == ["city", "new"]
    assert order("score", story("new", 0), story("city", 6.1, section="city")) == ["new", "city"]
    assert order("score", story("new", 0), story("sport", 1.9, section="sport")) == ["sport", "new"]
    assert order("score", story("new", 0), story("sport", 2.1, section="sport")) == ["new", "sport"]


def test_without_sections_in_the_configuration_they_make_no_difference() -> None:
    stories = story("new", 0), story("city", 0.1, section="city")
    assert arrange(stories, "score", ())[0] is stories[0]


@given(
    st.lists(
        st.builds(
            story,
            st.uuids().map(str),
            st.integers(0, 50),
            others=st.integers(0, 6),
            section=st.sampled_from(["", "city", "gone"]),
            weight=st.integers(0, 2),
        ),
        max_size=8,
    ),
    st.sampled_from(["score", "newest", "weight"]),
)
def test_no_story_is_lost_and_their_order_before_makes_no_difference(
    stories: list[StoryGroup], how: str
) -> None:
    found = order(how, *stories)
    assert sorted(found) == sorted(each.lead.path.removesuffix(".md") for each in stories)
    assert order(how, *reversed(stories)) == found
