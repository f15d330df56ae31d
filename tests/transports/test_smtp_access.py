"""Does mail travel only encrypted, and only with the login, that the settings name?"""

from __future__ import annotations

import base64
import ssl
from pathlib import Path
from typing import Any

import pytest

from publisher.config import Mail, Smtp
from publisher.errors import ConfigError
from publisher.handover import Accepted, Wait
from publisher.transports.smtp import SmtpTransport, open_transport

from .examples import example_envelope
from .servers import HOST, real_server, self_made_certificate
from .sessions import connected, outcome_of

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
    assert isinstance(outcome, Wait)
    assert "its certificate is not trusted" in outcome.reason
    assert mailbox.messages == []


@pytest.mark.program("openssl")
def test_a_certificate_for_another_name_gets_no_mail(tmp_path: Path) -> None:
    ca_file, context = self_made_certificate(tmp_path, name="other.example")
    with (
        real_server(tls_context=context) as (mailbox, port),
        connected(port, host="localhost", security="starttls", ca_file=ca_file) as transport,
    ):
        outcome = transport.send(example_envelope())
    assert isinstance(outcome, Wait)
    assert "localhost" in outcome.reason
    assert mailbox.messages == []


def test_a_server_without_starttls_gets_neither_login_nor_mail(password_file: Path) -> None:
    outcome, server = outcome_of(
        {}, security="starttls", username="news@example.org", password_file=password_file
    )
    assert isinstance(outcome, Wait)
    assert "STARTTLS" in outcome.reason
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
    assert isinstance(outcome, Wait)
    assert "535" in outcome.reason
    assert "gehe1m" not in outcome.reason
    assert mailbox.messages == []


def test_a_server_that_offers_no_login_is_deferred(password_file: Path) -> None:
    outcome, _ = outcome_of(
        {"EHLO": "250-x\r\n250 AUTH CRAM-MD5 XOAUTH2"}, username="news", password_file=password_file
    )
    assert isinstance(outcome, Wait)
    assert "neither AUTH PLAIN nor AUTH LOGIN" in outcome.reason


# Settings


def configured(**settings: Any) -> SmtpTransport:
    return open_transport(Mail(transport="smtp", smtp=(Smtp(**{"host": HOST} | settings),)))


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
