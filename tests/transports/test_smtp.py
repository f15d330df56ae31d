from __future__ import annotations

import base64
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from publisher.config import Mail, Smtp
from publisher.errors import ConfigError
from publisher.model import Accepted, Deferred, Outcome, Refused
from publisher.transports.smtp import SmtpTransport, _one_line, _with_dots, open_transport

from .examples import example_envelope
from .servers import (
    HANG,
    HANG_UP,
    HOST,
    POLITE,
    ScriptedServer,
    closed_port,
    real_server,
    scripted_server,
    self_made_certificate,
)

NO_ANSWER = "no answer after the message was sent: "


@contextmanager
def connected(port: int, **settings: Any) -> Iterator[SmtpTransport]:
    usual: dict[str, Any] = {"host": HOST, "port": port, "security": "none", "timeout_seconds": 5.0}
    transport = open_transport(Mail(transport="smtp", smtp=Smtp(**usual | settings)))
    try:
        yield transport
    finally:
        transport.close()


def outcome_of(script: dict[str, str | list[str]], **settings: Any) -> tuple[Outcome, ScriptedServer]:
    with scripted_server(script) as server, connected(server.port, **settings) as transport:
        return transport.send(example_envelope()), server


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    file = tmp_path / "password"
    file.write_text("gehe1m ü\n", encoding="utf-8")
    file.chmod(0o600)
    return file


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    return self_made_certificate(tmp_path_factory.mktemp("certificate"))


# Accepting


def test_a_message_arrives_with_the_bytes_it_was_sent_with() -> None:
    envelope = example_envelope(body=b".\r\n..\r\n.a dot\r\n\r\nend\r\n")
    with real_server() as (mailbox, port), connected(port) as transport:
        outcome = transport.send(envelope)
    assert outcome == Accepted(reply="250 2.0.0 queued")
    assert mailbox.messages == [envelope.payload]
    assert mailbox.recipients == ["reader@example.org"]


def test_many_messages_go_over_one_connection() -> None:
    with real_server() as (mailbox, port), connected(port) as transport:
        for number in range(5):
            assert isinstance(transport.send(example_envelope(number=number)), Accepted)
    assert len(mailbox.messages) == 5
    assert len(mailbox.sessions) == 1


def test_the_server_is_told_the_size_in_octets_before_it_gets_the_message() -> None:
    _, server = outcome_of({})
    octets = len(example_envelope().payload)
    assert server.commands[1:] == [
        f"MAIL FROM:<news@example.org> SIZE={octets}",
        "RCPT TO:<reader@example.org>",
        "DATA",
        "quit",
    ]


def test_a_server_that_knows_no_extension_is_greeted_the_old_way() -> None:
    outcome, server = outcome_of({"EHLO": "502 what?", "HELO": "250 hello"})
    assert isinstance(outcome, Accepted)
    assert "MAIL FROM:<news@example.org>" in server.commands


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "END"])
def test_only_the_first_digit_of_a_good_answer_counts(step: str) -> None:
    outcome, _ = outcome_of({step: "252 2.5.2 will see to it"})
    assert isinstance(outcome, Accepted)


# Refusing and deferring


@pytest.mark.parametrize("step", ["RCPT", "DATA", "END"])
def test_a_5xx_about_the_recipient_or_the_message_is_refused(step: str) -> None:
    outcome, _ = outcome_of({step: "550 5.1.1 no such reader"})
    assert outcome == Refused(reply="550 5.1.1 no such reader")


def test_a_message_that_is_too_large_is_refused_before_it_is_sent() -> None:
    with real_server(data_size_limit=100) as (mailbox, port), connected(port) as transport:
        outcome = transport.send(example_envelope(body=b"x" * 200))
    assert isinstance(outcome, Refused)
    assert outcome.reply.startswith("552 ")
    assert mailbox.messages == []


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "END"])
def test_a_4xx_is_deferred_and_the_connection_goes_on(step: str) -> None:
    script: dict[str, str | list[str]] = {step: ["451 4.3.0 try later", POLITE[step]]}
    with scripted_server(script) as server, connected(server.port) as transport:
        outcome = transport.send(example_envelope(number=1))
        again = transport.send(example_envelope(number=1))
    assert outcome == Deferred(reply="451 4.3.0 try later")
    assert isinstance(again, Accepted)
    assert server.connections == 1
    assert server.commands.count("rset") == 1


@pytest.mark.parametrize("step", ["CONNECT", "AUTH", "MAIL"])
@pytest.mark.parametrize("code", [450, 550])
def test_a_fault_of_ours_is_never_the_readers_and_only_deferred(
    step: str, code: int, password_file: Path
) -> None:
    outcome, server = outcome_of(
        {step: f"{code} not you"}, username="news@example.org", password_file=password_file
    )
    assert isinstance(outcome, Deferred)
    assert f"{code} not you" in outcome.reply
    assert not server.messages


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_wants_a_login_first_does_not_cost_a_reader(step: str) -> None:
    outcome, _ = outcome_of({step: "530 5.7.0 Authentication required"})
    assert outcome == Deferred(reply="530 5.7.0 Authentication required")


