"""How do tests start the real program, drop files, and wait for what must happen?"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from xml.etree import ElementTree

from click.testing import CliRunner

from publisher.cli import main
from tests.databases import make_database

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
ATOM = "{http://www.w3.org/2005/Atom}"
# Longer than anything takes on a busy machine with one core; a test that waits so long has failed.
DEADLINE = 30.0

_Value = TypeVar("_Value")

_CONFIGURATION = """\
[publication]
id = "5d0c7a52-8f7e-4c7b-9f55-c0ffee000002"
title = "The Evening Test"
home = "{home}"
author = "The Desk"

[intake]
settle_seconds = {settle}

[feed]
entries = {entries}

{more}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a feed says of one article."""

    id: str
    title: str
    link: str
    updated: str
    published: str
    summary: str
    content: str


class Publication:
    """A publication in a folder of its own."""

    def __init__(
        self,
        folder: Path,
        *,
        home: str = "https://evening.example.org/",
        settle: float = 0.3,
        entries: int = 300,
        more: str = "",
    ) -> None:
        self.folder = folder
        self.inbox = folder / "inbox"
        self.output = folder / "feeds"
        self.outbox = folder / "outbox"
        self.database = folder / "publisher.db"
        self.config = folder / "publisher.toml"
        self.inbox.mkdir(parents=True, exist_ok=True)
        if not self.config.exists():
            text = _CONFIGURATION.format(home=home, settle=settle, entries=entries, more=more)
            self.config.write_text(text, encoding="utf-8")

    def with_database(self) -> Publication:
        """Make the empty database here: half a second less for each service that is started."""
        make_database(self.database)
        return self

    def drop(self, path: str, title: str, *paragraphs: str) -> Path:
        """Write an article into the inbox, as a careless copy does: under its own name."""
        file = self.inbox / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(markdown(title, *paragraphs), encoding="utf-8")
        return file

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one command of the program to its end, in this process: half a second less than a new one."""
        result = CliRunner().invoke(main, [*arguments, "--config", str(self.config)])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return subprocess.CompletedProcess(arguments, result.exit_code, result.stdout, result.stderr)

    def process(self, *arguments: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Run one command in a process of its own, where that is what the test is about."""
        return subprocess.run(
            [sys.executable, "-m", "publisher", *arguments, "--config", str(self.config)],
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            cwd=self.folder,
        )

    def build(self) -> None:
        """Run ``publisher build`` to its good end."""
        result = self.command("build")
        assert result.returncode == 0, result.stderr

    def feed(self, path: str = "atom.xml") -> dict[str, Entry]:
        """Return the entries of a feed by title; no feed is no entries, a broken one is an error."""
        return {entry.title: entry for entry in self.entries(path)}

    def entries(self, path: str = "atom.xml") -> list[Entry]:
        """Return the entries of a feed."""
        try:
            data = (self.output / path).read_bytes()
        except FileNotFoundError:
            return []
        return read_feed(data)

    def page(self, entry: Entry) -> str:
        """Return the page that an entry links to."""
        home = entry.link[: entry.link.index("/", len("https://")) + 1]
        return (self.output / entry.link.removeprefix(home)).read_text(encoding="utf-8")

    def pages(self) -> list[Path]:
        """Return the pages of all articles."""
        return [path for path in self.output.glob("*/*.html") if path.name != "index.html"]

    def mails(self) -> list[bytes]:
        """Return what lies unread in the outbox, a Maildir."""
        return [path.read_bytes() for path in sorted((self.outbox / "new").glob("*"))]

    def published(self) -> dict[str, bytes]:
        """Return every file of the output, by its path there."""
        return {
            path.relative_to(self.output).as_posix(): path.read_bytes()
            for path in sorted(self.output.rglob("*"))
            if path.is_file()
        }


class Service:
    """A running ``publisher run``, and everything it has said so far."""

    def __init__(self, publication: Publication) -> None:
        self.log: list[dict[str, Any]] = []
        self.strange: list[str] = []
        self._new: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        environment = {key: value for key, value in os.environ.items() if key != "JOURNAL_STREAM"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "publisher", "run", "--config", str(publication.config)],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            cwd=publication.folder,
            env=environment,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_for(self, event: str, deadline: float = DEADLINE, **about: object) -> dict[str, Any]:
        """Return the next line of the log with this event and these values."""
        end = time.monotonic() + deadline
        while True:
            try:
                record = self._new.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no {event!r} within {deadline} s; the log: {self.log}") from None
            if record is None:
                raise AssertionError(f"the service ended before it said {event!r}: {self.log} {self.strange}")
            if record.get("event") == event and about.items() <= record.items():
                return record

    def until(self, what: Callable[[], _Value], deadline: float = DEADLINE) -> _Value:
        """Return the first true value of ``what``, asked again and again while the service lives."""
        end = time.monotonic() + deadline
        while not (found := what()):
            assert time.monotonic() < end, f"not within {deadline} s; the log: {self.log} {self.strange}"
            self.watch(0.01)
        return found

    def watch(self, seconds: float) -> None:
        """Let time pass, in which the service must not end."""
        try:
            code = self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            return
        raise AssertionError(f"the service ended with {code}: {self.log} {self.strange}")

    def stop(self, number: int = signal.SIGTERM, deadline: float = DEADLINE) -> int:
        """Send a signal and return the exit code; everything that was said is in the log then."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(timeout=deadline)
        self._reader.join(timeout=5)
        return code

    def children(self) -> list[int]:
        """Return the processes that the service has started and that still run."""
        try:
            return [
                int(number)
                for listed in Path(f"/proc/{self.process.pid}/task").glob("*/children")
                for number in listed.read_text().split()
            ]
        except (FileNotFoundError, ProcessLookupError):
            return []

    def events(self, name: str) -> list[dict[str, Any]]:
        """Return every line of the log with this event."""
        return [record for record in self.log if record.get("event") == name]

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            try:
                record = json.loads(line)
            except ValueError:
                self.strange.append(line.rstrip())
                continue
            self.log.append(record)
            self._new.put(record)
        self.process.stderr.close()
        self._new.put(None)


@contextmanager
def running(publication: Publication) -> Iterator[Service]:
    """Run the service until the block ends; it must have been ready, and end well."""
    service = Service(publication)
    try:
        service.wait_for("ready")
        yield service
        if service.process.poll() is None:
            assert service.stop() == 0, service.strange
        assert not service.strange, service.strange
    finally:
        if service.process.poll() is None:
            service.process.kill()
        service.process.wait()


@contextmanager
def feed_is_always_whole(publication: Publication) -> Iterator[list[int]]:
    """Read the feed continuously meanwhile: once there, it must always be there and well-formed."""
    done = threading.Event()
    faults: list[str] = []
    sizes: list[int] = []

    def read() -> None:
        seen = None
        while not done.wait(0.002):
            try:
                with (publication.output / "atom.xml").open("rb") as file:
                    status = os.fstat(file.fileno())
                    # Parsing again what has been found whole would take a core from the service.
                    if seen == (seen := (status.st_ino, status.st_size, status.st_mtime_ns)):
                        continue
                    entries = read_feed(file.read())
            except FileNotFoundError:
                if sizes:
                    faults.append("the feed was not there")
            except ElementTree.ParseError as error:
                faults.append(f"the feed was not well-formed: {error}")
            else:
                if len({entry.id for entry in entries}) != len(entries):
                    faults.append("an id stood there twice")
                sizes.append(len(entries))

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    try:
        yield sizes
    finally:
        done.set()
        thread.join()
    assert not faults, faults[:3]
    assert sizes


def markdown(title: str, *paragraphs: str) -> str:
    """Return a Markdown file with a heading; one paragraph of its own where none is given."""
    text = paragraphs or (f"The desk learned on Tuesday that {title.lower()} is what everybody talks about.",)
    return "\n\n".join((f"# {title}", *text)) + "\n"


def read_feed(data: bytes) -> list[Entry]:
    """Return the entries of an Atom feed; raises ParseError when it is not well-formed."""
    found = []
    for entry in ElementTree.fromstring(data).iter(f"{ATOM}entry"):
        link = entry.find(f"{ATOM}link[@rel='alternate']")
        texts = {name: entry.findtext(ATOM + name) or "" for name in _TEXTS}
        found.append(Entry(link="" if link is None else link.get("href", ""), **texts))
    return found


_TEXTS = ("id", "title", "updated", "published", "summary", "content")


def leftovers(folder: Path) -> list[Path]:
    """Return what looks like a file that was never finished."""
    return [path for path in folder.rglob("*") if path.name.endswith(".tmp")]
