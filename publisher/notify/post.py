"""What does a web service say to a request, and should it be asked again?"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from publisher import __version__
from publisher.notify.news import Answer, News, Target, Verdict

if TYPE_CHECKING:
    import httpx

CONNECT_SECONDS = 5.0
# From the first look at the name to the last byte, however slowly they come.
TOTAL_SECONDS = 15.0

_LONGEST_WAIT = timedelta(hours=6)
_DIGITS = re.compile(r"[0-9]{1,9}")


def post(
    target: Target,
    news: Sequence[News],
    clock: Callable[[], datetime],
    answered: Callable[[News, Answer], None],
) -> None:
    """Tell one target one message after the other, and call ``answered`` with what became of each.

    Ends early when the target is not to be reached or wants to be left alone: what is not answered
    then has not been sent. Runs an event loop of its own, so call it in a thread that has none.
    """
    asyncio.run(_post(target, news, clock, answered))


async def _post(
    target: Target,
    news: Sequence[News],
    clock: Callable[[], datetime],
    answered: Callable[[News, Answer], None],
) -> None:
    import ssl

    import httpx

    # The system's authorities, as for mail; and environment variables change nothing here either.
    async with httpx.AsyncClient(
        verify=ssl.create_default_context(),
        trust_env=False,
        follow_redirects=False,
        timeout=httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS),
        headers={"User-Agent": f"publisher/{__version__}", "Accept-Encoding": "identity"},
    ) as client:
        for each in news:
            answer = await _ask(client, target, each, clock)
            answered(each, answer)
            if answer.verdict is Verdict.AWAY:
                return


async def _ask(
    client: httpx.AsyncClient, target: Target, news: News, clock: Callable[[], datetime]
) -> Answer:
    import httpx

    request = target.request(news, clock())
    try:
        # The time limit of httpx is for each read; one byte now and then would keep it waiting for ever.
        async with (
            asyncio.timeout(TOTAL_SECONDS),
            client.stream("POST", request.url, headers=request.headers, content=request.body) as response,
        ):
            # The head says all: the body is not read, however long it may be.
            return judged(response.status_code, response.headers.get("Retry-After", ""), clock())
    except httpx.ConnectTimeout:
        reply = f"no connection within {CONNECT_SECONDS:g} s"
    except (TimeoutError, httpx.TimeoutException):
        reply = f"no answer within {TOTAL_SECONDS:g} s"
    except httpx.ConnectError as error:
        reply = f"no connection: {_reason(error)}"
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
        reply = f"no answer: {type(error).__name__}"
    return Answer(verdict=Verdict.AWAY, reply=reply)


def judged(status: int, retry_after: str, now: datetime) -> Answer:
    """Return what the head of an answer means; ``retry_after`` is its header (RFC 9110 §10.2.3)."""
    reply = f"{status} {_phrase(status)}".strip()
    match status:
        case _ if 200 <= status < 300:
            return Answer(verdict=Verdict.DONE, reply=reply)
        case HTTPStatus.GONE:
            return Answer(verdict=Verdict.NEVER, reply=reply)
        case HTTPStatus.TOO_MANY_REQUESTS | HTTPStatus.SERVICE_UNAVAILABLE:
            return Answer(verdict=Verdict.AWAY, reply=reply, wait=_wait(retry_after, now))
    # Whatever else: the operator may put it right within two days, on either side.
    return Answer(verdict=Verdict.LATER, reply=reply)


def _wait(retry_after: str, now: datetime) -> timedelta | None:
    """Return how long to wait, at most six hours: a target cannot silence us for a year."""
    text = retry_after.strip()
    if _DIGITS.fullmatch(text):
        wait = timedelta(seconds=int(text))
    else:
        try:
            moment = parsedate_to_datetime(text)
        except (TypeError, ValueError):
            return None
        wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
    return min(max(wait, timedelta(0)), _LONGEST_WAIT)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _reason(error: BaseException) -> str:
    """Return why there is no connection, in the words of the system: those of httpx hide it in a cause."""
    found = ""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.strerror:
            found = cause.strerror
        cause = cause.__cause__ or cause.__context__
    # asyncio puts the address before the words of the system.
    return found.rpartition("] ")[2] or type(error).__name__
