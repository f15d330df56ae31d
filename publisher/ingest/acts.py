"""What have editors corrected and withdrawn, and which articles are meant by it?"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from publisher import files
from publisher.config import Config
from publisher.files import NOTICES
from publisher.ingest import announcements, notebook, standing
from publisher.ingest.report import Report, SetAside
from publisher.ingest.scan import Scan
from publisher.ingest.standing import Standing
from publisher.model import SourceFile
from publisher.store import Store, acts, references
from publisher.store.acts import Act
from publisher.validation import did_you_mean

# Paths that a mistyped one is compared with; of 100,000 that takes seconds.
_LIKELY = 2_000


def follow(store: Store, config: Config, found: Scan, now: datetime, report: Report) -> None:
    """Let what the file ``_notices.toml`` says now be the acts.

    One that cannot be understood is set aside, and what it said before stays. One that is gone takes all
    of it back, unless the inbox is empty as well: that may be an unmounted disk.
    """

    def read(source: SourceFile) -> list[Act]:
        return notebook.read(source.data, ZoneInfo(config.publication.time_zone))

    def keep(connection: Connection, _: str, wanted: list[Act]) -> None:
        acts.replace(connection, wanted)

    def forget(connection: Connection, _: str) -> None:
        acts.replace(connection, [])

    standing.follow(
        store,
        config,
        found,
        now,
        report,
        Standing(mine=files.is_notices, read=read, keep=keep, forget=forget),
    )


def announce(store: Store, config: Config, now: datetime, report: Report) -> None:
    """Let announcements follow what their articles have become."""
    with store.read() as connection:
        filed = acts.listed(connection)
        if not announcements.are_wanted(connection, filed):
            return
    with store.write() as connection:
        announcements.follow(connection, config, filed, now, report)


def bind(store: Store, config: Config, found: Scan, now: datetime, report: Report) -> None:
    """Find the articles of acts that are about none yet, and announce what is to be announced.

    An act waits for its article: the file may come later. That is said once, when the act is read.
    """
    with store.read() as connection:
        filed = acts.listed(connection)
        open_acts = [each for each in filed if each.article is None]
        announced = announcements.are_wanted(connection, filed)
    if not open_acts and not announced:
        return
    said = report if any(files.is_notices(each.path) for each in found.changed) else Report()
    with store.write() as connection:
        for each in open_acts:
            meant = references.find(connection, each.act.reference, config.publication.home)
            if len(meant) == 1:
                acts.bind(connection, each.number, meant[0].number)
            elif meant:
                several = ", ".join(str(one.id) for one in meant)
                reason = f"{each.act.kind}: {each.act.reference} may be {several}; write more of the id"
                said.warnings.append(SetAside(path=NOTICES, reason=reason))
            else:
                known = references.paths(connection, _LIKELY)
                hint = did_you_mean(each.act.reference, known)
                reason = f"{each.act.kind}: there is no article {each.act.reference!r} yet{hint}"
                said.warnings.append(SetAside(path=NOTICES, reason=reason))
        announcements.follow(connection, config, acts.listed(connection), now, report)
