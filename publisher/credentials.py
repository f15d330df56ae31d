"""Where does a secret come from, and is it kept safely?"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from publisher.errors import ConfigError

_CREDENTIAL = "credential:"


def read_secret(file: Path, *, key: str, what: str) -> str:
    """Return the secret in ``file`` without its line end; ``key`` names the setting in errors.

    ``credential:NAME`` means the file NAME that systemd keeps for this service (systemd.exec(5),
    LoadCredential=). ``what`` says what is expected there, such as "the password".

    Raises ConfigError when the file cannot be read, is empty, or may be read by everybody.
    """
    path, data = _read(file, key)
    try:
        secret = data.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{key}: {path}: expected UTF-8 text; byte {error.start} is not") from error
    if not secret or "\0" in secret or "\n" in secret:
        raise ConfigError(f"{key}: expected {what} as the only line of {path}")
    return secret


def read_key(file: Path, *, key: str, what: str) -> bytes:
    """Return all that is in ``file``, such as a private key, which has several lines.

    The arguments, ``credential:NAME`` and the errors are those of ``read_secret``.
    """
    path, data = _read(file, key)
    if not data.strip():
        raise ConfigError(f"{key}: expected {what} in {path}")
    return data


def _read(file: Path, key: str) -> tuple[Path, bytes]:
    """Return where the secret lies, and the bytes there."""
    name = str(file)
    path = _credential(name.removeprefix(_CREDENTIAL), key) if name.startswith(_CREDENTIAL) else file
    try:
        if stat.S_IMODE(path.stat().st_mode) & stat.S_IROTH:
            raise ConfigError(f"{key}: every user of this machine can read {path}; run: chmod 600 {path}")
        return path, path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{key}: {path} cannot be read: {error.strerror}") from error


def _credential(name: str, key: str) -> Path:
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if not folder:
        raise ConfigError(
            f"{key}: {_CREDENTIAL}{name} needs a service with LoadCredential={name}:FILE in its unit; "
            "$CREDENTIALS_DIRECTORY is not set"
        )
    if "/" in name or name in {"", ".", ".."}:
        raise ConfigError(f"{key}: expected {_CREDENTIAL}NAME with the plain name of a credential")
    return Path(folder) / name
