"""Which files that hold many articles have changed, and how are they written?"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import feedparser
import pytest
from desk import DAY, HOUR, MONDAY, Desk, markdown, open_desk, story
from lxml import etree

from publisher import files
from publisher.config import Feed
from publisher.model import Cadence

pytestmark = pytest.mark.usefixtures("one_pool")

ARTICLES = 300
FEW = 40
COMPRESSED = (".gz", ".br", ".zst")  # copies of other files, with tests of their own
NEWEST = 10
HISTORY = {"fh": "http://purl.org/syndication/history/1.0", "a": "http://www.w3.org/2005/Atom"}
HOME = "https://courier.example.org/"


def open_archive(folder: Path) -> object:
    return open_desk(folder, feed=Feed(entries=NEWEST))


def fill(desk: Desk, numbers: range = range(ARTICLES)) -> None:
    """Put articles into the inbox, an hour apart, two of three of them in a section."""
    for number in numbers:
        at = MONDAY - (ARTICLES - number) * HOUR
        folder = ("", "world/", "science/")[number % 3]
        desk.drop(f"{folder}story-{number:03}.md", markdown(f"Story {number}", *story(number)), at=at)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    with open_archive(folder) as desk:
        fill(desk)
        desk.build()
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a publication of few articles, whose feeds hold three, consists of."""
    with open_desk(tmp_path_factory.mktemp("small"), feed=Feed(entries=3)) as desk:
        fill(desk, range(FEW))
        desk.build()
        return contents(desk)


@pytest.fixture
def archived(built: Path, tmp_path: Path) -> Iterator[Desk]:
    """A publication of 300 articles whose feeds hold the ten newest."""
    folder = tmp_path / "copy"
    shutil.copytree(built, folder)  # keeps modification times
    with open_archive(folder) as desk:
        yield desk


def links(desk: Desk, path: str) -> dict[str, str]:
    root = etree.parse(desk.output / path).getroot()
    return {link.get("rel"): link.get("href").removeprefix(HOME) for link in root.findall("a:link", HISTORY)}


def titles(desk: Desk, path: str) -> list[str]:
    return [each.title for each in desk.feed(path).entries]


def chain(desk: Desk, subscription: str = "atom.xml") -> list[str]:
    """Return the archive documents as a reader finds them, the youngest first."""
    found = []
    path = links(desk, subscription).get("prev-archive")
    while path:
        assert path not in found
        found.append(path)
        path = links(desk, path).get("prev-archive")
    return found


def walked(desk: Desk, subscription: str = "atom.xml") -> list[str]:
    return [title for path in chain(desk, subscription) for title in titles(desk, path)]


def archives(state: dict[str, tuple[int, bytes]]) -> dict[str, tuple[int, bytes]]:
    return {path: value for path, value in state.items() if "archive/" in path}


def changed(before: dict[str, tuple[int, bytes]], after: dict[str, tuple[int, bytes]]) -> set[str]:
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def contents(desk: Desk) -> dict[str, bytes]:
    return {path: data for path, (_, data) in desk.state().items()}


# What a reader finds


@pytest.mark.parametrize(
    ("folder", "members"),
    [("", range(ARTICLES)), ("world/", range(1, ARTICLES, 3)), ("science/", range(2, ARTICLES, 3))],
)
def test_the_archive_holds_every_older_entry_once_and_in_order(
    archived: Desk, folder: str, members: range
) -> None:
    feed = f"{folder}atom.xml"
    expected = [f"Story {number}" for number in reversed(members)]
    assert titles(archived, feed) == expected[:NEWEST]
    assert walked(archived, feed) == expected[NEWEST:]
    assert len(chain(archived, feed)) > 1 or len(members) < 150


def test_every_archive_document_says_that_it_is_one_and_knows_its_neighbours(archived: Desk) -> None:
    documents = chain(archived)
    for younger, path, older in zip(["", *documents], documents, [*documents[1:], ""], strict=False):
        root = etree.parse(archived.output / path).getroot()
        assert root.find("fh:archive", HISTORY) is not None
        known = links(archived, path)
        assert known["self"] == path
        assert known["current"] == "atom.xml"
        assert known.get("next-archive", "") == younger
        assert known.get("prev-archive", "") == older
    assert etree.parse(archived.output / "atom.xml").getroot().find("fh:archive", HISTORY) is None


