"""Does a reader see anything when the inbox of a running service is gone, empty, and there again?"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.end_to_end.newsroom import Publication, Service, running
from tests.readers.base import Item
from tests.readers.lemon24 import Lemon24
from tests.readers.loopback import loopback

ARTICLES = 14
FEEDS = ("atom.xml", "rss.xml", "feed.json")
SECRET = "The harbour cat can count to nine."
REASON = "No cat counts."
_ACTS = """\
[[withdrawal]]
article = "city/story-3.md"
at = 2026-11-02T10:00:00Z
reason = "{reason}"

[[correction]]
article = "city/story-4.md"
at = 2026-11-03T10:00:00Z
text = "It was five tons."
announce = true
"""


def replaced_by_a_mount_point(inbox: Path) -> None:
    inbox.rename(inbox.with_name("away"))
    inbox.mkdir()


def taken_away(inbox: Path) -> None:
    inbox.rename(inbox.with_name("away"))


def emptied_file_by_file(inbox: Path) -> None:
    """As `rm -r` and `rsync --delete` do it: the editors' file goes while articles still lie there."""
    shutil.copytree(inbox, inbox.with_name("away"))
    (inbox / "_notices.toml").unlink()
    for file in sorted(inbox.glob("*/*")):
        # Slower than the watch gathers events: the service looks while half of it is gone.
        time.sleep(0.05)
        file.unlink()
    (inbox / "city").rmdir()


def brought_back(inbox: Path) -> None:
    """Let everything be there again, under other numbers and with the times that it had."""
    away = inbox.with_name("away")
    if inbox.exists():
        shutil.copytree(away, inbox, dirs_exist_ok=True)
    else:
        away.rename(inbox)


def opened(folder: Path, home: str) -> Publication:
    publication = Publication(folder, home=home).with_database()
    for number in range(ARTICLES):
        text = (
            SECRET if number == 3 else f"Ship {number} came into the harbour with {number + 3} tons of salt."
        )
        publication.drop(f"city/story-{number}.md", f"Story {number}", text)
    (publication.inbox / "_notices.toml").write_text(_ACTS.format(reason=REASON), encoding="utf-8")
    return publication


def state(publication: Publication) -> dict[str, tuple[int, bytes]]:
    """Return time and bytes of every published file: none may even be written again."""
    output = publication.output
    return {
        path: ((output / path).stat().st_mtime_ns, data) for path, data in publication.published().items()
    }


def shown(readers: list[Lemon24]) -> list[list[Item]]:
    for reader in readers:
        reader.refresh()
    return [reader.shown() for reader in readers]


@pytest.mark.parametrize("disappear", [replaced_by_a_mount_point, taken_away, emptied_file_by_file])
def test_a_reader_sees_nothing_of_an_inbox_that_goes_and_comes_back(
    tmp_path: Path, disappear: Callable[[Path], None]
) -> None:
    with loopback() as web:
        publication = opened(tmp_path, web.home)
        with ExitStack() as stack, running(publication) as service, web.serving(publication.config):
            service.until(lambda: len(publication.entries()) == ARTICLES + 1)
            readers = [Lemon24(tmp_path / feed, web.home + feed, lambda: 0) for feed in FEEDS]
            before = shown(readers)
            for reader in readers:
                stack.callback(reader.close)
                reader.read_all()
            read = [reader.shown() for reader in readers]
            assert [len(items) for items in before] == [ARTICLES + 1] * 3
            files = state(publication)

            disappear(publication.inbox)
            service.until(lambda: _is_reported(service))
            # Longer than a file must rest: whatever is believed of what has gone is believed by now.
            service.watch(1.0)
            assert state(publication) == files
            start = len(web.exchanges)
            assert shown(readers) == read
            assert [each.status for each in web.exchanges[start:]] == [304] * 3

            brought_back(publication.inbox)
            publication.drop("city/one-more.md", "One more", "It came after the disk was back.")
            service.until(lambda: "One more" in publication.feed())
            for items, was in zip(shown(readers), read, strict=True):
                (new,) = [item for item in items if item not in was]
                assert (new.title, new.unread) == ("One more", True)
                assert [item for item in items if item != new] == was
            assert not any(SECRET.encode() in data for data in publication.published().values())


def _is_reported(service: Service) -> bool:
    return any(
        "gone from the inbox" in line["reason"] or "not there" in line["reason"]
        for line in service.events("inbox")
    )


def test_three_articles_that_are_gone_at_once_are_reported_too(tmp_path: Path) -> None:
    publication = Publication(tmp_path).with_database()
    for number in range(3):
        publication.drop(f"{number}.md", f"Story {number}", f"Paragraph {number}.")
    with running(publication) as service:
        for file in publication.inbox.iterdir():
            file.unlink()
        said = service.wait_for("inbox")
        assert said["reason"] == "files gone from the inbox: 3; their articles stay published"
        assert len(publication.entries()) == 3
        publication.drop("0.md", "Story 0", "Paragraph 0.")
        publication.drop("3.md", "Story 3", "Paragraph 3.")
        service.until(lambda: len(publication.entries()) == 4)
        assert len(service.events("inbox")) == 1
