"""Which keys open the API, and which sign the links in mails?"""

from __future__ import annotations

import json
from pathlib import Path

import click

from publisher.cli.common import command, now, print_json

_PREFIX = "pub_"
_KEY_BYTES = 32


@click.group()
def keys() -> None:
    """Make keys for the API and for DKIM, and change the one that signs links."""


@keys.command()
@click.argument("name")
@command
def add(config: Path, name: str) -> None:
    """Make a key for the API and print it; NAME says which program has it.

    It is shown this once: only its hash is kept.
    """
    import hashlib
    import secrets

    from publisher.config import load
    from publisher.errors import ConfigError
    from publisher.store import api_keys, open_store

    if not name.strip() or not name.isprintable():
        raise ConfigError(f"{name!r}: expected a name for the key, such as website")
    key = _PREFIX + secrets.token_urlsafe(_KEY_BYTES)
    store = open_store(load(config).database)
    try:
        with store.write() as connection:
            if not api_keys.add(connection, name, hashlib.sha256(key.encode()).digest(), now()):
                raise ConfigError(
                    f"{name}: there is a key of this name; `publisher keys remove {name}` removes it"
                )
    finally:
        store.close()
    click.echo(key)


@keys.command()
@click.argument("name")
@command
def remove(config: Path, name: str) -> None:
    """Let the API key with this NAME open nothing any more."""
    from publisher.config import load
    from publisher.errors import ConfigError
    from publisher.store import api_keys, open_store

    store = open_store(load(config).database)
    try:
        with store.write() as connection:
            if not api_keys.remove(connection, name):
                raise ConfigError(f"{name}: there is no key of this name; `publisher keys list` shows all")
    finally:
        store.close()
    click.echo(f"{name} opens nothing any more.")


@keys.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@command
def list_(config: Path, as_json: bool) -> None:  # noqa: FBT001  click calls it by name
    """List the keys of the API, and those that sign links, without their secrets."""
    from publisher import keyring
    from publisher.config import load
    from publisher.store import api_keys, open_store

    settings = load(config)
    store = open_store(settings.database)
    try:
        with store.read() as connection:
            opening = api_keys.listed(connection)
    finally:
        store.close()
    for key in opening:
        if as_json:
            print_json({"kind": "api", "name": key.name, "created_at": key.created_at})
        else:
            click.echo(f"API      {key.name}  since {key.created_at:%Y-%m-%d}")
    for position, each in enumerate(keyring.listed(settings.keys_file)):
        use = "verifies" if position else "signs"
        if as_json:
            print_json({"kind": use, "name": each.name, "since": each.since})
        else:
            click.echo(f"{use:8} {each.name}  since {each.since}")


@keys.command()
@command
def rotate(config: Path) -> None:
    """Let a new key sign the links in mails; those that are out still work.

    A running service takes it up by itself.
    """
    import secrets

    from publisher import keyring
    from publisher.config import load

    path = load(config).keys_file
    keyring.Keyring(path).keys()
    new = keyring.rotate(path, secrets.token_bytes, now().date())
    click.echo(f"{new.name} signs from now on. Put {path.name} into the backup again.")


@keys.command()
@click.argument("name")
@command
def retire(config: Path, name: str) -> None:
    """Let no link work any more that the key NAME has signed, in whosever mailbox it is."""
    from publisher import keyring
    from publisher.config import load

    gone = keyring.retire(load(config).keys_file, name)
    click.echo(f"Links signed from {gone.since} on by {gone.name} do not work any more.")


@keys.command()
@click.option(
    "--domain", required=True, help="Whose mail is signed: that of the sender, such as example.org."
)
@click.option("--selector", required=True, help="The name of the key in the DNS, such as news2026.")
@click.option(
    "--algorithm",
    type=click.Choice(["rsa", "ed25519"]),
    default="rsa",
    show_default=True,
    help="Every receiver knows RSA; a second key of Ed25519 is for those who know it.",
)
@click.option(
    "--file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="KEY",
    help="Where the key is kept; without it, SELECTOR.dkim beside the configuration.",
)
@command
def dkim(config: Path, domain: str, selector: str, algorithm: str, file: Path | None) -> None:
    """Make a key that signs mails, and print the record for the DNS and the table for the configuration.

    A key that is there already stays as it is, and is shown again.
    """
    from publisher import dkim as signing

    path = file or config.parent / f"{selector}.dkim"
    signing.check_names(domain, selector)
    if not path.exists():
        signing.make(path, signing.Algorithm(algorithm))
    click.echo(signing.record(path, domain=domain, selector=selector))
    # JSON's strings are TOML's basic strings.
    click.echo(f"\n[[mail.dkim]]\ndomain = {json.dumps(domain)}\nselector = {json.dumps(selector)}")
    click.echo(f"key_file = {json.dumps(str(path.absolute()))}")
