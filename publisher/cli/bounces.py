"""What came back, and what follows from it?"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from publisher.cli.common import command, fail, now


@click.group()
def bounces() -> None:
    """Take reports of mail that came back, complaints, and mail of people who want to leave."""


@bounces.command()
@click.option("--recipient", default="", metavar="ADDRESS", help="Where it was sent to, if the server tells.")
@command
def receive(config: Path, recipient: str) -> None:
    """Read one mail from standard input, as a mail server pipes it, and do what it asks for."""
    from publisher import failures, reports
    from publisher.config import load
    from publisher.keyring import Keyring
    from publisher.store import open_store

    settings = load(config)
    if not settings.mail.bounces:
        fail('mail.bounces: missing; expected the mailbox, such as bounces = "bounces@news.example.org"', 78)
    found = reports.read(sys.stdin.buffer.read(), recipient, settings.mail.bounces)
    if not found:
        # Free text: a person reads it, or nobody does. The mail server must not send it back.
        click.echo("This mail asks for nothing that a program may do.", err=True)
        return
    store = open_store(settings.database)
    try:
        keys = Keyring(settings.keys_file).keys()
        changed = [failures.note(store, each, keys, now()) for each in found]
    finally:
        store.close()
    for notice, done in zip(found, changed, strict=True):
        click.echo(f"{notice.kind} {notice.status}".rstrip() + ("" if done else ": nothing to change"))


@bounces.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@command
def check(config: Path, files: tuple[Path, ...]) -> None:
    """Say what mails in files mean; nothing is changed."""
    from publisher import reports, verp
    from publisher.config import load
    from publisher.keyring import Keyring

    settings = load(config)
    keys = Keyring(settings.keys_file).keys()
    for file in files:
        try:
            found = reports.read(file.read_bytes(), "", settings.mail.bounces or "")
        except OSError as error:
            fail(f"{file}: cannot be read: {error.strerror}", 66)
        if not found:
            click.echo(f"{file}: nothing that a program may act upon")
        for notice in found:
            known = verp.delivery_of(keys, notice.reference) is not None
            whose = "about a mail of ours" if known else "with a token that is not ours: nothing follows"
            click.echo(f"{file}: {notice.kind} {notice.status} {whose}: {notice.reply}".replace("  ", " "))
