"""How is the service started?"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli.common import command

if TYPE_CHECKING:
    from publisher.config import Config


@click.command()
@command
def run(config: Path) -> None:
    """Watch the inbox and keep feeds, pages and digests up to date until stopped."""
    from publisher.app import open_app
    from publisher.config import load
    from publisher.logs import configure
    from publisher.store import open_store
    from publisher.worker import serve

    configure()
    open_store(load(config).database).close()
    if "alembic" in sys.modules:
        # The schema has just been made: begin afresh, without the 30 MB of the migration tool.
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606  this very program
    settings = load(config)
    with _web_servers(config, settings), open_app(settings) as app:
        serve(app)


@contextlib.contextmanager
def _web_servers(config: Path, settings: Config) -> Iterator[None]:
    """Let readers reach the output folder, and subscribers their pages, when the configuration says so."""
    with contextlib.ExitStack() as stack:
        for command, wanted in (("serve", settings.serve), ("web", settings.web)):
            if wanted is None:
                continue
            from publisher.web.listening import listen
            from publisher.worker.web_server import web_server

            listener = stack.enter_context(listen(wanted.host, wanted.port, command))
            stack.enter_context(web_server(command, config, listener))
        yield
