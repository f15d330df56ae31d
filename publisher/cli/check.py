"""What does the program make of a file, and why?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli import related, suggestions
from publisher.cli.common import command, print_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from publisher.cli.related import Closeness
    from publisher.config import Config
    from publisher.ingest.finish import Order
    from publisher.ingest.take import Text
    from publisher.model import Article, Parsed, Removed, Rulings
    from publisher.processes import Processes

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
    from publisher.processes import Processes

    settings = _settings(config)
    unusable = False
    with Processes() as processes:
        for path in files:
            verdict = _judge(settings, processes, path)
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
    editors for its section, and ``suggested`` the tags of the publication that fit.
    """

    parsed: Parsed
    article: Article
    modified: datetime
    inbox_path: str
    rulings: Rulings
    suggested: tuple[str, ...]


def _settings(path: Path) -> Config:
    """Return the configuration; a file can be checked before there is one."""
    from publisher.config import FILE_NAME, Config, Publication, load

    if path == Path(FILE_NAME) and not path.exists():
        return Config(publication=Publication(title="Unnamed", home="https://example.org/"))
    return load(path)


def _judge(config: Config, processes: Processes, path: Path) -> Verdict | str:
    """Return the verdict on one file, or why it cannot be used; it is taken as the service takes it."""
    from publisher import codec, naming
    from publisher.files import Stamp
    from publisher.ingest import finish, retag, take

    try:
        str(path).encode()
    except UnicodeEncodeError:
        return "the file name is not valid UTF-8; rename the file"
    inbox, file = config.inbox.resolve(), path.resolve()
    inside = file.is_relative_to(inbox)
    relative = file.relative_to(inbox).as_posix() if inside else path.name
    order = take.Order(
        inbox=inbox if inside else path.absolute().parent,
        settings=config.intake,
        time_zone=config.publication.time_zone,
        finish=finish.Order(
            settings=config.summary,
            language=config.publication.language,
            repetition={},
            vocabulary=retag.applied(config.tags),
        ),
    )
    wanted = take.Wanted(path=relative, stamp=Stamp(inode=0, size=0, mtime_ns=0), digest="")
    (taken,) = take.taken(order, processes, [wanted])
    if taken.text is None:
        return taken.reason
    section = naming.section(relative, taken.text.meta)
    informed = _informed(config, order.finish, taken.text, section)
    parsed = codec.decode_parsed(taken.text.parsed)
    article = finish.article(informed, parsed, relative)
    return Verdict(
        parsed=parsed,
        article=article,
        modified=taken.modified,
        inbox_path=relative if inside else "",
        rulings=informed.rulings.of(section),
        suggested=suggestions.suggested(config, parsed, article),
    )


def _related(config: Config, verdict: Verdict | str) -> Closeness | None:
    """Return the articles that are close to a file; nothing for one that cannot be used."""
    if isinstance(verdict, str):
        return None
    published = verdict.article.meta.published or verdict.modified
    return related.related(config, verdict.article, published, verdict.inbox_path)


