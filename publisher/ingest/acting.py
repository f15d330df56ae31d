"""How does an editor's act get into the inbox, where it outlives every database?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from publisher import codec, files, locks
from publisher.config import Config
from publisher.errors import ArticleError, BusyError, InboxError, OutputError
from publisher.files import NOTICES
from publisher.ingest import notebook
from publisher.store import Store, references
from publisher.store.acts import Act
from publisher.store.references import Meant
from publisher.validation import did_you_mean

# Paths that a mistyped one is compared with; of 100,000 that takes seconds.
_LIKELY = 5_000


def meant(store: Store, config: Config, reference: str) -> Meant:
    """Return the article that a person names by its path, id or address.

    A path may also be one of this machine that lies in the inbox. Raises ArticleError for none, with the
    nearest path, and for several, with each of them.
    """
    with store.read() as connection:
        for each in _readings(config, reference):
            found = references.find(connection, each, config.publication.home)
            if len(found) == 1:
                return found[0]
            if found:
                several = "\n".join(
                    f"  {one.id}  {one.path}  {codec.decode_meta(one.meta).title}" for one in found
                )
                raise ArticleError(
                    f"{reference} may be any of these; write more of the id, or the path:\n{several}"
                )
        hint = did_you_mean(reference, references.paths(connection, _LIKELY))
    raise ArticleError(
        f"there is no article {reference!r}{hint}; name one by its path in the inbox, its id or its address"
    )


def act(config: Config, wanted: Act, about: Meant) -> Act:
    """Append an act to ``_notices.toml``, whole or not at all; return it with the date that it got.

    Two acts of one second about one article get two dates: an announcement's id follows from it. Raises
    ArticleError when the file or the act cannot be understood, InboxError when the inbox is not there,
    OutputError when it cannot be written, and BusyError when another process writes it right now.
    """
    path = config.inbox / NOTICES
    if not config.inbox.is_dir():
        raise InboxError(f"{config.inbox}: the inbox is not there; make the folder, or mount it again")
    zone = ZoneInfo(config.publication.time_zone)
    try:
        with locks.hold(config.database.with_name(f"{config.database.name}.notices.lock")):
            before = _text(path)
            known = _read(path, before, zone)
            own = {each.at for each in known if each.reference == wanted.reference}
            dated = _dated(wanted, own)
            title = codec.decode_meta(about.meta).title
            entry = notebook.written(dated, f"{about.path}: {title}").encode("utf-8", "replace")
            data = before + (b"" if not before or before.endswith(b"\n") else b"\n")
            data += (b"\n" if before else b"") + entry
            # What cannot be read again must never be written.
            _read(path, data, zone)
            files.replace(path, data)
    except BusyError as error:
        raise BusyError(f"{path}: another command writes it right now; try again") from error
    except OutputError as error:
        raise OutputError(
            f"{error}; write the front matter of {about.path} instead: {_key(wanted)}"
        ) from error
    return dated


def _key(wanted: Act) -> str:
    """Return how the same is said in front matter."""
    if wanted.kind == "withdrawal":
        return f'withdrawn: "{wanted.text}"' if wanted.text else "withdrawn: true"
    return f'correction: "{wanted.text}"'


def _readings(config: Config, reference: str) -> Iterable[str]:
    """Yield what a reference may be: as it stands, below the inbox, or as a path of this machine."""
    yield reference
    path = Path(reference).absolute()
    for folder in (config.inbox, config.inbox.resolve()):
        if path.is_relative_to(folder):
            yield path.relative_to(folder).as_posix()
    yield reference.removeprefix("./").removeprefix(f"{config.inbox.name}/")


def _text(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise OutputError(f"{path}: cannot be read: {error.strerror}; nothing was changed") from error


def _read(path: Path, data: bytes, zone: ZoneInfo) -> list[Act]:
    try:
        return notebook.read(data, zone)
    except ArticleError as error:
        raise ArticleError(f"{path}: {error}; nothing was changed") from error


def _dated(wanted: Act, taken: set[datetime]) -> Act:
    at = wanted.at.replace(microsecond=0)
    while at in taken:
        at += timedelta(seconds=1)
    return Act(
        kind=wanted.kind, reference=wanted.reference, at=at, text=wanted.text, announce=wanted.announce
    )
