"""When do articles become visible, what if intake is interrupted, and what do they teach each other?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from desk import DAY, HOUR, MONDAY, Desk, markdown, open_desk, story
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.ingest import finish, intake
from publisher.ingest.scan import glance, scan
from publisher.processes import End, Processes

# A wording that cannot be recognised by itself, only because several stories carry it.
REFRAIN = (
    "The Brindleport Lantern is printed on Fridays at the old ropewalk, between the chandlery and the mill."
)


# Drafts and dates to come


def test_a_draft_is_seen_when_it_is_no_draft_any_more_and_is_as_old_as_that(desk: Desk) -> None:
    desk.drop("a.md", markdown("A", draft="true"))
    desk.build()
    assert desk.entries() == {}
    assert desk.feed().entries == []
    desk.drop("a.md", markdown("A"), at=MONDAY + HOUR)
    desk.build(MONDAY + 2 * HOUR)
    entry = desk.entries(MONDAY + 2 * HOUR)["a.md"]
    assert entry.published == MONDAY + HOUR
    assert entry.updated == entry.published
    assert [each.title for each in desk.feed().entries] == ["A"]


def test_a_draft_again_stays_published_and_its_author_is_told(desk: Desk) -> None:
    desk.drop("a.md", markdown("A"))
    desk.take()
    desk.drop("a.md", markdown("A", draft="true"), at=MONDAY)
    report = desk.take(MONDAY + HOUR)
    assert "a.md" in desk.entries(MONDAY + HOUR)
    assert [each.path for each in report.warnings] == ["a.md"]
    assert "stays published" in report.warnings[0].reason


def test_a_date_to_come_waits_for_its_time(desk: Desk) -> None:
    desk.drop("a.md", markdown("A", date="2026-11-25T06:00:00Z"))
    desk.build()
    moment = MONDAY.replace(day=25, hour=6)
    assert desk.entries() == {}
    assert desk.entries(moment - HOUR / 60) == {}
    assert not list(desk.output.glob("articles/*"))
    desk.build(moment)
    assert desk.entries(moment)["a.md"].published == moment
    assert [each.title for each in desk.feed().entries] == ["A"]


def test_a_date_to_come_can_be_brought_forward(desk: Desk) -> None:
    desk.drop("a.md", markdown("A", date="2026-12-25T06:00:00Z"))
    desk.build()
    desk.drop("a.md", markdown("A", date="2026-11-23T06:00:00Z"), at=MONDAY + HOUR)
    desk.build(MONDAY + 2 * HOUR)
    entry = desk.entries(MONDAY + 2 * HOUR)["a.md"]
    assert entry.published == MONDAY.replace(hour=6)
    assert entry.updated >= entry.published


def test_the_date_of_what_readers_have_seen_never_changes(desk: Desk) -> None:
    desk.drop("a.md", markdown("A", date="2026-11-20"))
    desk.take()
    before = desk.entries()["a.md"].published
    desk.drop("a.md", markdown("A", date="2026-12-20"), at=MONDAY + HOUR)
    desk.take(MONDAY + 2 * HOUR)
    assert desk.entries(MONDAY + 2 * HOUR)["a.md"].published == before


@pytest.mark.parametrize("date", ["9999-12-31T23:59:59-05:00", "0001-01-01T00:00:00+05:00"])
def test_a_date_at_the_end_of_the_calendar_stops_nothing(desk: Desk, date: str) -> None:
    desk.drop("a.md", markdown("A", date=date))
    desk.drop("b.md", markdown("B", *story(1)))
    desk.build()
    assert "b.md" in desk.entries()


# Interruptions


class Killed(BaseException):
    """What a kill looks like from inside."""


@pytest.mark.parametrize("survived", [0, 1])
def test_what_an_interrupted_run_has_not_finished_the_next_one_does(desk: Desk, survived: int) -> None:
    for number in range(3):
        desk.drop(f"world/{number}.md", markdown(f"Story {number}", *story(number)))
    calls = 0

    def die(_: int) -> None:
        nonlocal calls
        calls += 1
        if calls > survived:
            raise Killed

    with pytest.raises(Killed):
        desk.take(progress=die)
    desk.publish()
    seen = desk.entries()
    assert all(entry.article.meta.title and entry.article.summary for entry in seen.values())
    desk.build(MONDAY + HOUR)
    assert {entry.article.meta.title for entry in desk.entries(MONDAY + HOUR).values()} == {
        "Story 0",
        "Story 1",
        "Story 2",
    }
    assert len(desk.feed().entries) == 3


def test_nobody_sees_half_of_an_interrupted_edit(desk: Desk) -> None:
    desk.drop("a.md", markdown("Before"))
    desk.build()
    before = desk.entries()["a.md"]
    desk.drop("a.md", markdown("After", *story(1)), at=MONDAY)

    def die(_: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        desk.take(MONDAY + HOUR, progress=die)
    desk.publish(MONDAY + HOUR)
    assert desk.entries(MONDAY + HOUR)["a.md"] == before
    assert [each.title for each in desk.feed().entries] == ["Before"]
    desk.build(MONDAY + 2 * HOUR)
    assert [each.title for each in desk.feed().entries] == ["After"]


def test_nobody_sees_the_draft_when_its_publication_is_interrupted(desk: Desk) -> None:
    desk.drop("a.md", markdown("Secret plan", draft=True))
    desk.build()
    desk.drop("a.md", markdown("Public plan", *story(1)), at=MONDAY)

    def die(_: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        desk.take(MONDAY + HOUR, progress=die)
    desk.publish(MONDAY + HOUR)
    assert desk.entries(MONDAY + HOUR) == {}
    desk.build(MONDAY + 2 * HOUR)
    assert [each.title for each in desk.feed().entries] == ["Public plan"]


def test_what_new_articles_teach_about_older_ones_outlives_a_kill(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.drop("0.md", markdown("Story 0", *story(0), REFRAIN))
    desk.build()
    for number in (1, 2):
        desk.drop(f"{number}.md", markdown(f"Story {number}", *story(number), REFRAIN))
    monkeypatch.setattr(intake, "_CHUNK", 1)
    calls = 0

    def die(_: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 4:  # two files are read, and two of the three articles are cleaned again
            raise Killed

    with pytest.raises(Killed):
        desk.take(MONDAY + HOUR, progress=die)
    desk.build(MONDAY + 2 * HOUR)
    assert all(REFRAIN not in texts(desk, f"{number}.md") for number in range(3))


def test_an_article_whose_cleaning_ends_its_process_stays_as_it_was_and_is_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.drop("a.md", markdown("Before"))
    desk.build()
    desk.drop("a.md", markdown("After", *story(1)), at=MONDAY)
    whole = Processes.map

    def deadly(self: Processes, function: Any, items: Any, killed: Any, **rest: Any) -> Any:
        if function.func is finish.finish:
            return (killed(item, End.CRASH) for item in items)
        return whole(self, function, items, killed, **rest)

    monkeypatch.setattr(Processes, "map", deadly)
    report = desk.take(MONDAY + HOUR)
    assert [(each.path, "ended the process" in each.reason) for each in report.set_aside] == [("a.md", True)]
    assert desk.entries(MONDAY + HOUR)["a.md"].article.meta.title == "Before"


# What articles teach about each other


def texts(desk: Desk, path: str) -> list[str]:
    return [block.text for block in desk.entries(MONDAY + DAY)[path].article.blocks]


@pytest.mark.parametrize("more", [2, 6])
def test_articles_that_come_later_clean_the_first_one_and_no_reader_is_told_of_an_edit(
    desk: Desk, more: int
) -> None:
    desk.drop("0.md", markdown("Story 0", *story(0), REFRAIN))
    desk.build()
    assert texts(desk, "0.md")[-1] == REFRAIN  # one article alone proves nothing
    before = desk.entries()["0.md"]
    for number in range(1, more + 1):
        desk.drop(f"{number}.md", markdown(f"Story {number}", *story(number), REFRAIN))
    report, published = desk.build(MONDAY + HOUR)
    after = desk.entries(MONDAY + HOUR)["0.md"]
    assert [block.text for block in after.article.blocks] == list(story(0))
    assert [each.block.text for each in after.article.removed] == [REFRAIN]
    assert report.recleaned == 1
    assert (after.id, after.published, after.updated) == (before.id, before.published, before.updated)
    assert published.pages == more + 1
    assert REFRAIN not in "".join(each.content[0].value for each in desk.feed().entries)


def test_versions_of_one_story_are_one_witness(desk: Desk) -> None:
    for number in range(3):
        desk.drop(f"{number}.md", markdown(f"Version {number}", *story(0), REFRAIN))
        desk.take()
    assert all(texts(desk, f"{number}.md") == [*story(0), REFRAIN] for number in range(3))


def test_articles_that_open_alike_are_one_witness_however_they_go_on(desk: Desk) -> None:
    for number in range(3):
        rest = [text for other in range(1, 4) for text in story(3 * number + other)]
        desk.drop(f"{number}.md", markdown(f"Version {number}", *story(0)[:2], *rest, REFRAIN))
        desk.take()
    for number in range(3):
        assert texts(desk, f"{number}.md")[:2] == [*story(0)[:2]]
        assert texts(desk, f"{number}.md")[-1] == REFRAIN


# One look at a few paths


def test_a_glance_sees_of_the_named_paths_what_a_scan_would_see(desk: Desk) -> None:
    desk.drop("old.md", markdown("Old"))
    desk.drop("changed.md", markdown("Changed", *story(1)))
    gone = desk.drop("gone.md", markdown("Gone", *story(2)))
    desk.take()
    gone.unlink()
    desk.drop("changed.md", markdown("Changed!", *story(1)), at=MONDAY)
    desk.drop("new.md", markdown("New", *story(3)))
    os.mkfifo(desk.inbox / "pipe.md")
    found = glance(
        desk.app.store,
        desk.inbox,
        ["old.md", "changed.md", "gone.md", "new.md", "pipe.md", "never.md", ".new.md"],
    )
    whole = scan(desk.app.store, desk.inbox)
    assert [each.path for each in found.changed] == ["changed.md", "new.md"]
    assert (found.changed, found.barred, found.gone) == (whole.changed, whole.barred, whole.gone)


# Whatever bytes lie in the inbox


PIECES = st.sampled_from(
    [
        *(
            b"---\n",
            b"+++\n",
            b"title: ",
            b"title = ",
            b"date: 2026-01-01\n",
            b"tags: [a, \x07b]\n",
            b"\n\n",
            b"```\n",
        ),
        *(
            b"draft: ",
            b"section: ../x\n",
            b"slug: /\n",
            b"\xff\xfe",
            b"\xef\xbb\xbf",
            b"\x00",
            b"\x0c",
            b"\xed\xa0\x80",
        ),
        *(
            b'"\\ud800"',
            b"&#0;&#xD800;&#x1F600;",
            b"\xe2\x80\xae",
            b"<b>",
            b"</p>",
            b"]]>",
            b"<![CDATA[",
            b"<!--",
        ),
        *(
            b"<a href='javascript:x'>",
            b"[a](http://[x)",
            b"![](//h)",
            b"<html><body><p>",
            b"<script>",
            b"| a |\n|-|\n",
        ),
        *(b"# Heading\n\n", b"A sentence of a story, which ends here. ", "Съёмка. 文章。".encode()),
    ]
)
BYTES = st.one_of(
    st.binary(max_size=300), st.lists(PIECES | st.binary(max_size=6), max_size=25).map(b"".join)
)
SUFFIXES = st.sampled_from(["md", "markdown", "txt", "html", "htm", "MD", "xyz"])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(tmp_path_factory.mktemp("hostile")) as opened:
        opened.drop("good.md", markdown("Good"))
        yield opened


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(SUFFIXES, BYTES), min_size=1, max_size=4))
def test_whatever_bytes_lie_in_the_inbox_the_run_goes_on_and_the_feed_is_good(
    hostile: Desk, files: list[tuple[str, bytes]]
) -> None:
    for number, (suffix, data) in enumerate(files):
        hostile.drop(f"section/{number}.{suffix}", data, at=MONDAY)
    _, published = hostile.build(MONDAY + HOUR)
    assert published.faults == []
    assert "Good" in {each.title for each in hostile.feed().entries}
    for entry in hostile.entries(MONDAY + HOUR).values():
        assert entry.article.meta.title.strip()
        assert (hostile.output / entry.page).exists()
