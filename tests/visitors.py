"""How does a test visit the subscribers' pages, and read the letters that they cause?"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import httpx
from desk import MONDAY, Desk, open_desk
from post import Post
from starlette.types import ASGIApp

from publisher.config import DigestSettings, Web
from publisher.deliver import Deliverer
from publisher.store import subscribers
from publisher.subscribe import requests
from publisher.subscriber import Subscriber
from publisher.tokens import Keys
from publisher.web.database import Database
from publisher.web.service import Service
from publisher.web.subscription import application

ADDRESS = "https://courier.example.org/subscription/"
MOMENT = timedelta(seconds=3)

_LINK = re.compile(r"https://courier\.example\.org(/subscription/\S+)")
_STAMP = re.compile(r'name="stamp" value="([^"]+)"')


class _Service(Service):
    """The service with the keys of the tests."""

    def keys(self) -> Keys:
        from desk import KEYS

        return KEYS


@dataclass(frozen=True)
class Letter:
    """A mail as its receiver reads it."""

    recipient: str
    message: EmailMessage

    @property
    def text(self) -> str:
        return str(self.message.get_body(("plain",)).get_content())  # type: ignore[union-attr]

    def link(self, page: str) -> str:
        """Return the path of its link to a page such as ``confirm``."""
        (found,) = {each for each in _LINK.findall(self.text) if f"/{page}/" in each}
        return found


class Browser:
    """A browser at an IP address, without cookies, that follows nothing by itself."""

    def __init__(self, application: ASGIApp, address: str) -> None:
        self._transport = httpx.ASGITransport(application, client=(address, 4711))

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.request("POST", path, **options)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        return asyncio.run(self._request(method, path, options))

    async def _request(self, method: str, path: str, options: dict[str, Any]) -> httpx.Response:
        client = httpx.AsyncClient(transport=self._transport, base_url="https://courier.example.org")
        async with client:
            answer = await client.request(method, path, **options)
        assert "set-cookie" not in answer.headers
        return answer


class Pages:
    """The pages of a publication whose clock stands until it is moved."""

    def __init__(self, desk: Desk, client: str = "192.0.2.7") -> None:
        self.desk = desk
        self.now = MONDAY
        web = desk.app.config.web
        assert web is not None
        database = Database(desk.app.config.database)
        self.database = database
        self.service = _Service(desk.app.config, web, database, lambda: self.now)
        self.application = application(self.service)
        self.browser = self.visitor(client)

    def visitor(self, address: str) -> Browser:
        """Return a browser at an IP address."""
        return Browser(self.application, address)

    def wait(self, time: timedelta) -> None:
        self.now += time

    def stamp(self) -> str:
        """Return the stamp of a form that was opened long enough ago."""
        page = self.browser.get("/subscription/").text
        self.wait(MOMENT)
        found = _STAMP.search(page)
        assert found, page
        return found[1]

    def ask(self, address: str, visitor: str | None = None, **fields: Any) -> httpx.Response:
        """Send the form as a person does."""
        browser = self.visitor(visitor) if visitor else self.browser
        data = {"address": address, "cadence": "daily", "stamp": self.stamp(), **fields}
        return browser.post("/subscription/subscribe", data=data)

    def letters(self) -> list[Letter]:
        """Let the worker answer what was asked, and return the letters."""
        app = self.desk.app
        assert app.config.web is not None
        requests.answer(app.store, app.config.web, self.desk.keys, self.now)
        post = Post()
        deliverer = Deliverer(app.store, self.desk.composer, post, 8, "repeat")
        channel = app.site.channels(self.now).publication
        deliverer.run(channel, lambda: self.now, lambda: False)
        parser = BytesParser(policy=policy.default)
        return [
            Letter(recipient=each.recipient, message=parser.parsebytes(each.payload))  # type: ignore[arg-type]
            for each in post.sent
        ]

    def subscribe(self, address: str, **fields: Any) -> Subscriber:
        """Let somebody subscribe and confirm."""
        assert self.ask(address, **fields).status_code == 303
        (letter,) = self.letters()
        assert self.browser.post(letter.link("confirm")).status_code == 200
        return self.person(address)

    def person(self, address: str) -> Subscriber:
        found = self.known(address)
        assert found is not None
        return found

    def known(self, address: str) -> Subscriber | None:
        with self.desk.app.store.read() as connection:
            return subscribers.find(connection, address.lower())


@contextlib.contextmanager
def open_pages(folder: Path, *, web: Web | None = None, **changes: Any) -> Iterator[Pages]:
    """Open the pages of the publication in ``folder``, with both cadences and two sections."""
    digest = DigestSettings(daily="0 7 * * *", weekly="0 8 * * 6")
    settings = {"digest": digest, "web": web or Web(address=ADDRESS), **changes}
    with open_desk(folder, **settings) as desk:
        for name in ("world", "science"):
            (desk.inbox / name).mkdir(exist_ok=True)
        pages = Pages(desk)
        try:
            yield pages
        finally:
            pages.database.close()
