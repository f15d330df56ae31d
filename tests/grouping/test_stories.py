"""Which articles stand together as one story, and which of them leads?"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.grouping import WINDOW, Frequencies, Kind, StoryGroup, compare, group
from publisher.model import Entry

from .newswire import LANGUAGES, article, counted, in_language, signature

CRANE = tuple(each["text"] for name, each in LANGUAGES["en"].items() if name != "stranger")
COPY = CRANE[0] + " The port authority will speak to reporters tomorrow."


def grouped(*entries: Entry) -> tuple[StoryGroup, ...]:
    return group(entries, {entry.id: signature(entry) for entry in entries}, counted(*entries))


def names(groups: Sequence[StoryGroup]) -> list[tuple[str, list[str], list[str]]]:
    """Return lead, related and copies of each group by their slugs."""

    def slug(entry: Entry) -> str:
        return entry.path.removesuffix(".md")

    return [(slug(each.lead), [*map(slug, each.related)], [*map(slug, each.copies)]) for each in groups]


def test_nothing_makes_no_groups() -> None:
    assert grouped() == ()


def test_articles_about_one_story_stand_under_the_newest_of_them() -> None:
    assert names(grouped(*in_language("en"))) == [("en0", ["en1"], []), ("en2", [], [])]


def test_all_languages_in_one_inbox_keep_apart() -> None:
    entries = [entry for language in LANGUAGES for entry in in_language(language)]
    assert sorted(names(grouped(*entries))) == sorted(
        group for each in LANGUAGES for group in [(f"{each}0", [f"{each}1"], []), (f"{each}2", [], [])]
    )


def test_near_copies_show_once_and_the_newest_stays() -> None:
    old, new = article("old", "Crane sinks", CRANE[0], hours=5), article("new", "Crane: update", COPY)
    assert names(grouped(old, new)) == [("new", [], ["old"])]


def test_a_copy_goes_with_the_article_that_it_copies_wherever_that_one_stands() -> None:
    entries = (
        article("insurer", "Insurer blames cable", CRANE[1]),
        article("second", "Crane: update", COPY, hours=5),
        article("first", "Crane sinks", CRANE[0], hours=9),
    )
    assert names(grouped(*entries)) == [("insurer", ["second"], ["first"])]


def test_the_editors_weight_makes_the_lead_story_also_from_a_copy() -> None:
    entries = (
        article("insurer", "Insurer blames cable", CRANE[1]),
        article("second", "Crane: update", COPY, hours=5),
        article("first", "Crane sinks", CRANE[0], hours=9, weight=3),
    )
    (found,) = grouped(*entries)
    assert names([found]) == [("second", ["insurer"], ["first"])]
    assert found.weight == 3
    assert found.newest == entries[0].published


def test_seven_days_is_one_story_and_a_minute_more_is_not() -> None:
    first = article("first", "Crane sinks", CRANE[0])
    later = replace(article("later", "Insurer blames cable", CRANE[1]), published=first.published + WINDOW)
    assert len(grouped(first, later)) == 1
    too_late = replace(later, published=later.published + timedelta(minutes=1))
    assert len(grouped(first, too_late)) == 2


def test_an_article_without_a_signature_stands_alone() -> None:
    one, two, _ = in_language("en")
    found = group((one, two), {one.id: signature(one)}, Frequencies())
    assert names(found) == [("en0", [], []), ("en1", [], [])]


def test_a_neighbour_of_a_neighbour_is_not_related() -> None:
    crane, _, footbridge = in_language("en")
    text = f"{CRANE[0]} {LANGUAGES['en']['stranger']['text']}"
    between = article("between", "The week: a crane and a footbridge", text, hours=30)
    frequencies = counted(crane, between, footbridge)
    for each in (crane, footbridge):
        assert compare(signature(each), signature(between), frequencies).kind is not Kind.OTHER

    groups = group(
        (crane, between, footbridge),
        {entry.id: signature(entry) for entry in (crane, between, footbridge)},
        frequencies,
    )

    assert len(groups) == 2
    assert not any({crane, footbridge} <= {*each.shown} for each in groups)


PARTS = [
    sentence.strip() + "."
    for stories in LANGUAGES.values()
    for story in stories.values()
    for sentence in story["text"].split(".")
    if len(sentence) > 20
]


@st.composite
def inboxes(draw: st.DrawFn) -> list[Entry]:
    """Draw articles made of a few sentences, so that copies, relatives and strangers all occur."""
    pieces = st.lists(st.sampled_from(PARTS[:14]), min_size=0, max_size=6)
    return [
        article(
            f"a{number}",
            draw(st.sampled_from(["Crane", "Footbridge", "Seilbahn", "-"])),
            " ".join(draw(pieces)),
            hours=draw(st.integers(0, 300)),
            weight=draw(st.sampled_from([0, 0, 0, 1, 5])),
        )
        for number in range(draw(st.integers(0, 12)))
    ]


@settings(max_examples=150, deadline=None)
@given(inboxes(), st.randoms(use_true_random=False))
def test_every_article_is_in_one_group_whatever_the_order_of_arrival(
    entries: list[Entry], order: random.Random
) -> None:
    groups = grouped(*entries)

    everyone = [entry.id for each in groups for entry in (*each.shown, *each.copies)]
    assert sorted(everyone) == sorted(entry.id for entry in entries)
    shuffled = entries.copy()
    order.shuffle(shuffled)
    assert grouped(*shuffled) == groups


@settings(max_examples=100, deadline=None)
@given(inboxes())
def test_what_stands_under_a_lead_story_is_about_the_same_and_of_the_same_week(entries: list[Entry]) -> None:
    frequencies = counted(*entries)
    for each in grouped(*entries):
        for entry in each.related:
            likeness = compare(signature(each.lead), signature(entry), frequencies)
            assert likeness.kind is not Kind.OTHER
            assert abs(each.lead.published - entry.published) <= WINDOW
        for copy in each.copies:
            assert any(
                compare(signature(copy), signature(entry), frequencies).kind is Kind.NEAR_COPY
                and entry.published >= copy.published
                for entry in each.shown
            )
