"""What do the tests of notifications share?"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from desk import MONDAY, Desk, open_desk

from publisher import announce
from publisher.config import Hook, IndexNow, Notify
from publisher.notify import post
from publisher.store import output_tables
from tests.notify.services import Service, running_service

SECRET = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=")
KEY = "a1b2c3d4e5f6-A1B2C3D4"

Open = Callable[..., Desk]


class Clock:
    """The present moment, as a test sets it."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service() -> Iterator[Service]:
    """A web service that says 204 unless told otherwise."""
    with running_service() as running:
        yield running


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait 0.3 s for an answer instead of 15."""
    monkeypatch.setattr(post, "TOTAL_SECONDS", 0.3)


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Open a publication that tells these hubs, hooks (name to address) and this endpoint of IndexNow.

    It tells of Atom feeds only: each further format is one more address with the same story.
    """
    monkeypatch.setattr(announce, "FEEDS", ("atom.xml",))
    with ExitStack() as stack:

        def open_(hubs: tuple[str, ...] = (), hooks: Any = None, endpoint: str = "") -> Desk:
            secret = tmp_path / "hook.secret"
            secret.write_text("whsec_" + base64.b64encode(SECRET).decode() + "\n")
            secret.chmod(0o600)
            key = tmp_path / "indexnow.key"
            key.write_text(KEY + "\n")
            named = tuple(Hook(name=name, url=url, secret_file=secret) for name, url in (hooks or {}).items())
            indexnow = IndexNow(key_file=key, endpoint=endpoint) if endpoint else None
            settings = Notify(hubs=hubs, hooks=named, indexnow=indexnow)
            desk = stack.enter_context(open_desk(tmp_path, notify=settings))
            desk.app.announcer.begin()
            if not desk.output.exists():
                # Everybody knows the empty publication, and its feed of editions.
                desk.build()
                desk.app.announcer.gather(MONDAY)
                with desk.app.store.write() as connection:
                    connection.execute(output_tables.notifications.delete())
            return desk

        yield open_
