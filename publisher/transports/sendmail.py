"""How does a message go to the mail server of this machine, which has no port?"""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from publisher.errors import ConfigError
from publisher.handover import Accepted, Deferred, Ready, Refused, Shape, Unanswered, Wait

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from publisher.config import Mail
    from publisher.handover import Envelope, Outcome

# It queues the message and ends; a disk that is busy may take its time.
_SECONDS = 60.0
_PAUSE_SECONDS = 60.0
_MAXIMUM_REPLY = 500

# sysexits.h, which the programs of this name keep to: what is wrong with the recipient, and with the message.
_REFUSED = {
    os.EX_NOUSER: "5.1.1",
    os.EX_NOHOST: "5.1.2",
    os.EX_DATAERR: "5.6.0",
    os.EX_NOPERM: "5.7.1",
}


def open_transport(mail: Mail) -> SendmailTransport:
    """Return the transport to the program ``mail.sendmail``.

    Raises ConfigError when there is no such program.
    """
    if not os.access(mail.sendmail, os.X_OK):
        raise ConfigError(f"mail.sendmail: {mail.sendmail}: expected a program that can be run")
    return SendmailTransport(mail.sendmail)


class SendmailTransport:
    """Starts the program once for each message (sendmail(1) of Postfix, Exim and OpenSMTPD)."""

    sessions = 1
    batch = 1
    one_request = False

    def __init__(self, program: Path) -> None:
        self._program = program

    def session(self) -> SendmailTransport:
        """Return itself: there is no connection to keep."""
        return self

    def reserve(self, wanted: int) -> Ready | Wait:
        """Wait where the program has gone, as during an upgrade of its package."""
        if not os.access(self._program, os.X_OK):
            return Wait(seconds=_PAUSE_SECONDS, reason=f"{self._program} is not there")
        return Ready(shape=Shape.SEVEN_BIT, most=min(wanted, 1))

    def send(self, envelopes: Sequence[Envelope]) -> Sequence[Outcome]:
        """Hand over the messages; the exit code says what became of each."""
        return [self._handed_over(each) for each in envelopes]

    def close(self) -> None:
        """Do nothing: every program has ended."""

    def _handed_over(self, envelope: Envelope) -> Outcome:
        # No shell, and a name that begins with a hyphen would be an option where "--" is not understood.
        if envelope.recipient.startswith("-") or envelope.sender.startswith("-"):
            return Refused(
                reply=f"{self._program} takes no address that begins with a hyphen", status="5.1.3"
            )
        try:
            ended = subprocess.run(  # noqa: S603  a program of the configuration, and no shell
                [self._program, "-i", "-f", envelope.sender, "--", envelope.recipient],
                input=envelope.payload.replace(b"\r\n", b"\n"),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Unanswered(reply=f"{self._program} did not end within {_SECONDS:g} s")
        except OSError as error:
            return Deferred(reply=f"{self._program} cannot be run: {error.strerror or error}")
        said = " ".join(ended.stdout.decode("utf-8", "replace").split())[:_MAXIMUM_REPLY]
        if ended.returncode == os.EX_OK:
            return Accepted(reply=f"queued by {self._program}")
        reply = f"{self._program} ended with {ended.returncode}: {said}"
        if status := _REFUSED.get(ended.returncode):
            return Refused(reply=reply, status=status)
        return Deferred(reply=reply)
