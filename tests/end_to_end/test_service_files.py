"""Does the running service keep up with everything that happens to files?"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from publisher.worker.birth import born
from tests.end_to_end.newsroom import Publication, Service, feed_is_always_whole, markdown, running

# Far above what any test waits: whatever is published within it was not waited for.
LONG = 600.0


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Publication, Service]]:
    """One service for all tests here, whose files do not meet; the feed is watched all the while."""
    publication = Publication(tmp_path_factory.mktemp("newsroom")).with_database()
    with running(publication) as service, feed_is_always_whole(publication):
        yield publication, service


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Publication, Service]]:
    """A service that would wait ten minutes for a file that is not known to be whole."""
    publication = Publication(tmp_path_factory.mktemp("patient"), settle=LONG).with_database()
    for number in range(8):
        (publication.folder / f"staged-{number}").touch()
    if born(str(publication.config)) is None:
        pytest.skip("the file system here does not say when a file was created")
    with running(publication) as service:
        yield publication, service


def staged(publication: Publication, title: str, *paragraphs: str) -> Path:
    """Return a file beside the inbox that was made some time ago, as an upload takes."""
    file = next(publication.folder.glob("staged-*"))
    file.write_text(markdown(title, *paragraphs), encoding="utf-8")
    # The kernel stamps files with a clock of 4 ms ticks, and would not see a rename in the same one.
    earlier = file.stat().st_mtime_ns - 1_000_000_000
    os.utime(file, ns=(earlier, earlier))
    return file


def test_a_dropped_file_is_published(newsroom: tuple[Publication, Service]) -> None:
    publication, service = newsroom
    publication.drop("city/bridge.md", "A bridge opens", "The bridge over the Morra opened on Tuesday.")
    entry = service.until(lambda: publication.feed().get("A bridge opens"))
    assert "opened on Tuesday" in publication.page(entry)
    assert entry.summary == "The bridge over the Morra opened on Tuesday."
    assert service.until(lambda: "A bridge opens" in publication.feed("city/atom.xml"))
    assert service.until(lambda: "A bridge opens" in (publication.output / "index.html").read_text())


def test_a_file_renamed_into_the_inbox_is_published_at_once(patient: tuple[Publication, Service]) -> None:
    publication, service = patient
    staged(publication, "Renamed in").rename(publication.inbox / "renamed-in.md")
    service.until(lambda: "Renamed in" in publication.feed(), deadline=5)


def test_an_atomic_save_over_an_article_is_published_at_once(patient: tuple[Publication, Service]) -> None:
    publication, service = patient
    staged(publication, "Saved once").rename(publication.inbox / "saved.md")
    before = service.until(lambda: publication.feed().get("Saved once"), deadline=5)
    hidden = publication.inbox / ".saved.md.swap"
    staged(publication, "Saved twice").rename(hidden)
    hidden.rename(publication.inbox / "saved.md")
    after = service.until(lambda: publication.feed().get("Saved twice"), deadline=5)
    assert (after.id, after.link, after.published) == (before.id, before.link, before.published)
    assert after.updated >= before.updated
    assert "Saved once" not in publication.feed()


def test_a_file_that_is_written_in_place_waits_for_its_time(patient: tuple[Publication, Service]) -> None:
    publication, service = patient
    publication.drop("in-place.md", "Written in place")
    staged(publication, "Came later").rename(publication.inbox / "came-later.md")
    service.until(lambda: "Came later" in publication.feed(), deadline=5)
    assert "Written in place" not in publication.feed()


def test_an_edit_changes_the_entry_and_keeps_its_id(newsroom: tuple[Publication, Service]) -> None:
    publication, service = newsroom
    publication.drop("vote.md", "The vote", "Forty members voted for the plan.")
    before = service.until(lambda: publication.feed().get("The vote"))
    publication.drop("vote.md", "The vote", "Forty-one members voted for the plan.")
    after = service.until(
        lambda: (entry := publication.feed()["The vote"]).summary != before.summary and entry
    )
    assert after.summary == "Forty-one members voted for the plan."
    assert (after.id, after.link, after.published) == (before.id, before.link, before.published)
    assert after.updated >= before.updated
    assert "Forty-one" in publication.page(after)


def test_a_save_by_deleting_and_creating_keeps_the_entry(newsroom: tuple[Publication, Service]) -> None:
    publication, service = newsroom
    file = publication.drop("ferry.md", "The ferry", "The ferry sails at seven.")
    before = service.until(lambda: publication.feed().get("The ferry"))
    file.unlink()
    service.watch(0.1)
    publication.drop("ferry.md", "The ferry", "The ferry sails at eight.")
    after = service.until(
        lambda: (entry := publication.feed()["The ferry"]).summary != before.summary and entry
    )
    assert after.id == before.id


def test_a_renamed_file_stays_one_entry_with_the_same_id(newsroom: tuple[Publication, Service]) -> None:
    publication, service = newsroom
    file = publication.drop("draft-name.md", "The market hall")
    before = service.until(lambda: publication.feed().get("The market hall"))
    file.rename(publication.inbox / "final-name.md")
    service.wait_for("taken", moved=1)
    publication.drop("final-name.md", "The market hall", "Its roof is green now.")
    service.until(lambda: publication.feed()["The market hall"].summary == "Its roof is green now.")
    entries = [entry for entry in publication.entries() if entry.title == "The market hall"]
    final = before.link.replace("draft-name", "final-name")
    assert [(entry.id, entry.link) for entry in entries] == [(before.id, final)]
    old = before.link.removeprefix("https://evening.example.org/")
    assert final in (publication.output / old).read_text(encoding="utf-8")


def test_a_file_moved_to_another_section_is_one_entry_there(newsroom: tuple[Publication, Service]) -> None:
    publication, service = newsroom
    file = publication.drop("moved-from/play.md", "A play moves")
    before = service.until(lambda: publication.feed("moved-from/atom.xml").get("A play moves"))
    (publication.inbox / "moved-to").mkdir()
    file.rename(publication.inbox / "moved-to" / "play.md")
    after = service.until(lambda: publication.feed("moved-to/atom.xml").get("A play moves"))
    assert (after.id, after.link) == (before.id, before.link.replace("moved-from", "moved-to"))
    assert [entry.title for entry in publication.entries()].count("A play moves") == 1


def test_a_deleted_file_stays_published(newsroom: tuple[Publication, Service]) -> None:
    publication, service = newsroom
    file = publication.drop("gone.md", "Here to stay")
    before = service.until(lambda: publication.feed().get("Here to stay"))
    file.unlink()
    publication.drop("after-gone.md", "After the deletion")
    service.until(lambda: "After the deletion" in publication.feed())
    assert publication.feed()["Here to stay"] == before
    assert "Here to stay" in publication.page(before)


def test_a_folder_moved_into_the_inbox_is_a_section_and_is_watched(
    newsroom: tuple[Publication, Service],
) -> None:
    publication, service = newsroom
    folder = publication.folder / "harbour"
    (folder / "deep" / "deeper").mkdir(parents=True)
    (folder / "cranes.md").write_text(markdown("Cranes"), encoding="utf-8")
    (folder / "deep" / "deeper" / "divers.md").write_text(markdown("Divers"), encoding="utf-8")
    shutil.move(folder, publication.inbox / "harbour")
    service.until(lambda: {"Cranes", "Divers"} <= publication.feed("harbour/atom.xml").keys())
    publication.drop("harbour/deep/deeper/later.md", "Later in the deep")
    service.until(lambda: "Later in the deep" in publication.feed("harbour/atom.xml"))


def test_a_tree_that_is_created_file_by_file_is_taken_whole(newsroom: tuple[Publication, Service]) -> None:
    publication, service = newsroom
    for number in range(20):
        publication.drop(f"tree/a{number}/b/c/leaf.md", f"Leaf {number}")
    wanted = {f"Leaf {number}" for number in range(20)}
    service.until(lambda: wanted <= publication.feed("tree/atom.xml").keys())


def test_a_file_named_with_rubbish_disturbs_nobody(newsroom: tuple[Publication, Service]) -> None:
    publication, service = newsroom
    inbox = os.fsencode(publication.inbox)
    for number, name in enumerate(
        (b"\xff\xfe\xfd.md", b"new\nline.md", b'<b>&".md', "🦊".encode() * 50 + b".md")
    ):
        with open(inbox + b"/" + name, "wb") as file:  # noqa: PTH123  a Path cannot have every name
            file.write(markdown(f"Rubbish {number}").encode())
    publication.drop("sober.md", "A sober name")
    wanted = {"A sober name", "Rubbish 1", "Rubbish 2", "Rubbish 3"}
    service.until(lambda: wanted <= publication.feed().keys())
    service.until(
        lambda: any("not valid UTF-8" in record["reason"] for record in service.events("set aside"))
    )
    assert "Rubbish 0" not in publication.feed()
    for entry in publication.entries():
        assert publication.page(entry)


def test_a_broken_file_is_set_aside_with_a_reason_and_taken_when_repaired(
    newsroom: tuple[Publication, Service],
) -> None:
    publication, service = newsroom
    file = publication.inbox / "broken.md"
    file.write_text("---\ntitle: Repaired\ndate: the day before yesterday, or so\n---\nIt rained.\n")
    aside = service.wait_for("set aside", file="broken.md")
    assert "date" in aside["reason"]
    shown = publication.command("status", "--json").stdout
    assert '"broken.md"' in shown
    assert "Repaired" not in publication.feed()
    file.write_text("---\ntitle: Repaired\ndate: 2026-11-20\n---\nIt rained.\n")
    entry = service.until(lambda: publication.feed().get("Repaired"))
    assert entry.published.startswith("2026-11-20")
    assert '"broken.md"' not in publication.command("status", "--json").stdout


def test_files_written_in_pieces_are_never_published_in_part(tmp_path: Path) -> None:
    publication = Publication(tmp_path, settle=1).with_database()
    pieces = [
        markdown("{}", "The first of them."),
        "\nThe second.\n",
        "\nThe third.\n",
        "\nThe last.\n",
    ]
    with running(publication) as service:
        for piece in pieces:
            for title in ("Now", "Then"):
                with (publication.inbox / f"{title}.md").open("a", encoding="utf-8") as open_file:
                    open_file.write(piece.format(title))
            # Some copies set the time of the original after each piece.
            os.utime(publication.inbox / "Then.md", (1_600_000_000, 1_600_000_000))
            for _ in range(15):
                assert not publication.entries()
                assert not publication.pages()
                service.watch(0.03)
        service.until(lambda: {"Now", "Then"} <= publication.feed().keys())
        for entry in publication.entries():
            assert "The last." in publication.page(entry)
        taken = service.events("taken")
        assert (sum(each["new"] for each in taken), sum(each["edited"] for each in taken)) == (2, 0)


def test_three_thousand_files_at_once_all_get_in(tmp_path: Path) -> None:
    publication = Publication(tmp_path, entries=50).with_database()
    with running(publication) as service, feed_is_always_whole(publication):
        for number in range(3000):
            (publication.inbox / f"{number}.md").write_bytes(b"# Burst %d\n\nStory %d.\n" % (number, number))
        service.until(lambda: sum(each["new"] for each in service.events("taken")) >= 3000, deadline=60)
        service.until(lambda: len(publication.pages()) == 3000)
        service.until(lambda: len(publication.entries()) == 50)
        assert sum(each["new"] for each in service.events("taken")) == 3000


def test_an_inbox_that_sends_no_events_is_looked_at_again_and_again(tmp_path: Path) -> None:
    publication = Publication(tmp_path, settle=0).with_database()
    text = publication.config.read_text(encoding="utf-8")
    publication.config.write_text(text.replace("[intake]", '[intake]\nwatch = "poll"'), encoding="utf-8")
    with running(publication) as service:
        assert [each["watching"] for each in service.log if each["event"] == "ready"] == ["polling"]
        publication.drop("polled.md", "Found by looking", "Nobody has told the service of this article.")
        service.until(lambda: "Found by looking" in publication.feed(), deadline=20)
