"""Which moment does a date in front matter or on a page mean?"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_tz

EXAMPLE = "2026-11-22 or 2026-11-22T07:30:00+01:00"

# Before the epoch and near the end of the calendar a moment cannot be shifted between zones safely.
_FIRST_YEAR, _LAST_YEAR = 1970, 9998

_CLOCK = (
    r"(?:,?[T\s]+(?:at\s+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?"
    r"\s*(?P<zone>(?:Z|UTC|GMT)?(?:[+-]\d{1,2}:?\d{2}|[+-]\d{2})|Z|UTC|GMT)?(?:\s*\([^()]*\))?)?"
)
_NUMERIC = re.compile(
    r"(?P<year>\d{4})(?P<separator>[-/.])(?P<month>\d{1,2})(?P=separator)(?P<day>\d{1,2})" + _CLOCK, re.I
)
_DOTTED = re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})" + _CLOCK, re.I)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_DAY_FIRST = re.compile(
    _WEEKDAY
    + r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s-]+(?P<name>[a-z]{3,9})\.?,?[\s-]+(?P<year>\d{4})"
    + _CLOCK,
    re.I,
)
_MONTH_FIRST = re.compile(
    _WEEKDAY + r"(?P<name>[a-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})" + _CLOCK,
    re.I,
)
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_AMBIGUOUS = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")
_LONGEST = 100


def read(value: object, time_zone: tzinfo) -> datetime:
    """Return the moment that ``value`` names; without a zone of its own it is meant in ``time_zone``.

    Accepted are ISO 8601, RFC 5322, ``2026/11/22``, ``22.11.2026`` and English dates with the month
    in letters. A date without a time of day is its midnight.

    Raises:
        ValueError: the value names no moment, more than one, or none from 1970 to 9998; the text says
            what was expected.

    """
    try:
        moment = _moment(value)
    except (ValueError, OverflowError) as error:
        if str(error).startswith("expected"):
            raise
        raise ValueError(f"expected a moment that exists, such as {EXAMPLE} ({error})") from error
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(f"expected a year from {_FIRST_YEAR} to {_LAST_YEAR}, as in {EXAMPLE}")
    if moment.tzinfo is None or moment.utcoffset() is None:
        return moment.replace(tzinfo=time_zone)
    return moment


def _moment(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    text = value.strip() if isinstance(value, str) else ""
    if not text or len(text) > _LONGEST:
        raise ValueError(f"expected a date such as {EXAMPLE}")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for pattern in (_NUMERIC, _DOTTED, _DAY_FIRST, _MONTH_FIRST):
        if (match := pattern.fullmatch(text)) and (found := _built(match)):
            return found
    if _AMBIGUOUS.match(text):
        raise ValueError(f"expected the year first, as day and month could be either; write {EXAMPLE}")
    # RFC 5322 §4.3 has zones by name, such as EST, that the patterns leave alone.
    if parts := parsedate_tz(text):
        zone = None if parts[9] is None else timezone(timedelta(seconds=parts[9]))
        return datetime(*parts[:6], tzinfo=zone)
    raise ValueError(f"expected a date such as {EXAMPLE}")


def _built(match: re.Match[str]) -> datetime | None:
    found = match.groupdict()
    name = (found.get("name") or "").lower()
    months = [
        number
        for number, month in enumerate(_MONTHS, 1)
        if month.startswith(name[:4] if name == "sept" else name)
    ]
    month = months[0] if name and months else int(found.get("month") or 0)
    if not month:
        return None
    hour = int(found["hour"] or 0)
    if half := (found["half"] or "").lower():
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return datetime(
        int(found["year"]),
        month,
        int(found["day"]),
        hour,
        int(found["minute"] or 0),
        int(found["second"] or 0),
        tzinfo=_zone(found["zone"] or ""),
    )


def _zone(text: str) -> tzinfo | None:
    if not text:
        return None
    digits = text.upper().removeprefix("UTC").removeprefix("GMT").removeprefix("Z")
    if not digits:
        return UTC
    figures = digits[1:].replace(":", "").rjust(4, "0") if len(digits) > 3 else digits[1:] + "00"
    offset = timedelta(hours=int(figures[:2]), minutes=int(figures[2:]))
    return timezone(-offset if digits[0] == "-" else offset)
