"""How is one publication opened, with everything in its place?"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from publisher import locks
from publisher.config import Config
from publisher.processes import Processes
from publisher.publish import site
from publisher.publish.site import Site
from publisher.store import Store, open_store

if TYPE_CHECKING:
    from publisher.announce import Announcer
    from publisher.compose import Composer
    from publisher.deliver import Deliverer
    from publisher.editions import Editions
    from publisher.handover import Transport
    from publisher.ingest.intake import Intake
    from publisher.keyring import Keyring


@dataclass(frozen=True, kw_only=True)
class App:
    """Everything that works on one publication; each part is imported and made when it is asked for."""

    config: Config
    store: Store
    processes: Processes

    @cached_property
    def intake(self) -> Intake:
        """What takes files into the store."""
        from publisher.ingest.intake import Intake

        return Intake(self.store, self.processes, self.config)

    @cached_property
    def site(self) -> Site:
        """What keeps the output folder up to date."""
        return Site(self.store, self.processes, self.config)

    @cached_property
    def editions(self) -> Editions:
        """What closes editions."""
        from publisher.editions import Editions

        return Editions(self.store, self.config, site.folders(self.config))

    @cached_property
    def deliverer(self) -> Deliverer:
        """What sends them."""
        from publisher.deliver import Deliverer

        settings = self.config.mail
        return Deliverer(
            self.store, self.composer, self.transport, settings.domain_connections, settings.uncertain
        )

    @cached_property
    def composer(self) -> Composer:
        """What makes their messages. Raises ConfigError when a key for signatures cannot be used."""
        import secrets

        from publisher import dkim
        from publisher.compose import Composer

        folders = site.folders(self.config)
        sign = dkim.load(self.config.mail.dkim)
        return Composer(self.store, self.config, folders, self.keyring.keys, secrets.token_bytes, sign)

    @cached_property
    def transport(self) -> Transport:
        """What takes the messages. Raises ConfigError when it cannot be used as it is configured."""
        from publisher.transports import open_transport

        return open_transport(self.config.mail)

    @cached_property
    def keyring(self) -> Keyring:
        """What signs the links in mails, and hides the addresses of who is forgotten."""
        from publisher.keyring import Keyring

        return Keyring(self.config.keys_file)

    @cached_property
    def announcer(self) -> Announcer:
        """What tells web services. Raises ConfigError when a file with a secret cannot be used."""
        from publisher.announce import Announcer

        return Announcer(self.store, self.config)

    def alone(self) -> contextlib.AbstractContextManager[None]:
        """Hold the one right to change this publication's output. Raises BusyError."""
        return locks.hold(lock_file(self.config))


def lock_file(config: Config) -> Path:
    """Return the file whose lock says that a process works on this publication."""
    return config.database.with_name(config.database.name + ".lock")


@contextlib.contextmanager
def open_app(config: Config) -> Iterator[App]:
    """Open the database and, when there is much to do, worker processes; close them with the block.

    Raises StoreError when the database cannot be used.
    """
    store = open_store(config.database)
    try:
        with Processes() as processes:
            app = App(config=config, store=store, processes=processes)
            try:
                yield app
            finally:
                if "deliverer" in app.__dict__:
                    app.deliverer.close()
    finally:
        store.close()
