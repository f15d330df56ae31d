"""How do new and changed files become articles, with nothing lost if it is interrupted?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import TypeVar
from uuid import UUID

from publisher import clean, files
from publisher.clean import MOST_WITNESSES
from publisher.codec import StoredArticle
from publisher.config import Config
from publisher.ingest import abouts, acts, beside, finish, history, relearn, retag, rulings, sign, take
from publisher.ingest.arrivals import Arrivals
from publisher.ingest.changes import change
from publisher.ingest.report import Report, SetAside
from publisher.ingest.rulebook import rulebook
from publisher.ingest.scan import Scan
from publisher.ingest.take import Taken, Wanted
from publisher.processes import End, Processes
from publisher.store import Store, articles, inbox, memory
from publisher.store import acts as filed
from publisher.store import history as lines
from publisher.store import rulings as ruled
from publisher.store.inbox import FileRow

_Value = TypeVar("_Value")

# Rows per transaction: one fsync carries many, and memory stays flat at any size of a drop.
_CHUNK = 500

# A block that as many stories carry is judged as surely as one that a thousand carry; only up to
# then can a new witness change what was decided about older articles.
_WITNESSES = MOST_WITNESSES + 1


class Intake:
    """Takes what a scan has found into the store."""

    def __init__(self, store: Store, processes: Processes, config: Config) -> None:
        self._store = store
        self._processes = processes
        self._config = config
        self._publication = UUID(config.publication.id)
        self._order = take.Order(
            inbox=config.inbox.resolve(),
            settings=config.intake,
            time_zone=config.publication.time_zone,
            finish=finish.Order(
                settings=config.summary,
                language=config.publication.language,
                repetition={},
                vocabulary=retag.applied(config.tags),
            ),
        )

    def run(self, found: Scan, now: datetime, progress: Callable[[int], None] = lambda _: None) -> Report:
        """Take every changed file, then clean again what shares blocks with others, and let it be seen.

        ``progress`` is told the number of files done, twice for each: read, and finished. Raises
        StoreError; what was committed before is not taken again.
        """
        report = Report()
        # Before anything new is read: what comes now is known by this program's method.
        retag.follow(self._store, self._order.finish.vocabulary, report, progress)
        relearned = relearn.relearn(self._store, progress) if relearn.outdated(self._store) else []
        self._bar(found, now, report)
        rulings.follow(self._store, self._config, found, now, report)
        history.follow(self._store, self._config, report)
        acts.follow(self._store, self._config, found, now, report)
        abouts.follow(self._store, self._config, found, now, report)
        wanted = self._wanted(found)
        taken = self._taken(wanted)
        while chunk := list(islice(taken, _CHUNK)):
            with self._store.write() as connection:
                Arrivals(connection, self._publication, self._config.inbox, now, report).store(chunk)
            progress(len(chunk))
        acts.bind(self._store, self._config, found, now, report)
        beside.follow(self._store, found)
        beside.excuse(self._store, self._config.inbox, report)
        self._finish(now, report, progress, relearned)
        acts.announce(self._store, self._config, now, report)
        history.write(self._store, self._config, now, report)
        if self._config.grouping.enabled:
            sign.sign(self._store, self._processes)
        return report

    def _taken(self, wanted: Sequence[Wanted]) -> Iterator[Taken]:
        with self._store.read() as connection:
            book = rulebook(ruled.listed(connection))
        order = replace(self._order, finish=replace(self._order.finish, rulings=book))
        return take.taken(order, self._processes, wanted)

    def _wanted(self, found: Scan) -> list[Wanted]:
        wanted = []
        for chunk in _chunks([each for each in found.changed if not files.is_orders(each.path)]):
            with self._store.read() as connection:
                known = inbox.rows(connection, [each.path for each in chunk])
            for each in chunk:
                row = known.get(each.path)
                # One that was set aside is read again: the limits may have been raised since.
                digest = row.digest if row and not row.reason else ""
                wanted.append(Wanted(path=each.path, stamp=each.stamp, digest=digest))
        return wanted

    def _bar(self, found: Scan, now: datetime, report: Report) -> None:
        """Remember what must not be read, and forget what was wrong with files that are gone."""
        barred = {each.path: each.reason for each in found.barred}
        known: dict[str, FileRow] = {}
        with self._store.read() as connection:
            for chunk in _chunks(sorted(barred)):
                known |= inbox.rows(connection, chunk)
        fresh = {
            path: reason
            for path, reason in barred.items()
            if path not in known or known[path].reason != reason
        }
        gone = sorted(path for path in found.gone if not files.is_orders(path))
        if not fresh and not gone:
            return
        report.set_aside += [SetAside(path=path, reason=reason) for path, reason in fresh.items()]
        with self._store.write() as connection:
            # In pieces: SQLite takes 32,766 values in one statement, and a folder may lose more.
            for chunk in _chunks(gone):
                inbox.forget_set_aside(connection, chunk)
            inbox.record(
                connection,
                now,
                [
                    FileRow(
                        path=path,
                        inode=0,
                        size=0,
                        mtime_ns=0,
                        digest="",
                        article=known[path].article if path in known else None,
                        reason=reason,
                    )
                    for path, reason in fresh.items()
                ],
            )

    def _settled(self, raws: Sequence[finish.Raw]) -> dict[int, int]:
        """Return how many others carry the blocks of these articles, also where their own are forgotten."""
        blocks = {each for found in self._processes.map(finish.candidates, raws, _unread) for each in found}
        known: dict[int, int] = {}
        with self._store.read() as connection:
            for chunk in _chunks(sorted(blocks)):
                known |= inbox.stories(connection, chunk)
        return known

    def _finish(
        self, now: datetime, report: Report, progress: Callable[[int], None], relearned: list[int]
    ) -> None:
        """Clean again what the drop has taught about, in it and before it, and let its articles be seen."""
        with self._store.read() as connection:
            book, reviews = rulebook(ruled.listed(connection)), ruled.to_review(connection)
        reviewed = rulings.to_clean(self._store, reviews, progress) + relearned
        with self._store.read() as connection:
            numbers = articles.unfinished(connection)
            repetition: dict[int, int] = {}
            # Corrected and withdrawn ones too: what other stories say about their blocks still holds.
            taught = set(reviewed).union(filed.to_amend(connection))
            for chunk in _chunks(numbers):
                repetition |= inbox.repetition(connection, chunk)
                taught.update(inbox.companions(connection, chunk, _WITNESSES))
            older = sorted(taught.difference(numbers))
            for chunk in _chunks(older):
                repetition |= inbox.repetition(connection, chunk)
            again = set(articles.edited(connection)).union(set(reviewed).intersection(numbers))
            again.update(filed.to_amend(connection))
            unfinished = set(numbers)
            for blocks in _chunks(list(repetition)):
                again.update(unfinished.intersection(inbox.carriers(connection, blocks)))
        order = replace(self._order.finish, repetition=repetition, rulings=book)
        # Those that were just read again by another method are all remembered.
        settling: set[int] = set() if relearned else set(older)
        # The older ones first: killed in between, the new ones are still unfinished and bring them again.
        for chunk in (*_chunks(older), *_chunks(sorted(again.difference(older)))):
            with self._store.read() as connection:
                waiting = articles.waiting(connection, chunk)
                acted = filed.of(connection, chunk)
                amended = set(filed.to_amend(connection))
            raws = [
                finish.Raw(parsed=each.parsed, path=each.path, acts=tuple(acted.get(each.number, ())))
                for each in waiting
            ]
            # Of a text that many articles carry the first of them are remembered: these may be later ones.
            settled = self._settled(raws) if chunk[0] in settling else {}
            told = replace(order, repetition=repetition | settled)
            results = self._processes.map(partial(finish.finish, told), raws, _killed)
            changes = [
                changed
                for before, after in zip(waiting, results, strict=True)
                if (changed := change(before, after, now, report, amended))
            ]
            with self._store.write() as connection:
                articles.finish(connection, changes)
                dates = {each.number: each.updated for each in waiting}
                lines.check(
                    connection, [each.number for each in changes if each.updated != dates[each.number]]
                )
                filed.amended(connection, chunk)
            progress(0)
        if numbers or reviews or relearned:
            with self._store.write() as connection:
                memory.remember(connection, memory.CLEANING, clean.method())
                report.new += articles.release(connection)
                for chunk in _chunks(numbers):
                    inbox.tidy(connection, chunk)
                ruled.reviewed(connection, reviews)
        progress(len(numbers))


def _unread(raw: finish.Raw, end: End) -> tuple[int, ...]:  # noqa: ARG001  finishing it says so
    return ()


def _killed(raw: finish.Raw, end: End) -> StoredArticle | None:  # noqa: ARG001  the article stays as it was
    return None


def _chunks(values: Sequence[_Value]) -> Iterator[Sequence[_Value]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
