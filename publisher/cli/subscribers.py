"""Who receives the digest?"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from publisher.cli.common import command, now, print_json

if TYPE_CHECKING:
    from publisher.config import Config
    from publisher.store import Store
    from publisher.subscriber import Preferences, Subscriber
    from publisher.tokens import Keys

_Function = TypeVar("_Function", bound=Callable[..., Any])


@click.group()
def subscribers() -> None:
    """Add subscribers, see what they want, change it, and remove them."""


def _preferences_options(function: _Function) -> _Function:
    """Give a command the options that say what a subscriber wants."""
    for option in (
        click.option("--language", help="Of their mails, such as de; none is that of the publication."),
        click.option("--time-zone", help="Such as Europe/Berlin; none is that of the publication."),
        click.option(
            "--section", "sections", multiple=True, help="Only this section; several times for more."
        ),
        click.option("--cadence", type=click.Choice(["instant", "daily", "weekly"]), help="How often."),
    ):
        function = option(function)
    return function


@subscribers.command()
@click.argument("address")
@_preferences_options
@command
def add(
    config: Path,
    address: str,
    cadence: str | None,
    sections: tuple[str, ...],
    time_zone: str | None,
    language: str | None,
) -> None:
    """Let ADDRESS receive the digest; you vouch that its owner wants it."""
    from publisher import subscribe
    from publisher.model import Cadence
    from publisher.subscriber import Preferences

    with _opened(config) as (settings, store):
        wanted = _wanted(settings, cadence or "daily", sections, time_zone, language)
        preferences = wanted(Preferences(cadence=Cadence.DAILY))
        found = subscribe.add(store, address, preferences, subscribe.COMMAND_LINE, _keys(settings), now())
    click.echo(f"{found.address} receives the {found.cadence} digest.")
    _remark(settings, found)


@subscribers.command()
@click.argument("address")
@_preferences_options
@click.option("--all-sections", is_flag=True, help="Of all sections again.")
@command
def change(
    config: Path,
    address: str,
    cadence: str | None,
    sections: tuple[str, ...],
    time_zone: str | None,
    language: str | None,
    all_sections: bool,  # noqa: FBT001  click calls it by name
) -> None:
    """Change how often ADDRESS receives the digest, and what of it."""
    from dataclasses import replace

    from publisher import subscribe
    from publisher.errors import SubscriptionError

    if all_sections and sections:
        raise SubscriptionError("--all-sections and --section contradict each other; give one of them")
    with _opened(config) as (settings, store):
        wanted = _wanted(settings, cadence, sections, time_zone, language)
        found = subscribe.change(
            store,
            address,
            lambda was: replace(wanted(was), sections=()) if all_sections else wanted(was),
            now(),
        )
    click.echo(_line(found))
    _remark(settings, found)


@subscribers.command()
@click.argument("address")
@command
def remove(config: Path, address: str) -> None:
    """Send ADDRESS no more digests, not even those that are planned."""
    from publisher import subscribe

    with _opened(config) as (_, store):
        found = subscribe.remove(store, address, now())
    click.echo(f"{found.address} receives no digest any more.")


@subscribers.command()
@click.argument("address")
@command
def forget(config: Path, address: str) -> None:
    """Erase all that is stored of ADDRESS, so that nobody but its owner brings it back.

    A hash stays, which says whether a list or a program names it again.
    """
    from publisher import subscribe

    with _opened(config) as (settings, store):
        subscribe.forget(store, address, _keys(settings)(), now())
    click.echo(
        f"{address} is forgotten. It still stands in backups, in mails that were sent, and where "
        "publisher.toml or a list names it."
    )


@subscribers.command()
@click.argument("address")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@command
def show(config: Path, address: str, as_json: bool) -> None:  # noqa: FBT001  click calls it by name
    """Show what ADDRESS wants, how it came, and what has become of it."""
    from publisher import subscribe

    with _opened(config) as (_, store):
        known = subscribe.look_up(store, address)
    found = known.subscriber
    if as_json:
        history = [
            {"at": each.at, "state": each.state, **_preferred(each.preferences), "origin": each.origin}
            for each in known.history
        ]
        print_json(_fields(found) | {"history": history})
        return
    click.echo(_line(found))
    click.echo(f"since {found.created_at:%Y-%m-%d %H:%M} UTC; consent: {found.consent or 'not recorded'}")
    for each in known.history:
        wanted = ", ".join(_words(each.preferences))
        click.echo(f"  {each.at:%Y-%m-%d %H:%M} UTC  {each.state}  {wanted}  ({each.origin})")


@subscribers.command("list")
@click.option(
    "--state",
    type=click.Choice(["pending", "active", "unsubscribed", "bounced", "complained"]),
    help="Only those in this state.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@command
def list_(config: Path, state: str | None, as_json: bool) -> None:  # noqa: FBT001  click calls it by name
    """List every subscriber with state and cadence."""
    from publisher import subscribe
    from publisher.model import SubscriberState
    from publisher.store import subscribers as stored

    with _opened(config) as (settings, store):
        subscribe.follow_configuration(store, settings.subscribers, _keys(settings), now())
        with store.read() as connection:
            for each in stored.listed(connection, SubscriberState(state) if state else None):
                if as_json:
                    print_json(_fields(each))
                else:
                    click.echo(_line(each))


@contextlib.contextmanager
def _opened(config: Path) -> Iterator[tuple[Config, Store]]:
    from publisher.config import load
    from publisher.store import open_store

    settings = load(config)
    store = open_store(settings.database)
    try:
        yield settings, store
    finally:
        store.close()


def _keys(settings: Config) -> Callable[[], Keys]:
    """Return what opens the file of keys, which hides the addresses of who is forgotten."""
    from publisher.keyring import Keyring

    return Keyring(settings.keys_file).keys


def _wanted(
    settings: Config,
    cadence: str | None,
    sections: tuple[str, ...],
    time_zone: str | None,
    language: str | None,
) -> Callable[[Preferences], Preferences]:
    """Return what changes preferences as the options say. Raises SubscriptionError for what is none."""
    from dataclasses import replace

    from publisher.model import Cadence
    from publisher.subscribe.wishes import check_language, check_sections, check_time_zone

    given: dict[str, Any] = {}
    if cadence is not None:
        given["cadence"] = Cadence(cadence)
    if sections:
        given["sections"] = check_sections(sections, settings)
    if time_zone is not None:
        given["time_zone"] = check_time_zone(time_zone)
    if language is not None:
        given["language"] = check_language(language)
    return lambda was: replace(was, **given)


def _remark(settings: Config, found: Subscriber) -> None:
    """Say when nobody closes the editions that somebody has been promised."""
    if getattr(settings.digest, found.cadence, None) is None:
        click.echo(
            f"Remark: no {found.cadence} edition is closed by itself: [digest] has no line {found.cadence}.",
            err=True,
        )


def _preferred(preferences: Preferences) -> dict[str, object]:
    return {
        "cadence": preferences.cadence,
        "sections": list(preferences.sections),
        "time_zone": preferences.time_zone,
        "language": preferences.language,
    }


def _fields(each: Subscriber) -> dict[str, object]:
    return {
        "address": each.address,
        "name": each.name,
        "state": each.state,
        **_preferred(each.preferences),
        "origin": each.origin,
        "consent": each.consent,
        "created_at": each.created_at,
        "changed_at": each.changed_at,
    }


def _line(each: Subscriber) -> str:
    return f"{each.address}  {each.state}  {'  '.join(_words(each.preferences))}  ({each.origin})"


def _words(wanted: Preferences) -> list[str]:
    every = (wanted.cadence, "+".join(wanted.sections), wanted.time_zone, wanted.language)
    return [word for word in every if word]


@subscribers.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--cadence", type=click.Choice(["instant", "daily", "weekly"]), default="daily", show_default=True
)
@click.option(
    "--confirmed", default="", help="How those on the list have agreed; it is kept as their consent."
)
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@command
def import_(config: Path, file: Path, cadence: str, confirmed: str, dry_run: bool) -> None:  # noqa: FBT001
    """Take in a list that publisher, listmonk, Ghost, Mailchimp or Buttondown has written as CSV.

    Whoever has left here stays out. Of whom neither the list nor --confirmed says that they agreed is
    pending, and receives nothing.
    """
    from publisher.lists import read
    from publisher.model import Cadence
    from publisher.subscribe import imports
    from publisher.subscribe.wishes import sections

    report = imports.Report()
    # What is not UTF-8 costs its own row, not the list.
    with (
        _opened(config) as (settings, store),
        file.open(encoding="utf-8", errors="surrogateescape", newline="") as text,
    ):
        terms = imports.Terms(
            cadence=Cadence(cadence), consent=confirmed, sections=frozenset(sections(settings))
        )
        rows = read(text, file.name)
        if dry_run:
            steps = imports.rehearse(store, rows, terms, _keys(settings), report)
        else:
            steps = imports.import_list(store, rows, terms, _keys(settings), now(), report)
        size, seen = file.stat().st_size, sys.stderr.isatty()
        with click.progressbar(length=size, file=sys.stderr, hidden=not seen) as bar:
            for _ in steps:
                bar.update(os.lseek(text.fileno(), 0, os.SEEK_CUR) - bar.pos)
    for each in report.bad:
        click.echo(f"{file}:{each.line}: {each.reason}", err=True)
    would = "would be " if dry_run else ""
    click.echo(
        f"{report.new} {would}new, {report.changed} {would}changed, {report.unchanged} unchanged; "
        f"{len(report.bad)} rows cannot be used."
    )
    if report.pending:
        click.echo(
            f"{report.pending} of the new are pending: nothing says that they agreed. If you can show it, "
            'import again with --confirmed "when and how".'
        )


@subscribers.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["publisher", "listmonk", "ghost", "mailchimp", "buttondown"]),
    default="publisher",
    show_default=True,
    help="Whose columns.",
)
@click.option(
    "--state",
    type=click.Choice(["pending", "active", "unsubscribed", "bounced", "complained"]),
    help="Only those in this state.",
)
@click.option("--person", metavar="ADDRESS", help="All that is stored of one person instead, as JSON.")
@command
def export(config: Path, form: str, state: str | None, person: str | None) -> None:
    """Write the list of subscribers as CSV, for this program or another."""
    from publisher import codec, subscribe
    from publisher.lists import check_states, write
    from publisher.model import SubscriberState
    from publisher.store import subscribers as stored

    if person is not None:
        with _opened(config) as (_, store):
            found = subscribe.everything(store, person)
        click.echo(codec.readable(found))
        return
    wanted = SubscriberState(state) if state else None
    with _opened(config) as (_, store), store.read() as connection:
        if wanted is None:
            # Before the first line: half a list looks like a whole one.
            check_states(sorted({each for each, _ in stored.count(connection)}), form)
        for line in write(stored.listed(connection, wanted), form):
            click.echo(line, nl=False)
