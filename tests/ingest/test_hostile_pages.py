"""What if a page hangs its parser, or needs all memory?"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from desk import HOUR, MONDAY, Desk, markdown, open_desk
from hostile import ENDLESS, VAST, breaking_pool

from publisher.config import Intake
from publisher.files import Stamp
from publisher.ingest import finish, take
from publisher.ingest.take import Taken, Wanted

SECONDS = 0.5

pytestmark = breaking_pool


def crash(_: Wanted) -> Taken:
    os.abort()


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
    # Without an end it would take minutes; the rest is for processes that start on a busy machine.
    assert time.monotonic() - started < 60 * SECONDS
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


def test_a_page_whose_parser_crashes_is_named_as_the_one_to_blame(desk: Desk) -> None:
    config = desk.app.config
    order = take.Order(
        inbox=config.inbox,
        settings=config.intake,
        time_zone="UTC",
        finish=finish.Order(settings=config.summary, language="en", repetition={}),
    )
    wanted = Wanted(path="a.html", stamp=Stamp(inode=0, size=0, mtime_ns=0), digest="")
    (taken,) = desk.app.processes.map(
        crash, [wanted], partial(take.killed, order), limits=take.limits(config.intake)
    )
    assert taken.reason == "its parser ended the process; the file may be made to do so"
