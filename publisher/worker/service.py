"""What does the service do next?"""

from __future__ import annotations

import queue
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import FrameType

import structlog

from publisher import beside, files
from publisher.app import App
from publisher.errors import InboxError, OutputError, PublisherError
from publisher.files import Found
from publisher.ingest.scan import Scan, glance, scan
from publisher.store import entries, inbox, rulings
from publisher.worker import schedule
from publisher.worker.events import Event, Rescan, Stop, Tick, Touched
from publisher.worker.mailing import Mailing
from publisher.worker.requests import Requests, follow_configuration
from publisher.worker.settling import Settling
from publisher.worker.watch import Watcher

_log = structlog.get_logger()

# File systems without events are looked at this often, and their files must rest as long (DESIGN.md,
# decision 15).
_POLL_SECONDS = 5.0

# A service manager waits 10 s before it kills; a server that does not answer may take longer.
_DRAIN_SECONDS = 8

# After a failed step: long enough not to fill the log, short enough to go on soon after a disk has room.
_PAUSE_SECONDS = 10.0

# What other commands leave in the database for the service, such as an edition that `publisher digest --now`
# has closed, waits no longer than this; looking whether anything is due costs 0.4 ms.
_LONGEST_SLEEP = 2.0

# Fewer files that are gone at once, while others lie there, are no news: people tidy up.
_MANY = 10

# Mail servers repeat the recipient in their answers, and a log is not the place for addresses.


class _Ended(BaseException):
    """The way out of a step when the service must stop; not an Exception, so that no library keeps it."""


def serve(app: App, ready: Callable[[], None] = lambda: None) -> None:
    """Run the service until SIGTERM or SIGINT; call ``ready`` when all that lay there is published.

    Raises BusyError when another process works on this publication, and StoreError or OutputError
    when the first pass already fails: a service manager shows that.
    """
    with app.alone():
        service = Service(app)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, service.stop)
        service.run(ready)


