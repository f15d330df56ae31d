"""How do new and changed files become articles, with nothing lost if it is interrupted?"""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from desk import DAY, HOUR, MONDAY, STORY, Desk, markdown, open_desk, story

from publisher.config import Intake
from publisher.ingest.scan import scan

SAMPLES = sorted((Path(__file__).parent.parent / "data" / "samples").glob("*.txt"))


# What a file becomes


def test_a_new_file_is_an_article_that_readers_see(desk: Desk) -> None:
    desk.drop("world/night-buses.md", markdown("Night buses return"))
    report = desk.take()
    entry = desk.entries()["world/night-buses.md"]
    assert (report.new, report.edited, report.moved, report.set_aside) == (1, 0, 0, [])
    assert entry.article.meta.title == "Night buses return"
    assert entry.section == "world"
    assert entry.page == "world/night-buses.html"
    assert entry.published == entry.updated == MONDAY - DAY
    assert [block.text for block in entry.article.blocks] == list(STORY)
    assert entry.article.summary.startswith(STORY[0])


@pytest.mark.parametrize("number", range(2), ids=[path.name for path in SAMPLES])
def test_a_real_article_alone_in_the_inbox_has_lost_its_appeal_and_nothing_else(
    desk: Desk, number: int
) -> None:
    text = SAMPLES[number].read_text(encoding="utf-8")
    desk.drop("article.txt", text)
    desk.take()
    (entry,) = desk.entries().values()
    told = text.split("A Message from The Moscow Times:")[0].split()
    said = " ".join(block.text for block in entry.article.blocks).split()
    # A first line that is the title stands there, and not in the text.
    assert entry.article.meta.title.split() + said in ([*told], [*entry.article.meta.title.split(), *told])


def test_a_file_without_a_date_has_that_of_its_last_change_and_never_one_to_come(desk: Desk) -> None:
    desk.drop("a.md", markdown("Old"), at=MONDAY - 7 * DAY)
    desk.drop("b.md", markdown("Ahead"), at=MONDAY + 7 * DAY)
    desk.take()
    assert desk.entries()["a.md"].published == MONDAY - 7 * DAY
    assert desk.entries()["b.md"].published == MONDAY


def test_the_dates_of_the_front_matter_come_first(desk: Desk) -> None:
    desk.drop("a.md", markdown("A", date="2026-11-20T08:00:00Z", updated="2026-11-21T09:00:00Z"))
    desk.take()
    entry = desk.entries()["a.md"]
    assert entry.published.isoformat() == "2026-11-20T08:00:00+00:00"
    assert entry.updated.isoformat() == "2026-11-21T09:00:00+00:00"


# Changes


def test_an_edit_moves_updated_and_nothing_that_was_promised(desk: Desk) -> None:
    desk.drop("a.md", markdown("A"))
    desk.take()
    before = desk.entries()["a.md"]
    desk.drop("a.md", markdown("A", STORY[0], "The crane was raised on Tuesday."), at=MONDAY + HOUR)
    report = desk.take(MONDAY + 2 * HOUR)
    after = desk.entries(MONDAY + 2 * HOUR)["a.md"]
    assert (report.new, report.edited) == (0, 1)
    assert after.updated == MONDAY + HOUR
    assert (after.id, after.page, after.published) == (before.id, before.page, before.published)


def test_an_edit_whose_time_lies_before_the_last_one_counts_from_now(desk: Desk) -> None:
    desk.drop("a.md", markdown("A"))
    desk.take()
    desk.drop("a.md", markdown("B"), at=MONDAY - 30 * DAY)
    desk.take(MONDAY + HOUR)
    assert desk.entries(MONDAY + HOUR)["a.md"].updated == MONDAY + HOUR


