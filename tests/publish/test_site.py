"""What must be rendered again, and how does the output never become worse than it was?"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from desk import DAY, HOUR, MONDAY, Desk, markdown, open_desk

from publisher import files
from publisher.config import Feed, SectionSettings
from publisher.errors import OutputError
from publisher.publish import pages
from publisher.renderers.atom import AtomRenderer
from publisher.store import memory


@pytest.fixture
def published(desk: Desk) -> Desk:
    for section, title in (("world", "Crane"), ("world", "Ferry"), ("science", "Comet"), ("", "Letter")):
        text = f"The {title} of Brindleport was seen by nobody but a cat on Monday, and by two herring gulls."
        desk.drop(f"{section}/{title}.md".lstrip("/"), markdown(title, text))
    desk.build()
    return desk


# What a channel has, and what stands once and names every article.
FILES = ("atom.xml", "rss.xml", "feed.json", "index.html")
LISTS = {"sitemaps/first.xml", "sitemaps/news.xml", "search/first.js"}


def of(*folders: str) -> set[str]:
    return {folder + name for folder in folders for name in FILES}


def plain(paths: Iterable[str]) -> set[str]:
    """Return what is not a compressed copy of another file: copies have tests of their own."""
    return {path for path in paths if not path.endswith((".gz", ".br", ".zst"))}


def changed(desk: Desk, before: dict[str, tuple[int, bytes]]) -> set[str]:
    after = desk.state()
    assert plain(before) <= plain(after)
    return plain(path for path in after if after[path] != before.get(path))


def test_everything_that_readers_need_is_there(published: Desk) -> None:
    assert plain(published.state()) == {
        *of("", "world/", "science/"),
        *("articles/letter.html", "world/crane.html", "world/ferry.html", "science/comet.html"),
        *("style.css", "feed.css", "404.html", "robots.txt", "feeds.opml"),
        *LISTS,
        *("sitemap.xml", "sitemaps/pages.xml"),
        *("search/index.html", "search/index.js", "search/search.js"),
        *("editions/index.html", "editions/atom.xml"),
    }


def test_a_second_publication_writes_nothing(published: Desk) -> None:
    before = published.state()
    report = published.publish(MONDAY + DAY)
    assert (report.pages, report.files, report.faults) == (0, [], [])
    assert published.state() == before


def test_even_when_everything_is_rendered_again_no_equal_byte_is_written(published: Desk) -> None:
    before = published.state()
    with published.app.store.write() as connection:
        memory.forget(connection, memory.CHANNELS)
        memory.forget(connection, memory.VOLUME)
        connection.exec_driver_sql("UPDATE articles SET rendered = ''")
        connection.exec_driver_sql("DELETE FROM documents")
    assert published.publish(MONDAY + HOUR).pages == 0
    assert published.state() == before


def test_a_new_article_touches_its_own_section_and_the_publication(published: Desk) -> None:
    before = published.state()
    published.drop("world/new.md", markdown("New"))
    published.build(MONDAY + HOUR)
    neighbours = {"world/crane.html", "world/ferry.html"}
    assert changed(published, before) == {"world/new.html", *neighbours, *of("", "world/"), *LISTS}


def test_a_new_section_is_in_the_navigation_of_every_front_page(published: Desk) -> None:
    published.drop("sports/new.md", markdown("New"))
    published.build(MONDAY + HOUR)
    for path in ("index.html", "world/index.html", "science/index.html", "sports/index.html"):
        assert b"sports/index.html" in (published.output / path).read_bytes(), path


def test_what_was_deleted_comes_back(published: Desk) -> None:
    before = published.state()
    for path in ("world/crane.html", "science/atom.xml", "style.css"):
        (published.output / path).unlink()
    assert published.app.site.recover(MONDAY) == 1
    published.publish()
    assert {path: data for path, (_, data) in published.state().items()} == {
        path: data for path, (_, data) in before.items()
    }
    assert changed(published, before) == {"world/crane.html", "science/atom.xml", "style.css"}
    rows = published.rows()
    assert published.app.site.recover(MONDAY) == 0
    assert published.rows() == rows


def test_what_a_power_cut_has_left_empty_is_made_again(published: Desk) -> None:
    before = published.state()
    for path in ("world/crane.html", "index.html"):
        (published.output / path).write_bytes(b"")
    assert published.app.site.recover(MONDAY) == 1
    published.publish()
    assert {path: data for path, (_, data) in published.state().items()} == {
        path: data for path, (_, data) in before.items()
    }


def test_a_section_that_has_only_drafts_is_not_shown(desk: Desk) -> None:
    desk.drop("world/crane.md", markdown("The crane"))
    desk.drop("secret/plan.md", markdown("The plan", draft=True))
    desk.build()
    assert not (desk.output / "secret").exists()
    assert b"secret" not in (desk.output / "index.html").read_bytes()


def test_another_title_renders_everything(tmp_path: Path, published: Desk) -> None:
    publication = replace(published.app.config.publication, title="The Elbe Courier")
    with open_desk(tmp_path, publication=publication) as other:
        before = other.state()
        report = other.publish(MONDAY + HOUR)
        assert report.pages == 4
        addresses = {
            path for path in before if path.startswith(("sitemap", "search/")) and "news" not in path
        }
        untitled = {"style.css", "feed.css", "robots.txt", *addresses} - {"search/index.html"}
        assert changed(other, before) == plain(before) - untitled
        assert other.feed("world/atom.xml").feed.title == "World – The Elbe Courier"


def test_a_section_may_have_a_title_of_its_own(tmp_path: Path, published: Desk) -> None:
    with open_desk(tmp_path, sections={"world": SectionSettings(title="All the world")}) as other:
        other.publish()
        assert other.feed("world/atom.xml").feed.title == "All the world – The Danube Courier"


def test_the_feeds_hold_the_newest_articles_newest_first(tmp_path: Path) -> None:
    with open_desk(tmp_path, feed=Feed(entries=3)) as desk:
        for number in range(5):
            desk.drop(f"{number}.md", markdown(f"Story {number}"), at=MONDAY - number * DAY)
        desk.build()
        assert [each.title for each in desk.feed().entries] == ["Story 0", "Story 1", "Story 2"]


# Never worse than it was


def test_a_feed_with_faults_is_not_published_and_the_old_one_stays_until_it_is_good(
    published: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = published.state()
    published.drop("world/new.md", markdown("New"))
    with monkeypatch.context() as patch:
        patch.setattr(AtomRenderer, "render", lambda *_: b"<feed>\x07")
        _, report = published.build(MONDAY + HOUR)
    assert {fault.split(":")[0] for fault in report.faults} == {"atom.xml", "world/atom.xml"}
    assert all("not well-formed" in fault and fault.endswith("the old file stays") for fault in report.faults)
    assert changed(published, before) == {
        *("world/new.html", "world/crane.html", "world/ferry.html"),
        *(of("", "world/") - {"atom.xml", "world/atom.xml"}),
        *LISTS,
    }
    assert published.publish(MONDAY + 2 * HOUR).faults == []
    assert {"New", "Crane"} <= {each.title for each in published.feed().entries}


def test_an_output_that_cannot_be_written_is_an_error_and_the_old_files_stay(
    published: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = published.state()
    published.drop("world/Crane.md", markdown("Crane raised"), at=MONDAY)

    def full(source: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        with pytest.raises(OutputError, match="No space left on device"):
            published.build(MONDAY + HOUR)
    assert published.state() == before
    published.build(MONDAY + HOUR)
    assert "Crane raised" in {each.title for each in published.feed().entries}
    assert b"Crane raised" in (published.output / "world/crane.html").read_bytes()


def test_a_file_in_the_place_of_the_output_folder_is_an_error(desk: Desk) -> None:
    desk.drop("a.md", markdown("A"))
    desk.output.write_text("in the way")
    with pytest.raises(OutputError, match="cannot be written"):
        desk.build()
    assert desk.output.read_text() == "in the way"


class Killed(BaseException):
    """What a kill looks like from inside."""


def test_a_run_that_is_killed_between_pages_and_feeds_is_made_good_by_the_next(
    published: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    published.drop("world/new.md", markdown("New"))

    def die(path: Path, data: bytes) -> bool:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(files, "replace", die)
        with pytest.raises(Killed):
            published.build(MONDAY + HOUR)
    assert (published.output / "world/new.html").exists()
    assert "New" not in {each.title for each in published.feed().entries}
    published.publish(MONDAY + HOUR)
    for path in ("atom.xml", "world/atom.xml"):
        assert "New" in {each.title for each in published.feed(path).entries}
    assert b"New" in (published.output / "world/index.html").read_bytes()


def test_no_feed_ever_names_a_page_that_is_not_there(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.drop("a.md", markdown("A"))
    monkeypatch.setattr(pages, "make", lambda *_: (_ for _ in ()).throw(OutputError("no page")))
    with pytest.raises(OutputError):
        desk.build()
    assert not (desk.output / "atom.xml").exists()


def test_the_publications_own_template_replaces_the_one_of_the_same_name(
    tmp_path: Path, published: Desk
) -> None:
    folder = tmp_path / "looks"
    folder.mkdir()
    (folder / "style.css").write_text("body { color: teal }\n")
    before = published.state()
    with open_desk(tmp_path, templates=folder) as other:
        other.publish()
        assert changed(other, before) == {"style.css"}
        assert (other.output / "style.css").read_text() == "body { color: teal }\n"
        (folder / "page.html").write_text("<!doctype html><title>{{ meta.title }}</title>")
        other.app.site.publish(MONDAY)
        assert (other.output / "world/crane.html").read_text() == "<!doctype html><title>Crane</title>"
