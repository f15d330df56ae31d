"""How do readers on this machine reach the output folder, and what have they asked for?"""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from publisher.web.listening import listen

# Headers that concern one connection only (RFC 9110, 7.6.1).
_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "te", "upgrade"})
_DEADLINE = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and what came of it; ``size`` is that of the body in bytes.

    ``conditional`` says that the reader told what it has (RFC 9110, 13.1).
    """

    path: str
    status: int
    size: int
    conditional: bool


class Loopback:
    """An address that stays, behind which `publisher serve` runs; it notes every exchange."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        self.back = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    @property
    def home(self) -> str:
        """The address of the publication."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    @contextmanager
    def serving(self, config: Path) -> Iterator[None]:
        """Let `publisher serve` answer meanwhile."""
        with listen("127.0.0.1", 0) as listener:
            self.back = listener.getsockname()[1]
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "publisher", "serve", "--config", str(config)),
                    *("--descriptor", str(listener.fileno())),
                ],
                stdin=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=[listener.fileno()],
                env={key: value for key, value in os.environ.items() if key != "JOURNAL_STREAM"},
            )
            try:
                yield
                _, said = process.communicate(timeout=_DEADLINE)
            finally:
                process.kill()
                process.wait()
        assert process.returncode == 0, said

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        loopback = self

        class Handler(BaseHTTPRequestHandler):
            """Hands each request on."""

            def do_GET(self) -> None:
                self._hand_on()

            def do_HEAD(self) -> None:
                self._hand_on()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class names it
                pass

            def _hand_on(self) -> None:
                connection = http.client.HTTPConnection("127.0.0.1", loopback.back, timeout=_DEADLINE)
                try:
                    headers = {key: value for key, value in self.headers.items() if key.lower() not in _HOP}
                    connection.request(self.command, self.path, headers=headers)
                    answer = connection.getresponse()
                    data = answer.read()
                finally:
                    connection.close()
                # Before the reader has it: whoever waits for the reader finds it noted.
                loopback.exchanges.append(
                    Exchange(
                        path=self.path,
                        status=answer.status,
                        size=len(data),
                        conditional="If-None-Match" in self.headers or "If-Modified-Since" in self.headers,
                    )
                )
                self.send_response_only(answer.status)
                for key, value in answer.getheaders():
                    if key.lower() not in _HOP:
                        self.send_header(key, value)
                if answer.status != 304:
                    self.send_header("Content-Length", str(len(data)))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(data)

        return Handler


@contextmanager
def loopback() -> Iterator[Loopback]:
    """Listen at a free port until the block ends."""
    opened = Loopback()
    try:
        yield opened
    finally:
        opened.close()
