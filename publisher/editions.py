"""When is an edition of the digest closed, what is in it, and who receives it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid5

from sqlalchemy import Connection

from publisher import digest, grouping, summarize, timing
from publisher.config import Config
from publisher.grouping import StoryGroup
from publisher.model import Cadence, Cleaned, Digest, Edition, Entry, Related, Story
from publisher.outputs import Channel
from publisher.renderers import edition_page, illustrations
from publisher.renderers.content import minutes
from publisher.renderers.templates import environment
from publisher.store import Store, editions, entries, ledger, memory, retold, signatures, subscribers
from publisher.store.retold import Untold

# Each may be as long as a paragraph, and a digest is about what is new.
_MOST_CORRECTIONS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """An edition that has been closed; ``late`` is why it is held for a person, if it is."""

    edition: Edition
    digest: Digest
    planned: int
    late: str = ""


class Editions:
    """Closes editions for one publication."""

    def __init__(self, store: Store, config: Config, templates: tuple[Path, ...]) -> None:
        self._store = store
        self._config = config
        self._templates = templates

    @property
    def zone(self) -> str:
        """The time zone of the schedule."""
        return self._config.digest.time_zone or self._config.publication.time_zone

    def schedule(self) -> dict[Cadence, str]:
        """Return the cron line of every cadence that has one."""
        settings = self._config.digest
        lines = {Cadence.DAILY: settings.daily, Cadence.WEEKLY: settings.weekly}
        return {cadence: line for cadence, line in lines.items() if line}

    def next_ticks(self, now: datetime) -> dict[Cadence, datetime]:
        """Return when the next edition of each cadence is closed."""
        return {cadence: timing.next_tick(line, self.zone, now) for cadence, line in self.schedule().items()}

    def begin(self, now: datetime) -> None:
        """Let the schedule of a new publication begin now: what was due before it began is not missed."""
        with self._store.write() as connection:
            for cadence in self.schedule():
                if memory.recall(connection, _tick(cadence)) is None:
                    memory.remember(connection, _tick(cadence), now.isoformat())

    def close_due(self, channel: Channel, now: datetime) -> list[Closed]:
        """Close every edition that is due and has not been closed.

        Ticks that were missed, because the service was down, are made up for by one edition; one
        that is later than ``digest.late_hours`` is held for a person instead of being sent.
        """
        closed = []
        for cadence, line in self.schedule().items():
            tick = timing.last_tick(line, self.zone, now)
            with self._store.read() as connection:
                done = memory.recall(connection, _tick(cadence))
            if done is not None and tick <= datetime.fromisoformat(done):
                continue
            late = now - tick
            held = late > timedelta(hours=self._config.digest.late_hours)
            why = (
                f"due at {tick:%Y-%m-%d %H:%M %Z}, {late.total_seconds() / 3600:.0f} hours ago"
                if held
                else ""
            )
            with self._store.write() as connection:
                memory.remember(connection, _tick(cadence), tick.isoformat())
                edition = self._close(connection, channel, cadence, f"{tick:%Y-%m-%dT%H:%M}", now, why)
            closed += [edition] if edition else []
        return closed

    def close_now(self, channel: Channel, cadence: Cadence, now: datetime) -> Closed | None:
        """Close an edition at a person's word; None when there is nothing new."""
        with self._store.write() as connection:
            return self._close(connection, channel, cadence, now.isoformat(timespec="seconds"), now, "")

    def preview(self, channel: Channel, cadence: Cadence, now: datetime) -> Closed | None:
        """Render the next edition as it would be now, without closing it; None when there is nothing new."""
        with self._store.read() as connection:
            due = self._due(connection, cadence, now)
            if not due:
                return None
            edition, _ = self._edition(connection, channel, cadence, "preview", now, due)
            planned = len(subscribers.active(connection, cadence))
        return Closed(edition=edition, digest=self._render(edition, channel), planned=planned)

    def _close(
        self,
        connection: Connection,
        channel: Channel,
        cadence: Cadence,
        period: str,
        now: datetime,
        late: str,
    ) -> Closed | None:
        due = self._due(connection, cadence, now)
        if not due:
            return None
        edition, told = self._edition(connection, channel, cadence, period, now, due)
        rendered = self._render(edition, channel)
        if not editions.close(
            connection,
            edition=edition,
            elsewhere=_elsewhere(due, edition),
            digest=rendered,
            period=period,
            zone=self.zone,
            held=bool(late),
        ):
            return None
        retold.record(connection, edition, told)
        receivers = subscribers.active(connection, cadence)
        ledger.plan(
            connection, [(uuid5(edition.id, str(number)), edition.id, number) for number in receivers], now
        )
        return Closed(edition=edition, digest=rendered, planned=len(receivers), late=late)

    def _due(self, connection: Connection, cadence: Cadence, now: datetime) -> tuple[StoryGroup, ...]:
        """Return the stories of the next edition, in the order in which they are read."""
        oldest = now - timedelta(days=self._config.digest.newest_days)
        found = entries.untold(connection, cadence, now, oldest)
        if self._config.grouping.enabled:
            groups = signatures.grouped(connection, found)
        else:
            groups = tuple(StoryGroup(lead=entry) for entry in found)
        return grouping.arrange(groups, self._config.digest.order, tuple(self._config.sections))

    def _edition(
        self,
        connection: Connection,
        channel: Channel,
        cadence: Cadence,
        period: str,
        now: datetime,
        due: Sequence[StoryGroup],
    ) -> tuple[Edition, list[Untold]]:
        """Return the edition, and what it puts right in earlier ones; what has no room waits."""
        last = editions.last(connection, cadence)
        shown = due[: self._config.digest.stories]
        told = retold.untold(connection, cadence, now, channel.home)[:_MOST_CORRECTIONS]
        edition = Edition(
            id=uuid5(channel.id, f"{cadence} {period} {self.zone}"),
            number=last.number + 1 if last else 1,
            cadence=cadence,
            closed_at=now,
            stories=self._stories(channel, shown),
            omitted=sum(len(group.shown) for group in due[len(shown) :]),
            corrections=tuple(each.correction for each in told),
        )
        return edition, told

    def _stories(self, channel: Channel, shown: Sequence[StoryGroup]) -> tuple[Story, ...]:
        settings = self._config.summary
        pictured = illustrations.shown(channel, [group.lead for group in shown], self._config.digest.pictures)
        return tuple(
            Story(
                entry=entry.id,
                section=entry.section,
                title=entry.article.meta.title,
                summary=summarize.summarize(
                    Cleaned(meta=entry.article.meta, blocks=entry.article.blocks),
                    settings.digest,
                    settings.prefer,
                ),
                authors=entry.article.meta.authors,
                url=channel.home + entry.page,
                language=entry.article.meta.language,
                published=entry.published,
                minutes=minutes(entry.article),
                related=tuple(_related(channel, each) for each in group.related),
                notices=entry.article.meta.notices,
                picture=pictured.get(entry.id),
                also_in=_also_in(group),
            )
            for group in shown
            for entry in (group.lead,)
        )

    def _render(self, edition: Edition, channel: Channel) -> Digest:
        web = channel.home + edition_page.place(edition)
        preferences = digest.PREFERENCES_MARK if self._config.web else ""
        return digest.render(edition, channel, environment(self._templates), web=web, preferences=preferences)


def _tick(cadence: Cadence) -> str:
    return f"tick {cadence}"


def _related(channel: Channel, entry: Entry) -> Related:
    meta = entry.article.meta
    return Related(entry=entry.id, title=meta.title, url=channel.home + entry.page, language=meta.language)


def _also_in(group: StoryGroup) -> tuple[str, ...]:
    """Return the sections beside that of the lead story in which articles tell the same."""
    sections = {each.section for each in (*group.related, *group.copies)}
    return tuple(sorted(sections - {group.lead.section}))


def _elsewhere(due: Sequence[StoryGroup], edition: Edition) -> list[UUID]:
    """Return the articles that count as told without a place of their own.

    They stand under a lead story, are copies of one that is shown, or did not fit.
    """
    leads = {story.entry for story in edition.stories}
    every = (entry.id for group in due for entry in (*group.shown, *group.copies))
    return [each for each in every if each not in leads]
