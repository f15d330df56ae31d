"""Does a fault of the machine end with one clear sentence, with nothing published harmed?"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from publisher.app import lock_file
from publisher.codings import SUFFIXES
from publisher.config import load
from publisher.locks import hold
from tests.end_to_end.newsroom import Publication, leftovers

STORIES = 12


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication with something published."""
    publication = Publication(tmp_path_factory.mktemp("original")).with_database()
    for number in range(STORIES):
        sentences = " ".join(f"Sentence {each} of story {number} says a little more." for each in range(60))
        publication.drop(f"city/{number}.md", f"Story {number}", sentences)
    publication.build()
    return publication.folder


@pytest.fixture
def publication(original: Path, tmp_path: Path) -> Publication:
    """A copy of it, with one more article to publish."""
    shutil.copytree(original, tmp_path, dirs_exist_ok=True)
    publication = Publication(tmp_path)
    publication.drop("city/new.md", "The new one")
    return publication


def fails(publication: Publication, code: int, *words: str, command: str = "build") -> None:
    """Run a command that must fail with one clear sentence, and harm nothing."""
    before = publication.published()
    result = publication.process("run") if command == "run" else publication.command(command)
    assert result.returncode == code, (result.returncode, result.stdout, result.stderr)
    said = result.stderr.strip().splitlines()
    assert len(said) == 1, said
    assert said[0].startswith("publisher: ")
    for word in words:
        assert word in said[0]
    assert publication.published() == before
    assert not leftovers(publication.folder)


def recovers(publication: Publication) -> None:
    """The fault is gone: all is published now, and nothing else has changed."""
    publication.build()
    assert {entry.title for entry in publication.entries()} == {
        "The new one",
        *(f"Story {number}" for number in range(STORIES)),
    }
    assert len(publication.pages()) == STORIES + 1
    assert not leftovers(publication.output)


def flip(file: Path, start: int, length: int) -> None:
    data = bytearray(file.read_bytes())
    data[start : start + length] = bytes(byte ^ 0xFF for byte in data[start : start + length])
    file.write_bytes(data)


def damage_header(file: Path) -> None:
    flip(file, 0, 16)


