"""What does the header of a request ask for: only what is new, only a part, in which coding?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache

# RFC 9110 §8.8.3: W/ and printable characters in quotes.
_ETAG = re.compile(rb'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_RANGE = re.compile(rb"bytes=(\d{0,18})-(\d{0,18})")
# "Sunday, 06-Nov-94 08:49:37 GMT", with room.
_LONGEST_DATE = 40
_QUALITY = re.compile(r"q=([01](?:\.\d{0,3})?)")


def is_known(if_none_match: bytes, etag: bytes) -> bool:
    """Say whether the client has this already, by the weak comparison (RFC 9110 §13.1.2)."""
    if if_none_match.strip() == b"*":
        return True
    # Most clients send the one they were given.
    return if_none_match == etag or etag in _ETAG.findall(if_none_match)


def is_unchanged(if_modified_since: bytes, modified: int) -> bool:
    """Say whether nothing is newer than a date (RFC 9110 §13.1.3); ``modified`` in seconds since 1970.

    What is no date is as if it were not there.
    """
    if len(if_modified_since) > _LONGEST_DATE:
        return False
    since = _seconds(if_modified_since)
    return since is not None and modified <= since


@lru_cache(maxsize=4096)
def http_date(seconds: int) -> bytes:
    """Return a moment as HTTP writes it (RFC 9110 §5.6.7)."""
    return formatdate(seconds, usegmt=True).encode()


@lru_cache(maxsize=1024)
def _seconds(date: bytes) -> int | None:
    try:
        parsed = parsedate_to_datetime(date.decode("ascii"))
        # All dates in HTTP are GMT; one that does not say so must not become the time of this machine.
        return int(parsed.replace(tzinfo=parsed.tzinfo or UTC).timestamp())
    except (ValueError, OverflowError, OSError):
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The bytes from ``start`` up to, but not with, ``stop``."""

    start: int
    stop: int


class UnsatisfiableError(ValueError):
    """The range begins behind the end: the answer is 416 (RFC 9110 §15.5.17)."""


def part(wanted: bytes, if_range: bytes, length: int, etag: bytes, modified: int | None) -> Part | None:
    """Return the one part that a ``Range`` header asks for; None when all is to be sent.

    That is so for several parts, for what is not understood, and when ``If-Range`` names another state of
    the file (RFC 9110 §13.1.5: the strong comparison, or exactly this date). Raises UnsatisfiableError.
    """
    found = _RANGE.fullmatch(wanted.strip())
    if found is None or found[0] == b"bytes=-" or (if_range and not _is_state(if_range, etag, modified)):
        return None
    first, last = found[1], found[2]
    if not first:
        start, stop = max(0, length - int(last)), length
    else:
        start, stop = int(first), min(length, int(last) + 1) if last else length
        if last and int(last) < int(first):
            return None
    if start >= length:
        raise UnsatisfiableError
    return Part(start=start, stop=stop)


def _is_state(if_range: bytes, etag: bytes, modified: int | None) -> bool:
    return if_range == etag or (modified is not None and if_range == http_date(modified))


@lru_cache(maxsize=64)
def codings(accept_encoding: bytes, known: tuple[str, ...]) -> tuple[str, ...]:
    """Return which of the ``known`` codings a client takes, the one to send first (RFC 9110 §12.5.3).

    By the client's weights, and where they are equal in the order of ``known``; a coding that it likes less
    than the bytes as they are is left out.
    """
    weights: dict[str, float] = {}
    for each in accept_encoding.decode("latin-1").lower().split(","):
        name, *parameters = (word.strip() for word in each.split(";"))
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q"):
                stated = _QUALITY.fullmatch(parameter.replace(" ", ""))
                # A weight that is none is a fault of the client: it is safe not to use the coding.
                weight = float(stated[1]) if stated else 0.0
        weights["gzip" if name == "x-gzip" else name] = weight
    rest = weights.get("*", 0.0)
    least = weights.get("identity", 0.0)
    wanted = [(weights.get(name, rest), name) for name in known]
    return tuple(
        name for weight, name in sorted(wanted, key=lambda each: -each[0]) if weight > 0 and weight >= least
    )
