"""What does a provider's answer mean for the messages of a call, and for the calls after it?"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from publisher.handover import Deferred, Outcome, Refused, Unanswered

# As much of it stands in the ledger as of a mail server's reply.
_MAXIMUM_REPLY = 500
# An operator who changes a key or pays a bill needs minutes; asking more often tells nobody anything new.
_OPERATOR_SECONDS = 300.0
# Quotas are counted by the hour, the day or the month.
_QUOTA_SECONDS = 3600.0
# The rate limits of all five are counted by the second or the minute; none documents a longer one.
_RATE_SECONDS = 10.0
# A provider cannot silence us for longer: a digest is news for two days.
_LONGEST_WAIT = 6 * 3600.0

_DIGITS = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer of HTTP; the names of ``headers`` are in lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def value(self) -> Any:
        """Return what the body holds as JSON, None where it holds none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    def table(self) -> dict[str, Any]:
        """Return the JSON object of the body, an empty one where it holds none."""
        value = self.value()
        return value if isinstance(value, dict) else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """No answer came; ``written`` says whether all of the request had been sent before."""

    reason: str
    written: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """All sessions leave the provider alone for so many seconds, and why.

    None for the seconds: the longer, the more often in a row it has failed.
    """

    reason: str
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What became of each envelope of a call, in order; None for one that is to be handed over anew.

    ``split``: whoever is meant is not said, so that the envelopes go again in two calls.
    """

    outcomes: Sequence[Outcome | None]
    pause: Pause | None = None
    split: bool = False


def for_all(count: int, outcome: Outcome, pause: Pause | None = None) -> Judged:
    """Return the same outcome for all envelopes of a call."""
    return Judged(outcomes=(outcome,) * count, pause=pause)


def ours(reply: str, *, key: str) -> tuple[Deferred, Pause]:
    """Return what follows when the account may not send: never the reader's fault.

    ``key`` names the setting that the operator has to look at.
    """
    reason = one_line(f"{reply}; check {key}")
    # RFC 3463 X.7.8: authentication credentials; X.7.1: not authorised.
    status = "5.7.8" if key.endswith("key_file") else "5.7.1"
    return (
        Deferred(reply=reason, status=status, after=_OPERATOR_SECONDS),
        Pause(reason=reason, seconds=_OPERATOR_SECONDS),
    )


def too_fast(answer: Answer, reply: str, now: datetime) -> tuple[Deferred, Pause]:
    """Return what follows when a rate limit is reached: as long a pause as the provider asks for."""
    seconds = wait(answer, now, otherwise=_RATE_SECONDS)
    return _later(reply, seconds)


def used_up(answer: Answer, reply: str, now: datetime) -> tuple[Deferred, Pause]:
    """Return what follows when a quota is used up: it may be so for hours."""
    return _later(reply, wait(answer, now, otherwise=_QUOTA_SECONDS))


def _later(reply: str, seconds: float) -> tuple[Deferred, Pause]:
    # RFC 3463 X.3.2: the system is not accepting messages now.
    return Deferred(reply=reply, status="4.3.2", after=seconds), Pause(reason=reply, seconds=seconds)


def judged(count: int, answer: Answer, said: str, now: datetime) -> Judged:
    """Return what the status of an answer means that no rule of the provider has explained.

    ``said`` is the provider's own sentence. A 500 or a 503 is the word of the service that would have taken
    the messages; a 502 or a 504 is that of a gateway, which does not know whether it has (RFC 9110 §15.6.3
    and §15.6.5).
    """
    reply = sentence(answer, said)
    match answer.status:
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            return for_all(count, *ours(reply, key="mail.api.key_file"))
        case HTTPStatus.PAYMENT_REQUIRED | HTTPStatus.NOT_FOUND:
            return for_all(count, *ours(reply, key="the settings of mail.api and your account"))
        case HTTPStatus.TOO_MANY_REQUESTS:
            return for_all(count, *too_fast(answer, reply, now))
        case HTTPStatus.SERVICE_UNAVAILABLE if "retry-after" in answer.headers:
            return for_all(count, *too_fast(answer, reply, now))
        case HTTPStatus.BAD_GATEWAY | HTTPStatus.GATEWAY_TIMEOUT:
            return for_all(count, Unanswered(reply=reply), Pause(reason=reply))
        case status if status >= 500 or status == HTTPStatus.REQUEST_TIMEOUT:
            return for_all(count, Deferred(reply=reply, status="4.3.0"), Pause(reason=reply))
        case status if 200 <= status < 300:
            return for_all(count, Unanswered(reply=one_line(f"{reply} (not as the API is documented)")))
        case status if status >= 400 and count > 1:
            return Judged(outcomes=(None,) * count, split=True)
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            # RFC 3463 X.3.4: the message is too big for the system.
            return for_all(count, Refused(reply=reply, status="5.3.4"))
        case status if status >= 400:
            # RFC 3463 X.5.0: something is wrong with our request, and not with the reader.
            return for_all(count, Refused(reply=reply, status="5.5.0"))
    # 1xx and 3xx: whatever answers there is not the API.
    return for_all(count, *ours(reply, key="mail.api.endpoint"))


def wait(answer: Answer, now: datetime, *, otherwise: float) -> float:
    """Return for how many seconds an answer asks to be left alone (RFC 9110 §10.2.3)."""
    text = answer.headers.get("retry-after", "").strip()
    if _DIGITS.fullmatch(text):
        return min(float(text), _LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return otherwise
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((aware - now).total_seconds(), 0.0), _LONGEST_WAIT)


def sentence(answer: Answer, said: str) -> str:
    """Return the status and the provider's words as the line that stands in the ledger."""
    try:
        phrase = HTTPStatus(answer.status).phrase
    except ValueError:
        phrase = ""
    return one_line(f"{answer.status} {said or phrase}")


def one_line(text: str) -> str:
    """Return a text as one printable line of at most 500 characters."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    line = " ".join(printable.split())
    return line if len(line) <= _MAXIMUM_REPLY else line[: _MAXIMUM_REPLY - 1] + "…"


def text_of(value: object) -> str:
    """Return a value of somebody else's JSON if it is a text, otherwise nothing."""
    return value if isinstance(value, str) else ""
