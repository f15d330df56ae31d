"""How do the web servers run beside the service, and come again when they end?

Each as a process of its own, `publisher serve` and `publisher web`, not as a thread: a thread would share the
interpreter with parsing and rendering, and answers would wait for them and they for the answers; and what
strangers can reach should not be what sends mail. It costs the memory of another interpreter. The socket
is opened here and handed down: a port that is taken is said at once, and a server that has ended leaves no
reader with a refused connection, as the next one takes the same queue.
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import structlog

_log = structlog.get_logger()

# It has 1 s for the answers that are under way.
_PATIENCE = 1.5

# A server that ends at once, every time, must not fill the log: pauses double, up to the longest.
_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 30.0


@contextlib.contextmanager
def web_server(command: str, config: Path, listener: socket.socket) -> Iterator[None]:
    """Let `publisher COMMAND` answer on ``listener`` while the body runs; start it again when it ends."""
    stopped = threading.Event()
    server = _Server(command, config, listener, stopped)
    thread = threading.Thread(target=server.keep, name=f"publisher {command}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        server.end()
        thread.join(timeout=_PATIENCE)


class _Server:
    """The process, started again and again by one thread, ended by another."""

    def __init__(self, command: str, config: Path, listener: socket.socket, stopped: threading.Event) -> None:
        self._name = command
        self._command = [
            *(sys.executable, "-m", "publisher", command),
            *("--config", str(config), "--descriptor", str(listener.fileno())),
        ]
        self._descriptor = listener.fileno()
        self._stopped = stopped
        self._starting = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def keep(self) -> None:
        """Start it, wait for its end, and again, until the service stops."""
        pause = _FIRST_PAUSE_SECONDS
        while (process := self._start()) is not None:
            began = time.monotonic()
            code = process.wait()
            if process.stdin:
                process.stdin.close()
            if not self._stopped.is_set():
                _log.error("a web server has ended and is started again", command=self._name, exit_code=code)
            if time.monotonic() - began > _LONGEST_PAUSE_SECONDS:
                pause = _FIRST_PAUSE_SECONDS
            self._stopped.wait(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    def end(self) -> None:
        """Let it finish the answers that are under way, not longer than a moment."""
        with self._starting:
            process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _start(self) -> subprocess.Popen[bytes] | None:
        with self._starting:
            if self._stopped.is_set():
                return None
            # Its standard input ends with this process, however that ends, and the server with it. A group of
            # its own: Ctrl-C at a terminal is for the service, which then ends the server.
            self._process = subprocess.Popen(  # noqa: S603  this very program
                self._command, stdin=subprocess.PIPE, pass_fds=[self._descriptor], process_group=0
            )
            return self._process
