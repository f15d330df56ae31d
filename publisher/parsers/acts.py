"""Does the front matter correct the article or withdraw it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, tzinfo

from publisher.errors import ArticleError
from publisher.model import Notice, Withdrawal
from publisher.parsers import dates
from publisher.parsers.characters import collapse
from publisher.parsers.front_matter import FrontMatter
from publisher.parsers.values import Value

_CORRECTIONS = ("correction", "corrections")
_WITHDRAWN = ("withdrawn",)
_TEXTS = ("text", "correction", "notice")
_REASONS = ("reason", "text")
_DATES = ("date", "at")
_YES = frozenset({"true", "yes", "on", "y", "1"})
_NO = frozenset({"", "false", "no", "off", "n", "0"})
# An article with more corrections than this is a list of something else.
_MOST = 50


def notices(front: FrontMatter, modified: datetime, time_zone: tzinfo) -> tuple[Notice, ...]:
    """Return the corrections, the oldest first as they stand: a text, a list of them, or tables with a date.

    One without a date was made when the file was last ``modified``.

    Raises:
        ArticleError: one of them is no text, or its date cannot be read; the sentence names line and key.

    """
    key = next((key for key in _CORRECTIONS if front.values.get(key) is not None), "")
    if not key:
        return ()
    value = front.values[key]
    items = value if isinstance(value, list) else [value]
    found = tuple(
        notice for item in items[:_MOST] for notice in _notices(front, key, item, modified, time_zone)
    )
    return tuple(sorted(found, key=lambda notice: notice.at or modified))


def withdrawal(front: FrontMatter, modified: datetime, time_zone: tzinfo) -> Withdrawal | None:
    """Return since when and why the article is withdrawn, if it is.

    ``withdrawn`` is yes or no, the reason, the date, or a table with reason and date.

    Raises:
        ArticleError: it is none of these; the sentence names line and key.

    """
    key = next((key for key in _WITHDRAWN if front.values.get(key) is not None), "")
    if not key:
        return None
    value = front.values[key]
    if isinstance(value, bool):
        return Withdrawal(at=modified) if value else None
    if isinstance(value, Mapping):
        at = _date(front, key, value, time_zone)
        return Withdrawal(at=at or modified, reason=_part(front, key, value, _REASONS))
    if isinstance(value, date):
        return Withdrawal(at=_moment(front, key, value, time_zone))
    if not isinstance(value, str):
        raise _fault(front, key, value, 'expected true, or the reason in quotes such as "It was not so."')
    text = collapse(value)
    if text.lower() in _NO:
        return None
    if text.lower() in _YES:
        return Withdrawal(at=modified)
    try:
        return Withdrawal(at=dates.read(text, time_zone))
    except ValueError:
        return Withdrawal(at=modified, reason=text)


def _notices(
    front: FrontMatter, key: str, item: Value, modified: datetime, time_zone: tzinfo
) -> Iterator[Notice]:
    if item is None:
        return
    if isinstance(item, Mapping):
        text = _part(front, key, item, _TEXTS)
        if not text:
            raise _fault(front, key, item, 'expected its text, such as text: "It was Tuesday."')
        yield Notice(text=text, at=_date(front, key, item, time_zone) or modified)
    elif isinstance(item, str):
        if text := collapse(item):
            yield Notice(text=text, at=modified)
    else:
        raise _fault(front, key, item, 'expected what is put right, in quotes, such as "It was Tuesday."')


def _part(front: FrontMatter, key: str, table: Mapping[object, Value], names: tuple[str, ...]) -> str:
    value = next((table[name] for name in names if table.get(name) is not None), "")
    if not isinstance(value, str):
        raise _fault(front, key, value, "expected a text in quotes")
    return collapse(value)


def _date(front: FrontMatter, key: str, table: Mapping[object, Value], time_zone: tzinfo) -> datetime | None:
    value = next((table[name] for name in _DATES if table.get(name) is not None), None)
    return None if value is None else _moment(front, key, value, time_zone)


def _moment(front: FrontMatter, key: str, value: Value, time_zone: tzinfo) -> datetime:
    try:
        return dates.read(value, time_zone)
    except ValueError as error:
        raise _fault(front, key, value, str(error)) from error


def _fault(front: FrontMatter, key: str, value: Value, expected: str) -> ArticleError:
    return ArticleError(f'line {front.line_of(key)}: {key} is "{collapse(str(value))[:60]}", {expected}')
