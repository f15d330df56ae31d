"""How does a request become an answer on the wire (ASGI)?

Not Starlette's: its StaticFiles sends one ETag for plain and coded bytes (DESIGN.md, decisions 18 and 19),
and a router, a request object and a response object for each request are most of what an answer from
memory would cost.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from publisher.web.addresses import Addresses
from publisher.web.answers import Answer, Answers, Asked
from publisher.web.disk import Disk
from publisher.web.folder import Folder

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from publisher.web.marks import Marks

_ASKED = {
    b"accept-encoding": "accept_encoding",
    b"if-none-match": "if_none_match",
    b"if-modified-since": "if_modified_since",
    b"range": "range",
    b"if-range": "if_range",
    b"access-control-request-method": "request_method",
}


class Application:
    """The output folder as an ASGI application, for HTTP alone."""

    def __init__(self, folder: Folder, home: str, marks: Marks, max_age: Callable[[], int]) -> None:
        """Take what ``Answers`` takes; ``home`` is the address of the folder on the web."""
        self._answers = Answers(folder, Addresses(home), marks, max_age)
        self._disk = Disk(folder, self._answers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            raise ValueError(f"expected a request over HTTP, not {scope['type']}")
        asked = _asked(scope["headers"])
        if asked.range and scope["method"] == "HEAD":
            # RFC 9110 §14.2: ranges are for GET.
            asked = replace(asked, range=b"")
        found = self._answers.answer(scope["method"], scope["raw_path"], asked)
        if isinstance(found, Answer):
            await send({"type": "http.response.start", "status": found.status, "headers": found.headers})
            await send({"type": "http.response.body", "body": found.body})
        else:
            # The server ends, and does not wait until a slow reader has all of it: nothing to report.
            with contextlib.suppress(asyncio.CancelledError):
                await self._disk.send(found, scope["method"], asked, receive, send)


def _asked(headers: list[tuple[bytes, bytes]]) -> Asked:
    found: dict[str, bytes] = {}
    for name, value in headers:
        if known := _ASKED.get(name):
            # RFC 9110 §5.3: several lines of one name are one list.
            found[known] = found[known] + b", " + value if known in found else value
    return Asked(**found)
