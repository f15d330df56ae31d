"""How do people subscribe, choose and leave without the rest of the service?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli.common import command, now

if TYPE_CHECKING:
    from socket import socket

    from publisher.config import Config, Web


@click.command()
@click.option("--host", default=None, help="Where to listen, instead of what [web] says.")
@click.option("--port", type=click.IntRange(0, 65_535), default=None, help="The port; 0 is any that is free.")
@click.option("--descriptor", type=click.IntRange(3), default=None, hidden=True)
@command
def web(config: Path, host: str | None, port: int | None, descriptor: int | None) -> None:
    """Serve the pages for subscribers, and the API, until stopped.

    `publisher run` does the same when the configuration has a table [web], and sends the mails.
    """
    import socket as sockets

    from publisher.config import load
    from publisher.store import open_store
    from publisher.web.listening import listen

    settings = load(config)
    wanted = required(settings, config)
    # Made, or upgraded, before anybody asks.
    open_store(settings.database).close()
    # A descriptor is from `publisher run`: it listens already, and the end of standard input is the end.
    parent = None if descriptor is None else sys.stdin.fileno()
    with (
        listen(host or wanted.host, wanted.port if port is None else port, "web")
        if descriptor is None
        else sockets.socket(fileno=descriptor)
    ) as listener:
        _serve(settings, wanted, listener, parent)


def required(settings: Config, config: Path) -> Web:
    """Return the table [web]. Raises ConfigError when there is none."""
    from publisher.errors import ConfigError

    if settings.web is None:
        raise ConfigError(
            f"{config}: there is no table [web]; write it with address, such as "
            'address = "https://news.example.org/subscription/"'
        )
    return settings.web


def _serve(settings: Config, wanted: Web, listener: socket, parent: int | None) -> None:
    import structlog

    from publisher.logs import configure
    from publisher.web.database import Database
    from publisher.web.listening import url
    from publisher.web.server import serve
    from publisher.web.service import Service
    from publisher.web.subscription import application

    configure()
    database = Database(settings.database)
    service = Service(settings, wanted, database, now)
    try:
        # Made, or refused with a sentence, before anybody asks.
        service.keys()
        address = url(listener, service.root)
        _log = structlog.get_logger()
        _log.info("subscribing", address=address, public=wanted.address)
        serve(application(service), listener, parent)
    finally:
        service.close()
        database.close()
