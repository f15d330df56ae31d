"""Which web services are told in tests? Real servers on loopback that answer as they are told."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar
from urllib.parse import parse_qs

from tests.hub import serving

HANG = "says nothing and stays"
HANG_UP = "says nothing and leaves"
DRIP = "one byte of the head now and then"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}


@dataclass(slots=True)
class Service:
    """A web service, what it answers next, and what it was sent."""

    address: str = ""
    answers: list[Any] = field(default_factory=list)
    posted: list[Posted] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def answer(self, *answers: Any) -> None:
        """Answer so, one after the other: a status, (status, headers) or one of the words above; then 204."""
        self.answers += answers


class _Handler(BaseHTTPRequestHandler):
    service: ClassVar[Service]
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Take what no test expects, so that it is seen."""
        self.service.posted.append(Posted(path=self.path, headers={}, body=b""))
        self.send_error(405)

    def do_POST(self) -> None:
        service = self.service
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        service.posted.append(Posted(path=self.path, headers=headers, body=body))
        answer = service.answers.pop(0) if service.answers else 204
        if answer == HANG:
            service.released.wait(20)
            self.close_connection = True
            return
        if answer == HANG_UP:
            self.close_connection = True
            return
        if answer == DRIP:
            self.close_connection = True
            for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 1000:
                if service.released.wait(0.02):
                    return
                with contextlib.suppress(OSError):
                    self.wfile.write(bytes([byte]))
            return
        status, more = answer if isinstance(answer, tuple) else (answer, {})
        self.send_response(status)
        for name, value in more.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()


@contextlib.contextmanager
def running_service(*answers: Any, tls: ssl.SSLContext | None = None) -> Iterator[Service]:
    """Run a web service; one that hangs lets go when the block ends."""
    service = Service(answers=list(answers))
    with serving(type("Handler", (_Handler,), {"service": service}), tls) as service.address:
        try:
            yield service
        finally:
            service.released.set()


def closed_port() -> str:
    """Return an address where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/"


@contextlib.contextmanager
def static(folder: str, address: tuple[str, int] = ("127.0.0.1", 0)) -> Iterator[str]:
    """Serve a folder, as a web server does for readers and hubs."""
    from functools import partial
    from http.server import SimpleHTTPRequestHandler

    class Quiet(SimpleHTTPRequestHandler):
        extensions_map: ClassVar[dict[str, str]] = {
            **SimpleHTTPRequestHandler.extensions_map,
            ".xml": "application/atom+xml",
        }

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    with serving(partial(Quiet, directory=folder)) as where:  # type: ignore[arg-type]  makes one, as a class does
        yield where
