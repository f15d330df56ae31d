"""What have the editors' rulings changed, and which articles must be cleaned again for it?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from publisher import clean, codec, files, naming
from publisher.config import Config
from publisher.errors import ArticleError
from publisher.ingest import rulebook, standing
from publisher.ingest.pieces import pieces
from publisher.ingest.report import Report, SetAside
from publisher.ingest.scan import Scan
from publisher.ingest.standing import Standing
from publisher.model import SourceFile
from publisher.store import Store, learned, rulings
from publisher.store.rulings import Review, Ruled, RuledBy


def follow(store: Store, config: Config, found: Scan, now: datetime, report: Report) -> None:
    """Let what the files ``_clean.toml`` say now be ruled.

    One that cannot be understood is set aside, and what it said before stays. One that is gone
    rules no more, unless its whole folder is gone or empty: that may be an unmounted disk.
    """

    def read(source: SourceFile) -> list[Ruled]:
        return rulebook.read(source.data, standing.section(source.path))

    def keep(connection: Connection, section: str, ruled: list[Ruled]) -> None:
        rulings.replace(connection, section, ruled, now)

    def forget(connection: Connection, section: str) -> None:
        rulings.replace(connection, section, [], now)

    standing.follow(
        store,
        config,
        found,
        now,
        report,
        Standing(mine=files.is_rulings, read=read, keep=keep, forget=forget),
    )


def to_clean(store: Store, reviews: Sequence[Review], progress: Callable[[int], None]) -> list[int]:
    """Return the articles that carry one of these texts, wherever in them it stands.

    All bodies are read, as not every block of an article has been remembered; that takes 0.3 ms for
    one of 28 blocks. ``progress`` is called between pieces of the work.
    """
    wanted: dict[str, set[int]] = {}
    for each in reviews:
        wanted.setdefault(naming.folder(each.section), set()).add(each.fingerprint)
    if not wanted:
        return []
    everywhere = wanted.get("", set())
    within = None
    if not everywhere:
        with store.read() as connection:
            within = [name for name in learned.every_section(connection) if naming.folder(name) in wanted]
    found: list[int] = []
    for piece in pieces(store, within):
        for article in piece:
            texts = everywhere | wanted.get(naming.folder(article.section), set())
            if any(clean.fingerprint(block) in texts for block in codec.decode_parsed(article.parsed).blocks):
                found.append(article.number)
        progress(0)
    return found


def moved(connection: Connection, before: str, after: str) -> None:
    """Let an article that has come from one section into another be cleaned by the rulings there."""
    places = {naming.folder(before), naming.folder(after)} - {""}
    if naming.folder(before) != naming.folder(after):
        texts = {
            each.fingerprint for each in rulings.listed(connection) if naming.folder(each.section) in places
        }
        rulings.review(connection, [(text, after) for text in sorted(texts)])


def current(config: Config, stored: Sequence[Ruled], section: str) -> tuple[list[Ruled], list[SetAside]]:
    """Return all rulings, those for a section as its files have them now, also when nothing was built since.

    What is wrong with a file is returned beside them; what it said before holds then.
    """
    found, aside = list(stored), []
    same = [name for name in files.sections(config.inbox) if naming.folder(name) == naming.folder(section)]
    for name in ("", *same):
        if files.look(config.inbox, path(name)) is None:
            continue
        try:
            source, _ = files.read(config.inbox, path(name), _maximum(config))
            fresh = rulebook.read(source.data, name)
        except ArticleError as error:
            aside.append(SetAside(path=path(name), reason=str(error)))
        else:
            found = [each for each in found if (each.section, each.origin) != (name, RuledBy.FILE)] + fresh
    return found, aside


def path(section: str) -> str:
    """Return where below the inbox the file of a section lies; that of the inbox itself for an empty one."""
    return f"{section}/{files.RULINGS}" if section else files.RULINGS


def _maximum(config: Config) -> int:
    return int(config.intake.maximum_megabytes * 1_000_000)
