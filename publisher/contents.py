"""What is in the next edition?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid5

from sqlalchemy import Connection

from publisher import digest, grouping, summarize
from publisher.config import Config
from publisher.grouping import StoryGroup
from publisher.model import Cadence, Cleaned, Digest, Edition, Entry, Related, Story
from publisher.outputs import Channel
from publisher.renderers import edition_page, illustrations
from publisher.renderers.content import minutes
from publisher.renderers.templates import environment
from publisher.store import editions, entries, retold, signatures
from publisher.store.retold import Untold

# Each may be as long as a paragraph, and a digest is about what is new.
_MOST_CORRECTIONS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """The editions of one cadence that are closed by the clocks of one time zone.

    ``zone`` is empty for the publication's own, ``clock`` its name in any case. ``since`` is when the zone
    got editions of its own: it counts as told what those of the others had told of by then.
    """

    cadence: Cadence
    zone: str
    clock: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An edition before it is closed, how it reads, and which articles and corrections it is done with."""

    edition: Edition
    digest: Digest
    elsewhere: tuple[UUID, ...]
    told: tuple[Untold, ...]


class Contents:
    """Chooses and renders what the editions of one publication say."""

    def __init__(self, config: Config, templates: tuple[Path, ...]) -> None:
        self._config = config
        self._templates = templates

    def make(
        self,
        connection: Connection,
        channel: Channel,
        stream: Stream,
        period: str,
        now: datetime,
        oldest: datetime | None = None,
    ) -> Made | None:
        """Return the edition of a period as it would be closed now; None when there is nothing new.

        Articles are not older than ``oldest``. What has no room waits for none: it counts as told.
        """
        due = self._due(connection, stream, now, oldest)
        if not due:
            return None
        shown = due[: self._config.digest.stories]
        told = retold.untold(connection, stream.cadence, stream.zone, now, channel.home)[:_MOST_CORRECTIONS]
        edition = Edition(
            id=uuid5(channel.id, f"{stream.cadence} {period} {stream.clock}"),
            number=editions.number(connection, stream.cadence, period),
            cadence=stream.cadence,
            closed_at=now,
            stories=self._stories(channel, shown),
            omitted=sum(len(group.shown) for group in due[len(shown) :]),
            corrections=tuple(each.correction for each in told),
            zone=stream.zone,
        )
        return Made(
            edition=edition,
            digest=self._render(edition, channel),
            elsewhere=_elsewhere(due, edition),
            told=tuple(told),
        )

    def _due(
        self, connection: Connection, stream: Stream, now: datetime, oldest: datetime | None
    ) -> tuple[StoryGroup, ...]:
        """Return the stories of the next edition, in the order in which they are read."""
        newest = now - timedelta(days=self._config.digest.newest_days)
        found = entries.untold(
            connection,
            stream.cadence,
            stream.zone,
            now,
            max(newest, oldest) if oldest else newest,
            stream.since,
        )
        if self._config.grouping.enabled:
            groups = signatures.grouped(connection, found)
        else:
            groups = tuple(StoryGroup(lead=entry) for entry in found)
        return grouping.arrange(groups, self._config.digest.order, tuple(self._config.sections))

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
        preferences = digest.PREFERENCES_MARK if self._config.web else ""
        return digest.render(
            edition,
            channel,
            environment(self._templates),
            web=web_address(edition, channel),
            preferences=preferences,
        )


def web_address(edition: Edition, channel: Channel) -> str:
    """Return where an edition can be read on the web: an instant mail leads to its article."""
    if edition.cadence is not Cadence.INSTANT:
        return channel.home + edition_page.place(edition)
    return edition.stories[0].url if len(edition.stories) == 1 else channel.home


def _related(channel: Channel, entry: Entry) -> Related:
    meta = entry.article.meta
    return Related(entry=entry.id, title=meta.title, url=channel.home + entry.page, language=meta.language)


def _also_in(group: StoryGroup) -> tuple[str, ...]:
    """Return the sections beside that of the lead story in which articles tell the same."""
    sections = {each.section for each in (*group.related, *group.copies)}
    return tuple(sorted(sections - {group.lead.section}))


def _elsewhere(due: Sequence[StoryGroup], edition: Edition) -> tuple[UUID, ...]:
    """Return the articles that count as told without a place of their own.

    They stand under a lead story, are copies of one that is shown, or did not fit.
    """
    leads = {story.entry for story in edition.stories}
    every = (entry.id for group in due for entry in (*group.shown, *group.copies))
    return tuple(each for each in every if each not in leads)