class Service:
    """One loop in one thread does all the work; watcher and schedule only put events into its queue."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._stopping = False
        remote = app.config.intake.watch == "poll" or files.is_remote(app.config.inbox)
        settle = app.config.intake.settle_seconds
        self._polls = remote
        self._settling = Settling(max(settle, _POLL_SECONDS) if remote and settle else settle)
        # Files that were found gone since the whole inbox was last looked at.
        self._lost = 0
        self._touched: set[str] = set()
        self._renamed: set[str] = set()
        self._rescan = True
        self._editions = True
        # What a killed or failed run has left undone is looked for: at the start and after a failure.
        self._afresh = True
        self._news = False
        self._requests = Requests(app)
        self._mailing = Mailing(app)
        self._again: list[str] = []
        self._reported: dict[str, str] = {}
        self._published_at = _now()

    def stop(self, number: int = 0, frame: FrameType | None = None) -> None:  # noqa: ARG002  a signal handler
        """End after the present step, and within 10 s whatever it waits for."""
        # Nothing here takes a lock: a handler may interrupt the very code that holds it.
        self._stopping = True
        self._events.put(Stop())
        if number:
            signal.signal(signal.SIGALRM, _give_up)
            signal.setitimer(signal.ITIMER_REAL, _DRAIN_SECONDS)

    def run(self, ready: Callable[[], None]) -> None:
        """Do all steps once, then whenever something wakes the service, until it is stopped."""
        app = self._app
        now = _now()
        follow_configuration(app, now)
        app.announcer.begin()
        self._mailing.begin(now)
        with app.store.read() as connection:
            # The limits may have been raised, or the program may understand more than it did.
            self._again = [path for path, _ in inbox.set_aside(connection)]
        try:
            self._step()
            watcher = None if self._polls else Watcher(app.config.inbox, self._events.put)
            every = min(app.config.intake.rescan_seconds, _POLL_SECONDS if self._polls else 86_400.0)
            scheduler = schedule.start(app.editions.schedule(), app.editions.zone, every, self._events.put)
            try:
                if watcher:
                    watcher.start()
                ready()
                _log.info(
                    "ready", inbox=str(app.config.inbox), watching="polling" if self._polls else "events"
                )
                while not self._stopping:
                    self._guarded()
            finally:
                scheduler.shutdown(wait=False)
                if watcher:
                    watcher.stop()
        except _Ended:
            app.processes.kill()
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        _log.info("stopped")

    def _guarded(self) -> None:
        """Wait and do the steps; what fails is logged and tried again, and the service goes on."""
        try:
            self._wait()
            self._step()
        except PublisherError as error:
            self._put_off(str(error))
        except Exception:
            # A bug: the one place where it is caught, so that one article cannot end the service.
            _log.exception("a step failed; this is a bug in publisher")
            self._put_off("a bug")

    def _put_off(self, reason: str) -> None:
        _log.error("step put off", reason=reason, retry_seconds=_PAUSE_SECONDS)
        until = time.monotonic() + _PAUSE_SECONDS
        while not self._stopping and (left := until - time.monotonic()) > 0:
            self._gather(left)
        self._afresh = self._rescan = self._editions = True

    def _step(self) -> None:
        self._take()
        if self._afresh and (lost := self._app.site.recover(_now())):
            _log.warning("pages are gone from the output and made again", pages=lost)
        self._publish()
        self._announce()
        if self._editions or self._mailing.is_time(_now()):
            self._editions = False
            if self._mailing.close(_now()):
                self._publish()  # the page of an edition is there before its mail
        self._app.processes.rest()
        self._requests.answer(_now())
        self._mailing.deliver(_now, lambda: not self._events.empty())
        self._afresh = False

    def _take(self) -> None:
        """Take the files that have stopped changing."""
        app, clock = self._app, time.monotonic()
        found = self._look()
        if found is not None:
            for each in (*found.changed, *found.beside):
                if self._is_rename(each):
                    self._settling.complete(each)
                else:
                    self._settling.observe(each, clock, time.time())
        due = self._settling.due(clock)
        complete: list[Found] = []
        settled: list[Found] = []
        for path in due:
            article = files.look(app.config.inbox, path)
            match article or beside.look(app.config.inbox, path):
                case Found() as now if self._settling.take(now):
                    (complete if article else settled).append(now)
                case Found() as now:
                    self._settling.observe(now, clock, time.time())
                case _:
                    self._settling.forget(path)
        barred = found.barred if found else ()
        gone = self._gone(found, clock)
        if not (complete or settled or barred or gone or self._afresh or self._is_ruled()):
            return
        ready = Scan(
            files=len(complete),
            changed=tuple(complete),
            barred=barred,
            gone=gone,
            # A table may be read as an article or lie beside one: only those that name it know.
            beside=(*complete, *settled),
        )
        report = app.intake.run(ready, _now(), self._breathe)
        if report.new or report.edited or report.moved or report.recleaned:
            _log.info(
                "taken", new=report.new, edited=report.edited, moved=report.moved, recleaned=report.recleaned
            )
        for aside in report.set_aside:
            _log.warning("set aside", file=aside.path, reason=aside.reason)
        for remark in report.warnings:
            _log.warning("remark", file=remark.path, remark=remark.reason)

    def _gone(self, found: Scan | None, clock: float) -> frozenset[str]:
        """Return which files are gone to stay; when many are, have the whole inbox looked at."""
        inbox = self._app.config.inbox
        self._settling.vanish(found.gone if found else (), clock)
        gone = self._settling.vanished(clock)
        if gone and self._lost and (self._lost > _MANY or not files.is_used(inbox, "")):
            self._events.put(Rescan())
        # Orders of editors that are gone are undone: they must be gone indeed.
        return frozenset(
            each for each in gone if not files.is_orders(each) or files.look(inbox, each) is None
        )

    def _is_ruled(self) -> bool:
        """Say whether an editor has ruled by a command since articles were last cleaned."""
        with self._app.store.read() as connection:
            return rulings.is_to_review(connection)

    def _look(self) -> Scan | None:
        """Look at the whole inbox, or only where events point."""
        app = self._app
        try:
            if self._rescan:
                self._rescan = False
                self._disturbed()
                found = scan(app.store, app.config.inbox, self._again)
                self._again = []
                self._lost = 0
                self._missing(found)
                return found
            if self._touched:
                found = glance(app.store, app.config.inbox, self._disturbed())
                self._lost += len(found.gone)
                return found
        except InboxError as error:
            self._once("inbox", str(error))
            return None
        self._reported.pop("inbox", None)
        return None

    def _disturbed(self) -> set[str]:
        """Return the paths that events have named, whose time of rest starts again."""
        touched, self._touched = self._touched, set()
        clock = time.monotonic()
        for path in touched:
            self._settling.disturb(path, clock)
        return touched

    def _missing(self, found: Scan) -> None:
        """Report a mass disappearance: a folder that is not mounted, perhaps. Nothing is withdrawn."""
        self._reported.pop("inbox", None)
        if len(found.gone) > (max(_MANY, found.files) if found.files else 0):
            self._once("gone", f"files gone from the inbox: {len(found.gone)}; their articles stay published")
        else:
            self._reported.pop("gone", None)

    def _once(self, kind: str, reason: str) -> None:
        if self._reported.get(kind) != reason:
            self._reported[kind] = reason
            _log.error("inbox", reason=reason)

    def _is_rename(self, found: Found) -> bool:
        """Say whether a file came by rename: that keeps its modification time and sets its change time."""
        return found.path in self._renamed and found.stamp.size > 0 and found.ctime_ns > found.stamp.mtime_ns

    def _publish(self) -> None:
        now = _now()
        report = self._app.site.publish(now, self._breathe)
        self._published_at = now
        if report.pages or report.files:
            _log.info("published", pages=report.pages, files=len(report.files))
            self._news = True
            # What is new may be told at once.
            self._editions = self._editions or self._app.config.digest.instant_minutes is not None
        for fault in report.faults:
            _log.error("not published", reason=fault)
        for remark in report.remarks:
            _log.warning("remark", file=remark.article, remark=f'"{remark.address}" {remark.reason}')

    def _announce(self) -> None:
        announcer = self._app.announcer
        try:
            if self._news or self._afresh:
                announcer.gather(_now())
                self._news = False
        except OutputError as error:
            # The file with the key for search engines; neither publication nor mail waits for it.
            _log.error("not published", reason=str(error))
        report = announcer.turn(_now)
        if report.told:
            _log.info("announced", messages=report.told)
        for fault in report.faults:
            if fault.again_at:
                again = fault.again_at.isoformat(timespec="seconds")
                _log.info("not announced yet", target=fault.target, reply=fault.reply, again_at=again)
            else:
                _log.warning("announcement given up", target=fault.target, reply=fault.reply)

    def _wait(self) -> None:
        """Sleep until an event or the next due thing, then gather all events that lie there."""
        self._renamed.clear()
        while True:
            patience = self._patience()
            if self._gather(patience) or patience < _LONGEST_SLEEP:
                return

    def _gather(self, seconds: float) -> bool:
        """Note all events that lie there, or the first that comes within the time; say whether any did."""
        try:
            self._note(self._events.get(timeout=seconds))
            while True:
                self._note(self._events.get_nowait())
        except queue.Empty:
            return bool(self._touched or self._rescan or self._editions or self._stopping)

    def _note(self, event: Event) -> None:
        match event:
            case Touched(paths=paths, renamed=renamed):
                self._touched |= paths
                self._renamed |= renamed
            case Rescan():
                self._rescan = True
                # Somebody may be the first of a time zone.
                self._editions = True
            case Tick():
                self._editions = True
            case Stop():
                pass

    def _patience(self) -> float:
        """Return for how many seconds nothing is due."""
        waits = [_LONGEST_SLEEP]
        ready = self._settling.next_due()
        if ready is not None:
            waits.append(ready - time.monotonic())
        now = _now()
        with self._app.store.read() as connection:
            moments = (
                entries.next_visible(connection, self._published_at),
                self._mailing.next_due(connection),
                self._requests.next_turn(connection),
                self._app.announcer.next_due(connection),
            )
            if rulings.is_to_review(connection) or self._app.announcer.is_answered():
                return 0.0
        waits += [(moment - now) / timedelta(seconds=1) for moment in moments if moment]
        return max(0.0, min(waits))

    def _breathe(self, _: int) -> None:
        """Leave a long step where all that was done is committed, when the service must stop."""
        if self._stopping:
            raise _Ended


def _now() -> datetime:
    return datetime.now(UTC)


def _give_up(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  a signal handler
    raise _Ended
