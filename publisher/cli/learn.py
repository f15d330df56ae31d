"""What counts as boilerplate here, and what does the editor say to it?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli.common import command, count, fail, now, print_json

if TYPE_CHECKING:
    from publisher.app import App
    from publisher.ingest.teaching import Learned
    from publisher.model import Ruling
    from publisher.store.rulings import Ruled

# EX_DATAERR: the text stands nowhere, or a file rules otherwise; nothing was changed.
UNKNOWN = 65


@click.command()
@click.option("--list", "listing", is_flag=True, help="Show what was learned and what was ruled.")
@click.option("--protect", multiple=True, metavar="TEXT", help="This text is story: it is never taken out.")
@click.option("--boilerplate", multiple=True, metavar="TEXT", help="This text is none: it always is.")
@click.option("--forget", multiple=True, metavar="TEXT", help="Judge this text anew, by later articles.")
@click.option("--section", default=None, metavar="NAME", help="Only in this section.")
@click.option("--most", type=click.IntRange(min=1), default=50, show_default=True, help="Lines of the list.")
@click.option("--json", "as_json", is_flag=True, help="The list as one JSON object per line.")
@command
def learn(
    config: Path,
    listing: bool,  # noqa: FBT001  click calls it by name
    protect: tuple[str, ...],
    boilerplate: tuple[str, ...],
    forget: tuple[str, ...],
    section: str | None,
    most: int,
    as_json: bool,  # noqa: FBT001  the same
) -> None:
    """Show what has been learned as boilerplate, or rule what a text is.

    TEXT is a whole paragraph as it stands in an article; case, spacing and punctuation make no
    difference, and an option may be given several times. Articles that carry it are corrected at once,
    the older ones too, or by the running service. A text that stands in no article is exit code 65.
    """
    if sum(map(bool, (listing, protect, boilerplate, forget))) != 1:
        raise click.UsageError("Say one of --list, --protect, --boilerplate and --forget.")
    from publisher.app import open_app
    from publisher.config import load
    from publisher.ingest import teaching
    from publisher.model import Ruling

    with open_app(load(config)) as app:
        if listing:
            for each in teaching.listed(app.store, most):
                _show(each, as_json=as_json)
            return
        name = _section(app, section)
        if forget:
            _forget(app, forget, name)
        else:
            _rule(app, Ruling.STORY if protect else Ruling.BOILERPLATE, protect or boilerplate, name or "")
        _follow(app)


def _show(each: Learned, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "text": each.text,
                "stories": each.stories,
                "sections": each.sections,
                "reason": each.reason,
                "rulings": [
                    {"ruling": rule.ruling, "section": rule.section, "by": rule.origin}
                    for rule in each.rulings
                ],
            }
        )
        return
    line = " ".join(each.text.split())
    click.echo(line if len(line) <= 100 else line[:99] + "…")
    places = ", ".join(name or "no section" for name in each.sections)
    about = f"in {each.stories} stories: {places}" if each.stories > 1 else places
    for part in (about, each.reason):
        if part:
            click.echo(click.style(f"    {part}", dim=True))
    for rule in each.rulings:
        where = f"in {rule.section}" if rule.section else "everywhere"
        click.echo(click.style(f"    ruled {rule.ruling} {where}, by {_by(rule)}", fg="yellow"))


def _section(app: App, wanted: str | None) -> str | None:
    """Return the section as its articles have it, or its folder in the inbox is called."""
    if wanted is None:
        return None
    from publisher import files, naming
    from publisher.ingest import teaching
    from publisher.validation import did_you_mean

    known = dict.fromkeys([*teaching.sections(app.store), *files.sections(app.config.inbox)])
    same = (name for name in known if naming.folder(name) == naming.folder(wanted))
    found = next(same, None) if wanted not in known else wanted
    if not found:
        raise click.BadParameter(
            f"there is no section {wanted!r}{did_you_mean(wanted, known)}", param_hint="--section"
        )
    return found


def _rule(app: App, ruling: Ruling, texts: tuple[str, ...], section: str) -> None:
    from publisher.ingest import teaching

    found = [_find(app, text, section) for text in _paragraphs(texts)]
    for text in found:
        for each in teaching.by_file(app.store, app.config, text, section):
            if each.ruling is not ruling:
                fail(f"{_by(each)} rules that this text is {each.ruling}; change it there: {text!r}", UNKNOWN)
    new = teaching.rule(app.store, ruling, found, section, now())
    where = f"in {section}" if section else "everywhere"
    for text in found:
        click.echo(f"{'' if new else 'Already ruled: '}{str(ruling).capitalize()} {where}: {text}")
    # What a file says of one section alone counts there before what is now said of all.
    for text in found:
        for each in teaching.by_file(app.store, app.config, text, None):
            if each.ruling is not ruling and not section:
                click.echo(
                    f"But not in {each.section}: {_by(each)} rules that it is {each.ruling}.", err=True
                )


def _forget(app: App, texts: tuple[str, ...], section: str | None) -> None:
    from publisher.ingest import teaching

    found = [
        # A ruling may be about a text that no article has any more.
        text if teaching.is_ruled(app.store, text, section) else _find(app, text, section or "")
        for text in _paragraphs(texts)
    ]
    for text in found:
        for each in teaching.by_file(app.store, app.config, text, section):
            fail(f"{_by(each)} rules about this text; take it out there: {each.text!r}", UNKNOWN)
    for text in found:
        if teaching.forget(app.store, app.config, text, section):
            click.echo(f"Forgotten: {text}")
        else:
            click.echo(f"Nothing was learned or ruled about it: {text}")


def _find(app: App, text: str, section: str) -> str:
    """Return a text as it stands in an article; a text that stands in none ends the command."""
    from publisher.ingest import teaching

    found = teaching.find(app.store, text, section)
    if found is None:
        where = f" in {section}" if section else ""
        lines = [f"no article{where} has this paragraph: {text!r}"]
        if like := teaching.closest(app.store, text, section):
            lines += ["Like it are:", *(f"  {each}" for each in like)]
        fail("\n".join(lines), UNKNOWN)
    return found


def _paragraphs(texts: tuple[str, ...]) -> list[str]:
    from publisher.ingest.rulebook import paragraphs

    found = [part for text in texts for part in paragraphs(text)]
    if not found:
        raise click.UsageError("Expected a text with words.")
    return found


def _follow(app: App) -> None:
    """Correct the articles at once, or leave it to the service that works on them."""
    from publisher.errors import BusyError
    from publisher.ingest.scan import Scan

    try:
        with app.alone():
            moment = now()
            intake = app.intake.run(Scan(files=0, changed=(), barred=(), gone=frozenset()), moment)
            published = app.site.publish(moment)
    except BusyError:
        click.echo(
            "Another process works on this publication: the service corrects the articles now, "
            "`publisher build` when it is started again."
        )
        return
    click.echo(f"{count(intake.recleaned, 'article')} corrected, {count(published.pages, 'page')} written.")
    for fault in published.faults:
        click.echo(click.style("not published: ", fg="red") + fault, err=True)


def _by(rule: Ruled) -> str:
    from publisher.ingest import rulings
    from publisher.store.rulings import RuledBy

    return rulings.path(rule.section) if rule.origin is RuledBy.FILE else "command"
