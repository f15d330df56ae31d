"""Do feeds with tombstones (RFC 6721) stay valid, and do readers that know none take no harm?"""

from __future__ import annotations

import subprocess
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.end_to_end.newsroom import Publication
from tests.readers.base import Reader
from tests.readers.lemon24 import Lemon24
from tests.readers.loopback import loopback
from tests.readers.newsboat import Newsboat
from tests.readers.sfeed import Sfeed
from tests.readers.universal import Universal

SCHEMA = Path(__file__).parents[1] / "data/published.rnc"
ATOM, TOMBSTONES = "{http://www.w3.org/2005/Atom}", "{http://purl.org/atompub/tombstones/1.0}"
ARTICLES = 80
REASON = 'The "ferry" never sailed & never sank.'
READERS: tuple[type[Reader], ...] = (Newsboat, Sfeed, Lemon24, Universal)


def publication(folder: Path, home: str, *, tombstones: bool) -> Publication:
    setting = "tombstones = true" if tombstones else ""
    made = Publication(folder, home=home, entries=6, more=setting).with_database()
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(days=60)
    for number in range(ARTICLES):
        file = made.inbox / "city" / f"story-{number}.md"
        file.parent.mkdir(exist_ok=True)
        date = (start + timedelta(hours=number)).isoformat()
        file.write_text(
            f"---\ntitle: Story {number}\ndate: {date}\n---\n\n"
            f"Ship {number} came into the old harbour on Monday with {number + 3} tons of salt on board.\n\n"
            f"Its master slept {number + 5} hours.\n",
            encoding="utf-8",
        )
    made.build()
    return made


def withdraw(made: Publication, at: datetime, *numbers: int) -> None:
    reason = REASON.replace('"', '\\"')
    acts = [
        f'[[withdrawal]]\narticle = "city/story-{number}.md"\nat = {at.isoformat()}\nreason = "{reason}"\n'
        for number in numbers
    ]
    (made.inbox / "_notices.toml").write_text("\n".join(acts), encoding="utf-8")
    made.build()


def documents(made: Publication) -> dict[str, ElementTree.Element]:
    """Return every Atom document of the output by its path."""
    paths = [path for path in made.published() if path.endswith("atom.xml") or "archive/" in path]
    plain = [path for path in paths if path.endswith(".xml") and "editions" not in path]
    return {path: ElementTree.parse(made.output / path).getroot() for path in plain}


def ids(root: ElementTree.Element) -> set[str | None]:
    return {each.findtext(f"{ATOM}id") for each in root.iter(f"{ATOM}entry")}


@pytest.mark.program("newsboat", "sfeed_update", "curl", "jing")
def test_a_tombstone_stands_in_the_place_of_each_entry_and_readers_go_on(tmp_path: Path) -> None:
    long_ago = datetime.now(UTC).replace(microsecond=0) - timedelta(days=31)
    lately = datetime.now(UTC).replace(microsecond=0) - timedelta(days=29)
    with loopback() as web:
        made = publication(tmp_path, web.home, tombstones=True)
        newest, oldest = f"Story {ARTICLES - 1}", "Story 1"
        before = documents(made)
        names = {
            entry.findtext(f"{ATOM}title"): entry.findtext(f"{ATOM}id") or ""
            for root in before.values()
            for entry in root.iter(f"{ATOM}entry")
        }
        with web.serving(made.config), ExitStack() as stack:
            readers = [
                kind(tmp_path / f"{kind.__name__}-{feed}", web.home + feed, lambda: 0)
                for kind in READERS
                for feed in kind.feeds
            ]
            for reader in readers:
                stack.callback(reader.close)
                reader.refresh()
            promised = [{item.id for item in reader.shown()} for reader in readers]

            withdraw(made, lately, ARTICLES - 1, 1)
            assert not any(root.findall(f"{TOMBSTONES}deleted-entry") for root in documents(made).values())

            withdraw(made, long_ago, ARTICLES - 1, 1)
            after = documents(made)
            assert after.keys() == before.keys()
            for path, root in after.items():
                # Directly in the feed, in the documents that had the entry, and where what has changed in
                # older ones is told: RFC 5005 §4.
                both = {names[title] for title in (newest, oldest)}
                wanted = both & ids(before[path]) if "archive/" in path else both
                stones = root.findall(f"{TOMBSTONES}deleted-entry")
                assert {stone.get("ref") for stone in stones} == wanted, path
                assert not wanted & ids(root)
                assert ids(root) | wanted >= ids(before[path])
                for stone in stones:
                    assert datetime.fromisoformat(stone.get("when") or "") == long_ago
                    assert stone.findtext(f"{TOMBSTONES}comment") == REASON
            buried = [
                path for path, root in after.items() if root.find(f"{TOMBSTONES}deleted-entry") is not None
            ]
            assert {"atom.xml", "city/atom.xml"} <= set(buried)
            assert sum("archive/" in path for path in buried) >= 2
            validated = subprocess.run(
                ["jing", "-c", str(SCHEMA), *(str(made.output / path) for path in after)],
                capture_output=True,
                text=True,
                check=False,
            )
            assert validated.stdout == ""
            assert names[newest].encode() not in (made.output / "rss.xml").read_bytes()
            assert names[newest].encode() not in (made.output / "feed.json").read_bytes()
            assert "never sank" in (made.output / f"city/story-{ARTICLES - 1}.html").read_text()

            more = made.inbox / "city" / "one-more.md"
            text = "It came after the burial of the two stories that had never been true, said its master."
            more.write_text(f"---\ntitle: One more\n---\n\n{text}\n\nHe slept again.\n", encoding="utf-8")
            made.build()
            for reader, was in zip(readers, promised, strict=True):
                reader.refresh()
                items = reader.shown()
                assert len({item.id for item in items}) == len(items)
                # What a reader keeps of an entry that has left its feed is its own affair.
                assert {item.title for item in items} >= {"One more", f"Story {ARTICLES - 2}"}
                assert was - {names[newest]} <= {item.id for item in items}


def test_without_the_setting_a_notice_stands_there_however_long_ago(tmp_path: Path) -> None:
    made = publication(tmp_path, "https://evening.example.org/", tombstones=False)
    before = {path: ids(root) for path, root in documents(made).items()}
    withdraw(made, datetime.now(UTC).replace(microsecond=0) - timedelta(days=50), ARTICLES - 1, 1)
    after = documents(made)
    assert {path: ids(root) for path, root in after.items() if "archive/" in path} == {
        path: found for path, found in before.items() if "archive/" in path
    }
    assert ids(after["atom.xml"]) >= before["atom.xml"]
    assert not any(root.findall(f"{TOMBSTONES}deleted-entry") for root in after.values())
    assert [entry.title for entry in made.entries()].count("Withdrawn article") == 2