@pytest.mark.parametrize("step", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "END"])
def test_421_is_deferred_wherever_it_comes_and_the_next_message_connects_anew(step: str) -> None:
    said = [f"421 4.3.2 {step} shutting down", POLITE[step]]
    script: dict[str, str | list[str]] = {step: said, "HELO": "421 4.3.2 EHLO shutting down"}
    with scripted_server(script) as server, connected(server.port) as transport:
        first = transport.send(example_envelope())
        second = transport.send(example_envelope())
    assert isinstance(first, Deferred)
    assert f"421 4.3.2 {step} shutting down" in first.reply
    assert isinstance(second, Accepted)
    assert server.connections == 2


@pytest.mark.parametrize("hint", [HANG_UP, "421 4.4.2 idle for too long"])
def test_a_connection_that_ended_between_two_messages_is_replaced_at_once(hint: str) -> None:
    with scripted_server({"MAIL": ["250 ok", hint, "250 ok"]}) as server, connected(server.port) as transport:
        outcomes = [transport.send(example_envelope(number=number)) for number in (1, 2)]
    assert [type(outcome) for outcome in outcomes] == [Accepted, Accepted]
    assert server.connections == 2
    assert len(server.messages) == 2


def test_a_failed_reset_costs_the_connection_and_nothing_else() -> None:
    script: dict[str, str | list[str]] = {"RCPT": ["550 no", "250 ok"], "RSET": "500 never heard of it"}
    with scripted_server(script) as server, connected(server.port) as transport:
        outcomes = [transport.send(example_envelope(number=number)) for number in (1, 2)]
    assert [type(outcome) for outcome in outcomes] == [Refused, Accepted]
    assert server.connections == 2


# Servers that break off, hang or talk nonsense


