"""How does the server run, and how does it end?"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp

# A service manager waits 10 s for all of the service, which may need 8 for a mail server.
_LAST_SECONDS = 1

# Longer than the pauses of a person who reads a front page; a connection that waits costs 7 kB.
_KEEP_ALIVE_SECONDS = 15


def serve(application: ASGIApp, listener: socket.socket, parent: int | None = None) -> None:
    """Answer requests until SIGTERM or SIGINT, or until the descriptor ``parent`` reaches its end.

    Nothing is logged of who asks for what: addresses are personal data.
    """
    import uvicorn

    # It would warn of each request that is none, and on an open port there are many.
    logger = logging.getLogger("uvicorn.error")
    logger.setLevel(logging.ERROR)
    logger.addFilter(_is_news)
    settings = uvicorn.Config(
        application,
        loop="asyncio",
        # httptools, where somebody has installed it, answers three times as many; h11 answers thousands.
        http="auto",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_LAST_SECONDS,
    )
    server = uvicorn.Server(settings)

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  a signal handler
        server.should_exit = True

    # For signals before uvicorn has its own handlers, and after: it puts these back and raises the signal
    # again, which must not end the process without the cleaning up of its caller.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    asyncio.run(_run(server, listener, parent))


async def _run(server: uvicorn.Server, listener: socket.socket, parent: int | None) -> None:
    if parent is not None:
        loop = asyncio.get_running_loop()

        def follow() -> None:
            if not os.read(parent, 1):
                loop.remove_reader(parent)
                server.should_exit = True

        loop.add_reader(parent, follow)
    await server.serve(sockets=[listener])


def _is_news(record: logging.LogRecord) -> bool:
    """Leave out what uvicorn calls an error: that somebody has not been sent a file to its end."""
    return not record.getMessage().startswith(("Cancel ", "ASGI callable returned without completing"))
