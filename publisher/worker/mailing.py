"""What does the service do for its editions and their mail?"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy import Connection

from publisher.app import App
from publisher.deliver import Report
from publisher.store import editions

_log = structlog.get_logger()

# Answers of servers may quote the address that they are about.
_ADDRESS = re.compile(r"[^\s<>,;:()]+@[^\s<>,;:()]+")


class Mailing:
    """Closes editions when they are due and hands over their mail; what happens is said in the log."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._pause = ""
        # When the next edition is to be closed, of any time zone.
        self._next: datetime | None = None

    def begin(self, now: datetime) -> None:
        """Take up what an earlier run has left."""
        self._app.editions.begin(now)
        if doubtful := self._app.deliverer.resume(now):
            _log.warning("deliveries in doubt", count=doubtful, uncertain=self._app.config.mail.uncertain)

    def close(self, now: datetime) -> bool:
        """Close the editions that are due; return whether there was one."""
        app = self._app
        new = app.editions.close_due(app.site.channels(now).publication, now)
        for closed in new:
            edition = closed.edition
            about = {"cadence": str(edition.cadence), "number": edition.number, "zone": edition.zone}
            if closed.late:
                _log.error("edition held: too late to be sent unasked", reason=closed.late, **about)
            else:
                _log.info(
                    "edition closed", stories=len(closed.edition.stories), planned=closed.planned, **about
                )
        self._next = app.editions.next_due(now)
        return bool(new)

    def is_time(self, now: datetime) -> bool:
        """Say whether an edition is to be closed, or a page of one to be shown."""
        with self._app.store.read() as connection:
            shown = editions.next_shown(connection)
        return any(moment is not None and moment <= now for moment in (self._next, shown))

    def deliver(self, clock: Callable[[], datetime], stop: Callable[[], bool]) -> None:
        """Hand over what is due until ``stop`` says so."""
        app = self._app
        report = app.deliverer.run(app.site.channels(clock()).publication, clock, stop)
        if report:
            _log.info(
                "delivered",
                accepted=report.accepted,
                deferred=report.deferred,
                refused=report.refused,
                suppressed=report.suppressed,
                uncertain=report.uncertain,
            )
        if report.last_fault:
            _log.warning("the last answer that was not a yes", reply=_hidden(report.last_fault))
        for edition, reason in report.held.items():
            _log.error("edition held", edition=str(edition), reason=_hidden(reason))
        for edition in report.completed:
            _log.info("edition complete", edition=str(edition))
        self._paused(report)

    def next_due(self, connection: Connection) -> datetime | None:
        """Return when there is something to close, to show or to hand over."""
        moments = (self._next, editions.next_shown(connection), self._app.deliverer.next_due(connection))
        return min((each for each in moments if each is not None), default=None)

    def _paused(self, report: Report) -> None:
        """Say once that no server takes mail, and once that one does again."""
        if report.pause and report.pause != self._pause:
            until = report.paused_until
            _log.error(
                "mail waits",
                reason=_hidden(report.pause),
                again_at=until.isoformat(timespec="seconds") if until else "",
            )
        if report.pause or report.paused_until is None:
            self._pause = report.pause


def _hidden(reply: str) -> str:
    return _ADDRESS.sub("(address)", reply)
