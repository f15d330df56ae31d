"""What is told with every answer, and what is not told when one fails?"""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_log = structlog.get_logger()

# Scripts and styles of ours alone, no frame around us, and nothing is sent to anybody else.
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    # The address of a page holds a token that must not reach the next site.
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
_NOT_KEPT = (b"cache-control", b"no-store")
_NOT_FOUND = (b"x-robots-tag", b"noindex")

# What the page of a fault cannot say when it is the pages that have the fault.
FAILED = b"This is not possible right now. Please try again in some minutes.\n"


class Guard:
    """Adds the headers that every answer has, and lets no fault show more than that it is one."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        begun = False

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message = {**message, "headers": [*message.get("headers", ()), *_more(scope, message)]}
            await send(message)

        try:
            await self._application(scope, receive, guarded)
        except Exception as error:
            # Neither the message nor the address of the page: both may name a person.
            where = "".join(traceback.format_tb(error.__traceback__, limit=-4))
            _log.error(
                "a request failed; this is a bug in publisher", error=type(error).__name__, where=where
            )
            if not begun:
                headers = [(b"content-type", b"text/plain; charset=utf-8")]
                await guarded({"type": "http.response.start", "status": 500, "headers": headers})
                await send({"type": "http.response.body", "body": FAILED})


def _more(scope: Scope, message: Message) -> list[tuple[bytes, bytes]]:
    headers = list(_HEADERS)
    if not any(name == b"cache-control" for name, _ in message.get("headers", ())):
        headers.append(_NOT_KEPT)
    # The router has noted it in the meantime. Somebody who forwards a mail gives search engines its links.
    if "token" in scope.get("path_params", {}):
        headers.append(_NOT_FOUND)
    return headers