@pytest.mark.parametrize("step", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("behaviour", [HANG_UP, HANG])
def test_a_server_that_stops_talking_before_the_message_is_deferred_without_doubt(
    step: str, behaviour: str
) -> None:
    began = monotonic()
    outcome, server = outcome_of({step: behaviour}, timeout_seconds=0.2)
    assert isinstance(outcome, Deferred)
    assert not outcome.reply.startswith(NO_ANSWER)
    assert not server.messages
    assert monotonic() - began < 2


@pytest.mark.parametrize("behaviour", [HANG_UP, HANG, "nonsense", "999 what", "250" + "x" * 10_000])
def test_a_message_without_a_proper_answer_is_deferred_and_called_doubtful(behaviour: str) -> None:
    if behaviour.startswith("250"):
        outcome, server = outcome_of({"END": behaviour.replace("250", "550 ")})
    else:
        outcome, server = outcome_of({"END": behaviour}, timeout_seconds=0.2)
    assert isinstance(outcome, Deferred)
    assert outcome.reply.startswith(NO_ANSWER)
    assert len(server.messages) == 1


def test_a_connection_that_breaks_within_the_message_leaves_no_doubt() -> None:
    # Larger than what the kernel keeps for a peer that does not read.
    envelope = example_envelope(body=b"x" * 70 + b"\r\n" + b"y" * 30_000_000)
    with scripted_server({"DATA": ["354 go on"]}) as server, connected(server.port) as transport:
        server.leave_within_the_message = True
        outcome = transport.send(envelope)
    assert isinstance(outcome, Deferred)
    assert outcome.reply.startswith("sending the message (127.0.0.1 port ")


def test_a_reply_that_is_no_reply_is_deferred() -> None:
    outcome, _ = outcome_of({"RCPT": "HTTP/1.1 400 Bad Request"})
    assert isinstance(outcome, Deferred)
    assert "not an SMTP reply" in outcome.reply


def test_a_hanging_server_does_not_keep_the_farewell_waiting() -> None:
    with scripted_server({"QUIT": HANG}) as server, connected(server.port, timeout_seconds=0.2) as transport:
        assert isinstance(transport.send(example_envelope()), Accepted)
        began = monotonic()
        transport.close()
        assert monotonic() - began < 2


def test_nobody_listening_is_deferred_with_the_host_and_the_port() -> None:
    port = closed_port()
    with connected(port) as transport:
        outcome = transport.send(example_envelope())
    assert isinstance(outcome, Deferred)
    assert outcome.reply.startswith(f"connecting (127.0.0.1 port {port}): ")


def test_a_host_name_that_cannot_exist_is_deferred() -> None:
    with connected(25, host="a..b") as transport:
        assert isinstance(transport.send(example_envelope()), Deferred)


# Encryption and login


@pytest.mark.program("openssl")
def test_starttls_encrypts_before_anything_is_said(certificate: tuple[Path, ssl.SSLContext]) -> None:
    ca_file, context = certificate
    with (
        real_server(tls_context=context, require_starttls=True) as (mailbox, port),
        connected(port, host="localhost", security="starttls", ca_file=ca_file) as transport,
    ):
        assert isinstance(transport.send(example_envelope()), Accepted)
    assert mailbox.encrypted == [True]


@pytest.mark.program("openssl")
def test_implicit_tls_is_encrypted_from_the_first_octet(certificate: tuple[Path, ssl.SSLContext]) -> None:
    ca_file, context = certificate
    with (
        real_server(ssl_context=context) as (mailbox, port),
        connected(port, host="localhost", security="tls", ca_file=ca_file) as transport,
    ):
        assert isinstance(transport.send(example_envelope()), Accepted)
    assert mailbox.encrypted == [True]


@pytest.mark.program("openssl")
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_gets_no_mail(
    certificate: tuple[Path, ssl.SSLContext], security: str
) -> None:
    options: dict[str, Any] = {"tls_context" if security == "starttls" else "ssl_context": certificate[1]}
    with (
        real_server(**options) as (mailbox, port),
        connected(port, host="localhost", security=security) as transport,
    ):
        outcome = transport.send(example_envelope())
    assert isinstance(outcome, Deferred)
    assert "CERTIFICATE_VERIFY_FAILED" in outcome.reply
    assert mailbox.messages == []


@pytest.mark.program("openssl")
def test_a_certificate_for_another_name_gets_no_mail(tmp_path: Path) -> None:
    ca_file, context = self_made_certificate(tmp_path, name="other.example")
    with (
        real_server(tls_context=context) as (mailbox, port),
        connected(port, host="localhost", security="starttls", ca_file=ca_file) as transport,
    ):
        outcome = transport.send(example_envelope())
    assert isinstance(outcome, Deferred)
    assert "localhost" in outcome.reply
    assert mailbox.messages == []


def test_a_server_without_starttls_gets_neither_login_nor_mail(password_file: Path) -> None:
    outcome, server = outcome_of(
        {}, security="starttls", username="news@example.org", password_file=password_file
    )
    assert isinstance(outcome, Deferred)
    assert "STARTTLS" in outcome.reply
    assert [command.partition(" ")[0] for command in server.commands] == ["ehlo"]


@pytest.mark.program("openssl")
@pytest.mark.parametrize("excluded", [[], ["PLAIN"]])
def test_the_name_and_a_password_in_utf8_are_said_when_asked_for(
    password_file: Path, certificate: tuple[Path, ssl.SSLContext], excluded: list[str]
) -> None:
    ca_file, context = certificate
    login = ("news@example.org", "gehe1m ü")
    account = {"username": "news@example.org", "password_file": password_file, "ca_file": ca_file}
    with (
        real_server(login=login, tls_context=context, auth_exclude_mechanism=excluded) as (mailbox, port),
        connected(port, host="localhost", security="starttls", **account) as transport,
    ):
        assert isinstance(transport.send(example_envelope()), Accepted)
    assert mailbox.login == "news@example.org"


@pytest.mark.program("openssl")
def test_a_wrong_password_is_deferred_and_not_repeated_in_the_reply(
    password_file: Path, certificate: tuple[Path, ssl.SSLContext]
) -> None:
    ca_file, context = certificate
    account = {"username": "news@example.org", "password_file": password_file, "ca_file": ca_file}
    with (
        real_server(login=("news@example.org", "another"), tls_context=context) as (mailbox, port),
        connected(port, host="localhost", security="starttls", **account) as transport,
    ):
        outcome = transport.send(example_envelope())
    assert isinstance(outcome, Deferred)
    assert "535" in outcome.reply
    assert "gehe1m" not in outcome.reply
    assert mailbox.messages == []


def test_a_server_that_offers_no_login_is_deferred(password_file: Path) -> None:
    outcome, _ = outcome_of(
        {"EHLO": "250-x\r\n250 AUTH CRAM-MD5 XOAUTH2"}, username="news", password_file=password_file
    )
    assert isinstance(outcome, Deferred)
    assert "neither AUTH PLAIN nor AUTH LOGIN" in outcome.reply


# International addresses


def test_an_international_address_is_sent_in_utf8() -> None:
    envelope = example_envelope(recipient="用户@example.org", subject="港")
    with real_server(utf8=True) as (mailbox, port), connected(port) as transport:
        outcomes = [transport.send(envelope), transport.send(example_envelope(number=2))]
    assert [type(outcome) for outcome in outcomes] == [Accepted, Accepted]
    assert mailbox.messages[0] == envelope.payload
    assert mailbox.recipients[0] == "用户@example.org"
    assert {"SMTPUTF8", "BODY=8BITMIME"} <= set(mailbox.options)


def test_an_international_address_is_refused_by_a_server_that_cannot_deliver_to_it() -> None:
    with real_server() as (mailbox, port), connected(port) as transport:
        outcome = transport.send(example_envelope(recipient="用户@example.org"))
        after = transport.send(example_envelope())
    assert outcome == Refused(reply="the server cannot deliver to 用户@example.org: it offers no SMTPUTF8")
    assert isinstance(after, Accepted)
    assert mailbox.recipients == ["reader@example.org"]


def test_an_international_sender_at_such_a_server_does_not_cost_a_reader() -> None:
    with real_server() as (_, port), connected(port) as transport:
        outcome = transport.send(replace(example_envelope(), sender="möwe@example.org"))
    assert isinstance(outcome, Deferred)
    assert "SMTPUTF8" in outcome.reply


# Settings


def configured(**settings: Any) -> SmtpTransport:
    return open_transport(Mail(transport="smtp", smtp=Smtp(**{"host": HOST} | settings)))


def test_the_section_must_be_there() -> None:
    with pytest.raises(ConfigError, match=r"mail\.smtp: missing"):
        open_transport(Mail(transport="smtp"))


def test_a_name_without_a_password_is_a_fault_of_the_configuration() -> None:
    with pytest.raises(ConfigError, match="belong together"):
        configured(username="news")


def test_a_password_that_everybody_can_read_is_told_with_the_remedy(password_file: Path) -> None:
    password_file.chmod(0o644)
    with pytest.raises(ConfigError) as caught:
        configured(username="news", password_file=password_file)
    assert str(caught.value) == (
        f"mail.smtp.password_file: every user of this machine can read {password_file}; "
        f"run: chmod 600 {password_file}"
    )


@pytest.mark.parametrize("content", [b"", b"\n", b"one\ntwo\n", b"\xff\xfe", b"a\0b"])
def test_a_file_that_holds_no_password_is_a_fault_of_the_configuration(
    password_file: Path, content: bytes
) -> None:
    password_file.write_bytes(content)
    with pytest.raises(ConfigError, match=r"^mail\.smtp\.password_file: "):
        configured(username="news", password_file=password_file)


def test_a_password_file_that_is_not_there_is_a_fault_of_the_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: No such file or directory"):
        configured(username="news", password_file=tmp_path / "none")


def test_a_credential_comes_from_the_folder_of_the_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "smtp").write_text("from systemd\n")
    (tmp_path / "smtp").chmod(0o400)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    script: dict[str, str | list[str]] = {}
    _, server = outcome_of(script, username="news", password_file=Path("credential:smtp"))
    secret = base64.b64encode(b"\0news\0from systemd").decode()
    assert f"AUTH PLAIN {secret}" in server.commands


