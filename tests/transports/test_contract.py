"""What does every transport promise? A new one needs no test here but a mailbox to look into."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from email.parser import BytesParser
from pathlib import Path

import pytest

from publisher.config import Mail, Smtp
from publisher.errors import ConfigError
from publisher.handover import Accepted
from publisher.transports import names, open_transport

from .examples import example_envelope
from .servers import HOST, real_server
from .sessions import line

Look = Callable[[], list[bytes]]


@contextmanager
def maildir_mailbox(folder: Path) -> Iterator[tuple[Mail, Look]]:
    outbox = folder / "outbox"
    yield (
        Mail(transport="maildir", outbox=outbox),
        lambda: [file.read_bytes() for part in ("new", "cur") for file in sorted((outbox / part).iterdir())],
    )


@contextmanager
def sendmail_mailbox(folder: Path) -> Iterator[tuple[Mail, Look]]:
    program = folder / "sendmail"
    mailbox = folder / "mailbox"
    mailbox.mkdir()
    # A receiver keeps one message of each Message-ID.
    program.write_text(
        f"#!/bin/sh\ncat > {folder}/message\n"
        f'mv {folder}/message "{mailbox}/$(grep -i ^message-id {folder}/message | tr -dc a-z0-9)"\n'
    )
    program.chmod(0o755)
    yield (
        Mail(transport="sendmail", sendmail=program),
        lambda: [file.read_bytes() for file in sorted(mailbox.iterdir())],
    )


@contextmanager
def smtp_mailbox(_folder: Path) -> Iterator[tuple[Mail, Look]]:
    with real_server() as (mailbox, port):
        # A receiver keeps one message of each Message-ID; a repeat is the same bytes.
        yield (
            Mail(transport="smtp", smtp=(Smtp(host=HOST, port=port, security="none", timeout_seconds=5),)),
            lambda: list(dict.fromkeys(mailbox.messages)),
        )


MAILBOXES: dict[str, Callable[[Path], AbstractContextManager[tuple[Mail, Look]]]] = {
    "maildir": maildir_mailbox,
    "sendmail": sendmail_mailbox,
    "smtp": smtp_mailbox,
}


# Their mailboxes are at a provider: tests/providers asks servers that answer as they do.
PROVIDERS = frozenset({"mailgun", "postmark", "resend", "sendgrid", "ses"})


def test_every_transport_has_a_mailbox_to_look_into() -> None:
    assert set(names()) == set(MAILBOXES) | PROVIDERS


@pytest.mark.parametrize("name", MAILBOXES)
def test_an_accepted_message_is_in_the_mailbox_with_all_its_lines(name: str, tmp_path: Path) -> None:
    envelope = example_envelope(body=b"one\r\n.\r\n..two\r\n")
    with MAILBOXES[name](tmp_path) as (mail, look):
        transport = line(mail)
        outcome = transport.send(envelope)
        transport.close()
        (message,) = look()
    assert isinstance(outcome, Accepted)
    assert message.splitlines() == envelope.payload.splitlines()
    assert BytesParser().parsebytes(message)["Message-ID"] == envelope.message_id


@pytest.mark.parametrize("name", MAILBOXES)
def test_a_message_sent_twice_is_accepted_twice_and_exists_once(name: str, tmp_path: Path) -> None:
    envelope = example_envelope()
    with MAILBOXES[name](tmp_path) as (mail, look):
        transport = line(mail)
        outcomes = [transport.send(envelope), transport.send(envelope)]
        transport.close()
        found = look()
    assert [type(outcome) for outcome in outcomes] == [Accepted, Accepted]
    assert len(found) == 1


@pytest.mark.parametrize("name", MAILBOXES)
def test_a_closed_transport_sends_again(name: str, tmp_path: Path) -> None:
    with MAILBOXES[name](tmp_path) as (mail, look):
        transport = line(mail)
        transport.close()
        first = transport.send(example_envelope(number=1))
        transport.close()
        transport.close()
        second = transport.send(example_envelope(number=2))
        transport.close()
        found = look()
    assert isinstance(first, Accepted)
    assert isinstance(second, Accepted)
    assert len(found) == 2


@pytest.mark.parametrize("name", MAILBOXES)
def test_the_reply_is_one_printable_line(name: str, tmp_path: Path) -> None:
    with MAILBOXES[name](tmp_path) as (mail, _look):
        transport = line(mail)
        outcome = transport.send(example_envelope())
        transport.close()
    assert outcome.reply.isprintable()
    assert 0 < len(outcome.reply) <= 500


def test_an_unknown_transport_is_told_with_the_known_ones_and_what_was_meant() -> None:
    with pytest.raises(ConfigError) as caught:
        open_transport(Mail(transport="mialdir"))
    assert str(caught.value) == (
        f"mail.transport: 'mialdir' is unknown; expected {' or '.join(names())}; did you mean \"maildir\"?"
    )


def test_a_module_for_the_transports_themselves_is_not_a_transport() -> None:
    with pytest.raises(ConfigError):
        open_transport(Mail(transport="__init__"))