def test_new_tags_and_authors_are_no_edit_but_readers_get_them(desk: Desk) -> None:
    desk.drop("a.md", markdown("A"))
    desk.build()
    desk.drop("a.md", markdown("A", tags="[harbour]", author="Ida Holm"), at=MONDAY + HOUR)
    report, published = desk.build(MONDAY + 2 * HOUR)
    entry = desk.entries(MONDAY + 2 * HOUR)["a.md"]
    assert report.edited == 0
    assert entry.updated == MONDAY - DAY
    assert (entry.article.meta.tags, entry.article.meta.authors) == (("harbour",), ("Ida Holm",))
    assert published.pages == 1


def test_a_touched_but_equal_file_costs_nothing(desk: Desk) -> None:
    file = desk.drop("a.md", markdown("A", date="2026-11-20"))
    desk.build()
    state, rows = desk.state(), desk.rows()
    os.utime(file, (MONDAY.timestamp(), MONDAY.timestamp()))
    report, published = desk.build(MONDAY + HOUR)
    assert (report.new, report.edited, published.pages, published.files) == (0, 0, 0, [])
    assert desk.state() == state
    after = desk.rows()
    assert {name: after[name] for name in rows if name != "files"} == {
        name: rows[name] for name in rows if name != "files"
    }
    # and the new stamp is remembered, so that it is not read again
    assert scan(desk.app.store, desk.inbox).changed == ()


def test_a_run_without_changes_writes_nothing_to_the_database(desk: Desk) -> None:
    desk.drop("a.md", markdown("A"))
    desk.drop("bad.xyz", "what")
    desk.build()
    rows, state = desk.rows(), desk.state()
    found = scan(desk.app.store, desk.inbox)
    assert (found.files, found.changed, found.gone) == (2, (), frozenset())
    desk.app.intake.run(found, MONDAY + HOUR)
    desk.publish(MONDAY + HOUR)
    assert desk.rows() == rows
    assert desk.state() == state


# Names


def test_a_renamed_file_is_the_same_article_on_a_page_of_that_name(desk: Desk) -> None:
    file = desk.drop("world/a.md", markdown("A"))
    desk.take()
    before = desk.entries()["world/a.md"]
    file.rename(desk.inbox / "world/b.md")
    report = desk.take(MONDAY + HOUR)
    (after,) = desk.entries().values()
    assert (report.new, report.edited, report.moved) == (0, 0, 1)
    assert after == replace(before, path="world/b.md", page="world/b.html")


def test_a_file_moved_to_another_section_keeps_its_id_and_changes_both_feeds(desk: Desk) -> None:
    file = desk.drop("world/a.md", markdown("A"))
    desk.drop("world/other.md", markdown("Other", *story(1)))
    desk.drop("science/stays.md", markdown("Stays", *story(2)))
    desk.build()
    before = desk.entries()["world/a.md"]
    file.rename(desk.inbox / "science/a.md")
    desk.build(MONDAY + HOUR)
    after = desk.entries()["science/a.md"]
    assert (after.id, after.page, after.updated) == (before.id, "science/a.html", before.updated)
    assert after.section == "science"
    assert {each.title for each in desk.feed("world/atom.xml").entries} == {"Other"}
    assert {each.title for each in desk.feed("science/atom.xml").entries} == {"Stays", "A"}
    assert len(desk.feed().entries) == 3


def test_a_section_that_is_changed_in_the_front_matter_is_changed_in_the_feeds(desk: Desk) -> None:
    desk.drop("a.md", markdown("A", section="world"))
    desk.drop("b.md", markdown("B", *story(1), section="science"))
    desk.drop("c.md", markdown("C", *story(2), section="world"))
    desk.build()
    before = desk.entries()["a.md"]
    desk.drop("a.md", markdown("A", section="science"), at=MONDAY + HOUR)
    desk.build(MONDAY + 2 * HOUR)
    after = desk.entries(MONDAY + 2 * HOUR)["a.md"]
    assert (after.id, after.page, after.section) == (before.id, "science/a.html", "science")
    assert {each.title for each in desk.feed("world/atom.xml").entries} == {"C"}
    assert {each.title for each in desk.feed("science/atom.xml").entries} == {"A", "B"}