def test_a_credential_outside_a_service_is_told_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    with pytest.raises(ConfigError, match="LoadCredential=smtp:FILE"):
        configured(username="news", password_file=Path("credential:smtp"))


@pytest.mark.parametrize("name", ["", "..", ".", "../smtp", "a/b"])
def test_a_credential_is_a_plain_name(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with pytest.raises(ConfigError, match="plain name"):
        configured(username="news", password_file=Path(f"credential:{name}"))


@pytest.mark.parametrize("content", [None, b"", b"not a certificate"])
def test_a_ca_file_that_cannot_be_used_is_a_fault_of_the_configuration(
    tmp_path: Path, content: bytes | None
) -> None:
    ca_file = tmp_path / "ca.pem"
    if content is not None:
        ca_file.write_bytes(content)
    with pytest.raises(ConfigError, match=r"^mail\.smtp\.ca_file: .*ca\.pem cannot be used: "):
        configured(ca_file=ca_file)


# Properties


@settings(deadline=None)
@given(st.binary(max_size=300))
@example(b".")
@example(b"\r\n.\r\nMAIL FROM:<evil@example.org>\r\n")
@example(b"\n.\n")
@example(b"\r.\r")
def test_no_message_ends_before_its_end(payload: bytes) -> None:
    lines = _with_dots(payload).split(b"\r\n")
    assert lines[-2:] == [b".", b""]
    assert b"." not in lines[:-2]
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    read = b"\r\n".join(line[1:] if line.startswith(b".") else line for line in lines[:-2])
    whole = payload.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
    assert read == whole.removesuffix(b"\r\n")


@settings(deadline=None)
@given(st.integers(-1, 999), st.binary(max_size=2000))
def test_whatever_a_server_says_becomes_one_short_printable_line(code: int, text: bytes) -> None:
    line = _one_line(code, text)
    assert line.isprintable()
    assert 0 < len(line) <= 500
