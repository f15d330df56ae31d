"""How does a test talk to a mail server?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from publisher.config import Mail, Smtp
from publisher.handover import Outcome
from publisher.transports.smtp import SmtpTransport, open_transport

from .examples import example_envelope
from .servers import HOST, ScriptedServer, scripted_server


@contextmanager
def connected(port: int, **settings: Any) -> Iterator[SmtpTransport]:
    usual: dict[str, Any] = {"host": HOST, "port": port, "security": "none", "timeout_seconds": 5.0}
    transport = open_transport(Mail(transport="smtp", smtp=Smtp(**usual | settings)))
    try:
        yield transport
    finally:
        transport.close()


def outcome_of(script: dict[str, str | list[str]], **settings: Any) -> tuple[Outcome, ScriptedServer]:
    with scripted_server(script) as server, connected(server.port, **settings) as transport:
        return transport.send(example_envelope()), server
