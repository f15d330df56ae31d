"""Does what no file says about an article outlive the database?"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from desk import DAY, HOUR, MONDAY, Desk, markdown, open_desk, story
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher import naming
from publisher.errors import ArticleError
from publisher.files import HISTORY, NOTICES
from publisher.ingest import history, records
from publisher.store import history as lines

LATER = MONDAY + 30 * DAY


@contextmanager
def rebuilt(desk: Desk, now: datetime = LATER) -> Iterator[Desk]:
    """Open the same inbox with an empty database and an empty output, and build."""
    folder = desk.inbox.parent
    with (
        tempfile.TemporaryDirectory(dir=folder) as other,
        open_desk(folder, database=Path(other) / "publisher.db", output=Path(other) / "feeds") as opened,
    ):
        opened.build(now)
        yield opened


def published(desk: Desk) -> dict[str, bytes]:
    """Return every file of the output but the one that is about the last two days alone."""
    return {path: data for path, (_, data) in desk.state().items() if not path.startswith("sitemaps/news")}


def sections(output: dict[str, bytes]) -> set[str]:
    return {path.partition("/")[0] for path in output if path.endswith("/atom.xml")}


def same_when_rebuilt(desk: Desk, now: datetime = LATER) -> None:
    desk.build(now)
    before = published(desk)
    with rebuilt(desk, now) as other:
        after = published(other)
    # A section that has been left keeps the files that it had; nobody makes them again.
    left = sections(before) - sections(after)
    gone = [path for path in before.keys() - after.keys() if path.partition("/")[0] not in left]
    assert gone == []
    assert after.keys() <= before.keys()
    assert [path for path in after if before[path] != after[path]] == []


def rename(desk: Desk, before: str, after: str) -> None:
    target = desk.inbox / after
    target.parent.mkdir(parents=True, exist_ok=True)
    (desk.inbox / before).rename(target)


def written(desk: Desk) -> list[dict[str, Any]]:
    """Return every line of the file."""
    path = desk.inbox / HISTORY
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


class TestMoves:
    def test_a_chain_of_renames_keeps_id_dates_and_every_old_address(self, desk: Desk) -> None:
        desk.drop("city/crane.md", markdown("Crane"))
        desk.build()
        first = desk.entries()["city/crane.md"]
        for hours, (before, after) in enumerate(
            [("city/crane.md", "harbour/crane.md"), ("harbour/crane.md", "harbour/ship.md")], start=1
        ):
            rename(desk, before, after)
            desk.build(MONDAY + hours * HOUR)
        assert written(desk)[-1]["former_paths"] == ["city/crane.md", "harbour/crane.md"]
        with rebuilt(desk) as other:
            found = other.entries(LATER)["harbour/ship.md"]
            assert (found.id, found.published, found.updated, found.page) == (
                first.id,
                first.published,
                first.updated,
                "harbour/ship.html",
            )
            for address in ("city/crane.html", "harbour/crane.html"):
                assert "harbour/ship.html" in (other.output / address).read_text()
        same_when_rebuilt(desk)

    def test_renamed_back_it_is_at_its_first_page_and_the_other_address_leads_there(self, desk: Desk) -> None:
        desk.drop("city/crane.md", markdown("Crane"))
        desk.build()
        rename(desk, "city/crane.md", "harbour/crane.md")
        desk.build(MONDAY + HOUR)
        rename(desk, "harbour/crane.md", "city/crane.md")
        same_when_rebuilt(desk)
        assert desk.entries(LATER)["city/crane.md"].page == "city/crane.html"
        assert "city/crane.html" in (desk.output / "harbour/crane.html").read_text()

    def test_new_articles_at_a_path_that_was_left_twice_have_ids_and_pages_of_their_own(
        self, desk: Desk
    ) -> None:
        for number in range(3):
            desk.drop("city/today.md", markdown(f"Day {number}", *story(number)))
            desk.build(MONDAY + number * HOUR)
            if number < 2:
                rename(desk, "city/today.md", f"city/day-{number}.md")
                desk.build(MONDAY + number * HOUR + timedelta(minutes=5))
        assert len({entry.id for entry in desk.entries(LATER).values()}) == 3
        same_when_rebuilt(desk)

    def test_which_of_two_articles_of_one_name_came_first_is_known(self, desk: Desk) -> None:
        desk.drop("city/crane.txt", "The crane sank beside the northern quay on Monday.")
        desk.build()
        desk.drop("city/crane.md", markdown("Crane", *story(1)))
        same_when_rebuilt(desk)
        assert desk.entries(LATER)["city/crane.txt"].page == "city/crane.html"

    def test_another_slug_keeps_the_old_address(self, desk: Desk) -> None:
        desk.drop("city/crane.md", markdown("Crane"))
        desk.build()
        desk.drop("city/crane.md", markdown("Crane", slug="sunken-crane"), at=MONDAY)
        same_when_rebuilt(desk)
        assert "sunken-crane" in (desk.output / "city/crane.html").read_text()

    def test_a_file_renamed_while_there_was_no_database_is_known_by_its_content(self, desk: Desk) -> None:
        desk.drop("city/crane.md", markdown("Crane"))
        desk.build()
        rename(desk, "city/crane.md", "harbour/crane.md")
        desk.build(MONDAY + HOUR)
        before = desk.entries(LATER)["harbour/crane.md"].id
        rename(desk, "harbour/crane.md", "world/crane.md")
        with rebuilt(desk) as other:
            assert other.entries(LATER)["world/crane.md"].id == before
            assert "world/crane.html" in (other.output / "harbour/crane.html").read_text()

    def test_a_folder_that_is_not_mounted_is_no_move_and_its_articles_come_back_as_they_were(
        self, desk: Desk
    ) -> None:
        for number in range(3):
            desk.drop(f"city/{number}.md", markdown(f"Story {number}", *story(number)))
        desk.drop("world/0.md", markdown("Story 9", *story(5)))
        desk.build()
        rename(desk, "city/0.md", "city/first.md")
        desk.build(MONDAY + HOUR)
        text = (desk.inbox / HISTORY).read_bytes()
        before = {path: entry.id for path, entry in desk.entries(LATER).items()}
        away = (desk.inbox / "city").rename(desk.inbox.parent / "away")
        desk.build(MONDAY + 2 * HOUR)
        assert (desk.inbox / HISTORY).read_bytes() == text
        with rebuilt(desk, MONDAY + 3 * HOUR) as other:
            # A new article at an address that one of them has had.
            other.drop("city/0.md", markdown("Another", *story(6)))
            other.build(MONDAY + 4 * HOUR)
            (other.inbox / "city/0.md").rename(away / "other.md")
            (other.inbox / "city").rmdir()
            away.rename(other.inbox / "city")
            other.build(LATER)
            found = {path: entry.id for path, entry in other.entries(LATER).items()}
            assert before.items() <= found.items()
            assert len(set(found.values())) == 5

    def test_an_act_that_names_a_former_path_is_about_the_same_article(self, desk: Desk) -> None:
        desk.drop("city/crane.md", markdown("Crane"))
        entry = '[[correction]]\narticle = "city/crane.md"\nat = 2026-11-23\ntext = "It was a ship."\n'
        desk.drop(NOTICES, entry)
        desk.build()
        rename(desk, "city/crane.md", "harbour/crane.md")
        same_when_rebuilt(desk)
        assert desk.entries(LATER)["harbour/crane.md"].article.meta.notices

    def test_an_announcement_keeps_its_page_and_follows_its_article(self, desk: Desk) -> None:
        desk.drop("city/crane.md", markdown("Crane"))
        entry = (
            '[[correction]]\narticle = "city/crane.md"\nat = 2026-11-23\ntext = "A ship."\nannounce = true\n'
        )
        desk.drop(NOTICES, entry)
        desk.build()
        before = desk.entries(LATER)[NOTICES]
        rename(desk, "city/crane.md", "harbour/ship.md")
        desk.build(MONDAY + HOUR)
        desk.drop("harbour/ship.md", markdown("A ship", *story(1)), at=MONDAY + HOUR)
        same_when_rebuilt(desk)
        after = desk.entries(LATER)[NOTICES]
        assert (after.id, after.page, after.updated) == (before.id, before.page, before.updated)
        assert after.section == "harbour"
        assert "A ship" in after.article.meta.title


class TestEdits:
    def test_an_edit_keeps_updated_and_the_first_date(self, desk: Desk) -> None:
        desk.drop("a.md", markdown("A"))
        desk.build()
        desk.drop("a.md", markdown("A", *story(1)), at=MONDAY + DAY)
        desk.build(MONDAY + 2 * DAY)
        found = desk.entries(LATER)["a.md"]
        assert (found.published, found.updated) == (MONDAY - DAY, MONDAY + DAY)
        same_when_rebuilt(desk)

    def test_a_typo_an_edit_and_another_date_are_the_same_from_an_empty_database(self, desk: Desk) -> None:
        for number in range(3):
            desk.drop(f"{number}.md", markdown(f"Story {number}", *story(number), date="2026-11-20"))
        desk.build()
        desk.drop("0.md", markdown("Story 0", *story(3), date="2026-11-20"), at=MONDAY + DAY)
        desk.drop("1.md", markdown("Story 1", *story(1), date="2026-11-25"), at=MONDAY + DAY)
        typo = markdown("Story 2", *story(2) * 4, date="2026-11-20")
        desk.drop("2.md", typo.replace("council", "concil", 1), at=MONDAY + DAY)
        desk.build(MONDAY + 3 * DAY)
        desk.drop("2.md", typo, at=MONDAY + 4 * DAY)
        same_when_rebuilt(desk)

    def test_a_correction_without_a_date_keeps_the_one_that_it_had(self, desk: Desk) -> None:
        desk.drop("a.md", markdown("A", correction="It was a ship."))
        desk.drop("b.md", markdown("B", *story(2), withdrawn='"It was not so."'))
        desk.build()
        desk.drop("a.md", markdown("A", *story(1), correction="It was a ship."), at=MONDAY)
        desk.drop("b.md", markdown("B", *story(3), withdrawn='"It was not so."'), at=MONDAY)
        same_when_rebuilt(desk)
        (notice,) = desk.entries(LATER)["a.md"].article.meta.notices
        assert notice.at == MONDAY - DAY

    def test_dates_in_the_future_are_those_of_the_day_on_which_they_were_read(self, desk: Desk) -> None:
        desk.drop("a.md", markdown("A", date="2026-11-20", updated="2026-12-01"))
        desk.drop("b.md", markdown("B", *story(1)), at=MONDAY + DAY)
        desk.build()
        assert desk.entries()["b.md"].published == MONDAY
        same_when_rebuilt(desk)

    def test_a_file_that_is_only_touched_keeps_its_date(self, desk: Desk) -> None:
        file = desk.drop("a.md", markdown("A"))
        desk.build()
        os.utime(file, (LATER.timestamp(), LATER.timestamp()))
        same_when_rebuilt(desk)
        assert len(written(desk)) == 1

    def test_a_draft_mark_that_comes_later_does_not_hide_it(self, desk: Desk) -> None:
        desk.drop("a.md", markdown("A"))
        desk.build()
        desk.drop("a.md", markdown("A", draft="true"), at=MONDAY)
        same_when_rebuilt(desk)
        assert "a.md" in desk.entries(LATER)

    def test_an_act_that_comes_after_the_line_counts_too(self, desk: Desk) -> None:
        desk.drop("a.md", markdown("A"))
        desk.build()
        desk.drop("a.md", markdown("A", *story(1)), at=MONDAY)
        desk.build(MONDAY + HOUR)
        text = '[[correction]]\narticle = "a.md"\nat = 2026-11-25T10:00:00Z\ntext = "It was a ship."\n'
        desk.drop(NOTICES, text, at=MONDAY + 2 * DAY)
        desk.build(MONDAY + 3 * DAY)
        same_when_rebuilt(desk)
        desk.drop(NOTICES, "", at=MONDAY + 4 * DAY)
        desk.build(MONDAY + 4 * DAY)
        assert desk.entries(LATER)["a.md"].updated == MONDAY + 4 * DAY
        same_when_rebuilt(desk)

    def test_of_another_version_than_the_line_tells_of_updated_is_at_least_the_one_there(
        self, desk: Desk
    ) -> None:
        desk.drop("a.md", markdown("A", date="2026-11-20"))
        desk.build()
        desk.drop("a.md", markdown("A", *story(1), date="2026-11-20"), at=MONDAY)
        desk.build(MONDAY + HOUR)
        desk.drop("a.md", markdown("A", *story(2), date="2026-11-20"), at=MONDAY + DAY)
        with rebuilt(desk) as other:
            assert other.entries(LATER)["a.md"].updated == MONDAY
        updated = markdown("A", *story(2), date="2026-11-20", updated="2026-11-26T10:00:00Z")
        desk.drop("a.md", updated, at=MONDAY + 2 * DAY)
        with rebuilt(desk) as other:
            assert other.entries(LATER)["a.md"].updated == datetime.fromisoformat("2026-11-26T10:00:00Z")


class TestFile:
    def test_what_follows_from_the_files_alone_is_not_written(self, desk: Desk) -> None:
        for number in range(3):
            desk.drop(f"{number}.md", markdown(f"Story {number}", *story(number)))
        desk.build()
        same_when_rebuilt(desk)
        assert not (desk.inbox / HISTORY).exists()

    def test_an_edit_adds_one_line_and_leaves_the_others_alone(self, desk: Desk) -> None:
        for number in range(2):
            desk.drop(f"{number}.md", markdown(f"Story {number}", *story(number)))
        desk.build()
        desk.drop("0.md", markdown("Story 0", *story(4)), at=MONDAY)
        desk.build(MONDAY + HOUR)
        before = (desk.inbox / HISTORY).read_bytes()
        desk.drop("1.md", markdown("Story 1", *story(5)), at=MONDAY)
        desk.build(MONDAY + 2 * HOUR)
        after = (desk.inbox / HISTORY).read_bytes()
        assert after.startswith(before)
        assert after.count(b"\n") == 2
        assert len(after) < 700

    def test_a_line_that_nobody_can_read_is_named_and_the_others_count(self, desk: Desk) -> None:
        edited(desk, 2)
        path = desk.inbox / HISTORY
        first, second = path.read_text().splitlines()
        path.write_text(f"<<<<<<< ours\n{first}\n=======\n{second}\n>>>>>>> theirs\n")
        with open_desk(desk.inbox.parent, database=desk.inbox.parent / "other.db") as other:
            report = other.take(LATER)
            wrong = [each.reason for each in report.set_aside]
            assert [each.path for each in report.set_aside] == [HISTORY] * 3
            assert [reason.split(":")[0] for reason in wrong] == ["line 1", "line 3", "line 5"]
            assert all("the other lines count" in reason for reason in wrong)
            assert other.entries(LATER)["0.md"].updated == desk.entries(LATER)["0.md"].updated
            assert other.take(LATER).set_aside == []

    @pytest.mark.parametrize(
        "line",
        [
            "",
            "[]",
            "null",
            "{}",
            '{"path":"a.md"}',
            '{"path":"a.md","id":"no","page":"articles/a.html"}',
            '{"path":"a.md","id":"%s","page":"../../etc/passwd"}',
            '{"path":"a.md","id":"%s","page":"archive/a.html"}',
            '{"path":"a.md","id":"%s","page":"articles/index.html"}',
            '{"path":"a.md","id":"%s","page":"articles/a.html","former_pages":["/a.html"]}',
            '{"path":"a.md","id":"%s","page":"articles/a.html","published":"2026-11-24T10:00:00"}',
            '{"path":"a.md","id":"%s","page":"articles/a.html","updated":"0001-01-01T00:00:00Z"}',
            '{"path":"","id":"%s","page":"articles/a.html"}',
            '{"path":"a.md","id":"%s","page":"articles/a.html","titel":"A"}',
            "[" * 5000,
            '"\ud800"',
        ],
    )
    def test_a_line_is_understood_or_refused_with_what_was_expected(self, line: str) -> None:
        data = line.replace("%s", str(UUID(int=7))).encode(errors="surrogatepass")
        with pytest.raises(ArticleError, match="expected"):
            records.decode(data)

    @given(st.binary(max_size=300))
    def test_no_bytes_are_more_than_wrong_lines(self, data: bytes) -> None:
        found, faults = records.read(data)
        assert len(found) + len(faults) <= data.count(b"\n") + 1

    def test_what_could_not_be_written_is_said_once_and_written_later(self, desk: Desk) -> None:
        (desk.inbox / HISTORY).mkdir()
        desk.drop("a.md", markdown("A"))
        said = desk.take().warnings
        for hours in (1, 2):
            desk.drop("a.md", markdown("A", *story(hours)), at=MONDAY + hours * HOUR)
            said += desk.take(MONDAY + hours * HOUR).warnings
        assert [each.path for each in said] == [HISTORY]
        assert "regular file" in said[0].reason
        (desk.inbox / HISTORY).rmdir()
        desk.take(MONDAY + 3 * HOUR)
        assert written(desk)[-1]["updated"] == "2026-11-23T14:00:00Z"
        same_when_rebuilt(desk)

    def test_an_inbox_that_cannot_be_written_stops_nothing(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk.drop("a.md", markdown("A"))
        desk.build()
        with monkeypatch.context() as patch:
            patch.setattr(os, "access", lambda path, mode: False)  # noqa: ARG005  as root may write everywhere
            desk.drop("a.md", markdown("A", *story(1)), at=MONDAY)
            report, _ = desk.build(MONDAY + HOUR)
            assert report.edited == 1
            assert ["Permission denied" in each.reason for each in report.warnings] == [True]
            assert not (desk.inbox / HISTORY).exists()
        desk.build(MONDAY + 2 * HOUR)
        assert len(written(desk)) == 1

    @pytest.mark.parametrize("place", ["before the file", "after the file"])
    def test_a_kill_between_database_and_file_loses_nothing(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch, place: str
    ) -> None:
        class Killed(BaseException):
            pass

        def die(*_: object) -> None:
            raise Killed

        desk.drop("city/crane.md", markdown("Crane"))
        desk.build()
        rename(desk, "city/crane.md", "harbour/crane.md")
        with monkeypatch.context() as patch:
            patch.setattr(*((history, "_append") if place == "before the file" else (lines, "put")), die)
            with pytest.raises(Killed):
                desk.take(MONDAY + HOUR)
        desk.build(MONDAY + 2 * HOUR)
        assert [each["path"] for each in written(desk)] == ["harbour/crane.md"]
        same_when_rebuilt(desk)

    def test_half_a_line_of_a_power_cut_goes_with_the_next_one(self, desk: Desk) -> None:
        edited(desk, 1)
        path = desk.inbox / HISTORY
        whole = path.read_bytes()
        path.write_bytes(whole + whole[:90])
        desk.drop("0.md", markdown("Story 0", *story(6)), at=MONDAY + DAY)
        desk.build(MONDAY + 2 * DAY)
        assert path.read_bytes().startswith(whole)
        assert [each["path"] for each in written(desk)] == ["0.md", "0.md"]

    def test_a_file_without_a_last_line_break_is_gone_on_with(self, desk: Desk) -> None:
        edited(desk, 1)
        path = desk.inbox / HISTORY
        path.write_bytes(path.read_bytes().rstrip())
        desk.drop("0.md", markdown("Story 0", *story(6)), at=MONDAY + DAY)
        desk.build(MONDAY + 2 * DAY)
        assert len(written(desk)) == 2

    def test_a_file_that_is_deleted_or_mended_by_hand_is_what_the_database_says(self, desk: Desk) -> None:
        edited(desk, 3)
        path = desk.inbox / HISTORY
        before = sorted(path.read_text().splitlines())
        path.unlink()
        desk.build(MONDAY + 2 * DAY)
        assert sorted(path.read_text().splitlines()) == before
        path.write_text("\n".join(before[1:]) + "\n")
        desk.build(MONDAY + 3 * DAY)
        assert sorted(path.read_text().splitlines()) == before

    def test_nothing_is_written_into_an_inbox_that_is_not_mounted(self, desk: Desk) -> None:
        edited(desk, 1)
        away = desk.inbox.rename(desk.inbox.parent / "away")
        text = (away / HISTORY).read_bytes()
        desk.inbox.mkdir()
        desk.build(MONDAY + 2 * DAY)
        assert list(desk.inbox.iterdir()) == []
        desk.inbox.rmdir()
        away.rename(desk.inbox)
        desk.build(MONDAY + 3 * DAY)
        assert (desk.inbox / HISTORY).read_bytes() == text

    def test_lines_that_say_nothing_any_more_go_and_wrong_ones_stay(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(history, "_MOST_DEAD", 3)
        edited(desk, 2)
        path = desk.inbox / HISTORY
        path.write_text("rubbish\n" + path.read_text())
        lengths = []
        for hours in range(1, 9):
            desk.drop("0.md", markdown("Story 0", *story(hours)), at=MONDAY + DAY + hours * HOUR)
            desk.build(MONDAY + DAY + hours * HOUR)
            lengths.append(path.read_text().count("\n"))
        assert max(lengths) <= 7
        assert path.read_text().startswith("rubbish\n")
        path.write_text(path.read_text().removeprefix("rubbish\n"))
        same_when_rebuilt(desk)

    def test_articles_of_an_older_version_get_their_lines_at_the_first_run(self, desk: Desk) -> None:
        edited(desk, 1)
        path = desk.inbox / HISTORY
        before = path.read_text()
        path.unlink()
        with desk.app.store.write() as connection:
            lines.forget(connection)
            connection.exec_driver_sql("DELETE FROM memory WHERE name = 'history read'")
            connection.exec_driver_sql("INSERT OR IGNORE INTO unwritten SELECT number FROM articles")
        desk.take(LATER)
        assert path.read_text() == before


def edited(desk: Desk, count: int) -> None:
    """Publish articles, and edit them the next day."""
    for number in range(count):
        desk.drop(f"{number}.md", markdown(f"Story {number}", *story(number)))
    desk.build()
    for number in range(count):
        desk.drop(f"{number}.md", markdown(f"Story {number}", *story(number + 3)), at=MONDAY)
    desk.build(MONDAY + HOUR)


PLACES = ("city/a.md", "city/b.md", "world/a.md", "c.md")


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that an editor does with a file; nothing, when there is none or its target is taken."""

    kind: str
    path: str
    to: str
    number: int


