"""What do the publication and its sections say about themselves, in files called ``_index.md``?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from publisher import files, parsers
from publisher.config import Config
from publisher.ingest import standing
from publisher.ingest.report import Report, SetAside
from publisher.ingest.scan import Scan
from publisher.ingest.standing import Standing
from publisher.model import About, Block, BlockKind, Origin, Parsed, SourceFile
from publisher.store import Store, abouts, memory

# A title that was made of the file's name or of the text is none that somebody wrote.
_WRITTEN = frozenset({Origin.FRONT_MATTER, Origin.HEADING})

# Sanitized HTML quotes every attribute.
_IMAGE = re.compile(r'<img(?:[^"<>]|"[^"]*")*>')
_REMOTE = re.compile(r'\ssrc="https?:')


def follow(store: Store, config: Config, found: Scan, now: datetime, report: Report) -> None:
    """Let what these files say now be shown, as ``standing.follow`` has it."""

    def read(source: SourceFile) -> Parsed:
        parsed = parsers.parse(source, config.intake, ZoneInfo(config.publication.time_zone))
        remarks = list(parsed.warnings)
        blocks = tuple(_shown(parsed.blocks))
        if blocks != parsed.blocks:
            remarks.append("pictures from the inbox are not published here: name their address on the web")
        report.warnings += [SetAside(path=source.path, reason=remark) for remark in remarks]
        return replace(parsed, blocks=blocks)

    standing.follow(
        store,
        config,
        found,
        now,
        report,
        Standing(mine=files.is_about, read=read, keep=_keep, forget=_forget),
    )


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


def _shown(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Yield the blocks without pictures that lie beside the file: a broken one would be shown."""
    for block in blocks:
        html = _IMAGE.sub(lambda image: image[0] if _REMOTE.search(image[0]) else "", block.html)
        if html == block.html:
            yield block
        elif block.kind is not BlockKind.IMAGE:
            yield replace(block, html=html)
