"""How does a test visit the pages for subscribers, and look at what that has changed?"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from databases import make_database
from desk import MONDAY, write_config

from publisher import config, subscribe, tokens
from publisher.config import Config, Web
from publisher.model import Cadence
from publisher.store import Store, api_keys, open_store, subscribers
from publisher.store import requests as stored
from publisher.store.tables import metadata
from publisher.subscribe import requests
from publisher.subscriber import Preferences, Subscriber
from publisher.tokens import Keys, Purpose
from publisher.web.database import Database
from publisher.web.service import Service
from publisher.web.subscription import application

ROOT = "/subscription/"
ADA = "ada@example.org"
BEN = "ben@example.org"
LINK = re.compile(rf'(?:href|action)="({ROOT}[a-z]+/[\w-]+)"')
STAMP = re.compile(r'name="stamp" value="([\w-]+)"')
SUBSCRIBE = f"{ROOT}subscribe"
API = f"{ROOT}api/v1/subscribers"


class Visitor:
    """Somebody with a browser, who keeps no cookies and follows no redirection by themselves."""

    def __init__(self, runner: asyncio.Runner, app: Any, address: str, headers: dict[str, str]) -> None:
        self._runner = runner
        self._transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 50_000))
        self._headers = headers

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self._runner.run(self._request(method, path, **options))

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.request("POST", path, **options)

    async def _request(self, method: str, path: str, **options: Any) -> httpx.Response:
        async with httpx.AsyncClient(
            transport=self._transport, base_url="https://news.example.org", headers=self._headers
        ) as client:
            answer = await client.request(method, path, **options)
        assert "set-cookie" not in answer.headers
        return answer


class Visit:
    """A publication with pages for subscribers, whose clock stands until a test sets it forward."""

    def __init__(
        self, settings: Config, web: Web, store: Store, database: Database, runner: asyncio.Runner
    ) -> None:
        self._runner = runner
        self.settings = settings
        self.web = web
        self.store = store
        self.now = MONDAY
        self.service = Service(settings, web, database, lambda: self.now)
        self.client = self.visitor("192.0.2.7")

    @property
    def keys(self) -> Keys:
        return self.service.keys()

    def visitor(self, address: str, **headers: str) -> Visitor:
        """Return somebody else, who comes from this address."""
        return Visitor(self._runner, application(self.service), address, headers)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.client.get(path, **options)

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> httpx.Response:
        """Send a form, as the button of a page does; without fields it is an empty one."""
        headers = {"content-type": "application/x-www-form-urlencoded"} | options.pop("headers", {})
        return self.client.post(path, data=data, headers=headers, **options)

    def forward(self, **time: float) -> None:
        self.now += timedelta(**time)

    def stamp(self, seconds: float = 5) -> str:
        """Return the stamp of a form that was shown so long ago."""
        return tokens.stamp(self.keys, self.now - timedelta(seconds=seconds))

    def ask(self, address: str = ADA, client: Visitor | None = None, **fields: Any) -> httpx.Response:
        """Send the form."""
        form = {"address": address, "stamp": self.stamp(), **fields}
        return (client or self.client).post(SUBSCRIBE, data=form)

    def asked(self) -> list[stored.Request]:
        """Return every request that was stored."""
        with self.store.read() as connection:
            return stored.due(connection, datetime.max.replace(tzinfo=MONDAY.tzinfo), 10_000)

    def letter(self, address: str = ADA) -> str:
        """Answer the request of an address as the worker does, and return the token in its letter."""
        requests.answer(self.store, self.web, lambda: self.keys, self.now)
        raw = secrets.token_bytes(16)
        with self.store.write() as connection:
            (asked,) = stored.of_address(connection, address)
            assert asked.letter
            until = self.now + timedelta(days=7)
            stored.offer(connection, asked.letter, hashlib.sha256(raw).digest(), until)
        return urlsafe_b64encode(raw).decode().rstrip("=")

    def subscriber(self, address: str = ADA, **wishes: Any) -> Subscriber:
        """Make an active subscriber."""
        wanted = Preferences(**{"cadence": Cadence.DAILY, **wishes})
        return subscribe.add(self.store, address, wanted, subscribe.COMMAND_LINE, self.service.keys, self.now)

    def person(self, address: str = ADA) -> Subscriber | None:
        with self.store.read() as connection:
            return subscribers.find(connection, address)

    def link(self, purpose: Purpose, person: Subscriber, **life: float) -> str:
        """Return the path of a signed link, which holds for ever when no time is given."""
        until = self.now + timedelta(**life) if life else None
        return f"{ROOT}{purpose}/{tokens.sign(self.keys, purpose, person.id, until)}"

    def api_key(self, name: str = "website") -> dict[str, str]:
        """Make a key for the API and return the header with it."""
        key = f"pub_{name}-{secrets.token_urlsafe(8)}"
        with self.store.write() as connection:
            api_keys.add(connection, name, hashlib.sha256(key.encode()).digest(), self.now)
        return {"authorization": f"Bearer {key}"}

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every row of the database."""
        with self.store.read() as connection:
            return {
                table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
                for table in metadata.sorted_tables
            }


@contextlib.contextmanager
def visiting(folder: Path, **changes: Any) -> Iterator[Visit]:
    """Open a publication with two sections and two cadences in ``folder``; ``changes`` are those of [web]."""
    settings = config.load(write_config(folder))
    for section in ("world", "science"):
        (folder / "inbox" / section).mkdir()
    web = Web(address=f"https://news.example.org{ROOT}", **changes)
    digest = replace(settings.digest, daily="0 7 * * *", weekly="0 7 * * 1")
    settings = replace(settings, web=web, digest=digest)
    make_database(settings.database)
    store, database = open_store(settings.database), Database(settings.database)
    runner = asyncio.Runner()
    visit = Visit(settings, web, store, database, runner)
    try:
        yield visit
    finally:
        runner.close()
        visit.service.close()
        database.close()
        store.close()
