"""What does the program make of a file, and why?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli.common import command, print_json

if TYPE_CHECKING:
    from datetime import datetime

    from publisher.config import Config
    from publisher.model import Article, Parsed

# EX_DATAERR: at least one of the files cannot be used.
UNUSABLE = 65


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
@command
def check(config: Path, files: tuple[Path, ...], as_json: bool) -> None:  # noqa: FBT001  click calls it by name
    """Explain what becomes of articles: title, dates, summary, and every block kept or removed.

    Nothing is published. What the publication has learned about boilerplate is used where there is one.
    """
    settings = _settings(config)
    unusable = False
    for path in files:
        verdict = _judge(settings, path)
        unusable |= isinstance(verdict, str)
        if as_json:
            print_json(_as_json(path, verdict))
        else:
            _print(path, verdict)
    if unusable:
        raise SystemExit(UNUSABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A file as it would be published; ``modified`` is the date of one that names none."""

    parsed: Parsed
    article: Article
    modified: datetime


def _settings(path: Path) -> Config:
    """Return the configuration; a file can be checked before there is one."""
    from publisher.config import FILE_NAME, Config, Publication, load

    if path == Path(FILE_NAME) and not path.exists():
        return Config(publication=Publication(title="Unnamed", home="https://example.org/"))
    return load(path)


def _judge(config: Config, path: Path) -> Verdict | str:
    """Return the verdict on one file, or why it cannot be used."""
    from zoneinfo import ZoneInfo

    from publisher import clean, files, naming, parsers, summarize
    from publisher.errors import ArticleError

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
        parsed = replace(parsed, meta=replace(parsed.meta, slug=naming.slug(relative, parsed.meta)))
        cleaned = clean.clean(parsed, _learned(config, parsed))
        article = summarize.article(cleaned, config.summary, config.publication.language)
    except ArticleError as error:
        return str(error)
    return Verdict(parsed=parsed, article=article, modified=files.moment(stamp.mtime_ns))


def _learned(config: Config, parsed: Parsed) -> dict[int, int]:
    """Return what the publication has learned about the blocks of a file."""
    from publisher import clean
    from publisher.store import inbox, open_store

    if not config.database.exists():
        return {}
    store = open_store(config.database)
    try:
        with store.read() as connection:
            lead = clean.lead(parsed.blocks)
            return inbox.witnesses(connection, clean.candidates(parsed.blocks), lead)
    finally:
        store.close()


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
            {"text": block.text, "kept": index not in removed, "reason": removed.get(index, "")}
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
    click.echo(f"{'blocks':>11}  {len(verdict.parsed.blocks) - len(removed)} kept, {len(removed)} removed")
    for index, block in enumerate(verdict.parsed.blocks):
        text = click.style(_short(block.text or block.kind), dim=index in removed)
        if index in removed:
            click.echo(click.style("          − ", fg="red") + text)
            click.echo(click.style(f"            {removed[index]}", fg="yellow"))
        else:
            click.echo(click.style("          + ", fg="green") + text)
    click.echo()


def _line(name: str, value: str, origin: object = None) -> None:
    if value:
        behind = click.style(f"  ({origin})", dim=True) if origin else ""
        click.echo(click.style(f"{name:>11}  ", fg="cyan") + value + behind)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 100 else line[:99] + "…"
