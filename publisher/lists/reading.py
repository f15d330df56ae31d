"""What does each row of a CSV file say, and which rows say nothing that can be used?"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from publisher.errors import SubscriptionError
from publisher.lists.formats import recognised
from publisher.lists.values import Listed

# What spreadsheets take for a formula; `writing` puts an apostrophe before it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A row that cannot be used: where it begins, from 1, and why."""

    line: int
    reason: str


def read(text: Iterable[str], file_name: str = "") -> Iterator[Listed | BadRow]:
    """Yield what each row says, in memory that does not grow with the file.

    ``text`` are the lines of a CSV file (RFC 4180), as a file opened with ``newline=""`` yields them,
    separated by commas, semicolons or tabs. Raises SubscriptionError when the columns are of no format
    that is known, or ``file_name`` is that of people who have not agreed to anything.
    """
    lines = iter(text)
    first = next(lines, "").removeprefix("\ufeff")
    delimiter = max(",;\t", key=first.count)
    (header,) = list(csv.reader([first], delimiter=delimiter)) or [[]]
    form = recognised(header)
    if form.never_agreed and file_name.lower().startswith(form.never_agreed):
        raise SubscriptionError(
            f"{file_name}: on this list of {form.name} is nobody who agreed to receive mail"
        )
    columns = [column.strip().lower() for column in header]
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 2
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            last = reader.line_num + 1
            yield BadRow(line=line, reason=f"is not CSV up to line {last}: {error}; nothing of it was read")
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if not _is_text(cells):
            yield BadRow(line=line, reason="is not UTF-8; save the list again in that encoding")
            continue
        if len(cells) != len(columns):
            yield BadRow(line=line, reason=f"expected {len(columns)} cells as in line 1, found {len(cells)}")
            continue
        try:
            row = {column: _plain(cell) for column, cell in zip(columns, cells, strict=True)}
            yield form.take(line, row)
        except KeyError as error:
            yield BadRow(line=line, reason=f"the column {error} is not there")
        except ValueError as error:
            yield BadRow(line=line, reason=str(error))


def _is_text(cells: Iterable[str]) -> bool:
    """Say whether every byte was UTF-8: one that was not is a surrogate (PEP 383)."""
    text = "".join(cells)
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def _plain(cell: str) -> str:
    if cell.startswith("'") and cell[1:].startswith(FORMULA):
        return cell[1:]
    return cell.strip()
