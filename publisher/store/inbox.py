"""Which files have been looked at, and what did they turn into?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from publisher.store.tables import articles, files, sightings


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """What is known of one file: its stamp and digest when it was last read, and what became of it."""

    path: str
    inode: int
    size: int
    mtime_ns: int
    digest: str
    article: int | None
    reason: str


# More articles with the same block are not remembered; three times what cleaning counts, for the
# versions of a story are no witnesses for each other, and edited articles take their sightings along.
_MOST_CARRIERS = 48

# A block that did not come again in so many articles will not.
_REMEMBERED = 50_000

_COLUMNS = (
    files.c.path,
    files.c.inode,
    files.c.size,
    files.c.mtime_ns,
    files.c.digest,
    files.c.article,
    files.c.reason,
)


def stamps(connection: Connection) -> dict[str, tuple[int, int, int]]:
    """Return inode, size and mtime of every file that has been looked at, by path."""
    rows = connection.execute(select(files.c.path, files.c.inode, files.c.size, files.c.mtime_ns))
    return {path: (inode, size, mtime_ns) for path, inode, size, mtime_ns in rows}


def rows(connection: Connection, paths: Sequence[str]) -> dict[str, FileRow]:
    """Return what is known of these paths."""
    found = connection.execute(select(*_COLUMNS).where(files.c.path.in_(paths)))
    return {row.path: FileRow(**row._mapping) for row in found}


def row(connection: Connection, path: str) -> FileRow | None:
    """Return what is known of one path."""
    return rows(connection, [path]).get(path)


def same_content(connection: Connection, digests: Sequence[str]) -> list[FileRow]:
    """Return the files that had one of these digests and are articles: where a renamed file was before."""
    found = connection.execute(
        select(*_COLUMNS).where(files.c.digest.in_(digests), files.c.article.is_not(None))
    )
    return [FileRow(**row._mapping) for row in found]


def record(connection: Connection, looked_at: datetime, seen: Iterable[FileRow]) -> None:
    """Remember what these files are now."""
    values = [
        {
            "path": each.path,
            "inode": each.inode,
            "size": each.size,
            "mtime_ns": each.mtime_ns,
            "digest": each.digest,
            "article": each.article,
            "reason": each.reason,
            "looked_at": looked_at,
        }
        for each in seen
    ]
    if values:
        statement = insert(files)
        changes = {name: statement.excluded[name] for name in values[0] if name != "path"}
        connection.execute(statement.on_conflict_do_update(index_elements=["path"], set_=changes), values)


def move(connection: Connection, before: str, after: str) -> None:
    """Let the file at ``before`` be the one at ``after``."""
    connection.execute(delete(files).where(files.c.path == after))
    connection.execute(update(files).where(files.c.path == before).values(path=after))


def set_aside(connection: Connection) -> list[tuple[str, str]]:
    """Return path and reason of every file that could not be used."""
    found = connection.execute(
        select(files.c.path, files.c.reason).where(files.c.reason != "").order_by(files.c.path)
    )
    return [(path, reason) for path, reason in found]


def excuse(connection: Connection, paths: Iterable[str]) -> None:
    """Remember these files as nothing to be read, whatever was wrong with them as articles."""
    this = (files.c.path == bindparam("its_path")) & files.c.article.is_(None)
    values = [{"its_path": path} for path in paths]
    if values:
        connection.execute(update(files).where(this).values(reason=""), values)


def forget_set_aside(connection: Connection, gone: Sequence[str]) -> None:
    """Forget what was wrong with files that are not there any more; an article of theirs stays."""
    connection.execute(delete(files).where(files.c.path.in_(gone), files.c.article.is_(None)))
    connection.execute(update(files).where(files.c.path.in_(gone), files.c.reason != "").values(reason=""))


def sight(connection: Connection, seen: Iterable[tuple[int, int, tuple[int, ...]]]) -> None:
    """Remember where blocks stand: article, its lead, and the fingerprints worth remembering."""
    values = [
        {"fingerprint": fingerprint, "article": article, "lead": lead}
        for article, lead, fingerprints in seen
        for fingerprint in dict.fromkeys(fingerprints)
    ]
    if values:
        connection.execute(insert(sightings), values)


def forget_sightings(connection: Connection, numbers: Sequence[int]) -> None:
    """Forget the blocks of older versions of these articles."""
    connection.execute(delete(sightings).where(sightings.c.article.in_(numbers)))


def tidy(connection: Connection, numbers: Sequence[int]) -> None:
    """Forget, after these articles are finished, what teaches nothing more.

    Of a block that many articles carry the first are enough; one that stood alone while so many other
    articles came is not repeated.
    """
    rows = func.count()
    ours = select(sightings.c.fingerprint).where(sightings.c.article.in_(numbers))
    frequent = connection.scalars(
        select(sightings.c.fingerprint)
        .where(sightings.c.fingerprint.in_(ours))
        .group_by(sightings.c.fingerprint)
        .having(rows > _MOST_CARRIERS)
    )
    for fingerprint in list(frequent):
        this = sightings.c.fingerprint == fingerprint
        last = connection.scalar(
            select(sightings.c.article)
            .where(this)
            .order_by(sightings.c.article)
            .offset(_MOST_CARRIERS)
            .limit(1)
        )
        connection.execute(delete(sightings).where(this, sightings.c.article >= last))
    oldest, newest = min(numbers) - _REMEMBERED, max(numbers) - _REMEMBERED
    other = sightings.alias()
    again = select(other.c.article).where(
        other.c.fingerprint == sightings.c.fingerprint, other.c.article != sightings.c.article
    )
    connection.execute(
        delete(sightings).where(
            sightings.c.article > oldest - len(numbers), sightings.c.article <= newest, ~again.exists()
        )
    )


def repetition(connection: Connection, numbers: Sequence[int]) -> dict[int, int]:
    """Return for each repeated block of these articles how many stories carry it besides one's own.

    Articles with the same lead are one story told twice and count once.
    """
    ours = select(sightings.c.fingerprint).where(sightings.c.article.in_(numbers))
    stories = func.count(sightings.c.lead.distinct())
    found = connection.execute(
        select(sightings.c.fingerprint, stories)
        .where(sightings.c.fingerprint.in_(ours))
        .group_by(sightings.c.fingerprint)
        .having(stories > 1)
    )
    return {fingerprint: count - 1 for fingerprint, count in found}


def stories(connection: Connection, fingerprints: Sequence[int]) -> dict[int, int]:
    """Return for each of these blocks that repeats what ``repetition`` says of it.

    Of an article whose own sightings are forgotten, as many others carry the block: see ``tidy``.
    """
    count = func.count(sightings.c.lead.distinct())
    found = connection.execute(
        select(sightings.c.fingerprint, count)
        .where(sightings.c.fingerprint.in_(fingerprints))
        .group_by(sightings.c.fingerprint)
        .having(count > 1)
    )
    return {fingerprint: number - 1 for fingerprint, number in found}


def witnesses(connection: Connection, fingerprints: Sequence[int], lead: int) -> dict[int, int]:
    """Return how many stories other than the one with this lead carry each of these blocks."""
    found = connection.execute(
        select(sightings.c.fingerprint, func.count(sightings.c.lead.distinct()))
        .where(sightings.c.fingerprint.in_(fingerprints), sightings.c.lead != lead)
        .group_by(sightings.c.fingerprint)
    )
    return dict(found.all())


def carriers(connection: Connection, fingerprints: Sequence[int]) -> list[int]:
    """Return the articles that have one of these blocks."""
    found = select(sightings.c.article).where(sightings.c.fingerprint.in_(fingerprints)).distinct()
    return list(connection.scalars(found))


def companions(connection: Connection, numbers: Sequence[int], most: int) -> list[int]:
    """Return the finished articles that share a block with these, which fewer than ``most`` of them carry.

    What a block is was decided long ago once many stories carry it; only the first few witnesses
    can teach something new about the earlier articles. Unfinished ones do not count: a hundred that
    arrive at once are all first witnesses.
    """
    # Asked of each sighting: with a list of all finished articles SQLite tries every pair of the two lists.
    finished = (
        select(articles.c.number)
        .where(articles.c.number == sightings.c.article, articles.c.arrived_at.is_(None))
        .exists()
    )
    ours = select(sightings.c.fingerprint).where(sightings.c.article.in_(numbers))
    young = (
        select(sightings.c.fingerprint)
        .where(sightings.c.fingerprint.in_(ours), finished)
        .group_by(sightings.c.fingerprint)
        .having(func.count(sightings.c.lead.distinct()) < most)
    )
    found = connection.scalars(
        select(sightings.c.article).where(sightings.c.fingerprint.in_(young), finished).distinct()
    )
    return list(found)
