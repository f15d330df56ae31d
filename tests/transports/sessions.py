"""How does a test talk to a mail server?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from publisher.config import Mail, Smtp
from publisher.handover import Envelope, Outcome, Session, Wait
from publisher.transports import open_transport

from .examples import example_envelope
from .servers import HOST, ScriptedServer, scripted_server


class Line:
    """A session over which one message at a time is sent."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def send(self, envelope: Envelope) -> Outcome | Wait:
        ready = self._session.reserve(1)
        if isinstance(ready, Wait):
            return ready
        (outcome,) = self._session.send([envelope])
        return outcome

    def close(self) -> None:
        self._session.close()


def line(mail: Mail) -> Line:
    return Line(open_transport(mail).session())


@contextmanager
def connected(port: int, **settings: Any) -> Iterator[Line]:
    usual: dict[str, Any] = {"host": HOST, "port": port, "security": "none", "timeout_seconds": 5.0}
    opened = line(Mail(transport="smtp", smtp=(Smtp(**usual | settings),)))
    try:
        yield opened
    finally:
        opened.close()


def outcome_of(script: dict[str, str | list[str]], **settings: Any) -> tuple[Outcome | Wait, ScriptedServer]:
    with scripted_server(script) as server, connected(server.port, **settings) as opened:
        return opened.send(example_envelope()), server
