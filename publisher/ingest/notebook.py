"""What does a ``_notices.toml`` say, and how is an act written into it?"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, tzinfo

from publisher.errors import ArticleError
from publisher.store.acts import Act, ActKind
from publisher.validation import did_you_mean

_KEYS = {
    ActKind.CORRECTION: ("article", "at", "text", "announce"),
    ActKind.WITHDRAWAL: ("article", "at", "reason"),
}
_WORDS = {ActKind.CORRECTION: "text", ActKind.WITHDRAWAL: "reason"}
_EXAMPLE = {
    "article": 'article = "world/crane.md"',
    "at": "at = 2026-11-22T07:30:00Z",
    "text": 'text = "The crane sank on Tuesday, not on Monday."',
    "reason": 'reason = "The crane never sank."',
}
_FIRST_YEAR, _LAST_YEAR = 1970, 9998
_LONGEST = 5_000


def read(data: bytes, time_zone: tzinfo) -> list[Act]:
    """Return the acts of a file in their order; a date without a zone is meant in ``time_zone``.

    Raises ArticleError with the line or the key, what was expected, and what to do.
    """
    try:
        raw = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ArticleError(f"expected UTF-8 text; byte {error.start} is not; save it as UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        problem = str(error) if isinstance(error, tomllib.TOMLDecodeError) else "it is nested too deep"
        raise ArticleError(
            f"is not valid TOML: {problem}; "
            "expected [[correction]] and [[withdrawal]], each with article and at"
        ) from error
    found: list[Act] = []
    for key, value in raw.items():
        if key not in _KEYS:
            hint = did_you_mean(key, _KEYS) or f"; known here: {', '.join(_KEYS)}"
            raise ArticleError(f"{key}: there is no such key{hint}")
        kind = ActKind(key)
        if not isinstance(value, list):
            raise ArticleError(f"{key}: expected [[{key}]] with two brackets, found {_short(value)}")
        found += (_act(kind, number, table, time_zone) for number, table in enumerate(value, start=1))
    seen: dict[Act, str] = {}
    for each, place in zip(found, _places(found), strict=True):
        if (before := seen.setdefault(each, place)) != place:
            raise ArticleError(f"{place}: says the same as {before}; take one of them out")
    return found


def written(act: Act, comment: str) -> str:
    """Return an act as it stands in the file, below a line that says to a person which article it is."""
    lines = [
        f"[[{act.kind}]]",
        f"# {_line(comment)}",
        f"article = {_quoted(act.reference)}",
        f"at = {act.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        f"{_WORDS[act.kind]} = {_quoted(act.text)}",
        *(["announce = true"] if act.announce else []),
    ]
    return "\n".join(lines) + "\n"


def _act(kind: ActKind, number: int, table: object, time_zone: tzinfo) -> Act:
    place = f"{kind} {number}"
    if not isinstance(table, Mapping):
        raise ArticleError(f"{place}: expected [[{kind}]] with two brackets, found {_short(table)}")
    for key in table:
        if key not in _KEYS[kind]:
            hint = did_you_mean(key, _KEYS[kind]) or f"; known here: {', '.join(_KEYS[kind])}"
            raise ArticleError(f"{place}: {key}: there is no such key{hint}")
    announce = table.get("announce", False)
    if not isinstance(announce, bool):
        raise ArticleError(f"{place}: announce: expected true or false, found {_short(announce)}")
    return Act(
        kind=kind,
        reference=_text(place, "article", table, needed=True),
        at=_moment(place, table, time_zone),
        text=_text(place, _WORDS[kind], table, needed=kind is ActKind.CORRECTION),
        announce=announce,
    )


def _text(place: str, key: str, table: Mapping[str, object], *, needed: bool) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise ArticleError(f"{place}: {key}: expected a text in quotes, found {_short(value)}")
    text = _line(value)
    if needed and not text:
        raise ArticleError(f"{place}: {key}: is missing or empty; expected {_EXAMPLE[key]}")
    if len(text) > _LONGEST:
        raise ArticleError(f"{place}: {key}: expected at most {_LONGEST:,} characters, found {len(text):,}")
    return text


def _moment(place: str, table: Mapping[str, object], time_zone: tzinfo) -> datetime:
    value = table.get("at")
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=time_zone)
    elif isinstance(value, date):
        moment = datetime.combine(value, time(), time_zone)
    else:
        found = "is missing" if value is None else f"found {_short(value)}"
        raise ArticleError(f"{place}: at: {found}; expected a date without quotes, {_EXAMPLE['at']}")
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ArticleError(
            f"{place}: at: expected a year from {_FIRST_YEAR} to {_LAST_YEAR}, as in {_EXAMPLE['at']}"
        )
    return moment.astimezone(UTC)


def _places(found: list[Act]) -> Iterator[str]:
    count = dict.fromkeys(ActKind, 0)
    for each in found:
        count[each.kind] += 1
        yield f"{each.kind} {count[each.kind]}"


def _quoted(text: str) -> str:
    """Return a TOML basic string: JSON's escapes are TOML's, and DEL is all that JSON leaves alone."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _line(text: str) -> str:
    """Return a text on one line, without what cannot be seen."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"
