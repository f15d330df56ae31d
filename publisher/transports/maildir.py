"""How does a message become a file that any mail program opens?"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING
from urllib.parse import quote

from publisher.handover import Accepted, Deferred, Ready, Shape, Wait

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from publisher.config import Mail
    from publisher.handover import Envelope, Outcome

# File systems allow 255 octets; mail programs append flags such as ":2,RS" and sizes to the name.
_MAXIMUM_NAME = 200

# A full disk or a lost mount needs a person.
_PAUSE_SECONDS = 60.0


def open_transport(mail: Mail) -> MaildirTransport:
    """Return the transport into the Maildir ``mail.outbox``, which the first message creates."""
    return MaildirTransport(mail.outbox)


class MaildirTransport:
    """Writes each envelope once into a Maildir, under a name that derives from its Message-ID.

    The name is how a repeat after a crash is recognised. A message is written into ``tmp`` and
    moved into ``new`` when all of it is on the disk, so that nobody ever reads a part of one.
    """

    sessions = 1
    batch = 1
    one_request = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: frozenset[str] = frozenset()
        self._read_at = -1

    def session(self) -> MaildirTransport:
        """Return itself: a folder has one door."""
        return self

    def reserve(self, wanted: int) -> Ready | Wait:
        """Make the folders; wait a minute where that is not possible."""
        try:
            self._create()
        except OSError as error:
            return Wait(seconds=_PAUSE_SECONDS, reason=self._fault(error))
        # Quoted-printable: a Maildir is read by programs of all ages.
        return Ready(shape=Shape.SEVEN_BIT, most=min(wanted, 1))

    def send(self, envelopes: Sequence[Envelope]) -> Sequence[Outcome]:
        """Write the messages with the line ends of a Unix file, unless they are there already.

        Deferred when the folder or the file cannot be written; then nothing is in ``new``.
        """
        return [self._delivered(each) for each in envelopes]

    def _delivered(self, envelope: Envelope) -> Outcome:
        name = _file_name(envelope.message_id)
        try:
            self._create()
            if self._holds(name):
                # The rename of an earlier attempt may not have reached the disk yet.
                _sync(self._folder / "new")
                return Accepted(reply=f"already in {self._folder}: {name}")
            self._write(name, envelope.payload.replace(b"\r\n", b"\n"))
        except OSError as error:
            return Deferred(reply=self._fault(error))
        return Accepted(reply=f"written to {self._folder}: {name}")

    def close(self) -> None:
        """Do nothing: every message is on the disk when ``send`` returns."""

    def _fault(self, error: OSError) -> str:
        return f"{self._folder} cannot be written: {error.strerror or error}"

    def _create(self) -> None:
        if all((self._folder / name).is_dir() for name in ("cur", "new", "tmp")):
            return
        for name in ("cur", "new", "tmp"):
            # Mail is private, whatever the umask says.
            (self._folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync(self._folder)
        _sync(self._folder.parent)

    def _holds(self, name: str) -> bool:
        # First ``new``, then ``cur``: mail programs move messages in this direction only.
        if (self._folder / "new" / name).exists():
            return True
        read = self._folder / "cur"
        # Listing 10,000 messages for each of 10,000 deliveries would cost more than writing them.
        if (changed := read.stat().st_mtime_ns) != self._read_at:
            self._read = frozenset(file.name.partition(":")[0] for file in read.iterdir())
            self._read_at = changed
        return name in self._read

    def _write(self, name: str, data: bytes) -> None:
        unfinished = self._folder / "tmp" / name
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
            with open(os.open(unfinished, flags, 0o600), "wb") as file:  # noqa: PTH123  Path.open has no mode
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(self._folder / "new" / name)
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise
        _sync(self._folder / "new")


def _file_name(message_id: str) -> str:
    """Return the Message-ID as a file name: no ``/``, no ``:`` (it begins the flags), no leading dot."""
    name = quote(message_id.removeprefix("<").removesuffix(">"), safe="@")
    if name.startswith("."):
        name = f"%2E{name[1:]}"
    return name if 0 < len(name) <= _MAXIMUM_NAME else hashlib.sha256(message_id.encode()).hexdigest()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