def test_a_copy_is_an_article_of_its_own(desk: Desk) -> None:
    file = desk.drop("world/a.md", markdown("A"))
    desk.take()
    shutil.copy(file, desk.inbox / "world/b.md")
    report = desk.take(MONDAY + HOUR)
    found = desk.entries(MONDAY + HOUR)
    assert (report.new, report.moved) == (1, 0)
    assert found["world/a.md"].id != found["world/b.md"].id
    assert found["world/a.md"].page != found["world/b.md"].page


def test_a_new_article_under_the_name_that_a_renamed_one_has_left_has_an_id_of_its_own(desk: Desk) -> None:
    file = desk.drop("world/a.md", markdown("A"))
    desk.take()
    file.rename(desk.inbox / "world/b.md")
    desk.drop("world/a.md", markdown("New", *story(1)))
    desk.take(MONDAY + HOUR)
    found = desk.entries(MONDAY + HOUR)
    assert found["world/b.md"].article.meta.title == "A"
    assert found["world/a.md"].article.meta.title == "New"
    assert len({entry.id for entry in found.values()} | {entry.page for entry in found.values()}) == 4


def test_a_file_that_vanishes_stays_published(desk: Desk) -> None:
    desk.drop("a.md", markdown("A")).unlink(missing_ok=False)
    file = desk.drop("b.md", markdown("B"))
    desk.build()
    state = desk.state()
    file.unlink()
    desk.build(MONDAY + HOUR)
    assert "b.md" in desk.entries()
    assert desk.state() == state


def test_equal_names_in_two_folders_are_two_articles(desk: Desk) -> None:
    desk.drop("world/a.md", markdown("One"))
    desk.drop("science/a.md", markdown("Two", *story(1)))
    desk.drop("world/deep/a.md", markdown("Three", *story(2)))
    desk.take()
    found = desk.entries()
    assert {entry.article.meta.title for entry in found.values()} == {"One", "Two", "Three"}
    assert found["science/a.md"].page == "science/a.html"
    assert found["world/a.md"].page == "world/a.html"
    third = found["world/deep/a.md"]
    assert third.page == f"world/a-{third.id.hex[:8]}.html"


def test_equal_slugs_get_pages_of_their_own(desk: Desk) -> None:
    desk.drop("world/a.md", markdown("One", slug="same"))
    desk.drop("world/b.md", markdown("Two", *story(1), slug="same"))
    desk.take()
    desk.drop("world/c.md", markdown("Three", *story(2), slug="Same!"))
    desk.take()
    pages = {path: entry.page for path, entry in desk.entries().items()}
    assert pages["world/a.md"] == "world/same.html"
    assert len(set(pages.values())) == 3


def test_an_article_called_index_does_not_replace_the_front_page(desk: Desk) -> None:
    desk.drop("world/index.md", markdown("Not the front page"))
    desk.build()
    assert desk.entries()["world/index.md"].page != "world/index.html"
    assert b"Not the front page" in (desk.output / "world/index.html").read_bytes()
    assert b"<h1>Not the" not in (desk.output / "world/index.html").read_bytes()


def test_section_names_that_lead_to_one_folder_are_one_section(desk: Desk) -> None:
    desk.drop("world-news/a.md", markdown("One"))
    desk.build()
    before = desk.feed("world-news/atom.xml").feed.id
    desk.drop("World news/b.md", markdown("Two", *story(1)))
    desk.build(MONDAY + HOUR)
    feed = desk.feed("world-news/atom.xml")
    assert {each.title for each in feed.entries} == {"One", "Two"}
    assert feed.feed.id == before
    assert len(desk.app.site.channels(MONDAY).sections) == 1


def test_ids_pages_and_feeds_are_the_same_when_the_database_is_rebuilt_from_the_folder(
    tmp_path: Path,
) -> None:
    def published() -> dict[str, bytes]:
        with open_desk(tmp_path) as desk:
            desk.build(MONDAY + HOUR)
            return {path: data for path, (_, data) in desk.state().items()}

    with open_desk(tmp_path) as desk:
        for number in range(5):
            desk.drop(f"world/{number}.md", markdown(f"Story {number}", *story(number)))
        desk.drop("science/same.md", markdown("Same", *story(5)))
        desk.drop("science/deep/same.md", markdown("Same again", *story(6)))
        desk.drop("letter.txt", "\n".join(story(7)))
    first = published()
    for name in ("publisher.db", "publisher.db.lock"):
        (tmp_path / name).unlink(missing_ok=True)
    shutil.rmtree(tmp_path / "feeds")
    assert published() == first


