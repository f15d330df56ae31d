"""How does this program write a list, so that nothing is lost on the way?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from publisher.lists.values import Format, Listed, moment, stamp
from publisher.model import Cadence, SubscriberState
from publisher.subscriber import Subscriber

_Word = TypeVar("_Word", bound=StrEnum)

_COLUMNS = (
    "address",
    "name",
    "state",
    "cadence",
    "sections",
    "time_zone",
    "language",
    "origin",
    "consent",
    "created_at",
)


def _take(line: int, row: Mapping[str, str]) -> Listed:
    try:
        sections = json.loads(row["sections"] or "[]")
        if not isinstance(sections, list) or not all(isinstance(each, str) for each in sections):
            raise ValueError
    except ValueError as error:
        raise ValueError(f'sections: expected a list such as ["world"], found {row["sections"]!r}') from error
    return Listed(
        line=line,
        address=row["address"],
        name=row["name"],
        state=_one_of(SubscriberState, "state", row["state"]),
        cadence=_one_of(Cadence, "cadence", row["cadence"]),
        tags=tuple(sections),
        time_zone=row["time_zone"],
        language=row["language"],
        origin=row["origin"],
        consent=row["consent"],
        created_at=moment(row["created_at"]),
    )


def _one_of(kind: type[_Word], column: str, found: str) -> _Word:
    known = [each.value for each in kind]
    if found not in known:
        raise ValueError(f"{column}: expected {', '.join(known[:-1])} or {known[-1]}, found {found!r}")
    return kind(found)


def _cells(each: Subscriber) -> tuple[str, ...]:
    wanted = each.preferences
    return (
        each.address,
        each.name,
        each.state,
        wanted.cadence,
        json.dumps(wanted.sections, ensure_ascii=False) if wanted.sections else "",
        wanted.time_zone,
        wanted.language,
        each.origin,
        each.consent,
        stamp(each.created_at),
    )


FORMAT = Format(
    name="publisher",
    needed=frozenset({"address", "state", "cadence"}),
    columns=_COLUMNS,
    take=_take,
    cells=_cells,
    carries_state=True,
)
