"""Where are the secrets kept that sign the links in mails?

In a text file of its own and not in the database: whoever comes by a backup of the one cannot speak for a
subscriber, and with the other alone nobody is found in it.
"""

from __future__ import annotations

import binascii
import contextlib
import fcntl
import os
import secrets
import stat
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from publisher.errors import ConfigError
from publisher.tokens import Key, Keys

_SECRET_BYTES = 32
_ID_BYTES = 4

_HEAD = """\
# The keys of publisher: they sign the links in mails and hide the addresses of who was forgotten.
# Whoever has this file can unsubscribe everybody: keep it secret, and in the backup with the database.
# The first line "sign" signs; the others still verify, so that old mails can be unsubscribed from.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A signing key as it is shown: its name, and the day from which it has signed."""

    name: str
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    key: Key
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    pepper: bytes
    lines: tuple[_Line, ...]


class Keyring:
    """The keys in a file, read again when the file has changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, ...] | None = None
        self._keys: Keys | None = None

    def keys(self) -> Keys:
        """Return the keys; made, with their file, when there are none.

        Raises ConfigError when the file cannot be used.
        """
        stamp = self._seen()
        if stamp is None:
            _make(self._path, secrets.token_bytes, datetime.now(UTC).date())
            stamp = self._seen()
        if self._keys is None or stamp != self._stamp:
            found = _read(self._path)
            known = tuple(line.key for line in found.lines)
            self._keys = Keys(pepper=found.pepper, signing=known[0], known=known)
            self._stamp = stamp
        return self._keys

    def _seen(self) -> tuple[int, ...] | None:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unreadable(self._path, error) from error
        # The time of a change of mode too: a file that everybody may read since is not used.
        return (status.st_ino, status.st_mtime_ns, status.st_ctime_ns, status.st_size)


def listed(path: Path) -> list[Listed]:
    """Return the signing keys, the one that signs first; none before there is a file. Raises ConfigError."""
    if not path.exists():
        return []
    return [Listed(name=line.key.id.hex(), since=line.since) for line in _read(path).lines]


def rotate(path: Path, random: Callable[[int], bytes], today: date) -> Listed:
    """Let a new key sign from now on; the others still verify. Raises ConfigError.

    ``random`` returns as many unguessable bytes as it is asked for.
    """
    with _held(path) as found:
        taken = {line.key.id for line in found.lines}
        line = _fresh(random, today)
        while line.key.id in taken:
            line = _fresh(random, today)
        _replace(path, _File(pepper=found.pepper, lines=(line, *found.lines)))
    return Listed(name=line.key.id.hex(), since=line.since)


def retire(path: Path, name: str) -> Listed:
    """Let a key verify nothing any more. Raises ConfigError, also for the one that signs."""
    with _held(path) as found:
        gone = next((line for line in found.lines if line.key.id.hex() == name), None)
        if gone is None:
            raise ConfigError(f"{path}: has no key {name}; `publisher keys list` shows which there are")
        if gone is found.lines[0]:
            raise ConfigError(f"{path}: {name} is the key that signs; run `publisher keys rotate` first")
        left = tuple(line for line in found.lines if line is not gone)
        _replace(path, _File(pepper=found.pepper, lines=left))
    return Listed(name=name, since=gone.since)


def _fresh(random: Callable[[int], bytes], today: date) -> _Line:
    return _Line(key=Key(id=random(_ID_BYTES), secret=random(_SECRET_BYTES)), since=today)


@contextlib.contextmanager
def _held(path: Path) -> Iterator[_File]:
    """Give what the file holds while no other process changes it: a key that was lost may have signed."""
    while True:
        try:
            # Opened for writing, without which NFS refuses an exclusive lock.
            file = path.open("r+b")
        except OSError as error:
            raise _unreadable(path, error) from error
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            # Whoever held it before has put another file in its place.
            if path.exists() and os.path.samestat(path.stat(), os.fstat(file.fileno())):
                yield _read(path)
                return


def _make(path: Path, random: Callable[[int], bytes], today: date) -> None:
    """Write a new file, unless another process is quicker: then its keys are the ones."""
    new = _written(path, _File(pepper=random(_SECRET_BYTES), lines=(_fresh(random, today),)), None)
    try:
        # Unlike a rename it never takes the place of another file.
        with contextlib.suppress(FileExistsError):
            os.link(new, path)
        _sync_folder(path)
    except OSError as error:
        raise ConfigError(f"keys_file: {path} cannot be made: {error.strerror}") from error
    finally:
        new.unlink()


def _replace(path: Path, file: _File) -> None:
    # The file itself, where an operator has put a link to it.
    path = path.resolve()
    new = _written(path, file, path.stat())
    try:
        new.replace(path)
        _sync_folder(path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise ConfigError(f"keys_file: {path} cannot be replaced: {error.strerror}") from error


def _sync_folder(path: Path) -> None:
    """Let a power cut not take the file back out of its folder: its keys sign from now on."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _written(path: Path, file: _File, like: os.stat_result | None) -> Path:
    """Return a file beside ``path``, on disk, with owner and mode of ``like``, or for its owner alone."""
    text = _HEAD + f"pepper {b64encode(file.pepper).decode()}\n"
    for line in file.lines:
        text += f"sign {line.key.id.hex()} {b64encode(line.key.secret).decode()} {line.since}\n"
    new = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as opened:
            if like is not None:
                # root, who types the command, must not take the file from the user of the service.
                os.fchown(descriptor, like.st_uid, like.st_gid)
                os.fchmod(descriptor, stat.S_IMODE(like.st_mode))
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
    except OSError as error:
        with contextlib.suppress(OSError):
            new.unlink()
        raise ConfigError(
            f"keys_file: {path} cannot be written: {error.strerror}; "
            "its folder must be there, and it and the file belong to the user who runs publisher"
        ) from error
    return new


