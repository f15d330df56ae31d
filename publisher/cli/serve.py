"""How do readers reach the output folder without another web server?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli.common import command

if TYPE_CHECKING:
    from publisher.config import Config, Serve
    from publisher.web.application import Application
    from publisher.web.database import Database


@click.command()
@click.option("--host", default=None, help="Where to listen, instead of what [serve] says.")
@click.option("--port", type=click.IntRange(0, 65_535), default=None, help="The port; 0 is any that is free.")
@click.option(
    "--rules",
    type=click.Choice(["nginx", "caddy"]),
    default=None,
    help="Print what is withdrawn and what has moved, as that web server reads it, and end.",
)
@click.option("--descriptor", type=click.IntRange(3), default=None, hidden=True)
@command
def serve(
    config: Path, host: str | None, port: int | None, rules: str | None, descriptor: int | None
) -> None:
    """Serve the output folder over HTTP until stopped.

    `publisher run` does the same when the configuration has a table [serve].
    """
    from publisher.config import load
    from publisher.web.database import Database

    settings = load(config)
    database = Database(settings.database)
    try:
        # One that cannot be used is said now; that there is none yet, or none here, is nothing to report.
        database()
        if rules:
            _print_rules(settings, database, rules)
        else:
            _serve(settings, database, host, port, descriptor)
    finally:
        database.close()


def _print_rules(config: Config, database: Database, server: str) -> None:
    from publisher.web.addresses import Addresses
    from publisher.web.rules import rules
    from publisher.web.stored_marks import StoredMarks

    marks = StoredMarks(database)()
    click.echo(rules(marks, Addresses(config.publication.home), server), nl=False)


def _serve(
    config: Config, database: Database, host: str | None, port: int | None, descriptor: int | None
) -> None:
    import socket

    import structlog

    from publisher.config import Serve
    from publisher.logs import configure
    from publisher.web.addresses import Addresses
    from publisher.web.listening import listen, url
    from publisher.web.server import serve

    configure()
    wanted = config.serve or Serve()
    # A descriptor is from `publisher run`: it listens already, and the end of standard input is the end.
    parent = None if descriptor is None else sys.stdin.fileno()
    with (
        listen(host or wanted.host, wanted.port if port is None else port)
        if descriptor is None
        else socket.socket(fileno=descriptor)
    ) as listener:
        address = url(listener, Addresses(config.publication.home).root)
        _log = structlog.get_logger()
        _log.info("serving", address=address, folder=str(config.output))
        serve(_application(config, wanted, database), listener, parent)


def _application(config: Config, wanted: Serve, database: Database) -> Application:
    from publisher.web.application import Application
    from publisher.web.folder import Folder
    from publisher.web.freshness import Freshness
    from publisher.web.stored_marks import StoredMarks

    return Application(
        Folder(config.output, round(wanted.memory_megabytes * 1e6)),
        config.publication.home,
        marks=StoredMarks(database),
        max_age=Freshness(database, config, wanted.cache_seconds),
    )
