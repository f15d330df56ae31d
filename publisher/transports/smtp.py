"""What does the mail server say to a message, and whose fault is it?"""

from __future__ import annotations

import base64
import re
import smtplib
import socket
import ssl
from enum import StrEnum
from typing import TYPE_CHECKING

from publisher.credentials import read_secret
from publisher.errors import ConfigError
from publisher.handover import Accepted, Deferred, Refused

if TYPE_CHECKING:
    from publisher.config import Mail, Smtp
    from publisher.handover import Envelope, Outcome

_MAXIMUM_REPLY = 500
# QUIT is a courtesy: the service must stop within ten seconds, whatever the server does.
_FAREWELL_SECONDS = 2.0
# The first digit decides; servers may choose the others (RFC 5321 §4.2.1 and §4.3.2).
_COMPLETED = 2
_GO_ON = 3
_SHUTTING_DOWN = 421
_AUTHENTICATION_REQUIRED = 530
_TOO_LARGE = 552

_LINE_ENDS = re.compile(rb"\r\n?|\n")


class _Step(StrEnum):
    CONNECT = "connecting"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    CONTENT = "sending the message"
    ANSWER = "the answer to the message"


def open_transport(mail: Mail) -> SmtpTransport:
    """Return the transport to the server of ``mail.smtp``; the first message connects.

    Raises ConfigError when the section is missing, or a file it names cannot be used.
    """
    if mail.smtp is None:
        raise ConfigError('mail.smtp: missing; transport = "smtp" needs a section [mail.smtp] with a host')
    settings = mail.smtp
    if bool(settings.username) != (settings.password_file is not None):
        raise ConfigError("mail.smtp: username and password_file belong together; one of them is missing")
    password = ""
    if settings.password_file is not None:
        password = read_secret(settings.password_file, key="mail.smtp.password_file", what="the password")
    return SmtpTransport(settings, password, None if settings.security == "none" else _trust(settings))


