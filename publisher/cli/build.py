"""How is everything brought up to date once?"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from publisher.cli.common import command, now

if TYPE_CHECKING:
    from publisher.ingest.report import SetAside


# EX_DATAERR of sysexits.h: all went well but for some files, which the report names.
PARTIAL = 65

# For web services that are told of what is new; who has not answered then is told by the next run.
_ANSWER_SECONDS = 5.0


@click.command()
@command
def build(config: Path) -> None:
    """Publish what is in the inbox, once, and say what could not be used.

    Exit code 0: everything is published. 65: all but the files that are named. Others: nothing new
    was published, and the sentence says why.
    """
    from publisher.app import open_app
    from publisher.config import load
    from publisher.ingest.scan import scan
    from publisher.store import inbox

    with open_app(load(config)) as app, app.alone():
        moment = now()
        app.announcer.begin()
        with app.store.read() as connection:
            aside = [path for path, _ in inbox.set_aside(connection)]
        found = scan(app.store, app.config.inbox, aside)
        with _bar("Reading and summarizing", len(found.changed) * 2) as progress:
            intake = app.intake.run(found, moment, progress)
        app.site.recover(moment)
        with _bar("Rendering pages", intake.new + intake.edited + intake.recleaned) as progress:
            published = app.site.publish(moment, progress)
        app.announcer.gather(moment)
        announced = app.announcer.finish(now, _ANSWER_SECONDS)
        with app.store.read() as connection:
            aside_now = inbox.set_aside(connection)
    click.echo(
        f"{intake.new} new, {intake.edited} edited, {intake.moved} moved, "
        f"{found.files - len(found.changed)} unchanged; "
        f"{published.pages} pages and {len(published.files)} other files written."
    )
    _say(intake.warnings)
    for remark in published.remarks:
        click.echo(
            click.style(f"{remark.article}: ", bold=True) + f'"{remark.address}" {remark.reason}', err=True
        )
    # What was set aside only now may not be a matter of the file: cleaning it ended the process.
    unusable = dict(aside_now) | {each.path: each.reason for each in intake.set_aside}
    for path, reason in sorted(unusable.items()):
        click.echo(click.style(f"{path}: ", bold=True) + f"set aside: {reason}", err=True)
    for fault in published.faults:
        click.echo(click.style("not published: ", fg="red") + fault, err=True)
    for target, reply in dict.fromkeys((each.target, each.reply) for each in announced.faults):
        click.echo(click.style("not announced: ", fg="yellow") + f"{target}: {reply}", err=True)
    if unusable or published.faults:
        raise SystemExit(PARTIAL)


def _say(warnings: list[SetAside]) -> None:
    for each in warnings:
        click.echo(click.style(f"{each.path}: ", bold=True) + each.reason, err=True)


@contextlib.contextmanager
def _bar(label: str, length: int) -> Iterator[Callable[[int], Any]]:
    """Show a progress bar on a terminal, for work that takes long enough to wonder."""
    if length < 500 or not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:

        def update(steps: int) -> None:
            bar.update(steps)

        yield update
