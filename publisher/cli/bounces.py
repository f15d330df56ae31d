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
    from publisher.errors import StoreError
    from publisher.keyring import Keyring
    from publisher.store import open_store

    settings = load(config)
    if not settings.mail.bounces:
        fail('mail.bounces: missing; expected the mailbox, such as bounces = "bounces@news.example.org"', 78)
    keys = Keyring(settings.keys_file).keys()
    match reports.read(sys.stdin.buffer.read(reports.MOST_BYTES), recipient, settings.mail.bounces, keys):
        case reports.Unclear(reason=reason):
            # A person reads it, or nobody does: the mail server must not send it back.
            click.echo(f"Nothing is done with this mail: {reason}", err=True)
            return
        case reports.Understood(notices=notices, summary=summary):
            click.echo(summary)
    try:
        store = open_store(settings.database)
        try:
            changed = [failures.note(store, each, keys, now()) for each in notices]
        finally:
            store.close()
    except StoreError as error:
        # EX_TEMPFAIL: the mail server keeps it and comes again.
        fail(str(error), 75)
    for notice, done in zip(notices, changed, strict=True):
        click.echo(f"{notice.kind} {notice.status}".rstrip() + ("" if done else ": nothing to change"))


@bounces.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@command
def check(config: Path, files: tuple[Path, ...]) -> None:
    """Say what mails in files mean; nothing is changed."""
    from publisher import reports
    from publisher.config import load
    from publisher.keyring import Keyring

    settings = load(config)
    keys = Keyring(settings.keys_file).keys()
    for file in files:
        try:
            message = file.read_bytes()
        except OSError as error:
            fail(f"{file}: cannot be read: {error.strerror}", 66)
        match reports.read(message, "", settings.mail.bounces or "", keys):
            case reports.Unclear(reason=reason):
                click.echo(f"{file}: nothing is done: {reason}")
            case reports.Understood(notices=notices, summary=summary):
                kinds = ", ".join(f"{each.kind} {each.status}".strip() for each in notices)
                click.echo(f"{file}: {summary}" + (f": {kinds}" if kinds else ""))
