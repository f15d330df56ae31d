"""What would the next digest say, and can it go out now?"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli.common import command, count, fail, now

if TYPE_CHECKING:
    from publisher.app import App
    from publisher.editions import Closed


@click.command()
@click.option("--preview", is_flag=True, help="Render the next edition; nothing is closed or sent.")
@click.option("--now", "at_once", is_flag=True, help="Close an edition now and send it.")
@click.option(
    "--cadence",
    type=click.Choice(["daily", "weekly"]),
    default=None,
    help="Whose edition.  [default: the first that is scheduled]",
)
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    metavar="FOLDER",
    help="Where the preview is written.  [default: a temporary folder, opened in the browser]",
)
@command
def digest(
    config: Path,
    preview: bool,  # noqa: FBT001  click calls it by name
    at_once: bool,  # noqa: FBT001  the same
    cadence: str | None,
    to: Path | None,
) -> None:
    """Preview the next digest, or close an edition now."""
    if preview == at_once:
        raise click.UsageError("Say one of --preview and --now.")
    from publisher import subscribe
    from publisher.app import open_app
    from publisher.config import load
    from publisher.model import Cadence

    with open_app(load(config)) as app:
        subscribe.follow_configuration(app.store, app.config.subscribers, app.keyring.keys, now())
        scheduled = list(app.editions.schedule())
        wanted = Cadence(cadence) if cadence else (scheduled or [Cadence.DAILY])[0]
        moment = now()
        channel = app.site.channels(moment).publication
        closed = (app.editions.preview if preview else app.editions.close_now)(channel, wanted, moment)
        if closed is None:
            click.echo(f"Nothing new since the last {wanted} edition, so there is no next one yet.")
        elif preview:
            _show(app, closed, to)
        else:
            _send(app, closed)


def _show(app: App, closed: Closed, to: Path | None) -> None:
    import html
    import tempfile

    from publisher.digest import UNSUBSCRIBE_MARK
    from publisher.mail import unsubscribe_link

    link = unsubscribe_link(app.config.mail)
    folder = to or Path(tempfile.mkdtemp(prefix="publisher-digest-"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "digest.html").write_text(
            closed.digest.html.replace(UNSUBSCRIBE_MARK, html.escape(link)), encoding="utf-8"
        )
        (folder / "digest.txt").write_text(
            closed.digest.text.replace(UNSUBSCRIBE_MARK, link), encoding="utf-8"
        )
    except OSError as error:
        fail(f"{error.filename}: cannot be written: {error.strerror}", 73)
    click.echo(f"Subject: {closed.digest.subject}")
    click.echo(f"{count(closed.edition.articles, 'article')} for {count(closed.planned, 'subscriber')}")
    click.echo(f"{folder}/digest.html and digest.txt")
    if to is None:
        click.launch(str(folder / "digest.html"))


def _send(app: App, closed: Closed) -> None:
    from publisher.errors import BusyError

    click.echo(
        f"Closed edition {closed.edition.number} ({closed.edition.cadence}): {closed.digest.subject!r}, "
        f"{count(closed.edition.articles, 'article')} for {count(closed.planned, 'subscriber')}."
    )
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(app.alone())
        except BusyError:
            click.echo("Another process works on this publication: the service sends it.")
            return
        # The page of the edition is there before its mail.
        faults = app.site.publish(now()).faults
        app.deliverer.resume(now())
        report = app.deliverer.run(app.site.channels(now()).publication, now, lambda: False)
    for fault in faults:
        click.echo(click.style("not published: ", fg="red") + fault, err=True)
    click.echo(f"{report.accepted} accepted, {report.deferred} deferred, {report.refused} refused.")
    if report.last_fault:
        click.echo(f"The last answer that was not a yes: {report.last_fault}", err=True)
    if report.deferred:
        click.echo(
            "Deferred ones go out when `publisher run` or the next `publisher digest --now` is started."
        )
    if report.deferred or report.refused:
        raise SystemExit(75)
