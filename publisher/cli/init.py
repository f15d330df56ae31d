"""How does a new publication begin?"""

from __future__ import annotations

from pathlib import Path

import click

from publisher.cli.common import fail


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option("--title", default="Our News", show_default=True, help="What the publication is called.")
@click.option(
    "--home",
    default="https://news.example.org/",
    show_default=True,
    help="The address under which the output folder will be on the web.",
)
@click.option("--language", default="en", show_default=True, help="Its language, such as en or pt-BR.")
@click.option("--author", default="", help="Who writes, where an article does not say.")
@click.option(
    "--time-zone", default="", help="Its time zone, such as Europe/Berlin.  [default: this machine's]"
)
@click.option("--sender", default="", help='Who sends the digest: "Our News <news@example.org>".')
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help="Where to write the configuration.  [default: publisher.toml in FOLDER]",
)
def init(
    folder: Path,
    title: str,
    home: str,
    language: str,
    author: str,
    time_zone: str,
    sender: str,
    config: Path | None,
) -> None:
    """Write a commented publisher.toml and the folders into FOLDER (here, if not named)."""
    from uuid import uuid4

    from publisher.config import FILE_NAME, load
    from publisher.errors import ConfigError
    from publisher.example import example

    path = config or folder / FILE_NAME
    if path.exists():
        fail(f"{path}: is there already and stays as it is; `publisher build` uses it", 73)
    text = example(
        identifier=str(uuid4()),
        title=title,
        home=home,
        language=language,
        author=author,
        time_zone=time_zone or local_time_zone(),
        sender=sender or f"publisher@{home.split('//')[-1].split('/')[0].split(':')[0] or 'localhost'}",
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        made = load(path)
        for each in (made.inbox, made.output, *(made.mail.outbox / part for part in ("cur", "new", "tmp"))):
            each.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(f"{error.filename}: cannot be made: {error.strerror}", 73)
    except ConfigError as error:
        path.unlink()
        fail(f"nothing was written: {str(error).replace(f'{path}: ', '')}", 78)
    click.echo(f"Wrote {path} and, beside it, the folders inbox/ for articles, feeds/ and outbox/.")
    click.echo("Put an article into the inbox, then run:")
    click.echo(click.style(f"  publisher build --config {path}", bold=True))


def local_time_zone() -> str:
    """Return the name of this machine's time zone; UTC when it cannot be told."""
    from tzlocal import get_localzone_name

    try:
        return get_localzone_name() or "UTC"
    except (LookupError, OSError):
        return "UTC"
