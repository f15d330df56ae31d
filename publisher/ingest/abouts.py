"""What do the publication and its sections say about themselves, in files called ``_index.md``?"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from publisher import files, parsers
from publisher.config import Config
from publisher.ingest import standing
from publisher.ingest.report import Report, SetAside
from publisher.ingest.scan import Scan
from publisher.ingest.standing import Standing
from publisher.media import addresses
from publisher.model import Origin, Parsed, SourceFile
from publisher.outputs import About
from publisher.store import Store, abouts, memory

# A title that was made of the file's name or of the text is none that somebody wrote.
_WRITTEN = frozenset({Origin.FRONT_MATTER, Origin.HEADING})


def follow(store: Store, config: Config, found: Scan, now: datetime, report: Report) -> None:
    """Let what these files say now be shown, as ``standing.follow`` has it."""

    def read(source: SourceFile) -> Parsed:
        parsed = parsers.parse(source, config.intake, ZoneInfo(config.publication.time_zone))
        report.warnings += [SetAside(path=source.path, reason=remark) for remark in parsed.warnings]
        return parsed

    standing.follow(
        store,
        config,
        found,
        now,
        report,
        Standing(mine=files.is_about, read=read, keep=_keep, forget=_forget),
    )


def named(connection: Connection) -> set[str]:
    """Return the files beside them that these texts name, as paths below the inbox."""
    return {
        addresses.located(files.about_of(section), address)
        for section, about in abouts.said(connection).items()
        for address in addresses.named(about.blocks)
    }


def _keep(connection: Connection, section: str, parsed: Parsed) -> None:
    meta = parsed.meta
    if meta.draft:
        _forget(connection, section)
        return
    title = meta.title if meta.title_origin in _WRITTEN else ""
    abouts.say(connection, section, About(title=title, language=meta.language, blocks=parsed.blocks))
    memory.forget(connection, memory.CHANNELS)


def _forget(connection: Connection, section: str) -> None:
    abouts.forget(connection, section)
    memory.forget(connection, memory.CHANNELS)