def _informed(config: Config, order: Order, text: Text, section: str) -> Order:
    """Return the order with what the publication has learned about the blocks of a file, and the rulings."""
    from publisher.ingest import rulings
    from publisher.ingest.rulebook import rulebook
    from publisher.store import inbox, open_store
    from publisher.store import rulings as stored

    repetition: dict[int, int] = {}
    ruled: list[stored.Ruled] = []
    if config.database.exists():
        store = open_store(config.database)
        try:
            with store.read() as connection:
                repetition = inbox.witnesses(connection, text.candidates, text.lead)
                ruled = stored.listed(connection)
        finally:
            store.close()
    ruled, aside = rulings.current(config, ruled, section)
    for each in aside:
        click.echo(click.style(f"{each.path}: ", bold=True) + f"set aside: {each.reason}", err=True)
    return replace(order, repetition=repetition, rulings=rulebook(ruled))


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A block of a file, or what stays or goes of one that was cut; ``notice`` says that it stands on top."""

    text: str
    kept: bool = False
    notice: bool = False
    reason: str = ""


def _pieces(verdict: Verdict) -> Iterator[Piece]:
    """Yield what became of every block of a file."""
    from publisher import clean
    from publisher.model import Ruling

    noticed = {index for notice in verdict.article.meta.notices for index in notice.indexes}
    gone: dict[int, list[Removed]] = {}
    for each in verdict.article.removed:
        gone.setdefault(each.index, []).append(each)
    for index, block in enumerate(verdict.parsed.blocks):
        at = 0
        for each in gone.get(index, ()):
            if between := block.text[at : each.start or 0].strip():
                yield Piece(text=between, kept=True)
            yield Piece(text=each.block.text or each.block.kind, reason=each.reason)
            at = (each.start or 0) + len(each.block.text)
        if index in noticed:
            yield Piece(text=block.text, notice=True, reason=_NOTICE)
        elif index not in gone:
            ruled = verdict.rulings.get(clean.fingerprint(block)) is Ruling.STORY
            yield Piece(text=block.text or block.kind, kept=True, reason=_RULED if ruled else "")
        elif rest := block.text[at:].strip():
            yield Piece(text=rest, kept=True)


# Beside a block that stays whatever else speaks against it.
_RULED = "ruled by the editor"
_NOTICE = "notice"

_KEYS = (
    *("path", "title", "title_derived", "published", "updated", "language"),
    *("authors", "tags", "suggested_tags", "summary", "blocks", "error"),
)


def _as_json(path: Path, verdict: Verdict | str) -> dict[str, object]:
    if isinstance(verdict, str):
        return dict.fromkeys(_KEYS) | {"path": click.format_filename(path), "error": verdict}
    from publisher.model import Origin

    meta = verdict.article.meta
    return {
        "path": click.format_filename(path),
        "title": meta.title,
        "title_derived": meta.title_origin is Origin.DERIVED,
        "published": (meta.published or verdict.modified).isoformat(),
        "updated": (meta.updated or meta.published or verdict.modified).isoformat(),
        "language": meta.language,
        "authors": meta.authors,
        "tags": meta.tags,
        "suggested_tags": verdict.suggested,
        "summary": verdict.article.summary,
        "blocks": [
            {"text": piece.text, "kept": piece.kept, "reason": piece.reason} for piece in _pieces(verdict)
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
    applied = suggestions.applied(verdict.parsed, verdict.article)
    _line("tags", ", ".join(meta.tags), "from your vocabulary" if applied else None)
    _line("suggested", ", ".join(verdict.suggested), "tags of yours that fit")
    if meta.draft:
        _line("draft", "is not published until this is taken out")
    _line("summary", verdict.article.summary)
    for warning in verdict.parsed.warnings:
        click.echo(click.style("    warning  ", fg="yellow") + warning)
    pieces = list(_pieces(verdict))
    counts = {
        "kept": sum(piece.kept for piece in pieces),
        "removed": sum(not piece.kept and not piece.notice for piece in pieces),
        "made a notice": sum(piece.notice for piece in pieces),
    }
    if not counts["made a notice"]:
        del counts["made a notice"]
    click.echo(f"{'blocks':>11}  " + ", ".join(f"{number} {name}" for name, number in counts.items()))
    for piece in pieces:
        mark, colour = ("+", "green") if piece.kept else ("!", "cyan") if piece.notice else ("−", "red")
        gone = not piece.kept and not piece.notice
        click.echo(click.style(f"          {mark} ", fg=colour) + click.style(_short(piece.text), dim=gone))
        if piece.reason:
            click.echo(click.style(f"            {piece.reason}", fg="yellow"))
    click.echo()


def _line(name: str, value: str, origin: object = None) -> None:
    if value:
        behind = click.style(f"  ({origin})", dim=True) if origin else ""
        click.echo(click.style(f"{name:>11}  ", fg="cyan") + value + behind)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 100 else line[:99] + "…"
