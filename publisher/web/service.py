"""What do the pages for subscribers and the API ask of the database?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from publisher import subscribe
from publisher.config import Config, Web
from publisher.errors import StoreError
from publisher.keyring import Keyring
from publisher.store import Store, api_keys
from publisher.subscribe import links, requests
from publisher.subscribe.people import Known
from publisher.subscriber import Preferences, Subscriber
from publisher.tokens import Keys
from publisher.web.database import Database
from publisher.web.offer import Offer, Offers

_Result = TypeVar("_Result")

# Fewer than the connections that SQLAlchemy keeps open, 5: none is opened for one request.
_READERS = 3

# 500 changes are on a slow disk, 10 ms each, after 5 s: whoever comes then is told to come again.
_MOST_WAITING = 500


class Service:
    """Does what visitors and programs ask for, without keeping the others waiting.

    SQLite has one writer at a time: here one thread writes, in the order in which they came, and nobody
    asks the database again after ever longer pauses.
    """

    def __init__(self, config: Config, web: Web, database: Database, clock: Callable[[], datetime]) -> None:
        self.config = config
        self.web = web
        self.clock = clock
        self.root = urlsplit(web.address).path
        self._offers = Offers(config, web)
        self._database = database
        self._keyring = Keyring(config.keys_file)
        self._reading = ThreadPoolExecutor(_READERS, thread_name_prefix="reading")
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="writing")
        self._waiting = 0

    def close(self) -> None:
        """End the threads when they have done what they were asked for."""
        self._reading.shutdown()
        self._writing.shutdown()

    def keys(self) -> Keys:
        """Return what signs links. Raises ConfigError."""
        return self._keyring.keys()

    async def offer(self) -> Offer:
        """Return what there is to choose from. Raises ConfigError."""
        return await self._offers()

    async def ask(self, address: str, preferences: Preferences, network: str) -> None:
        """Note a wish to subscribe. Raises SubscriptionError when it is no address, StoreError."""
        asked = requests.Asked(address=address, preferences=preferences, network=network)
        now, keys = self.clock(), self.keys()
        await self._write(lambda store: requests.ask(store, asked, self.web, keys, now))

    async def is_open(self, token: str) -> bool:
        """Say whether a link would confirm something. Raises StoreError."""
        now = self.clock()
        return await self._read(lambda store: links.is_open(store, token, now))

    async def confirm(self, token: str) -> Subscriber | None:
        """Make somebody a subscriber; None when the link does not work. Raises StoreError."""
        now, keys = self.clock(), self.keys()
        return await self._write(lambda store: links.confirm(store, token, keys, now))

    async def person(self, wanted: UUID) -> Subscriber | None:
        """Return a subscriber. Raises StoreError."""
        return await self._read(lambda store: links.person(store, wanted))

    async def look_up(self, address: str) -> Known:
        """Return a subscriber with their history. Raises SubscriptionError, StoreError."""
        return await self._read(lambda store: subscribe.look_up(store, address))

    async def unsubscribe(self, wanted: UUID, origin: str) -> Subscriber | None:
        """Send somebody no more digests, and return who that is, if anybody. Raises StoreError."""
        now = self.clock()

        def leave(store: Store) -> Subscriber | None:
            links.unsubscribe(store, wanted, origin, now)
            return links.person(store, wanted)

        return await self._write(leave)

    async def prefer(
        self, wanted: UUID, change: Callable[[Preferences], Preferences], origin: str
    ) -> Subscriber | None:
        """Let ``change`` say what a subscriber wants from now on, whom it returns; None for nobody active.

        Raises StoreError and what ``change`` raises.
        """
        now = self.clock()

        def save(store: Store) -> Subscriber | None:
            # Nobody else changes it in between: there is one thread that writes.
            known = links.person(store, wanted)
            return known and links.prefer(store, wanted, change(known.preferences), origin, now)

        return await self._write(save)

    async def key_name(self, digest: bytes) -> str | None:
        """Return the name of the API key with this hash. Raises StoreError."""

        def find(store: Store) -> str | None:
            with store.read() as connection:
                return api_keys.find(connection, digest)

        return await self._read(find)

    async def _write(self, act: Callable[[Store], _Result]) -> _Result:
        if self._waiting >= _MOST_WAITING:
            raise StoreError(f"{self.config.database}: is too slow for all who want to change something")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._writing, act, self._store())
        finally:
            self._waiting -= 1

    async def _read(self, look: Callable[[Store], _Result]) -> _Result:
        return await asyncio.get_running_loop().run_in_executor(self._reading, look, self._store())

    def _store(self) -> Store:
        store = self._database()
        if store is None:
            raise StoreError(f"{self.config.database}: is not there yet")
        return store
