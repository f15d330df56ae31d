"""What would the next digest say, and can it go out now?"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli.common import command, count, fail, now

if TYPE_CHECKING:
    from publisher.app import App
    from publisher.deliver import Report
    from publisher.editions import Closed

# States that are told even when nothing is in them.
_ALWAYS = ("deferred", "refused")


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
        if preview:
            next_one = app.editions.preview(channel, wanted, moment)
            if next_one:
                _show(app, next_one, to)
                return
        elif closed := app.editions.close_now(channel, wanted, moment):
            _send(app, closed)
            return
    click.echo(f"Nothing new since the last {wanted} edition, so there is no next one yet.")


def _show(app: App, closed: Closed, to: Path | None) -> None:
    import html
    import tempfile

    from publisher.handover import PREFERENCES_MARK, UNSUBSCRIBE_MARK
    from publisher.mail import unsubscribe_link

    # What is each reader's own: by a mail here, and the page of the form for what they want.
    links = {UNSUBSCRIBE_MARK: unsubscribe_link(app.config.mail)}
    if app.config.web:
        links[PREFERENCES_MARK] = app.config.web.address
    page, text = closed.digest.html, closed.digest.text
    for mark, link in links.items():
        page, text = page.replace(mark, html.escape(link)), text.replace(mark, link)
    folder = to or Path(tempfile.mkdtemp(prefix="publisher-digest-"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "digest.html").write_text(page, encoding="utf-8")
        (folder / "digest.txt").write_text(text, encoding="utf-8")
    except OSError as error:
        fail(f"{error.filename}: cannot be written: {error.strerror}", 73)
    click.echo(f"Subject: {closed.digest.subject}")
    click.echo(f"{count(closed.edition.articles, 'article')} for {count(closed.planned, 'subscriber')}")
    click.echo(f"{folder}/digest.html and digest.txt")
    if to is None:
        click.launch(str(folder / "digest.html"))


def _send(app: App, closed: list[Closed]) -> None:
    from publisher.errors import BusyError

    for each in closed:
        edition, zone = each.edition, f", {each.edition.zone}" if each.edition.zone else ""
        click.echo(
            f"Closed edition {edition.number} ({edition.cadence}{zone}): {each.digest.subject!r}, "
            f"{count(edition.articles, 'article')} for {count(each.planned, 'subscriber')}."
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
    _tell(report)


def _tell(report: Report) -> None:
    """Say what came of it, and end with 75 where something is left to do."""
    others = {
        "deferred": report.deferred,
        "refused": report.refused,
        "suppressed": report.suppressed,
        "uncertain": report.uncertain,
    }
    sums = [f"{number} {state}" for state, number in others.items() if number or state in _ALWAYS]
    click.echo(", ".join([f"{report.accepted} accepted", *sums]) + ".")
    if report.last_fault:
        click.echo(f"The last answer that was not a yes: {report.last_fault}", err=True)
    if report.pause:
        click.echo(f"Nothing is handed over now: {report.pause}", err=True)
    for reason in report.held.values():
        click.echo(f"Held: {reason}", err=True)
    if report.deferred or report.pause:
        click.echo(
            "What is left goes out when `publisher run` or the next `publisher digest --now` is started."
        )
    if report.deferred or report.refused or report.uncertain or report.pause:
        raise SystemExit(75)
