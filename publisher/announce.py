"""Who must be told of what has been published, and have they been told?"""

from __future__ import annotations

import hashlib
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from msgspec import DecodeError
from msgspec.json import Decoder, encode
from sqlalchemy import Connection

from publisher import files, notify, timing
from publisher.config import Config
from publisher.errors import OutputError
from publisher.notify.news import Answer, News, Target, Verdict
from publisher.store import Store, notifications
from publisher.store.notifications import Notification

# What people follow: these files of the publication and of each of its folders.
FEEDS = ("atom.xml", "rss.xml", "feed.json")

# Messages that a thread sends to one target before others that are as old have their turn.
_BATCH = 20

# When a target has been given up, its other messages are tried soon: they may be newer.
_NEXT = timedelta(minutes=2)

_NEWS = Decoder(News)

_Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A message that was not taken; without ``again_at`` it is given up."""

    target: str
    reply: str
    again_at: datetime | None


@dataclass(slots=True, kw_only=True)
class Report:
    """How many messages were taken, and which were not."""

    told: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    """What a thread says of one message; without an answer: that it has ended."""

    target: str
    number: int = 0
    answer: Answer | None = None


class Announcer:
    """Queues what is new for everyone who is told of it, and tells it in threads.

    The queue is in the database, which only the caller's thread touches. A target has one thread at
    most, so that one that hangs costs nobody else anything, and it is a daemon: no answer is worth
    waiting for at the end.
    """

    def __init__(self, store: Store, config: Config) -> None:
        self._store = store
        self._output = config.output
        self._home = config.publication.home
        targets = notify.targets(config.notify, config.publication)
        self._key_files = notify.key_files(targets)
        self._targets = {each.name: each for each in targets}
        # Of the feeds that have been compared with what is queued; they are read again when it changes.
        self._stamps: dict[str, _Stamp] = {}
        # What each thread has been given and not yet answered.
        self._asked: dict[str, dict[int, Notification]] = {}
        self._answers: queue.SimpleQueue[_Answered] = queue.SimpleQueue()

    def begin(self) -> None:
        """Take up what a killed process was sending. Call it once, in the process that holds the lock."""
        with self._store.write() as connection:
            notifications.begin(connection, list(self._targets))

    def gather(self, now: datetime) -> int:
        """Queue what has been published since the last time; return how many feeds and pages that are.

        Feeds are compared by their bytes with what was queued before, and pages are noted in the
        transaction that marks them as rendered: whenever a process is killed, the next call finds
        what nobody has been told. Raises OutputError and StoreError.
        """
        if not self._targets:
            return 0
        with self._store.read() as connection:
            known = notifications.known_topics(connection)
            pages = notifications.changed_pages(connection)
        stamps = dict(_look(self._output))
        digests = {
            path: _digest(self._output / path)
            for path, stamp in stamps.items()
            if self._stamps.get(path) != stamp
        }
        feeds = {path: digest for path, digest in digests.items() if known.get(path) != digest}
        if feeds or pages:
            for path, key in self._key_files.items():
                files.replace(self._output / path, key)
            with self._store.write() as connection:
                self._queue(connection, list(feeds), pages, now)
                notifications.note_topics(connection, feeds)
                notifications.forget_pages(connection)
        self._stamps = stamps
        return len(feeds) + len(pages)

    def turn(self, clock: Callable[[], datetime]) -> Report:
        """Record what has been answered and have what is due sent, without waiting. Raises StoreError."""
        report = Report()
        while not self._answers.empty():
            self._settle(self._answers.get(), clock(), report)
        if self._targets:
            with self._store.read() as connection:
                due = notifications.due_targets(connection, clock())
            for name in due:
                if name in self._targets and name not in self._asked:
                    self._ask(self._targets[name], clock)
        return report

    def finish(self, clock: Callable[[], datetime], seconds: float) -> Report:
        """Have what is due sent, wait so long for answers, and leave the rest to another process."""
        report = self.turn(clock)
        until = time.monotonic() + seconds
        while self._asked and (left := until - time.monotonic()) > 0:
            try:
                self._settle(self._answers.get(timeout=left), clock(), report)
            except queue.Empty:
                break
        for name in list(self._asked):
            self._fail(name, f"no answer within {seconds:g} s", clock(), report)
        return report

    def is_answered(self) -> bool:
        """Say whether ``turn`` has an answer to record."""
        return not self._answers.empty()

    def next_due(self, connection: Connection) -> datetime | None:
        """Return when something is to be sent; a target that is being asked is not asked meanwhile."""
        return notifications.next_due(connection, list(self._asked)) if self._targets else None

    def _queue(
        self, connection: Connection, feeds: Sequence[str], pages: Sequence[str], now: datetime
    ) -> None:
        feed_addresses = [self._home + path for path in feeds]
        page_addresses = [self._home + path for path in pages]
        for target in self._targets.values():
            for topic, its_feeds, its_pages in target.split(feed_addresses, page_addresses):
                waiting = notifications.last_waiting(connection, target.name, topic)
                old = _read(waiting) if waiting else None
                first, *more = _merge(old, its_feeds, its_pages, target.most, now)
                if waiting:
                    notifications.renew(connection, waiting.number, _write(first), now)
                else:
                    more = [first, *more]
                notifications.add(
                    connection,
                    kind=target.kind,
                    target=target.name,
                    topic=topic,
                    payloads=[_write(each) for each in more],
                    now=now,
                )

    def _ask(self, target: Target, clock: Callable[[], datetime]) -> None:
        """Give a target's due messages to a thread of its own."""
        with self._store.write() as connection:
            claimed = notifications.claim(connection, target.name, clock(), _BATCH)
            news = {}
            for each in claimed:
                if (found := _read(each)) is None:
                    notifications.give_up(connection, each, "the database is damaged: this cannot be read")
                else:
                    news[each.number] = found
        if news:
            self._asked[target.name] = {each.number: each for each in claimed if each.number in news}
            # Not of a pool: its threads would be waited for at the end.
            threading.Thread(
                target=_tell, args=(target, news, clock, self._answers), name="announce", daemon=True
            ).start()

    def _settle(self, answered: _Answered, now: datetime, report: Report) -> None:
        """Record what a thread says."""
        name, answer = answered.target, answered.answer
        asked = self._asked.get(name)
        if asked is None:
            return
        if answer is None:
            if asked:
                self._fail(name, "no answer: the attempt broke off", now, report)
            self._asked.pop(name, None)
            return
        notification = asked.pop(answered.number)
        if answer.verdict is Verdict.DONE:
            report.told += 1
            with self._store.write() as connection:
                notifications.done(connection, notification)
            return
        again_at = None
        if answer.verdict is not Verdict.NEVER:
            attempts = notification.attempts + 1
            again_at = timing.tell_again_at(attempts, notification.queued_at, now, answer.wait)
        report.faults.append(Fault(target=name, reply=answer.reply, again_at=again_at))
        with self._store.write() as connection:
            if again_at:
                notifications.put_off(connection, notification, answer.reply, again_at)
            else:
                notifications.give_up(connection, notification, answer.reply)
            if answer.verdict is Verdict.AWAY:
                notifications.release(connection, list(asked))
                asked.clear()
                notifications.hold_back(connection, name, again_at or now + _NEXT)

    def _fail(self, name: str, reply: str, now: datetime, report: Report) -> None:
        """Take the message that a target was asked last as not answered."""
        asked = self._asked[name]
        if asked:
            away = Answer(verdict=Verdict.AWAY, reply=reply)
            self._settle(_Answered(target=name, number=next(iter(asked)), answer=away), now, report)
        self._asked.pop(name, None)


