"""Which article does each file become: a new one, a known one, or an old one under a new name?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from publisher import codec, files, naming
from publisher.ingest import records, rulings
from publisher.ingest.changes import moments, remembered
from publisher.ingest.records import Record
from publisher.ingest.report import Report, SetAside
from publisher.ingest.take import Taken, Text
from publisher.media import addresses
from publisher.model import Meta
from publisher.store import acts, articles, history, inbox, media, memory, neighbours, redirects
from publisher.store.articles import Arrived, Known, Minted
from publisher.store.inbox import FileRow


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arrival:
    """A file that has been parsed."""

    taken: Taken
    text: Text


class Arrivals:
    """Stores taken files in the transaction of ``connection``; each article still has to be finished."""

    def __init__(
        self, connection: Connection, publication: UUID, folder: Path, now: datetime, report: Report
    ) -> None:
        self._connection = connection
        self._publication = publication
        self._inbox = folder
        self._now = now
        self._report = report

    def store(self, chunk: Sequence[Taken]) -> None:
        """Store what became of these files; parsed ones become articles, the others keep what they had."""
        rows = inbox.rows(self._connection, [each.path for each in chunk])
        arrivals = [_Arrival(taken=each, text=each.text) for each in chunk if each.text]
        rows |= self._moved([each for each in arrivals if _number(rows, each.taken) is None])
        new = [each for each in arrivals if _number(rows, each.taken) is None]
        edited = [each for each in arrivals if _number(rows, each.taken) is not None]
        minted = self._mint(new)
        self._edit(edited, rows)
        self._use(arrivals, rows, minted)
        self._record(chunk, rows, minted)
        for each in arrivals:
            self._report.warnings += [
                SetAside(path=each.taken.path, reason=text) for text in each.text.warnings
            ]

    def _moved(self, unknown: Sequence[_Arrival]) -> dict[str, FileRow]:
        """Find the files that are old ones under a new name: same content, and gone from where it was."""
        fresh = {each.taken.digest: each for each in unknown}
        moved: dict[str, FileRow] = {}
        for row in inbox.same_content(self._connection, list(fresh)):
            each = fresh.get(row.digest)
            if each is None or row.article is None or files.look(self._inbox, row.path) is not None:
                continue
            del fresh[row.digest]
            path = each.taken.path
            inbox.move(self._connection, row.path, path)
            before = articles.known(self._connection, [row.article])[row.article]
            self._place(before, path, each.text.meta)
            history.leave(self._connection, before.number, [row.path])
            history.check(self._connection, [before.number])
            moved[path] = row
            self._report.moved += 1
        return moved

    def _place(self, before: Known, path: str, meta: Meta) -> None:
        """Let an article be where its file and its front matter put it; its old address leads there."""
        section = naming.section(path, meta)
        wanted = naming.page(section, naming.slug(path, meta))
        page = redirects.address(self._connection, before.number, wanted)
        if (path, section, page) != (before.path, before.section, before.page):
            self._move(before, path, section, page)

    def _move(self, before: Known, path: str, section: str, page: str) -> None:
        if page != before.page:
            seen = before.visible_from is not None and before.visible_from <= self._now
            redirects.move(self._connection, before.number, page, seen=seen)
        if section != before.section:
            neighbours.part(self._connection, self._now, before.number, before.section)
        articles.place(self._connection, before.number, path, section)
        rulings.moved(self._connection, before.section, section)
        # The section that it has left shows it until its feed is rendered again.
        memory.forget(self._connection, memory.CHANNELS)

    def _mint(self, new: Sequence[_Arrival]) -> dict[str, int]:
        """Add articles that have never been seen; return their numbers by path."""
        if not new:
            return {}
        recorded = self._recorded(new)
        new = [_remembering(each, recorded.get(each.taken.path)) for each in new]
        wanted = [naming.identifier(self._publication, each.taken.path) for each in new]
        ids = self._taken(wanted)
        places = [(naming.section(each.taken.path, each.text.meta), _slug(each)) for each in new]
        pages = redirects.taken(self._connection, [naming.page(*place) for place in places])
        minted = []
        first = articles.next_number(self._connection)
        for number, (each, place) in enumerate(zip(new, places, strict=True), start=first):
            path = each.taken.path
            record = recorded.get(path)
            identifier = record.id if record else self._identifier(path, ids)
            page = self._page(naming.page(*place), identifier, record, pages)
            ids.add(identifier)
            pages.add(page)
            one = Minted(number=number, id=identifier, path=path, section=place[0], page=page)
            minted.append((one, self._arrived(each, number, None, record)))
        articles.mint(self._connection, minted)
        inbox.sight(
            self._connection,
            [_sighting(each, one.number) for each, (one, _) in zip(new, minted, strict=True)],
        )
        self._keep(new, [one for one, _ in minted], recorded)
        return {one.path: one.number for one, _ in minted}

    def _recorded(self, new: Sequence[_Arrival]) -> dict[str, Record]:
        """Return what ``_history.jsonl`` says of these files, by their paths.

        A file that was renamed while there was no database is known by its content.
        """
        paths = {each.taken.path: each for each in new}
        digests = {each.taken.digest: each.taken.path for each in new}
        lines = history.unknown(self._connection, list(paths), list(digests))
        found = {each.path: each for each in lines if each.path in paths}
        for each in lines:
            path = digests.get(each.sha256)
            if path and path not in found and files.look(self._inbox, each.path) is None:
                found[path] = each
        return {path: records.decode(each.text) for path, each in found.items()}

    def _taken(self, ids: Sequence[UUID]) -> set[UUID]:
        """Return which of these ids are an article's, here or by ``_history.jsonl``."""
        return articles.taken_ids(self._connection, ids) | history.taken_ids(self._connection, ids)

    def _identifier(self, path: str, ids: set[UUID]) -> UUID:
        """Return the id of a new article; ``ids`` are taken, and perhaps more for a path left before."""
        plain = naming.identifier(self._publication, path)
        found = naming.free(self._publication, path, plain, ids)
        while found != plain and self._taken([found]):
            ids.add(found)
            found = naming.free(self._publication, path, plain, ids)
        return found

    def _page(self, wanted: str, identifier: UUID, record: Record | None, taken: set[str]) -> str:
        """Return the page of a new article: the one that it had, if that is still the one it wants."""
        if record is None:
            return naming.free_page(wanted, identifier, taken)
        own = set(record.pages) - redirects.held(self._connection, record.pages)
        if record.page in own & {wanted, naming.free_page(wanted, identifier, {wanted})}:
            return record.page
        return naming.free_page(wanted, identifier, taken - own)

    def _keep(self, new: Sequence[_Arrival], minted: Sequence[Minted], recorded: dict[str, Record]) -> None:
        """Give articles what ``_history.jsonl`` says of them, and have compared what no file says."""
        unusual = []
        for each, one in zip(new, minted, strict=True):
            meta = each.text.meta
            record = recorded.get(one.path)
            if record:
                redirects.keep(self._connection, one.number, set(record.pages) - {one.page})
                before = {*record.former_paths, record.path} - {one.path}
                history.leave(self._connection, one.number, sorted(before))
                if record.corrected or record.withdrawn:
                    acts.amend(self._connection, [one.number])
            usual = naming.page(one.section, naming.slug(one.path, meta))
            plain = (naming.identifier(self._publication, one.path), usual) == (one.id, one.page)
            if (
                record
                or not plain
                or any(moment > self._now for moment in (each.taken.modified, *moments(meta)))
            ):
                unusual.append(one.number)
        history.check(self._connection, unusual)

    def _edit(self, edited: Sequence[_Arrival], rows: dict[str, FileRow]) -> None:
        """Store new versions of known articles."""
        numbers = {each.taken.path: rows[each.taken.path].article or 0 for each in edited}
        if not numbers:
            return
        before = articles.known(self._connection, list(numbers.values()))
        edited = self._dated(edited, numbers)
        arrived = [
            self._arrived(each, number, before[number])
            for each in edited
            if (number := numbers[each.taken.path])
        ]
        articles.arrive(self._connection, arrived)
        for each in edited:
            if number := numbers[each.taken.path]:
                self._place(before[number], each.taken.path, each.text.meta)
        history.check(self._connection, [number for number in numbers.values() if number])
        inbox.forget_sightings(self._connection, list(numbers.values()))
        inbox.sight(self._connection, [_sighting(each, numbers[each.taken.path]) for each in edited])

    def _use(self, arrivals: Sequence[_Arrival], rows: dict[str, FileRow], minted: dict[str, int]) -> None:
        """Remember which files beside them the articles name; those that link to a new one show its page."""
        named: dict[int, list[tuple[str, str]]] = {}
        for each in arrivals:
            path = each.taken.path
            number = minted.get(path) or _number(rows, each.taken)
            # Most name none, and a new one has not named any before.
            if number and (each.text.addresses or path not in minted):
                # What leads out of the inbox is remembered, too: it is left out of the page.
                named[number] = [
                    (address, addresses.located(path, address)) for address in each.text.addresses
                ]
        media.use(self._connection, named)
        media.outdate(self._connection, list(minted))

    def _dated(self, edited: Sequence[_Arrival], numbers: dict[str, int]) -> list[_Arrival]:
        """Return new versions in which corrections without a date keep the one that they had."""
        acted = [each for each in edited if each.text.meta.notices or each.text.meta.withdrawal]
        known = articles.texts(self._connection, [numbers[each.taken.path] for each in acted])
        changed = {
            each.taken.path: _redated(each, codec.decode_parsed(before).meta)
            for each in acted
            if (before := known.get(numbers[each.taken.path])) is not None
        }
        return [changed.get(each.taken.path, each) for each in edited]

    def _arrived(
        self, each: _Arrival, number: int, before: Known | None, record: Record | None = None
    ) -> Arrived:
        """Return a version with its dates: once readers have seen an article, neither changes again.

        Withdrawing is an explicit act: a draft mark that comes later does not hide what was published.
        """
        meta = each.text.meta
        modified = min(each.taken.modified, self._now)
        published = meta.published or modified
        visible_from = None if meta.draft else max(published, self._now)
        seen = bool(before and before.visible_from and before.visible_from <= self._now)
        if before and seen:
            published, visible_from = before.published, before.visible_from
        elif record and record.published:
            published, visible_from = record.published, max(record.published, self._now)
        if meta.draft and visible_from:
            remark = "is a draft again, but readers have seen it: it stays published"
            self._report.warnings.append(SetAside(path=each.taken.path, reason=remark))
        return Arrived(
            number=number,
            lead=each.text.lead,
            parsed=each.text.parsed,
            article=each.text.article,
            updated=self._updated(each, published, record),
            published=published,
            visible_from=visible_from,
            modified=modified,
            seen=seen,
            withdrawn=meta.withdrawal.at if meta.withdrawal else None,
            notices=len(meta.notices),
        )

    def _updated(self, each: _Arrival, published: datetime, record: Record | None) -> datetime:
        said = max([published, *(min(moment, self._now) for moment in moments(each.text.meta))])
        if record is None or record.updated is None:
            return said
        # Of a version that no database has seen nobody can say whether it is more than a typo.
        return record.updated if record.sha256 == each.taken.digest else max(said, record.updated)

    def _record(self, chunk: Sequence[Taken], rows: dict[str, FileRow], minted: dict[str, int]) -> None:
        """Remember every file as it is now, so that it is not read again before it changes."""
        seen, touched = [], []
        for each in chunk:
            row = rows.get(each.path)
            if row and row.article and row.mtime_ns != each.stamp.mtime_ns:
                touched.append(row.article)
            # The same bytes as before are as good or bad as before.
            reason = each.reason or (row.reason if row and each.text is None else "")
            if each.reason:
                self._report.set_aside.append(SetAside(path=each.path, reason=each.reason))
            seen.append(
                FileRow(
                    path=each.path,
                    inode=each.stamp.inode,
                    size=each.stamp.size,
                    mtime_ns=each.stamp.mtime_ns,
                    digest=each.digest,
                    article=minted.get(each.path) or _number(rows, each),
                    reason=reason,
                )
            )
        inbox.record(self._connection, self._now, seen)
        # What had its date from the time of the file keeps it.
        history.check(self._connection, touched)


def _number(rows: dict[str, FileRow], each: Taken) -> int | None:
    row = rows.get(each.path)
    return row.article if row else None


def _remembering(each: _Arrival, record: Record | None) -> _Arrival:
    return _redated(each, record.acts) if record and (record.corrected or record.withdrawn) else each


def _redated(each: _Arrival, before: Meta) -> _Arrival:
    """Return a version in which acts without a date have the one that they had in ``before``."""
    parsed = codec.decode_parsed(each.text.parsed)
    meta = remembered(before, parsed.meta, each.taken.modified)
    text = replace(each.text, meta=meta, parsed=codec.encode_parsed(replace(parsed, meta=meta)))
    return replace(each, text=text)


def _slug(each: _Arrival) -> str:
    return naming.slug(each.taken.path, each.text.meta)


def _sighting(each: _Arrival, number: int) -> tuple[int, int, tuple[int, ...]]:
    return number, each.text.lead, each.text.candidates