def _read(path: Path) -> _File:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ConfigError(f"keys_file: {path} is not a file; name one, or leave the key out")
        if status.st_mode & (stat.S_IROTH | stat.S_IWOTH):
            raise ConfigError(f"keys_file: every user of this machine can read {path}; run: chmod 600 {path}")
        text = path.read_text(encoding="ascii")
    except OSError as error:
        raise _unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"keys_file: {path}: byte {error.start} is not ASCII; {_RESTORE}") from error
    pepper: bytes | None = None
    lines: list[_Line] = []
    for number, line in enumerate(text.splitlines(), 1):
        match line.split():
            case []:
                pass
            case [word, *_] if word.startswith("#"):
                pass
            case ["pepper", secret] if pepper is None:
                pepper = _secret(path, number, secret)
            case ["sign", name, secret, since]:
                lines.append(_line(path, number, name, secret, since))
                if lines[-1].key.id in {each.key.id for each in lines[:-1]}:
                    raise ConfigError(
                        f"keys_file: {path}:{number}: the key {name} stands there twice; {_RESTORE}"
                    )
            case _:
                raise ConfigError(
                    f'keys_file: {path}:{number}: expected "pepper SECRET" once, or "sign NAME SECRET DAY"; '
                    f"{_RESTORE}"
                )
    if pepper is None or not lines:
        what = 'line "pepper"' if pepper is None else 'line "sign"'
        raise ConfigError(f"keys_file: {path}: there is no {what}; {_RESTORE}")
    return _File(pepper=pepper, lines=tuple(lines))


_RESTORE = "restore the file from a backup"


def _line(path: Path, number: int, name: str, secret: str, since: str) -> _Line:
    try:
        key_id, day = bytes.fromhex(name), date.fromisoformat(since)
        if len(key_id) != _ID_BYTES:
            raise ValueError(name)
    except ValueError as error:
        raise ConfigError(
            f"keys_file: {path}:{number}: expected a name of 8 hexadecimal digits and a day; {_RESTORE}"
        ) from error
    return _Line(key=Key(id=key_id, secret=_secret(path, number, secret)), since=day)


def _secret(path: Path, number: int, text: str) -> bytes:
    try:
        secret = b64decode(text, validate=True)
        if len(secret) != _SECRET_BYTES:
            raise ValueError("another length")
    except (binascii.Error, ValueError) as error:
        # Not what stands there: an error is logged.
        raise ConfigError(
            f"keys_file: {path}:{number}: expected {_SECRET_BYTES} bytes in Base64; {_RESTORE}"
        ) from error
    return secret


def _unreadable(path: Path, error: OSError) -> ConfigError:
    return ConfigError(
        f"keys_file: {path} cannot be read: {error.strerror}; "
        "it must be a file of the user who runs publisher"
    )
