"""What has become of each edition, and what is to become of it?"""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli.common import command, count, fail, now

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from publisher.handover import DeliveryState
    from publisher.store import Store
    from publisher.store.editions import EditionRow
    from publisher.store.ledger import Missing

_SHOWN = 20


@click.group()
def editions() -> None:
    """See who has an edition; hold it, let it go on, end it, or send it again to who is missing."""


@editions.command("list")
@click.option("--most", type=click.IntRange(min=1), default=20, show_default=True, help="How many.")
@command
def list_(config: Path, most: int) -> None:
    """List the newest editions, with what became of their deliveries."""
    from publisher.store import editions as closed
    from publisher.store import ledger

    with _opened(config) as store, store.read() as connection:
        rows = closed.listed(connection, most)
        sums = ledger.sums(connection, [row.id for row in rows])
    if not rows:
        click.echo("No edition has been closed yet.")
    for row in rows:
        click.echo(
            f"{_name(row):<24}  {row.closed_at:%Y-%m-%d %H:%M} UTC  {_state(row)}: {_sum(sums[row.id])}"
        )


@editions.command()
@click.argument("edition")
@click.option("--all", "whole", is_flag=True, help="Name everybody who is missing, not only the first 20.")
@command
def show(config: Path, edition: str, whole: bool) -> None:  # noqa: FBT001  click calls it by name
    """Show one edition: its sum, and who does not have it and why."""
    from publisher.store import ledger

    with _opened(config) as store:
        row = _find(store, edition)
        with store.read() as connection:
            sums = ledger.sums(connection, [row.id])[row.id]
            click.echo(f"{_name(row)}: {row.subject}")
            click.echo(f"closed {row.closed_at:%Y-%m-%d %H:%M} UTC, due {row.due_at:%Y-%m-%d %H:%M} UTC")
            click.echo(f"{_state(row)}: {_sum(sums)}")
            missing = ledger.missing(connection, row.id)
            shown = missing if whole else itertools.islice(missing, _SHOWN)
            told = sum(1 for _ in map(click.echo, _lines(shown)))
            if next(missing, None):
                left = sum(number for state, number in sums.items() if state != "accepted") - told
                click.echo(f"and {left} more; --all names them")


@editions.command()
@click.argument("edition")
@click.option("--reason", default="a person looks at it", show_default=True, help="Why, for who asks later.")
@command
def hold(config: Path, edition: str, reason: str) -> None:
    """Stop what of an edition has not been handed over yet; its page stays if it is public."""
    from publisher.store import orders

    with _opened(config) as store:
        row = _find(store, edition)
        with store.write() as connection:
            done = orders.hold(connection, row.id, reason.strip() or "a person looks at it")
    if not done:
        fail(f"{_name(row)} is {_state(row)}: there is nothing to hold", 65)
    click.echo(f"{_name(row)} is held. `publisher editions release {_word(row)}` lets it go on.")


@editions.command()
@click.argument("edition")
@command
def release(config: Path, edition: str) -> None:
    """Let a held edition go on; the service, or the next `digest --now`, sends it."""
    from publisher.store import orders

    with _opened(config) as store:
        row = _find(store, edition)
        moment = now()
        with store.write() as connection:
            done = orders.release(connection, row.id, moment)
    if not done:
        fail(f"{_name(row)} is {_state(row)}: it is not held", 65)
    click.echo(f"{_name(row)} goes on.")


@editions.command()
@click.argument("edition")
@command
def cancel(config: Path, edition: str) -> None:
    """End an edition for good; who has it keeps it, and if nobody has, the next one tells its stories."""
    from publisher.store import orders

    with _opened(config) as store:
        row = _find(store, edition)
        moment = now()
        with store.write() as connection:
            ended = orders.cancel(connection, row.id, moment)
    if ended is None:
        fail(f"{_name(row)} is {_state(row)}: there is nothing to cancel", 65)
    click.echo(f"{_name(row)} is cancelled: {count(ended, 'subscriber')} will not get it.")


@editions.command("resend-missing")
@click.argument("edition")
@command
def resend_missing(config: Path, edition: str) -> None:
    """Send an edition again to exactly those who were refused, given up or left uncertain."""
    from publisher.store import ledger

    with _opened(config) as store:
        row = _find(store, edition)
        if row.cancelled_at:
            fail(f"{_name(row)} is cancelled: nobody gets it any more", 65)
        moment = now()
        with store.write() as connection:
            again = ledger.resend(connection, row.id, moment)
    if not again:
        click.echo(f"Nobody is missing {_name(row)} who could be sent it again.")
        return
    click.echo(f"{_name(row)} goes to {count(again, 'subscriber')} again, by the service or `digest --now`.")


def _opened(config: Path) -> _Store:
    from publisher.config import load

    return _Store(load(config).database)


class _Store:
    """The database of a publication, open for one command."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Store:
        from publisher.store import open_store

        self._store = open_store(self._path)
        return self._store

    def __exit__(self, *_: object) -> None:
        self._store.close()


def _find(store: Store, wanted: str) -> EditionRow:
    """Return the edition that "daily 12", "daily-12" or "daily-12-asia-tokyo" means."""
    from publisher.model import Cadence
    from publisher.store import editions as closed

    cadence, _, rest = wanted.strip().lower().replace(" ", "-", 1).partition("-")
    number, _, zone = rest.partition("-")
    with store.read() as connection:
        found = []
        if cadence in set(Cadence) and number.isdigit() and number.isascii() and len(number) < 10:
            found = closed.find(connection, Cadence(cadence), int(number))
        newest = closed.listed(connection, 3)
    for row in found:
        if _word(row) == f"{cadence}-{number}{'-' if zone else ''}{zone}":
            return row
    known = ", ".join(map(_word, found or newest)) or "none has been closed yet"
    return fail(f"there is no edition {wanted!r}; known here: {known}", 64)


def _word(row: EditionRow) -> str:
    """Return an edition as the address of its page names it."""
    from publisher.renderers import edition_page

    return edition_page.place(row).removeprefix(edition_page.FOLDER).removesuffix(".html")


def _name(row: EditionRow) -> str:
    return f"{row.cadence} {row.number}{f' ({row.zone})' if row.zone else ''}"


def _state(row: EditionRow) -> str:
    if row.cancelled_at:
        return "cancelled"
    if row.completed_at:
        return "complete"
    if row.hold:
        return f"held ({row.hold})"
    return "being sent" if row.due_at <= now() else "waiting for its time"


def _sum(sums: dict[DeliveryState, int]) -> str:
    """Return what was planned as the sum of what became of it (DESIGN.md, decision 7)."""
    final = {state: sums.get(state, 0) for state in _final()}
    planned = sum(sums.values())
    parts = [f"{number:,} {state}" for state, number in final.items()]
    if left := planned - sum(final.values()):
        others = ", ".join(f"{number:,} {state}" for state, number in sums.items() if state not in final)
        parts.append(f"{left:,} open ({others})")
    return f"{planned:,} planned = {' + '.join(parts)}"


def _final() -> tuple[DeliveryState, ...]:
    from publisher.store.ledger import FINAL

    return FINAL


def _lines(missing: Iterator[Missing]) -> Iterator[str]:
    for each in missing:
        tried = f", {count(each.attempts, 'attempt')}" if each.attempts else ""
        said = f": {each.reply}" if each.reply else ""
        yield f"  {each.address}  {each.state}{tried}{_again(each.state, each.due_at)}{said}"


def _again(state: DeliveryState, due_at: datetime) -> str:
    return f", again at {due_at:%Y-%m-%d %H:%M} UTC" if state == "deferred" else ""
