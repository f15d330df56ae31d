"""What does the program make of a file, and why?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli import related
from publisher.cli.common import command, print_json

if TYPE_CHECKING:
    from datetime import datetime

    from publisher.cli.related import Closeness
    from publisher.config import Config
    from publisher.ingest.finish import Order
    from publisher.model import Article, Parsed, Rulings

# EX_DATAERR: at least one of the files cannot be used.
UNUSABLE = 65


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--related", "compare", is_flag=True, help="Also name the articles that tell the same story.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@command
def check(config: Path, files: tuple[Path, ...], compare: bool, as_json: bool) -> None:  # noqa: FBT001  click calls it by name
    """Explain what becomes of articles: title, dates, summary, and every block kept or removed.

    Nothing is published. What the publication has learned about boilerplate is used where there is one.
    """
    settings = _settings(config)
    unusable = False
    for path in files:
        verdict = _judge(settings, path)
        unusable |= isinstance(verdict, str)
        found = _related(settings, verdict) if compare else None
        if as_json:
            more = {"related": found and related.as_json(found)} if compare else {}
            print_json(_as_json(path, verdict) | more)
        else:
            _print(path, verdict)
            if found:
                related.show(found)
    if unusable:
        raise SystemExit(UNUSABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A file as it would be published; ``modified`` is the date of one that names none.

    ``inbox_path`` is its path below the inbox, empty for a file elsewhere; ``rulings`` are those of
    editors for its section.
    """

    parsed: Parsed
    article: Article
    modified: datetime
    inbox_path: str
    rulings: Rulings


def _settings(path: Path) -> Config:
    """Return the configuration; a file can be checked before there is one."""
    from publisher.config import FILE_NAME, Config, Publication, load

    if path == Path(FILE_NAME) and not path.exists():
        return Config(publication=Publication(title="Unnamed", home="https://example.org/"))
    return load(path)


def _judge(config: Config, path: Path) -> Verdict | str:
    """Return the verdict on one file, or why it cannot be used."""
    from zoneinfo import ZoneInfo

    from publisher import files, naming, parsers
    from publisher.errors import ArticleError
    from publisher.ingest import finish

    try:
        str(path).encode()
    except UnicodeEncodeError:
        return "the file name is not valid UTF-8; rename the file"
    try:
        folder = config.inbox.resolve()
        inside = path.resolve().is_relative_to(folder)
        relative = path.resolve().relative_to(folder).as_posix() if inside else path.name
        limit = int(config.intake.maximum_megabytes * 1_000_000)
        source, stamp = files.read(folder if inside else path.resolve().parent, relative, limit)
        parsed = parsers.parse(source, config.intake, ZoneInfo(config.publication.time_zone))
        section = naming.section(relative, parsed.meta)
        order = _order(config, parsed, section)
        article = finish.article(order, parsed, relative)
    except ArticleError as error:
        return str(error)
    return Verdict(
        parsed=parsed,
        article=article,
        modified=files.moment(stamp.mtime_ns),
        inbox_path=relative if inside else "",
        rulings=order.rulings.of(section),
    )


def _related(config: Config, verdict: Verdict | str) -> Closeness | None:
    """Return the articles that are close to a file; nothing for one that cannot be used."""
    if isinstance(verdict, str):
        return None
    published = verdict.article.meta.published or verdict.modified
    return related.related(config, verdict.article, published, verdict.inbox_path)


def _order(config: Config, parsed: Parsed, section: str) -> Order:
    """Return what the publication has learned about the blocks of a file, and what editors have ruled."""
    from publisher import clean
    from publisher.ingest import rulings
    from publisher.ingest.finish import Order
    from publisher.ingest.rulebook import rulebook
    from publisher.store import inbox, open_store
    from publisher.store import rulings as stored

    reading = clean.Reading.of(parsed)
    repetition: dict[int, int] = {}
    ruled: list[stored.Ruled] = []
    if config.database.exists():
        store = open_store(config.database)
        try:
            with store.read() as connection:
                repetition = inbox.witnesses(connection, reading.candidates, reading.lead)
                ruled = stored.listed(connection)
        finally:
            store.close()
    ruled, aside = rulings.current(config, ruled, section)
    for each in aside:
        click.echo(click.style(f"{each.path}: ", bold=True) + f"set aside: {each.reason}", err=True)
    return Order(
        settings=config.summary,
        language=config.publication.language,
        repetition=repetition,
        rulings=rulebook(ruled),
    )


