"""What does one line of ``_history.jsonl`` say about an article?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import DecodeError, Struct

from publisher import naming
from publisher.errors import ArticleError
from publisher.model import Meta, Notice, Withdrawal
from publisher.store.history import Line

_FIRST_YEAR, _LAST_YEAR = 1970, 9998
LONGEST = 1_000_000
_EXAMPLE = '{"path":"world/crane.md","id":"56cb5ce6-1b24-5ad6-9c16-230bdc97aab4","page":"world/crane.html"}'

Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class Dated(Struct, frozen=True, forbid_unknown_fields=True):
    """When the front matter first had a correction, or the reason of a withdrawal."""

    text: str
    at: Moment


class Record(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True):
    """What an article is that its file does not say.

    ``published`` and ``updated`` are missing before readers see it. ``sha256`` is of the file that it
    was then: of another one ``updated`` is only the least that it can be. ``corrected`` and ``withdrawn``
    keep the dates of acts that have none in the front matter.
    """

    path: str
    former_paths: tuple[str, ...] = ()
    id: UUID
    page: str
    former_pages: tuple[str, ...] = ()
    published: Moment | None = None
    updated: Moment | None = None
    corrected: tuple[Dated, ...] = ()
    withdrawn: Dated | None = None
    sha256: str = ""

    @property
    def pages(self) -> tuple[str, ...]:
        """All addresses that are the article's for ever."""
        return (self.page, *self.former_pages)

    @property
    def acts(self) -> Meta:
        """What its front matter said about corrections and a withdrawal, as metadata."""
        return Meta(
            notices=tuple(Notice(text=each.text, at=each.at) for each in self.corrected),
            withdrawal=Withdrawal(at=self.withdrawn.at, reason=self.withdrawn.text)
            if self.withdrawn
            else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A line that nobody can read, and why."""

    number: int
    reason: str


def dated(meta: Meta) -> tuple[tuple[Dated, ...], Dated | None]:
    """Return the dates of the corrections and of the withdrawal in what a parser returned."""
    notices = tuple(
        Dated(each.text, each.at.astimezone(UTC)) for each in meta.notices if each.at and not each.indexes
    )
    gone = meta.withdrawal
    return notices, Dated(gone.reason, gone.at.astimezone(UTC)) if gone else None


def encode(record: Record) -> str:
    """Return the line of a record, without its end."""
    return msgspec.json.encode(record).decode()


def decode(text: str | bytes) -> Record:
    """Return what a line says. Raises ArticleError with what was expected."""
    try:
        record = _DECODER.decode(text)
    except (DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ArticleError(f"{error}; expected one article as JSON, such as {_EXAMPLE}") from error
    for page in record.pages:
        # Files are written there: nothing but what ``naming`` makes.
        if not naming.is_page(page):
            raise ArticleError(f"page: expected a section and a name, as in {_EXAMPLE}; found {page[:60]!r}")
    moments = (
        record.published,
        record.updated,
        *(each.at for each in (*record.corrected, record.withdrawn) if each),
    )
    for moment in moments:
        if moment and not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
            raise ArticleError(f"expected years from {_FIRST_YEAR} to {_LAST_YEAR}, found {moment.year}")
    if not record.path:
        raise ArticleError(f"path: is empty; expected a file in the inbox, as in {_EXAMPLE}")
    return record


def line(number: int, record: Record) -> Line:
    """Return a record as the store keeps it."""
    return Line(
        number=number,
        id=record.id,
        path=record.path,
        sha256=record.sha256,
        pages=record.pages,
        text=encode(record),
    )


def read(data: bytes) -> tuple[list[Line], list[Fault]]:
    """Return the last line of each article, in the order of the file, and the lines that cannot be read."""
    found: dict[UUID, Line] = {}
    faults: list[Fault] = []
    for number, text in numbered(data):
        try:
            if len(text) > LONGEST:
                raise ArticleError(f"expected at most {LONGEST:,} bytes, found {len(text):,}")
            record = decode(text)
        except ArticleError as error:
            faults.append(Fault(number=number, reason=str(error)))
        else:
            found.pop(record.id, None)
            found[record.id] = line(number, record)
    return list(found.values()), faults


def numbered(data: bytes) -> Iterable[tuple[int, bytes]]:
    """Yield each line that is not empty with its number, from 1."""
    for number, text in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if text.strip():
            yield number, text.strip()


_DECODER = msgspec.json.Decoder(Record)
