"""How is a file sent that is too large for the memory?"""

from __future__ import annotations

import asyncio
import os
import time
from collections import OrderedDict
from hashlib import blake2b
from typing import TYPE_CHECKING

from publisher.web import conditions
from publisher.web.answers import Answers, Asked, Headers, content_range, is_not_modified, own_headers
from publisher.web.folder import Folder, Large, Stamp, is_sure, modified, stamp, strong_etag

if TYPE_CHECKING:
    from starlette.types import Receive, Send

# Large enough that a thread is worth its switch, small enough that a hundred readers take 25 MB.
_CHUNK = 262_144
_TAGS = 1_000


class Disk:
    """Sends large files chunk by chunk; remembers the ETags of their states, which cost reading them once."""

    def __init__(self, folder: Folder, answers: Answers) -> None:
        """Take the folder that opens files, and what knows the headers."""
        self._folder = folder
        self._answers = answers
        self._tags: OrderedDict[Stamp, bytes] = OrderedDict()
        self._hashing = asyncio.Lock()

    async def send(
        self,
        large: Large,
        method: str,
        asked: Asked,
        receive: Receive,
        send: Send,
    ) -> None:
        """Send ``large``, the part of it that is asked for, or that the client has it already."""
        opened = await asyncio.to_thread(self._folder.open, large.path)
        if opened is None:
            return await _start(send, 404, [])
        descriptor, status = opened
        try:
            now = time.time_ns()
            length, changed = status.st_size, modified(status, now)
            etag = await self._tag(descriptor, status, now)
            headers = self._answers.state_headers(large.kind, etag, changed)
            if is_not_modified(asked, etag, changed):
                return await _start(send, 304, headers)
            headers += own_headers(large.kind)
            try:
                part = conditions.part(asked.range, asked.if_range, length, etag, changed)
            except conditions.UnsatisfiableError:
                return await _start(send, 416, [*headers, content_range(None, length)])
            if part is None:
                part, status_code = conditions.Part(start=0, stop=length), 200
            else:
                status_code = 206
                headers.append(content_range(part, length))
            headers.append((b"content-length", b"%d" % (part.stop - part.start)))
            await send({"type": "http.response.start", "status": status_code, "headers": headers})
            if method == "HEAD":
                return await send({"type": "http.response.body", "body": b""})
            return await _body(descriptor, part, receive, send)
        finally:
            os.close(descriptor)

    async def _tag(self, descriptor: int, status: os.stat_result, now: int) -> bytes:
        # One at a time: all who ask for a new file meanwhile then find its tag.
        async with self._hashing:
            state = stamp(status)
            if found := self._tags.get(state):
                return found
            made = await asyncio.to_thread(_hash, descriptor)
            if is_sure(status, now):
                self._tags[state] = made
                if len(self._tags) > _TAGS:
                    self._tags.popitem(last=False)
            return made


async def _start(send: Send, status: int, headers: Headers) -> None:
    """Send an answer without a body."""
    if status != 304:
        headers = [*headers, (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _body(descriptor: int, part: conditions.Part, receive: Receive, send: Send) -> None:
    left = asyncio.create_task(_disconnected(receive))
    try:
        at = part.start
        while at < part.stop and not left.done():
            chunk = await asyncio.to_thread(os.pread, descriptor, min(_CHUNK, part.stop - at), at)
            if not chunk:
                # It was cut off in its place. The connection ends early, which tells the client.
                return
            at += len(chunk)
            await send({"type": "http.response.body", "body": chunk, "more_body": at < part.stop})
    finally:
        left.cancel()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _hash(descriptor: int) -> bytes:
    digest, at = blake2b(digest_size=12), 0
    while chunk := os.pread(descriptor, _CHUNK, at):
        digest.update(chunk)
        at += len(chunk)
    return strong_etag(digest.hexdigest())