# Files that cannot be used


def test_a_file_that_cannot_be_used_is_set_aside_with_a_reason_and_the_others_go_on(desk: Desk) -> None:
    desk.drop("good.md", markdown("Good"))
    desk.drop("empty.md", "")
    desk.drop("picture.md", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    desk.drop("letter.docx", "PK")
    report = desk.take()
    assert set(desk.entries()) == {"good.md"}
    aside = desk.set_aside()
    assert set(aside) == {"empty.md", "picture.md", "letter.docx"}
    assert {each.path: each.reason for each in report.set_aside} == aside
    assert "files ending in .docx cannot be read" in aside["letter.docx"]
    assert "empty" in aside["empty.md"]


def test_a_file_that_is_repaired_is_published(desk: Desk) -> None:
    desk.drop("a.md", "")
    desk.take()
    desk.drop("a.md", markdown("A"), at=MONDAY)
    report = desk.take(MONDAY + HOUR)
    assert report.new == 1
    assert desk.set_aside() == {}
    assert desk.entries(MONDAY + HOUR)["a.md"].article.meta.title == "A"


def test_a_file_that_is_removed_is_not_set_aside_any_more(desk: Desk) -> None:
    file = desk.drop("a.md", "")
    desk.take()
    file.unlink()
    desk.take(MONDAY + HOUR)
    assert desk.set_aside() == {}


def test_an_article_whose_file_breaks_stays_as_it_was_until_it_is_repaired(desk: Desk) -> None:
    text = markdown("A")
    desk.drop("a.md", text)
    desk.build()
    before, state = desk.entries()["a.md"], desk.state()
    desk.drop("a.md", "", at=MONDAY)
    desk.build(MONDAY + HOUR)
    assert desk.entries()["a.md"] == before
    assert desk.state() == state
    assert "empty" in desk.set_aside()["a.md"]
    desk.drop("a.md", text, at=MONDAY + HOUR)
    report, _ = desk.build(MONDAY + 2 * HOUR)
    assert report.edited == 0
    assert desk.set_aside() == {}
    assert desk.entries()["a.md"] == before
    assert desk.state() == state


def test_an_article_whose_broken_file_is_removed_stays_and_is_not_named_any_more(desk: Desk) -> None:
    file = desk.drop("a.md", markdown("A"))
    desk.take()
    desk.drop("a.md", "")
    desk.take()
    file.unlink()
    desk.take()
    assert desk.set_aside() == {}
    assert "a.md" in desk.entries()


def test_a_raised_limit_takes_the_file_at_the_next_run(tmp_path: Path) -> None:
    with open_desk(tmp_path, intake=Intake(maximum_megabytes=0.0001)) as desk:
        desk.drop("a.md", markdown("A"))
        desk.take()
        assert "intake.maximum_megabytes" in desk.set_aside()["a.md"]
    with open_desk(tmp_path) as desk:
        desk.take()
        assert desk.set_aside() == {}
        assert "a.md" in desk.entries()


def test_what_must_not_be_read_is_named_once_and_forgotten_when_it_is_gone(desk: Desk) -> None:
    os.mkfifo(desk.inbox / "pipe.md")
    assert [each.path for each in desk.take().set_aside] == ["pipe.md"]
    rows = desk.rows()
    assert desk.take(MONDAY + HOUR).set_aside == []
    assert desk.rows() == rows
    (desk.inbox / "pipe.md").unlink()
    desk.drop("pipe.md", markdown("No pipe"))
    desk.take(MONDAY + HOUR)
    assert desk.set_aside() == {}
    assert "pipe.md" in desk.entries(MONDAY + HOUR)