class SmtpTransport:
    """Hands envelopes to one mail server over one connection that is kept for the next message.

    ``tls`` is None for a connection in clear.
    """

    def __init__(self, settings: Smtp, password: str, tls: ssl.SSLContext | None) -> None:
        self._settings = settings
        self._password = password
        self._tls = tls
        self._client: smtplib.SMTP | None = None

    def send(self, envelope: Envelope) -> Outcome:
        """Offer one message and sort the answer by who must act (RFC 5321 §4.2.1).

        Returns Refused only for a 5xx about this recipient or this message. Faults of the network,
        of the account and of the sender address concern every reader alike and are Deferred. When
        the message was sent whole and no answer came, the reply begins with "no answer after the
        message was sent": the server may have it, and a repeat carries the same Message-ID.
        """
        kept = self._client is not None
        outcome, step = self._attempt(envelope)
        if kept and self._client is None and step is _Step.MAIL:
            # Servers hang up on idle connections and after some number of messages; nothing was sent yet.
            outcome, _ = self._attempt(envelope)
        return outcome

    def close(self) -> None:
        """Say QUIT and hang up; the next ``send`` connects again."""
        if self._client is None:
            return
        try:
            if self._client.sock is not None:
                self._client.sock.settimeout(min(_FAREWELL_SECONDS, self._settings.timeout_seconds))
            self._client.quit()
        except OSError:  # smtplib's exceptions among them: there is nobody left to say goodbye to
            pass
        finally:
            self._hang_up()

    def _attempt(self, envelope: Envelope) -> tuple[Outcome, _Step]:
        step = _Step.CONNECT
        try:
            client = self._client or self._connect()
            utf8 = not (f"{envelope.sender}{envelope.recipient}".isascii() and envelope.payload.isascii())
            if utf8 and not client.has_extn("smtputf8"):
                return _without_utf8(envelope), step
            step = _Step.MAIL
            client.command_encoding = "utf-8" if utf8 else "ascii"
            _ask(
                client, f"MAIL FROM:<{envelope.sender}>{_parameters(client, envelope, utf8=utf8)}", _COMPLETED
            )
            step = _Step.RCPT
            _ask(client, f"RCPT TO:<{envelope.recipient}>", _COMPLETED)
            step = _Step.DATA
            _ask(client, "DATA", _GO_ON)
            step = _Step.CONTENT
            client.send(_with_dots(envelope.payload))
            step = _Step.ANSWER
            reply = _expect(client.getreply(), _COMPLETED)
        except smtplib.SMTPResponseException as error:
            return self._answered(step, error), step
        except (OSError, UnicodeError) as error:
            # UnicodeError: a host name that DNS cannot hold (an empty or overlong label).
            self._hang_up()
            return self._unanswered(step, _reason(error)), step
        return Accepted(reply=reply), step

    def _answered(self, step: _Step, error: smtplib.SMTPResponseException) -> Outcome:
        code, reply = error.smtp_code, _one_line(error.smtp_code, error.smtp_error)
        client = self._client
        if client is None or client.sock is None or not 400 <= code < 600 or step is _Step.CONNECT:
            # smtplib reports an overlong line as 500 of its own and hangs up: not the server's word.
            self._hang_up()
            return self._unanswered(step, reply)
        if code == _SHUTTING_DOWN:
            self._hang_up()
            return Deferred(reply=reply)
        self._reset(client)
        # A sender that the server does not take is the operator's to change; 552 is about this message.
        ours = code == _AUTHENTICATION_REQUIRED or (step is _Step.MAIL and code != _TOO_LARGE)
        return Deferred(reply=reply) if code < 500 or ours else Refused(reply=reply)

    def _unanswered(self, step: _Step, reason: str) -> Deferred:
        if step is _Step.ANSWER:
            return Deferred(reply=_cut(f"no answer after the message was sent: {reason}"))
        server = f"{self._settings.host} port {self._settings.port}"
        return Deferred(reply=_cut(f"{step} ({server}): {reason}"))

    def _connect(self) -> smtplib.SMTP:
        """Connect, encrypt and log in; what is not complete is closed again."""
        settings = self._settings
        where = (settings.host, settings.port, _own_name())
        if settings.security == "tls":
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                *where, timeout=settings.timeout_seconds, context=self._tls
            )
        else:
            client = smtplib.SMTP(*where, timeout=settings.timeout_seconds)
        try:
            client.ehlo_or_helo_if_needed()
            if settings.security == "starttls":
                client.starttls(context=self._tls)
                client.ehlo_or_helo_if_needed()
            if settings.username:
                _log_in(client, settings.username, self._password)
        except BaseException:
            client.close()
            raise
        self._client = client
        return client

    def _reset(self, client: smtplib.SMTP) -> None:
        try:
            _expect(client.rset(), _COMPLETED)
        except OSError:
            self._hang_up()

    def _hang_up(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()


def _trust(settings: Smtp) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except OSError as error:  # an SSLError when the file holds no certificate
        reason = _reason(error)
        raise ConfigError(f"mail.smtp.ca_file: {settings.ca_file} cannot be used: {reason}") from error


def _own_name() -> str:
    """Return the name for EHLO (RFC 5321 §4.1.4) without asking DNS, which may take minutes to fail."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"


def _log_in(client: smtplib.SMTP, username: str, password: str) -> None:
    """Say who we are; unlike smtplib's ``login`` this takes a password in UTF-8 (RFC 4616 §2)."""
    offered = client.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in offered:
        _ask(client, "AUTH PLAIN " + _base64("\0".join(("", username, password))), _COMPLETED)
    elif "LOGIN" in offered:
        _ask(client, "AUTH LOGIN", _GO_ON)
        _ask(client, _base64(username), _GO_ON)
        _ask(client, _base64(password), _COMPLETED)
    else:
        raise smtplib.SMTPNotSupportedError("the server offers neither AUTH PLAIN nor AUTH LOGIN")


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _parameters(client: smtplib.SMTP, envelope: Envelope, *, utf8: bool) -> str:
    size = f" SIZE={len(envelope.payload)}" if client.has_extn("size") else ""  # RFC 1870 §6
    return size + (" BODY=8BITMIME SMTPUTF8" if utf8 else "")  # RFC 6531 §3.4 and §3.6


def _without_utf8(envelope: Envelope) -> Outcome:
    if envelope.sender.isascii() and not envelope.recipient.isascii():
        return Refused(reply=f"the server cannot deliver to {envelope.recipient}: it offers no SMTPUTF8")
    return Deferred(reply="the server offers no SMTPUTF8, which our own address needs")


def _with_dots(payload: bytes) -> bytes:
    """Return the message as DATA takes it: CRLF, and a leading dot doubled (RFC 5321 §4.5.2)."""
    lines = _LINE_ENDS.sub(b"\r\n", payload)
    stuffed = (b"\r\n" + lines).replace(b"\r\n.", b"\r\n..")[2:]
    return stuffed + (b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n")


def _ask(client: smtplib.SMTP, command: str, expected: int) -> str:
    return _expect(client.docmd(command), expected)


def _expect(answer: tuple[int, bytes], expected: int) -> str:
    code, text = answer
    if code // 100 != expected:
        raise smtplib.SMTPResponseException(code, text)
    return _one_line(code, text)


def _one_line(code: int, text: bytes | str) -> str:
    """Return a reply as one printable line; the code is -1 where the server sent none."""
    decoded = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    printable = "".join(character if character.isprintable() else " " for character in decoded)
    return _cut(" ".join([f"{code}" if code > 0 else "not an SMTP reply:", *printable.split()]))


def _cut(reply: str) -> str:
    return reply if len(reply) <= _MAXIMUM_REPLY else reply[: _MAXIMUM_REPLY - 1] + "…"


def _reason(error: OSError | UnicodeError) -> str:
    words = (isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__
    return " ".join(words.split())