HAPPENINGS = st.builds(
    Happening,
    kind=st.sampled_from(("write", "write", "rename", "rename", "touch", "redate", "slug", "correct")),
    path=st.sampled_from(PLACES),
    to=st.sampled_from(PLACES),
    number=st.integers(0, 7),
)


def happen(desk: Desk, what: Happening, at: datetime) -> None:
    file, target = desk.inbox / what.path, desk.inbox / what.to
    text = story(what.number)
    match what.kind:
        case "write":
            desk.drop(what.path, markdown(f"Story {what.number}", *text), at=at)
        case "redate":
            desk.drop(what.path, markdown(f"Story {what.number}", *text, date=(at - DAY).isoformat()), at=at)
        case "slug":
            desk.drop(what.path, markdown(f"Story {what.number}", *text, slug=f"s{what.number % 2}"), at=at)
        case "correct":
            correction = f"It was number {what.number % 3}."
            desk.drop(what.path, markdown(f"Story {what.number}", *text, correction=correction), at=at)
        case "rename" if file.exists() and not target.exists():
            rename(desk, what.path, what.to)
        case "touch" if file.exists():
            os.utime(file, (at.timestamp(), at.timestamp()))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(HAPPENINGS, min_size=2, max_size=8))
def test_whatever_happens_to_the_files_ids_dates_and_pages_are_the_same_from_an_empty_database(
    happenings: list[Happening],
) -> None:
    with tempfile.TemporaryDirectory() as folder, open_desk(Path(folder)) as desk:
        moment = MONDAY
        for each in happenings:
            moment += HOUR
            happen(desk, each, moment - timedelta(minutes=10))
            desk.take(moment)
        alive = {path: entry for path, entry in desk.entries(LATER).items() if (desk.inbox / path).exists()}
        with open_desk(Path(folder), database=Path(folder) / "other.db") as other:
            other.take(LATER)
            found = other.entries(LATER)
        said = {path: (each.id, each.page, each.published, each.updated) for path, each in alive.items()}
        assert {
            path: (each.id, each.page, each.published, each.updated) for path, each in found.items()
        } == said
        notices = {path: each.article.meta.notices for path, each in alive.items()}
        assert {path: each.article.meta.notices for path, each in found.items()} == notices


def test_a_page_is_one_that_naming_makes() -> None:
    assert naming.is_page("articles/a.html")
    assert naming.is_page("section-archive/a-1.html")
    for wrong in (
        "a.html",
        "editions/1.html",
        "a/b/c.html",
        "a/.html",
        "a/b.HTML",
        "a/b.html\n",
        "a/index.html",
    ):
        assert not naming.is_page(wrong)
