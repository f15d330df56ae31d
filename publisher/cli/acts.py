"""What does an editor put right in an article that readers have seen?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli.common import command, count, now

if TYPE_CHECKING:
    from publisher.app import App
    from publisher.store.acts import ActKind


@click.command()
@click.argument("article")
@click.argument("text")
@click.option("--announce", is_flag=True, help="Also publish a new entry, which every feed reader shows.")
@command
def correct(config: Path, article: str, text: str, announce: bool) -> None:  # noqa: FBT001  click calls it by name
    """Put a dated notice above an article, on its page and in the feeds.

    ARTICLE is the path of its file in the inbox, its id or the first digits of it, or the address of its
    page. TEXT says what was wrong. The notice is written into _notices.toml in the inbox: take it out
    there and it is gone.
    """
    from publisher.store.acts import ActKind

    _act(config, ActKind.CORRECTION, article, text, announce=announce)


@click.command()
@click.argument("article")
@click.option("--reason", default="", metavar="TEXT", help="Why, for readers.")
@command
def withdraw(config: Path, article: str, reason: str) -> None:
    """Put a notice in the place of an article: its text, title and picture go, its id and address stay.

    ARTICLE is named as for `publisher correct`. The withdrawal is written into _notices.toml in the
    inbox: take it out there and the article is back.
    """
    from publisher.store.acts import ActKind

    _act(config, ActKind.WITHDRAWAL, article, reason)


def _act(config: Path, kind: ActKind, reference: str, text: str, *, announce: bool = False) -> None:
    from publisher import codec
    from publisher.app import open_app
    from publisher.config import load
    from publisher.ingest import acting
    from publisher.store.acts import Act, ActKind

    with open_app(load(config)) as app:
        about = acting.meant(app.store, app.config, reference)
        wanted = Act(kind=kind, reference=f"urn:uuid:{about.id}", at=now(), text=text, announce=announce)
        acting.act(app.config, wanted, about)
        title = codec.decode_meta(about.meta).title
        done = "Corrected" if kind is ActKind.CORRECTION else "Withdrawn"
        click.echo(f"{done}: {click.style(title, bold=True)}  {app.config.publication.home}{about.page}")
        _follow(app)


def _follow(app: App) -> None:
    """Publish it at once, or leave it to the service that works on this publication."""
    from publisher.errors import BusyError
    from publisher.files import NOTICES
    from publisher.ingest.scan import glance

    try:
        with app.alone():
            moment = now()
            app.announcer.begin()
            intake = app.intake.run(glance(app.store, app.config.inbox, [NOTICES]), moment)
            published = app.site.publish(moment)
            app.announcer.gather(moment)
    except BusyError:
        click.echo("Another process works on this publication: the service shows it to readers now.")
        return
    click.echo(f"{count(published.pages, 'page')} and {count(len(published.files), 'other file')} written.")
    for each in intake.warnings:
        click.echo(click.style(f"{each.path}: ", bold=True) + each.reason, err=True)
    for fault in published.faults:
        click.echo(click.style("not published: ", fg="red") + fault, err=True)
