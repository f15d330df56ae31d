"""How does a test put files into an inbox, and look at what readers and subscribers get?"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import feedparser
from databases import make_database

from publisher import config
from publisher.app import App, open_app
from publisher.compose import Composer
from publisher.example import example
from publisher.ingest import intake
from publisher.ingest.scan import scan
from publisher.model import Entry
from publisher.publish import site
from publisher.store import entries, inbox
from publisher.tokens import Key, Keys

MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

RANDOM = Random(7)
_KEY = Key(id=b"test", secret=b"a secret of thirty-two bytes ...")
KEYS = Keys(pepper=b"another one of thirty-two bytes ", signing=_KEY, known=(_KEY,))

STORY = (
    "The harbour of Brindleport was closed on Monday after a crane sank beside its northern quay.",
    "Divers found the crane upright at eleven metres, with its cabin door open and its lamps still lit.",
    "The operator had left ten minutes earlier to fetch a forgotten thermos flask from the canteen.",
)


def markdown(title: str, *paragraphs: str, **keys: object) -> str:
    """Return an article with front matter."""
    head = "".join(f"{key}: {value}\n" for key, value in keys.items())
    return f"---\ntitle: {title}\n{head}---\n\n" + "\n\n".join(paragraphs or STORY) + "\n"


@dataclass(frozen=True, slots=True)
class Desk:
    """A publication in a folder of its own, whose clock stands at MONDAY unless told otherwise."""

    app: App

    @property
    def inbox(self) -> Path:
        return self.app.config.inbox

    @property
    def composer(self) -> Composer:
        """What makes the messages; what is random in them does not repeat within a test."""
        folders = site.folders(self.app.config)
        return Composer(self.app.store, self.app.config, folders, self.keys, RANDOM.randbytes)

    def keys(self) -> Keys:
        return KEYS

    @property
    def output(self) -> Path:
        return self.app.config.output

    def drop(self, path: str, text: str | bytes, at: datetime = MONDAY - DAY) -> Path:
        """Put a file into the inbox, last changed ``at``."""
        file = self.inbox / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        os.utime(file, (at.timestamp(), at.timestamp()))
        return file

    def take(self, now: datetime = MONDAY, **options: Any) -> intake.Report:
        """Take what has changed, as ``publisher build`` does."""
        with self.app.store.read() as connection:
            aside = [path for path, _ in inbox.set_aside(connection)]
        return self.app.intake.run(scan(self.app.store, self.inbox, aside), now, **options)

    def publish(self, now: datetime = MONDAY) -> site.Report:
        return self.app.site.publish(now)

    def build(self, now: datetime = MONDAY) -> tuple[intake.Report, site.Report]:
        return self.take(now), self.publish(now)

    def entries(self, now: datetime = MONDAY) -> dict[str, Entry]:
        """Return what readers see, by the path of the file."""
        with self.app.store.read() as connection:
            return {entry.path: entry for entry in entries.newest(connection, now, None)}

    def set_aside(self) -> dict[str, str]:
        with self.app.store.read() as connection:
            return dict(inbox.set_aside(connection))

    def feed(self, path: str = "atom.xml") -> Any:
        """Return a feed as a feed reader understands it."""
        found = feedparser.parse((self.output / path).read_bytes())
        assert not found.bozo, found.bozo_exception
        return found

    def state(self) -> dict[str, tuple[int, bytes]]:
        """Return modification time and bytes of every published file."""
        files = (path for path in self.output.rglob("*") if path.is_file())
        return {
            path.relative_to(self.output).as_posix(): (path.stat().st_mtime_ns, path.read_bytes())
            for path in files
        }

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every row of the database."""
        from publisher.store.tables import metadata

        with self.app.store.read() as connection:
            return {
                table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
                for table in metadata.sorted_tables
            }


def write_config(folder: Path, changes: dict[str, str] | None = None) -> Path:
    """Write the configuration of a publication into ``folder`` and make its inbox."""
    text = example(
        identifier="5d0c7a52-8f7e-4c7b-9f55-c0ffee000001",
        title="The Danube Courier",
        home="https://courier.example.org/",
        language="en",
        author="The Danube Courier",
        time_zone="Europe/Berlin",
        sender="The Danube Courier <news@courier.example.org>",
    )
    for before, after in (changes or {}).items():
        assert before in text, before
        text = text.replace(before, after)
    path = folder / "publisher.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    (folder / "inbox").mkdir(exist_ok=True)
    return path


@contextlib.contextmanager
def open_desk(folder: Path, **changes: Any) -> Iterator[Desk]:
    """Open the publication in ``folder``, made when it is not there; ``changes`` replace parts of its Config."""  # noqa: E501  a row of a table or of text
    path = folder / "publisher.toml"
    settings = config.load(path if path.exists() else write_config(folder))
    settings = replace(settings, **changes)
    if settings.database == folder / "publisher.db" and not settings.database.exists():
        make_database(settings.database)
    with open_app(settings) as app:
        yield Desk(app)


def story(number: int) -> tuple[str, ...]:
    """Return an invented story that shares no paragraph with the others."""
    towns = ("Arbury", "Belford", "Caldmoor", "Dunstead", "Eastfell", "Farleigh", "Gorsehill", "Hexton")
    town = towns[number % len(towns)]
    return (
        f"The council of {town} voted on Tuesday to reopen the footbridge that storm number {number} took away.",  # noqa: E501  a row of a table or of text
        f"Work in {town} will begin after the herring season and is to cost {number + 3} million crowns in all.",  # noqa: E501  a row of a table or of text
        f"Fishermen of {town} had asked for {number + 5} years for a way across that needs no ferry at night.",  # noqa: E501  a row of a table or of text
    )
