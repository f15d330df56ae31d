"""Does any reader show an article twice, lose one, or download what it has?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.readers.liferea import Liferea
from tests.readers.rss2email import Rss2email
from tests.readers.sequence import MOVED_THEN_LOST, STEPS
from tests.readers.table import BEGIN, END, PAGE
from tests.readers.universal import Universal
from tests.readers.watching import QUICK, READERS, Watch, faults, watch


class LifereaOfAtom(Liferea):
    """Half of what `make readers` does: a Liferea takes about 12 s, which the display and the bus need."""

    feeds = ("atom.xml",)


class Rss2emailOfAtom(Rss2email):
    """The same: each of its 27 runs takes 0.4 s."""

    feeds = ("atom.xml",)


IN_CI = tuple(Rss2emailOfAtom if kind is Rss2email else kind for kind in QUICK)


def _by_name(watches: list[Watch]) -> dict[str, Watch]:
    return {each.name: each for each in watches}


@pytest.mark.program("newsboat", "sfeed_update", "curl", "r2e")
def test_no_quick_reader_shows_an_article_twice_or_downloads_what_it_has(tmp_path: Path) -> None:
    watches = watch(tmp_path, IN_CI)
    assert {each.name: faults(each) for each in watches} == {each.name: [] for each in watches}
    # Whoever keeps a text by its id sees every correction, and a typo makes nothing unread.
    for name in (
        "newsboat, atom.xml",
        "sfeed, atom.xml",
        "lemon24/reader, feed.json",
        "feedparser, atom.xml",
    ):
        told = {sight.step.number: sight.told for sight in _by_name(watches)[name].sights if sight.step.probe}
        assert all(told.values()), (name, told)
    sights = {sight.step.number: sight for sight in _by_name(watches)["feedparser, atom.xml"].sights}
    unread = {number: sum(bool(item.unread) for item in sight.items) for number, sight in sights.items()}
    assert unread["v2"] == 0
    assert unread["v3"] == unread["v4"] == unread["v4b"] == unread["v5"] == 1
    # The announcement, and the article that it is about.
    assert unread["v9"] == 2


@pytest.mark.program("liferea", "Xvfb", "dbus-run-session", "gdbus")
def test_liferea_shows_no_article_twice_and_downloads_nothing_again(tmp_path: Path) -> None:
    watches = watch(tmp_path, [LifereaOfAtom])
    assert {each.name: faults(each) for each in watches} == {each.name: [] for each in watches}


def test_an_article_that_was_renamed_keeps_its_id_when_the_database_is_lost(tmp_path: Path) -> None:
    watches = watch(tmp_path, [Universal], MOVED_THEN_LOST)
    assert not any(faults(each) for each in watches)


def test_the_table_in_the_documentation_has_a_row_for_each_step_and_a_column_for_each_reader() -> None:
    table = PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    assert "Measured on 20" in table
    head, rule, *rows = [line for line in table.splitlines() if line.startswith("|")]
    names = head.strip("| ").split(" | ")[1:]
    # A reader that shows the same of all its feeds has one column.
    for kind in READERS:
        assert kind.name in names or {f"{kind.name}, {feed}" for feed in kind.feeds} <= set(names), kind.name
    assert len(names) == len(set(names))
    assert rule == "|---" * (len(names) + 1) + "|"
    assert [row.split(" | ")[0] for row in rows] == [f"| {step.number} {step.name}" for step in STEPS]
    assert all(row.count(" | ") == len(names) for row in rows)
