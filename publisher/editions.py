"""When is an edition of the digest closed, and who receives it?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from publisher import timing
from publisher.config import Config
from publisher.contents import Contents, Made, Stream
from publisher.model import Cadence, Digest, Edition
from publisher.outputs import Channel
from publisher.store import Store, aftermath, editions, ledger, memory, retold, subscribers

# A time zone that is seen for the first time so soon after its hour still gets its edition.
_NEW_ZONE = timedelta(minutes=10)

# An edition that is closed later than this after its hour was not closed at it.
_PUNCTUAL = timedelta(minutes=5)

# Since when articles are told of instantly, and since when some wait for others to join them.
_INSTANT_SINCE = "instant since"
_GATHERING = "instant gathering since"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """An edition that has been closed; ``late`` is why it is held for a person, if it is."""

    edition: Edition
    digest: Digest
    planned: int
    due_at: datetime
    late: str = ""


class Editions:
    """Closes editions for one publication."""

    def __init__(self, store: Store, config: Config, templates: tuple[Path, ...]) -> None:
        self._store = store
        self._config = config
        self._contents = Contents(config, templates)

    @property
    def zone(self) -> str:
        """The time zone of the publication's own editions."""
        return self._config.digest.time_zone or self._config.publication.time_zone

    def schedule(self) -> dict[Cadence, str]:
        """Return the cron line of every cadence that has one."""
        settings = self._config.digest
        lines = {Cadence.DAILY: settings.daily, Cadence.WEEKLY: settings.weekly}
        return {cadence: line for cadence, line in lines.items() if line}

    def next_ticks(self, now: datetime) -> dict[Cadence, datetime]:
        """Return when the next edition of each cadence goes to who has no time zone of their own."""
        return {cadence: timing.next_tick(line, self.zone, now) for cadence, line in self.schedule().items()}

    def next_due(self, now: datetime) -> datetime | None:
        """Return when there is something to close, or a page of an edition to be shown."""
        ahead = self._ahead
        moments: list[datetime | None] = []
        with self._store.read() as connection:
            for cadence, line in self.schedule().items():
                for zone in self._zones(connection, cadence):
                    tick = timing.next_tick(line, zone or self.zone, now + ahead)
                    moments.append(tick - ahead)
            moments.append(editions.next_shown(connection))
            if self._config.digest.instant_minutes is not None:
                gathering = memory.recall(connection, _GATHERING)
                moments.append(datetime.fromisoformat(gathering) + self._patience if gathering else None)
        return min((each for each in moments if each is not None), default=None)

    def begin(self, now: datetime) -> None:
        """Let the schedule of a new publication begin now: what was due before it began is not missed."""
        with self._store.write() as connection:
            for cadence in self.schedule():
                if memory.recall(connection, _tick(cadence, "")) is None:
                    memory.remember(connection, _tick(cadence, ""), now.isoformat())

    def close_due(self, channel: Channel, now: datetime) -> list[Closed]:
        """Close every edition that is due and has not been closed, by the clocks of its readers.

        Ticks that were missed, because the service was down, are made up for by one edition; one that is
        later than ``digest.late_hours`` is held for a person instead of being sent, and so is one that was
        closed long ago and did not go.
        """
        closed = [
            each
            for cadence, line in self.schedule().items()
            for each in self._ticks(channel, cadence, line, now)
        ]
        if self._config.digest.instant_minutes is not None:
            closed += self._instant(channel, now)
        self._look_after(now)
        return closed

    def close_now(self, channel: Channel, cadence: Cadence, now: datetime) -> list[Closed]:
        """Close an edition of every time zone at a person's word; nothing where there is nothing new."""
        with self._store.write() as connection:
            streams = list(self._streams(connection, cadence))
            period = now.isoformat(timespec="seconds")
            closed = [self._close(connection, channel, each, period, now, now, "") for each in streams]
        return [each for each in closed if each]

    def preview(self, channel: Channel, cadence: Cadence, now: datetime) -> Closed | None:
        """Render the next edition as it would be now, without closing it; None when there is nothing new."""
        with self._store.read() as connection:
            stream = Stream(cadence=cadence, zone="", clock=self.zone)
            made = self._contents.make(connection, channel, stream, "preview", now)
            planned = len(subscribers.active(connection, cadence))
        if made is None:
            return None
        return Closed(edition=made.edition, digest=made.digest, planned=planned, due_at=now)

    @property
    def _ahead(self) -> timedelta:
        """How long before their hour editions are closed, for editors to look at them."""
        return timedelta(minutes=self._config.digest.preview_minutes)

    @property
    def _patience(self) -> timedelta:
        return timedelta(minutes=self._config.digest.instant_minutes or 0)

    def _zones(self, connection: Connection, cadence: Cadence) -> list[str]:
        """Return whose clocks count, the publication's first; nobody else's has its name."""
        others = subscribers.zones(connection, cadence)
        return ["", *(zone for zone in others if zone not in {"", self.zone})]

    def _streams(self, connection: Connection, cadence: Cadence) -> Iterator[Stream]:
        for zone in self._zones(connection, cadence):
            since = memory.recall(connection, _since(cadence, zone)) if zone else None
            yield Stream(
                cadence=cadence,
                zone=zone,
                clock=zone or self.zone,
                since=datetime.fromisoformat(since) if since else None,
            )

    def _ticks(self, channel: Channel, cadence: Cadence, line: str, now: datetime) -> Iterator[Closed]:
        """Close what is due of one cadence, one time zone after the other, each in a transaction."""
        with self._store.read() as connection:
            streams = list(self._streams(connection, cadence))
        self._forget_zones(cadence, streams)
        for stream in streams:
            tick = timing.last_tick(line, stream.clock, now + self._ahead)
            with self._store.read() as connection:
                done = memory.recall(connection, _tick(cadence, stream.zone))
            if done is not None and tick <= datetime.fromisoformat(done):
                continue
            with self._store.write() as connection:
                memory.remember(connection, _tick(cadence, stream.zone), tick.isoformat())
                if done is None and stream.zone:
                    before = timing.last_tick(line, stream.clock, tick - timedelta(minutes=1))
                    first = tick if tick < now - _NEW_ZONE else before
                    memory.remember(connection, _since(cadence, stream.zone), first.isoformat())
                    if first == tick:
                        continue
                    stream = replace(stream, since=first)
                why, due_at = self._late(stream, tick, now)
                closed = self._close(connection, channel, stream, f"{tick:%Y-%m-%dT%H:%M}", now, due_at, why)
            if closed:
                yield closed

    def _late(self, stream: Stream, tick: datetime, now: datetime) -> tuple[str, datetime]:
        """Return why an edition is held, if it is, and when its mail may go."""
        late, settings = now - tick, self._config.digest
        if late > timedelta(hours=settings.late_hours):
            hours = late.total_seconds() / 3600
            return f"due at {tick:%Y-%m-%d %H:%M %Z}, {hours:.0f} hours ago", now
        if late > _PUNCTUAL and settings.quiet_hours:
            return "", timing.after_quiet(now, settings.quiet_hours, stream.clock)
        return "", max(tick, now)

    def _forget_zones(self, cadence: Cadence, streams: list[Stream]) -> None:
        """Forget the time zones that nobody is in any more: who comes back begins anew."""
        kept = {_tick(cadence, each.zone) for each in streams}
        kept |= {_since(cadence, each.zone) for each in streams}
        with self._store.read() as connection:
            known = memory.known(connection, (_tick(cadence, ""), _since(cadence, "")))
        if gone := [name for name in known if name not in kept]:
            with self._store.write() as connection:
                for name in gone:
                    memory.forget(connection, name)

    def _instant(self, channel: Channel, now: datetime) -> list[Closed]:
        """Close the instant edition when what is new has waited long enough for others to join it."""
        stream = Stream(cadence=Cadence.INSTANT, zone="", clock=self.zone)
        with self._store.read() as connection:
            since = memory.recall(connection, _INSTANT_SINCE)
            gathering = memory.recall(connection, _GATHERING)
            zones = subscribers.zones(connection, Cadence.INSTANT)
            oldest = datetime.fromisoformat(since) if since else now
            made = (
                self._contents.make(connection, channel, stream, now.isoformat(), now, oldest)
                if zones and since
                else None
            )
        if made is None:
            with self._store.write() as connection:
                if not zones or since is None:
                    # Nobody is told later of what was new before they wanted to know.
                    memory.remember(connection, _INSTANT_SINCE, now.isoformat())
                if gathering:
                    memory.forget(connection, _GATHERING)
            return []
        if gathering is None and self._patience:
            with self._store.write() as connection:
                memory.remember(connection, _GATHERING, now.isoformat())
            return []
        if gathering and now < datetime.fromisoformat(gathering) + self._patience:
            return []
        with self._store.write() as connection:
            memory.forget(connection, _GATHERING)
            closed = self._close(
                connection, channel, stream, now.isoformat(timespec="seconds"), now, now, "", oldest
            )
        return [closed] if closed else []

    def _close(
        self,
        connection: Connection,
        channel: Channel,
        stream: Stream,
        period: str,
        now: datetime,
        due_at: datetime,
        late: str,
        oldest: datetime | None = None,
    ) -> Closed | None:
        made = self._contents.make(connection, channel, stream, period, now, oldest)
        if made is None or not editions.close(
            connection,
            edition=made.edition,
            elsewhere=made.elsewhere,
            digest=made.digest,
            period=period,
            hold=late,
            due_at=due_at,
            shown=not late and due_at <= now,
        ):
            return None
        retold.record(connection, made.edition, list(made.told))
        planned = self._plan(connection, stream, made, due_at, now, late)
        return Closed(edition=made.edition, digest=made.digest, planned=planned, due_at=due_at, late=late)

    def _plan(
        self, connection: Connection, stream: Stream, made: Made, due_at: datetime, now: datetime, held: str
    ) -> int:
        """Add a delivery for everybody who receives it, due when their own clock allows it."""
        edition, quiet = made.edition.id, self._config.digest.quiet_hours
        if stream.cadence is not Cadence.INSTANT:
            if not held:
                ledger.supersede(connection, edition, now)
            zones = [stream.zone] if stream.zone else ["", self.zone]
            return ledger.plan_edition(connection, edition, stream.cadence, zones, due_at)
        return sum(
            ledger.plan_edition(
                connection,
                edition,
                stream.cadence,
                [zone],
                timing.after_quiet(due_at, quiet, zone or self.zone) if quiet else due_at,
            )
            for zone in subscribers.zones(connection, stream.cadence)
        )

    def _look_after(self, now: datetime) -> None:
        """Show the pages whose time has come, and hold what should have gone long ago."""
        late = timedelta(hours=self._config.digest.late_hours)
        with self._store.read() as connection:
            overdue = editions.overdue(connection, now - late)
            next_shown = editions.next_shown(connection)
        if not overdue and (next_shown is None or next_shown > now):
            return
        with self._store.write() as connection:
            editions.show_due(connection, now)
            for each in overdue:
                hours = late.total_seconds() / 3600
                aftermath.hold(connection, each, f"nothing of it has gone for {hours:g} hours")


def _tick(cadence: Cadence, zone: str) -> str:
    return f"tick {cadence} {zone}".rstrip()


def _since(cadence: Cadence, zone: str) -> str:
    return f"since {cadence} {zone}".rstrip()