def _kept(verdict: Verdict) -> set[int]:
    """Return the blocks that stay because an editor has ruled so."""
    from publisher import clean
    from publisher.model import Ruling

    gone = {each.index for each in verdict.article.removed}
    return {
        index
        for index, block in enumerate(verdict.parsed.blocks)
        if index not in gone and verdict.rulings.get(clean.fingerprint(block)) is Ruling.STORY
    }


# Beside a block that stays whatever else speaks against it.
_RULED = "ruled by the editor"

_KEYS = (
    *("path", "title", "title_derived", "published", "updated", "language"),
    *("authors", "tags", "summary", "blocks", "error"),
)


def _as_json(path: Path, verdict: Verdict | str) -> dict[str, object]:
    if isinstance(verdict, str):
        return dict.fromkeys(_KEYS) | {"path": click.format_filename(path), "error": verdict}
    from publisher.model import Origin

    meta = verdict.article.meta
    removed = {each.index: each.reason for each in verdict.article.removed}
    reasons = removed | dict.fromkeys(_kept(verdict), _RULED)
    return {
        "path": click.format_filename(path),
        "title": meta.title,
        "title_derived": meta.title_origin is Origin.DERIVED,
        "published": (meta.published or verdict.modified).isoformat(),
        "updated": (meta.updated or meta.published or verdict.modified).isoformat(),
        "language": meta.language,
        "authors": meta.authors,
        "tags": meta.tags,
        "summary": verdict.article.summary,
        "blocks": [
            {"text": block.text, "kept": index not in removed, "reason": reasons.get(index, "")}
            for index, block in enumerate(verdict.parsed.blocks)
        ],
        "error": None,
    }


def _print(path: Path, verdict: Verdict | str) -> None:
    click.secho(click.format_filename(path), bold=True, underline=True)
    if isinstance(verdict, str):
        click.echo(click.style("cannot be used: ", fg="red", bold=True) + verdict + "\n")
        return
    meta = verdict.article.meta
    _line("title", meta.title, meta.title_origin)
    if meta.published:
        _line("published", f"{meta.published:%Y-%m-%d %H:%M %z}", meta.published_origin)
    else:
        _line("published", f"{verdict.modified:%Y-%m-%d %H:%M %z}", "file modification time")
    if meta.updated:
        _line("updated", f"{meta.updated:%Y-%m-%d %H:%M %z}", "front matter")
    _line("language", meta.language, meta.language_origin)
    _line("authors", ", ".join(meta.authors))
    _line("tags", ", ".join(meta.tags))
    if meta.draft:
        _line("draft", "is not published until this is taken out")
    _line("summary", verdict.article.summary)
    for warning in verdict.parsed.warnings:
        click.echo(click.style("    warning  ", fg="yellow") + warning)
    removed = {each.index: each.reason for each in verdict.article.removed}
    kept = _kept(verdict)
    click.echo(f"{'blocks':>11}  {len(verdict.parsed.blocks) - len(removed)} kept, {len(removed)} removed")
    for index, block in enumerate(verdict.parsed.blocks):
        text = click.style(_short(block.text or block.kind), dim=index in removed)
        if index in removed:
            click.echo(click.style("          − ", fg="red") + text)
            click.echo(click.style(f"            {removed[index]}", fg="yellow"))
        else:
            click.echo(click.style("          + ", fg="green") + text)
        if index in kept:
            click.echo(click.style(f"            {_RULED}", fg="yellow"))
    click.echo()


def _line(name: str, value: str, origin: object = None) -> None:
    if value:
        behind = click.style(f"  ({origin})", dim=True) if origin else ""
        click.echo(click.style(f"{name:>11}  ", fg="cyan") + value + behind)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 100 else line[:99] + "…"