def test_all_documents_of_a_feed_have_its_id_and_no_id_stands_in_two(archived: Desk) -> None:
    found = [
        feedparser.parse((archived.output / path).read_bytes()) for path in ("atom.xml", *chain(archived))
    ]
    assert len({each.feed.id for each in found}) == 1
    ids = Counter(entry.id for each in found for entry in each.entries)
    assert set(ids.values()) == {1}
    assert len(ids) == ARTICLES


def test_sitemaps_and_search_know_every_article_once(archived: Desk) -> None:
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    index = etree.parse(archived.output / "sitemap.xml").getroot()
    maps = [each.text.removeprefix(HOME) for each in index.iterfind("s:sitemap/s:loc", names)]
    assert maps[0] == "sitemaps/pages.xml"
    located = [
        each.text.removeprefix(HOME)
        for path in maps[1:]
        for each in etree.parse(archived.output / path).getroot().iterfind("s:url/s:loc", names)
    ]
    called = (archived.output / "search/index.js").read_text()
    shards = json.loads(called.removeprefix("publisher.shards(").removesuffix(");\n"))
    rows = [
        row
        for name in shards
        for row in json.loads(
            (archived.output / "search" / name)
            .read_text()
            .removeprefix("publisher.found(")
            .removesuffix(");\n")
        )
    ]
    pages = {path for path in archived.state() if "/story-" in path}
    assert Counter(located) == Counter(row["page"] for row in rows) == Counter(pages)
    assert [row["title"] for row in rows] == [f"Story {number}" for number in reversed(range(ARTICLES))]


# What a change changes


def test_new_articles_change_only_the_youngest_document(archived: Desk) -> None:
    youngest = {feed: chain(archived, feed)[0] for feed in ("atom.xml", "world/atom.xml", "science/atom.xml")}
    before = archives(archived.state())
    fill(archived, range(ARTICLES, ARTICLES + 3))
    archived.build(MONDAY + 3 * HOUR)
    after = archives(archived.state())
    assert changed(before, after) & before.keys() <= set(youngest.values())
    expected = [f"Story {number}" for number in reversed(range(ARTICLES + 3))]
    assert titles(archived, "atom.xml") + walked(archived) == expected


def test_a_back_dated_article_changes_its_own_document_and_its_neighbours_at_most(archived: Desk) -> None:
    documents = chain(archived)
    before = archives(archived.state())
    archived.drop("late.md", markdown("Late", *story(999)), at=MONDAY - 200 * HOUR - timedelta(minutes=30))
    archived.build(MONDAY + HOUR)
    here = next(index for index, path in enumerate(chain(archived)) if "Late" in titles(archived, path))
    assert walked(archived).count("Late") == 1
    touched = changed(before, archives(archived.state()))
    assert touched <= {*documents[max(0, here - 1) : here + 2], *chain(archived)[max(0, here - 1) : here + 2]}
    assert chain(archived)[here] in touched


def test_an_edit_of_an_archived_article_leaves_its_document_and_shows_it_in_the_feed_again(
    archived: Desk,
) -> None:
    before = archives(archived.state())
    archived.drop("story-060.md", markdown("Story 60 retold", *story(777)), at=MONDAY)
    archived.build(MONDAY + HOUR)
    assert archives(archived.state()) == before
    assert titles(archived, "atom.xml")[-1] == "Story 60 retold"
    assert len(titles(archived, "atom.xml")) == NEWEST + 1
    assert "Story 60" in walked(archived)


def test_what_has_not_changed_is_not_written(archived: Desk) -> None:
    before = archived.state()
    archived.publish(MONDAY + DAY)
    assert archived.state() == before


def test_a_section_that_has_been_emptied_has_no_documents_any_more(archived: Desk) -> None:
    assert (archived.output / "science/archive/first.xml").exists()
    for file in sorted((archived.inbox / "science").iterdir()):
        (archived.inbox / "world" / file.name).parent.mkdir(exist_ok=True)
        file.rename(archived.inbox / "world" / f"moved-{file.name}")
    archived.build(MONDAY + HOUR)
    assert not list((archived.output / "science").glob("archive/*"))
    assert sorted(titles(archived, "world/atom.xml") + walked(archived, "world/atom.xml")) == sorted(
        f"Story {number}" for number in range(ARTICLES) if number % 3
    )


# What never gets lost


def test_a_lost_database_gives_the_same_bytes(archived: Desk, tmp_path: Path) -> None:
    again = tmp_path / "again"
    again.mkdir()
    shutil.copy(archived.inbox.parent / "publisher.toml", again)
    shutil.copytree(archived.inbox, again / "inbox")
    with open_archive(again) as desk:
        desk.build()
        assert contents(desk) == contents(archived)


