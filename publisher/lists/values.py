"""What does a row of a list say, whoever wrote it?"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from publisher.model import Cadence, SubscriberState
from publisher.subscriber import Subscriber


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A subscriber as a list has them; ``line`` is where the row begins, from 1.

    ``consent`` is what the list itself records of their agreement, empty where it records none;
    ``cadence`` is missing, and ``origin`` empty, where the list does not say. ``tags`` may be sections.
    """

    line: int
    address: str
    state: SubscriberState
    name: str = ""
    consent: str = ""
    origin: str = ""
    cadence: Cadence | None = None
    tags: tuple[str, ...] = ()
    time_zone: str = ""
    language: str = ""
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A way to write a list: its columns, by which it is recognised, and what its rows mean.

    ``needed`` are columns that no other format has together, in small letters. ``take`` reads the cells of a
    row by column; it raises ValueError with a sentence. ``cells`` are in the order of ``columns``.
    ``carries_state`` says that whoever reads the file heeds the state of each row. A file whose name begins
    with ``never_agreed``, where that is not empty, holds people who have not agreed to anything.
    """

    name: str
    needed: frozenset[str]
    columns: tuple[str, ...]
    take: Callable[[int, Mapping[str, str]], Listed]
    cells: Callable[[Subscriber], tuple[str, ...]]
    carries_state: bool
    never_agreed: str = ""


def moment(text: str) -> datetime | None:
    """Return a date and time as these programs write them, in UTC where they name no zone; None for none."""
    words = text.split()
    # Go's time.Time.String, of listmonk: 2023-01-02 03:04:05.678901 +0530 IST.
    plain = f"{words[0]} {words[1]}{words[2]}" if len(words) == 4 else text.strip()
    try:
        found = datetime.fromisoformat(plain)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # the latter for the zone of a moment in the year 1 or 9999
        return None


def separated(text: str) -> tuple[str, ...]:
    """Return the words of a cell that separates them by commas; one with a comma is in quotation marks."""
    words = next(csv.reader([" ".join(text.split())], skipinitialspace=True)) if text else []
    return tuple(filter(None, (word.strip() for word in words)))


def stamp(at: datetime) -> str:
    """Return a moment as lists have it: UTC, to the second where it is whole."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
