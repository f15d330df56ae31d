"""How is the service started?"""

from __future__ import annotations

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
    from publisher.worker import serve

    configure()
    with open_app(load(config)) as app:
        serve(app)