def damage_middle(file: Path) -> None:
    # All but the schema, which stands at the beginning.
    size = file.stat().st_size
    flip(file, size // 4, size // 2)


def damage_text(file: Path) -> None:
    # The structure stays whole and the text does not: SQLite has no checksums and notices nothing.
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE bodies SET parsed = substr(parsed, 1, length(parsed) / 2)")
        connection.execute("UPDATE articles SET rendered = ''")
        connection.commit()


def truncate(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def replace_by_text(file: Path) -> None:
    file.write_text("Dear diary, today I am a database.\n" * 300, encoding="utf-8")


@pytest.mark.parametrize("harm", [damage_header, damage_middle, damage_text, truncate, replace_by_text])
def test_a_damaged_database_is_named_and_a_new_one_brings_everything_back(
    publication: Publication, harm: Callable[[Path], None]
) -> None:
    ids = {entry.title: entry.id for entry in publication.entries()}
    harm(publication.database)
    fails(publication, 74, "database", "damaged", "`publisher build`")
    for file in publication.folder.glob("publisher.db*"):
        file.unlink()
    recovers(publication)
    assert ids.items() <= {entry.title: entry.id for entry in publication.entries()}.items()


def test_the_service_does_not_start_on_a_damaged_database(publication: Publication) -> None:
    damage_header(publication.database)
    fails(publication, 74, str(publication.database), "damaged", command="run")


def test_the_database_of_another_program_is_left_alone(publication: Publication) -> None:
    publication.database.unlink()
    with closing(sqlite3.connect(publication.database)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    before = publication.database.read_bytes()
    fails(publication, 74, str(publication.database), "another program")
    assert publication.database.read_bytes() == before


def test_an_inbox_that_is_not_there_is_named_and_nothing_is_withdrawn(publication: Publication) -> None:
    away = publication.inbox.rename(publication.folder / "unmounted")
    fails(publication, 66, str(publication.inbox), "not there")
    away.rename(publication.inbox)
    recovers(publication)


def test_an_inbox_that_is_a_file_is_named(publication: Publication) -> None:
    away = publication.inbox.rename(publication.folder / "inbox-away")
    publication.inbox.write_text("not a folder")
    fails(publication, 66, str(publication.inbox), "not a folder")
    publication.inbox.unlink()
    away.rename(publication.inbox)
    recovers(publication)


def test_an_output_that_is_a_file_is_named(publication: Publication) -> None:
    away = publication.output.rename(publication.folder / "feeds-away")
    publication.output.write_text("not a folder")
    fails(publication, 73, str(publication.output), "cannot be written")
    assert publication.output.read_text() == "not a folder"
    publication.output.unlink()
    away.rename(publication.output)
    recovers(publication)


def test_a_configuration_that_cannot_be_meant_names_file_and_key(publication: Publication) -> None:
    text = publication.config.read_text(encoding="utf-8")
    publication.config.write_text(text.replace("settle_seconds", "setle_seconds"), encoding="utf-8")
    fails(publication, 78, str(publication.config), "intake.setle_seconds", 'did you mean "settle_seconds"?')
    publication.config.write_text(text, encoding="utf-8")
    recovers(publication)


def test_a_second_process_is_told_to_wait(publication: Publication) -> None:
    with hold(lock_file(load(publication.config))):
        fails(publication, 75, "another process works on this publication")
    recovers(publication)


@contextmanager
def mounted(folder: Path, size: str) -> Iterator[Callable[[str], None]]:
    """Put a small file system of its own at ``folder`` with what is in it; gives what mounts it otherwise."""
    copy = folder.with_name(folder.name + "-copy")
    shutil.copytree(folder, copy)

    def mount(options: str) -> None:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True, capture_output=True
        )

    try:
        mount(f"size={size}")
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"mounting is not permitted here: {error}")
    try:
        shutil.copytree(copy, folder, dirs_exist_ok=True)
        yield lambda options: mount(f"remount,{options}")
    finally:
        subprocess.run(["umount", folder], check=True)


def eat(folder: Path, leave: int) -> Path:
    """Fill the file system of a folder but for some octets."""
    ballast = folder / "ballast"
    status = os.statvfs(folder)
    ballast.write_bytes(b"x" * (status.f_bavail * status.f_frsize - leave))
    return ballast


@pytest.mark.parametrize("leave", [0, 8192])
def test_a_full_disk_under_the_output_leaves_every_old_file(publication: Publication, leave: int) -> None:
    with mounted(publication.output, "2m"):
        ballast = eat(publication.output, leave)
        # Pages, feeds and front pages come one after the other: those before the fault may be new.
        before = publication.published()
        result = publication.command("build")
        assert result.returncode == 73, result.stderr
        (said,) = result.stderr.strip().splitlines()
        assert "No space left on device" in said
        assert "the old file stays" in said
        after = publication.published()
        assert not leftovers(publication.output)
        ballast.unlink()
        recovers(publication)
        whole = publication.published()
        assert all(after[path] in (data, whole.get(path)) for path, data in before.items() if path in after)
        assert {path for path in before if path not in after} <= {
            path for path in before if path.endswith(SUFFIXES)
        }


def test_a_full_disk_under_the_database_changes_nothing(publication: Publication) -> None:
    folder = publication.folder / "state"
    folder.mkdir()
    publication.database.rename(folder / "publisher.db")
    text = publication.config.read_text(encoding="utf-8")
    publication.config.write_text('database = "state/publisher.db"\n' + text, encoding="utf-8")
    publication.database = folder / "publisher.db"
    # More than one page of the database.
    publication.drop("city/long.md", "The long one", "A long story goes on. " * 20_000)
    with mounted(folder, "1m"):
        ballast = eat(folder, 8192)
        fails(publication, 74, "publisher.db", "the disk is full")
        ballast.unlink()
        (publication.inbox / "city" / "long.md").unlink()
        recovers(publication)


def test_an_output_that_cannot_be_written_leaves_every_old_file(publication: Publication) -> None:
    with mounted(publication.output, "4m") as remount:
        remount("ro")
        fails(publication, 73, str(publication.output), "Read-only file system")
        remount("rw")
        recovers(publication)


def test_a_database_that_cannot_be_written_changes_nothing(publication: Publication) -> None:
    folder = publication.folder / "state"
    folder.mkdir()
    publication.database.rename(folder / "publisher.db")
    text = publication.config.read_text(encoding="utf-8")
    publication.config.write_text('database = "state/publisher.db"\n' + text, encoding="utf-8")
    with mounted(folder, "4m") as remount:
        remount("ro")
        fails(publication, 74, "publisher.db")
        remount("rw")
        recovers(publication)
