"""How is the service started?"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from publisher.cli.common import command


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
    with open_app(load(config)) as app:
        serve(app)