def test_articles_that_come_one_by_one_give_the_same_documents_as_all_at_once(
    tmp_path: Path, small: dict[str, bytes]
) -> None:
    with open_desk(tmp_path, feed=Feed(entries=3)) as desk:
        for number in range(0, FEW, 10):
            fill(desk, range(number, number + 10))
            desk.build()
        assert contents(desk) == small


def test_documents_that_were_deleted_come_back(archived: Desk) -> None:
    before = contents(archived)
    gone = (
        "archive/first.xml",
        "world/archive/first.xml",
        "sitemaps/first.xml",
        "search/first.js",
        "feeds.opml",
    )
    for path in gone:
        (archived.output / path).unlink()
    archived.app.site.recover(MONDAY)
    assert set(archived.publish().files) == set(gone)
    assert contents(archived) == before


class Killed(BaseException):
    """What a kill looks like from inside."""


@pytest.mark.parametrize("survived", [0, 2])
def test_a_killed_build_is_completed_by_the_next(
    tmp_path: Path, small: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, survived: int
) -> None:
    written = 0
    real = files.replace_unsynced

    def dying(path: Path, data: bytes) -> bool:
        nonlocal written
        if "archive" in path.parts:
            written += 1
            if written > survived:
                raise Killed
        return real(path, data)

    with open_desk(tmp_path, feed=Feed(entries=3)) as desk:
        fill(desk, range(FEW))
        with monkeypatch.context() as patch:
            patch.setattr(files, "replace_unsynced", dying)
            with pytest.raises(Killed):
                desk.build()
        desk.publish()
        assert contents(desk) == small


# Editions


def close(desk: Desk, at: datetime) -> None:
    closed = next(
        iter(desk.app.editions.close_now(desk.app.site.channels(at).publication, Cadence.DAILY, at)), None
    )
    assert closed is not None
    desk.publish(at)


def test_an_edition_has_a_page_a_line_in_the_list_and_an_entry_in_its_feed(archived: Desk) -> None:
    close(archived, MONDAY)
    page = (archived.output / "editions/daily-1.html").read_text()
    assert 'href="../articles/' in page or 'href="../world/' in page
    assert 'href="daily-1.html"' in (archived.output / "editions/index.html").read_text()
    links = [each.link for each in archived.feed("editions/atom.xml").entries]
    assert links == [f"{HOME}editions/daily-1.html"]
    assert f"<loc>{links[0]}</loc>" in (archived.output / "sitemaps/pages.xml").read_text()
    assert f'xmlUrl="{HOME}editions/atom.xml"' in (archived.output / "feeds.opml").read_text()


def test_the_page_of_an_edition_never_changes_and_comes_back_when_it_is_lost(archived: Desk) -> None:
    close(archived, MONDAY)
    page = archived.output / "editions/daily-1.html"
    stamp, data = page.stat().st_mtime_ns, page.read_bytes()
    fill(archived, range(ARTICLES, ARTICLES + 2))
    archived.build(MONDAY + 2 * HOUR)
    before = archived.state()
    close(archived, MONDAY + 2 * HOUR)
    assert {path for path in changed(before, archived.state()) if not path.endswith(COMPRESSED)} == {
        *("editions/daily-2.html", "editions/index.html", "editions/atom.xml", "sitemaps/pages.xml"),
    }
    assert page.stat().st_mtime_ns == stamp
    page.unlink()
    archived.app.site.recover(MONDAY + 2 * HOUR)
    assert archived.publish(MONDAY + 2 * HOUR).files == ["editions/daily-1.html"]
    assert page.read_bytes() == data


def test_of_a_withdrawn_story_nothing_is_left_in_the_pages_of_the_editions(archived: Desk) -> None:
    close(archived, MONDAY)
    told = archived.entries()["story-297.md"]
    places = ("editions/daily-1.html", "editions/atom.xml", "editions/index.html")
    assert "Story 297" in (archived.output / places[0]).read_text()
    text = markdown("Story 297", *story(297), withdrawn=True)
    archived.drop("story-297.md", text, at=MONDAY + HOUR)
    archived.build(MONDAY + 2 * HOUR)
    for path in places:
        page = (archived.output / path).read_text()
        assert "Story 297" not in page
        assert told.article.summary not in page
    assert "Withdrawn article" in (archived.output / places[0]).read_text()
