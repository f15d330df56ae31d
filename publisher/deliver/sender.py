"""How does one session hand over one message after the other?"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from publisher import timing, verdicts
from publisher.compose import Composed, Composer
from publisher.deliver.commits import Commits, Marks
from publisher.deliver.pool import Pool
from publisher.deliver.report import Report
from publisher.errors import DeliveryError
from publisher.handover import (
    Accepted,
    Deferred,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Envelope,
    Outcome,
    Ready,
    Refused,
    Session,
    Shape,
    Unanswered,
    Wait,
)
from publisher.outputs import Channel
from publisher.store.leases import Settled
from publisher.verdicts import Verdict

# A limit that is over so soon is waited for; for a longer one the whole turn ends.
_SHORT_SECONDS = 1.0

# When more than 5 % of the last 100 messages of an edition fail by our fault, the others would, too.
_WINDOW = 100
_MOST_OURS = 5

# Why there was nothing to say.
_NOTHING = {
    DeliveryKind.DIGEST: "the edition has nothing of the subscriber's sections",
    DeliveryKind.CONFIRMATION: "nothing is asked any more",
    DeliveryKind.REMINDER: "nothing is asked any more",
}


class Windows:
    """What became of the last messages of each edition, for all sessions: is it our fault too often?"""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: dict[UUID, deque[bool]] = {}

    def note(self, edition: UUID, *, ours: bool) -> bool:
        """Add one message; return whether so many have failed by our fault that the others would."""
        with self._lock:
            last = self._last.setdefault(edition, deque(maxlen=_WINDOW))
            last.append(ours)
            if is_too_often := sum(last) > _MOST_OURS:
                # Who releases the edition has mended it.
                last.clear()
            return is_too_often


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """A message as it was handed over."""

    delivery: Delivery
    envelope: Envelope


class Sender(threading.Thread):
    """A thread with a session: takes from the pool, builds, marks, sends, and records with the next ones.

    ``fault`` is what ended it before its time, ``unwritten`` are answers that could not be recorded then.
    """

    def __init__(
        self,
        *,
        session: Session,
        batch: int,
        one_request: bool,
        composer: Composer,
        channel: Channel,
        pool: Pool,
        commits: Commits,
        windows: Windows,
        clock: Callable[[], datetime],
        uncertain: str,
        halt: threading.Event,
    ) -> None:
        # A server that hangs must not keep the process from ending: what is being sent is in doubt then.
        super().__init__(name="sender", daemon=True)
        self.session = session
        self.fault: BaseException | None = None
        self.unwritten: list[Settled] = []
        self._batch = batch
        self._one_request = one_request
        self._composer = composer
        self._channel = channel
        self._pool = pool
        self._commits = commits
        self._windows = windows
        self._clock = clock
        self._uncertain = uncertain
        self._halt = halt
        self._report = Report()

    def run(self) -> None:
        """Send until the pool has nothing more, or no server takes anything."""
        self._commits.join()
        try:
            self._work()
        except BaseException as error:
            self.fault = error
        finally:
            self._commits.leave()

    def add_to(self, report: Report) -> None:
        """Add what came of this session."""
        mine = self._report
        report.accepted += mine.accepted
        report.deferred += mine.deferred
        report.refused += mine.refused
        report.suppressed += mine.suppressed
        report.uncertain += mine.uncertain
        report.last_fault = mine.last_fault or report.last_fault
        report.held.update(mine.held)
        if mine.paused_until and (report.paused_until is None or mine.paused_until < report.paused_until):
            report.paused_until, report.pause = mine.paused_until, mine.pause

    def _work(self) -> None:
        while deliveries := self._pool.take(self._batch):
            try:
                while deliveries and (ready := self._reserve(len(deliveries))):
                    now, later = deliveries[: ready.most], deliveries[ready.most :]
                    self._send(now, ready.shape)
                    self._pool.done(now)
                    deliveries = later
                if deliveries:
                    break
            finally:
                self._pool.done(deliveries)
        if self.unwritten:
            self._commit(Marks(settled=self.unwritten))

    def _reserve(self, wanted: int) -> Ready | None:
        """Return how the next messages go; None when none goes for a while."""
        while True:
            match self.session.reserve(wanted):
                case Ready() as ready:
                    return ready
                case Wait(seconds=seconds, reason=reason):
                    if seconds > _SHORT_SECONDS or self._halt.is_set():
                        self._report.paused_until = self._clock() + timedelta(seconds=seconds)
                        self._report.pause = reason
                        return None
                    self._halt.wait(seconds)

    def _send(self, deliveries: Sequence[Delivery], shape: Shape) -> None:
        request = self._request(deliveries[0])
        now = self._clock()
        composed = [(each, self._compose(each, shape, request, now)) for each in deliveries]
        ready = [(each, made) for each, made in composed if isinstance(made, Composed)]
        granted = self._commit(
            Marks(
                settled=self.unwritten,
                sending=[(each, request) for each, _ in ready],
                offers=[(each, made.offer) for each, made in ready if made.offer],
            )
        )
        self.unwritten = [
            self._settled(each, made) for each, made in composed if not isinstance(made, Composed)
        ]
        sent = [
            _Sent(delivery=each, envelope=made.envelope) for each, made in ready if each.number in granted
        ]
        if not sent:
            return
        try:
            outcomes = self.session.send([each.envelope for each in sent])
        except BaseException:
            self.unwritten += [
                self._settled(each.delivery, Unanswered(reply="the transport failed while sending"))
                for each in sent
            ]
            raise
        self.unwritten += [
            self._settled(each.delivery, outcome) for each, outcome in zip(sent, outcomes, strict=True)
        ]

    def _request(self, first: Delivery) -> UUID | None:
        """Return what names the request that carries these: the same when a doubtful one is repeated."""
        if not self._one_request:
            return None
        return first.request or uuid5(first.id, str(first.attempts))

    def _commit(self, marks: Marks) -> frozenset[int]:
        granted = self._commits.write(marks)
        self.unwritten = []
        return granted

    def _compose(
        self, delivery: Delivery, shape: Shape, request: UUID | None, now: datetime
    ) -> Composed | Outcome | None:
        try:
            return self._composer.compose(delivery, self._channel, shape, request, now)
        except DeliveryError as error:
            return Refused(reply=str(error)) if error.permanent else Deferred(reply=str(error))

    def _settled(self, delivery: Delivery, outcome: Outcome | None) -> Settled:
        """Return what is recorded of an outcome; None is a message that there was no reason to send."""
        now, report = self._clock(), self._report
        ours = False
        due_at: datetime | None = None
        said: DeliveryState | None = None
        status = ""
        match outcome:
            case None:
                state, reply = DeliveryState.SUPPRESSED, _NOTHING[delivery.kind]
                report.suppressed += 1
            case Accepted(reply=reply):
                state = DeliveryState.ACCEPTED
                report.accepted += 1
            case Deferred(reply=reply, status=status, after=after):
                due_at = timing.retry_at(
                    delivery.attempts + 1, delivery.first_at or now, now, timedelta(seconds=after)
                )
                state = DeliveryState.DEFERRED if due_at else DeliveryState.REFUSED
                ours = verdicts.judge(status, reply) is Verdict.OURS
                if due_at is None:
                    reply = f"given up after two days: {reply}"
                report.deferred += due_at is not None
                report.refused += due_at is None
                report.last_fault = reply
            case Refused(reply=reply, status=status):
                state = DeliveryState.REFUSED
                ours = verdicts.judge(status, reply) is Verdict.OURS
                report.refused += 1
                report.last_fault = reply
            case Unanswered(reply=reply):
                said = DeliveryState.UNCERTAIN
                state, due_at = self._doubtful(delivery, now)
                report.uncertain += 1
                report.last_fault = reply
        if delivery.edition and self._windows.note(delivery.edition, ours=ours):
            report.held[delivery.edition] = (
                f"more than {_MOST_OURS} of the last {_WINDOW} messages were refused, by our own fault: "
                f"{reply}"
            )
            self._pool.stop()
        return Settled(
            delivery=delivery, state=state, reply=reply, at=now, said=said, due_at=due_at, status=status
        )

    def _doubtful(self, delivery: Delivery, now: datetime) -> tuple[DeliveryState, datetime | None]:
        """Return what becomes of a message that was sent whole and not answered."""
        again = timing.retry_at(delivery.attempts + 1, delivery.first_at or now, now, timedelta(0))
        if self._uncertain == "repeat" and again:
            return DeliveryState.DEFERRED, again
        return DeliveryState.UNCERTAIN, None
