"""What if a page hangs its parser, or needs all memory?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import HOUR, MONDAY, Desk, markdown, open_desk

from publisher.config import Intake
from publisher.ingest import take

# libxml2 compares each attribute with all before it: two minutes of processor time in one call.
ENDLESS = "<p " + " ".join(f"a{number}=1" for number in range(200_000)) + ">The end.</p>"
VAST = "<table>" + "<tr><td>17,4</td></tr>" * 150_000 + "</table>"
SECONDS = 0.5

# Before Python 3.12 the thread of a breaking pool may fail on what a submission changes at that moment.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception in thread:pytest.PytestUnhandledThreadExceptionWarning"
)


def page(title: str) -> str:
    return f"<title>{title}</title><h1>{title}</h1><p>The lamps of the quay were lit again on Monday.</p>"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path, intake=Intake(page_seconds=SECONDS)) as opened:
        yield opened


def test_a_page_that_hangs_its_parser_is_set_aside_and_all_others_are_taken(desk: Desk) -> None:
    for number in range(10):
        desk.drop(f"{number}.html", page(f"Page {number}"))
    desk.drop("4a.html", ENDLESS)
    desk.drop("plain.md", markdown("Plain"))
    started = time.monotonic()
    report = desk.take()
    assert time.monotonic() - started < 20 * SECONDS
    assert [(each.path, each.reason) for each in report.set_aside] == [
        (
            "4a.html",
            (
                "reading it took more than 0.5 s of processor time; save the article alone, as a page or "
                "as .txt, or raise page_seconds in [intake]"
            ),
        )
    ]
    titles = {entry.article.meta.title for entry in desk.entries().values()}
    assert titles == {"Plain", *(f"Page {number}" for number in range(10))}


def test_after_a_hanging_page_the_next_ones_are_taken_as_ever(desk: Desk) -> None:
    desk.drop("a.html", ENDLESS)
    assert desk.take().new == 0
    desk.drop("b.html", page("Next"))
    report = desk.take(MONDAY + HOUR)
    assert report.new == 1
    assert list(desk.set_aside()) == ["a.html"]
    desk.drop("a.html", page("Mended"), at=MONDAY)
    assert desk.take(MONDAY + 2 * HOUR).new == 1
    assert desk.set_aside() == {}


def test_a_page_that_needs_too_much_memory_is_set_aside_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(take, "_PAGE_MEGABYTES", 100)
    desk.drop("a.html", VAST)
    desk.drop("b.html", page("Small"))
    report = desk.take()
    assert [entry.article.meta.title for entry in desk.entries().values()] == ["Small"]
    ((path, reason),) = [(each.path, each.reason) for each in report.set_aside]
    assert path == "a.html"
    assert reason.startswith("reading it took more than 100 MB of memory; save the article alone")
