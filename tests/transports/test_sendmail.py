"""What becomes of a message that is given to a program?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from publisher.config import Mail
from publisher.errors import ConfigError
from publisher.handover import Accepted, Deferred, Outcome, Ready, Refused, Wait
from publisher.transports.sendmail import SendmailTransport, open_transport

from .examples import example_envelope


def program(folder: Path, code: int, says: str = "") -> SendmailTransport:
    """Return the transport to a program that keeps its arguments and what it is given."""
    file = folder / "sendmail"
    file.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" > {folder}/arguments\ncat > {folder}/message\n'
        f"echo '{says}'\nexit {code}\n"
    )
    file.chmod(0o755)
    return open_transport(Mail(transport="sendmail", sendmail=file))


def test_it_gets_sender_recipient_and_the_message_with_the_line_ends_of_a_file(tmp_path: Path) -> None:
    session = program(tmp_path, 0).session()
    assert isinstance(session.reserve(3), Ready)
    (outcome,) = session.send([example_envelope(body=b"one\r\n.\r\n")])
    assert isinstance(outcome, Accepted)
    assert (tmp_path / "arguments").read_text().split() == [
        "-i",
        "-f",
        "news@example.org",
        "--",
        "reader@example.org",
    ]
    assert (tmp_path / "message").read_bytes().endswith(b"\n\none\n.\n")


@pytest.mark.parametrize(
    ("code", "outcome", "status"),
    [
        (67, Refused, "5.1.1"),
        (68, Refused, "5.1.2"),
        (65, Refused, "5.6.0"),
        (77, Refused, "5.7.1"),
        (75, Deferred, ""),
        (71, Deferred, ""),
        (1, Deferred, ""),
    ],
)
def test_its_exit_code_says_what_became_of_it(
    tmp_path: Path, code: int, outcome: type[Outcome], status: str
) -> None:
    (found,) = program(tmp_path, code, "no such user").send([example_envelope()])
    assert isinstance(found, outcome)
    assert found.reply.endswith(f"sendmail ended with {code}: no such user")
    assert getattr(found, "status", "") == status


@pytest.mark.parametrize("part", ["sender", "recipient"])
def test_an_address_is_never_an_option(tmp_path: Path, part: str) -> None:
    envelope = replace(example_envelope(), **{part: "-oQ/tmp@example.org"})
    (outcome,) = program(tmp_path, 0).send([envelope])
    assert isinstance(outcome, Refused)
    assert not (tmp_path / "arguments").exists()


def test_a_program_that_is_not_there_is_named_at_the_start_and_waited_for_later(tmp_path: Path) -> None:
    transport = program(tmp_path, 0)
    (tmp_path / "sendmail").unlink()
    assert isinstance(transport.reserve(1), Wait)
    assert isinstance(transport.send([example_envelope()])[0], Deferred)
    with pytest.raises(ConfigError, match=r"mail\.sendmail: .* expected a program"):
        open_transport(Mail(transport="sendmail", sendmail=tmp_path / "sendmail"))