def _tell(
    target: Target,
    news: dict[int, News],
    clock: Callable[[], datetime],
    answers: queue.SimpleQueue[_Answered],
) -> None:
    """Send messages to one target, and put what becomes of each where the caller's thread finds it."""
    from publisher.notify.post import post

    numbers = {each.id: number for number, each in news.items()}
    try:
        post(
            target,
            list(news.values()),
            clock,
            lambda told, answer: answers.put(
                _Answered(target=target.name, number=numbers[told.id], answer=answer)
            ),
        )
    finally:
        answers.put(_Answered(target=target.name))


def _merge(
    old: News | None, feeds: Sequence[str], pages: Sequence[str], most: int, now: datetime
) -> list[News]:
    """Return one or more messages with the news of a waiting one and newer news, each address once."""
    all_feeds = tuple(dict.fromkeys([*(old.feeds if old else ()), *feeds]))
    all_pages = tuple(dict.fromkeys([*(old.pages if old else ()), *pages]))
    cuts = range(0, len(all_pages), most) if all_pages else [0]
    return [
        News(
            id=uuid4(),
            at=now,
            feeds=all_feeds if cut == 0 else (),
            pages=all_pages[cut : cut + most],
        )
        for cut in cuts
    ]


def _look(output: Path) -> Iterator[tuple[str, _Stamp]]:
    """Return every feed of the output with what tells one state of it from another without reading it."""
    for name in FEEDS:
        for path in (output / name, *output.glob(f"*/{name}")):
            try:
                status = path.stat()
            except FileNotFoundError:
                continue
            except OSError as error:
                raise _unreadable(path, error) from error
            stamp = (status.st_ino, status.st_size, status.st_mtime_ns)
            yield path.relative_to(output).as_posix(), stamp


def _digest(path: Path) -> str:
    try:
        return hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> OutputError:
    return OutputError(f"{path}: cannot be read: {error.strerror}; nobody was told of it")


def _write(news: News) -> str:
    return encode(news).decode()


def _read(notification: Notification) -> News | None:
    """Return the news of a notification; none when nothing here has written it (SQLite has no checksums)."""
    try:
        return _NEWS.decode(notification.payload)
    except DecodeError:
        return None
