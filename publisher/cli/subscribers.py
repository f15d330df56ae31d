"""Who receives the digest?"""

from __future__ import annotations

from pathlib import Path

import click

from publisher.cli.common import command, now, print_json


@click.group()
def subscribers() -> None:
    """Add subscribers, remove them, and list them."""


@subscribers.command()
@click.argument("address")
@click.option("--cadence", type=click.Choice(["daily", "weekly"]), default="daily", show_default=True)
@command
def add(config: Path, address: str, cadence: str) -> None:
    """Let ADDRESS receive the digest; you vouch that its owner wants it."""
    from publisher import subscribe
    from publisher.config import load
    from publisher.model import Cadence
    from publisher.store import open_store

    store = open_store(load(config).database)
    try:
        found = subscribe.add(store, address, Cadence(cadence), subscribe.COMMAND_LINE, now())
    finally:
        store.close()
    click.echo(f"{found.address} receives the {found.cadence} digest.")


@subscribers.command()
@click.argument("address")
@command
def remove(config: Path, address: str) -> None:
    """Send ADDRESS no more digests, not even those that are planned."""
    from publisher import subscribe
    from publisher.config import load
    from publisher.store import open_store

    store = open_store(load(config).database)
    try:
        found = subscribe.remove(store, address, now())
    finally:
        store.close()
    click.echo(f"{found.address} receives no digest any more.")


@subscribers.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@command
def list_(config: Path, as_json: bool) -> None:  # noqa: FBT001  click calls it by name
    """List every subscriber with state and cadence."""
    from publisher import subscribe
    from publisher.config import load
    from publisher.store import open_store
    from publisher.store import subscribers as stored

    settings = load(config)
    store = open_store(settings.database)
    try:
        subscribe.follow_configuration(store, settings.subscribers, now())
        with store.read() as connection:
            found = stored.listed(connection)
    finally:
        store.close()
    for each in found:
        if as_json:
            print_json(
                {"address": each.address, "state": each.state, "cadence": each.cadence, "origin": each.origin}
            )
        else:
            click.echo(f"{each.address}  {each.state}  {each.cadence}  ({each.origin})")
