"""What does one mail server say to one message after the other?"""

from __future__ import annotations

import base64
import contextlib
import re
import smtplib
import socket
import ssl
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from publisher.handover import Accepted, Deferred, Outcome, Refused, Unanswered
from publisher.transports._answers import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from publisher.config import Smtp
    from publisher.handover import Envelope

_MAXIMUM_REPLY = 500
# A line of a reply has 512 octets (RFC 5321 §4.5.3.1.5), EHLO some dozens of them.
_MAXIMUM_OCTETS = 64_000
# QUIT is a courtesy: the service must stop within ten seconds, whatever the server does.
_FAREWELL_SECONDS = 2.0

# The first digit decides; servers may choose the others (RFC 5321 §4.2.1 and §4.3.2).
_COMPLETED = 2
_GO_ON = 3
_SHUTTING_DOWN = 421
# RFC 4954 §6: it wants a login, or a better one.
_OUR_LOGIN = frozenset({530, 534, 535, 538})

# RFC 3463 §2, behind the code of RFC 5321 §4.2.1, whose class it has.
_LINE_ENDS = re.compile(rb"\r\n?|\n")
_STATUS = re.compile(r"([245])\.\d{1,3}\.\d{1,3}(?=\s|$)")


# One reply: lines with a hyphen behind the code, and one without (RFC 5321 §4.2.1).
_REPLY = re.compile(rb"(?:[2-5]\d\d-[^\n]*\n)*[2-5]\d\d(?: [^\n]*|\r?)\n")
_BEGINNING = re.compile(rb"[2-5](?:\d(?:\d(?:[ \r\n-]|$)|$)|$)")

# Where nothing has been sent yet, and where the message may have arrived.
_ENVELOPE = "the envelope"
_ANSWER = "the answer"


class ServerError(Exception):
    """The server cannot be used now; the text says why."""


@dataclass(frozen=True, slots=True)
class _Reply:
    code: int
    text: str

    @property
    def is_completed(self) -> bool:
        return self.code // 100 == _COMPLETED

    @property
    def is_permanent(self) -> bool:
        return self.code // 100 == 5

    @property
    def status(self) -> str:
        """The enhanced status code (RFC 2034 §4), where there is one of the right class."""
        found = _STATUS.match(self.text)
        return found[0] if found and found[1] == str(self.code // 100) else ""

    def __str__(self) -> str:
        return one_line(f"{self.code} {self.text}")


class Connection:
    """A connection to one server that has been greeted, encrypted and logged in.

    One message at a time is handed over: ``offer`` begins, ``turn`` goes on whenever the socket can be read
    or written, until there is an outcome. ``clock`` counts seconds. Raises ServerError when the connection
    cannot be made; ``tls`` is None for one in clear.
    """

    def __init__(
        self, settings: Smtp, password: str, tls: ssl.SSLContext | None, clock: Callable[[], float]
    ) -> None:
        self._timeout = settings.timeout_seconds
        self._clock = clock
        try:
            self._client = _connected(settings, password, tls)
        except (OSError, UnicodeError) as error:  # smtplib's exceptions are OSErrors
            # UnicodeError: a host name that DNS cannot hold (an empty or overlong label).
            raise ServerError(_reason(error)) from error
        sock = self._client.sock
        if sock is None:
            raise ServerError("the server has hung up")
        # Non-blocking.
        sock.settimeout(0)
        self.socket = sock
        self.is_open = True
        # How many messages it has dealt with, and whether it broke before the next one was sent.
        self.served = 0
        self.broke_idle = False
        self.eight_bit = self._client.has_extn("8bitmime")
        self.deadline = 0.0
        self._utf8 = self._client.has_extn("smtputf8")
        self._pipelines = self._client.has_extn("pipelining")
        self._tells_size = self._client.has_extn("size")
        self._unread = b""
        self._unsent = memoryview(b"")
        self._octets = 0
        self._step = ""
        self._outcome: Outcome | None = None
        self._talk: Generator[None, _Reply, None] | None = None

    @property
    def wants_to_write(self) -> bool:
        """Whether there is something left to send."""
        return bool(self._unsent)

    def offer(self, envelope: Envelope) -> Outcome | None:
        """Begin to hand over a message; return its outcome where that is known at once."""
        if refused := self._cannot(envelope):
            return refused
        self._outcome = None
        self._talk = self._transaction(envelope)
        return self._advance(None)

    def turn(self) -> Outcome | None:
        """Write what can be written, read what is there; return the outcome when there is one.

        The connection is ready for the next message then, or closed.
        """
        try:
            if self._unsent:
                self._flush()
            while (reply := self._reply()) is not None:
                if (outcome := self._advance(reply)) is not None:
                    return outcome
        except OSError as error:
            return self._lost(_reason(error))
        return None

    def give_up(self) -> Outcome:
        """Hang up because the server has not answered in time; return what that means for the message."""
        return self._lost("timed out")

    def close(self) -> None:
        """Say QUIT and hang up."""
        if not self.is_open:
            return
        with contextlib.suppress(OSError):
            self.socket.settimeout(min(_FAREWELL_SECONDS, self._timeout))
            self.socket.sendall(b"QUIT\r\n")
            self.socket.recv(_MAXIMUM_REPLY)
        self.drop()

    def drop(self) -> None:
        """Hang up without a word."""
        self.is_open = False
        self._client.close()

    def _cannot(self, envelope: Envelope) -> Outcome | None:
        """Return why a message cannot be offered to this server at all (RFC 6531)."""
        if self._utf8:
            return None
        if not envelope.sender.isascii():
            return Deferred(reply="MAIL: the server offers no SMTPUTF8, which our own address needs")
        if not envelope.recipient.isascii():
            return Refused(reply="the server offers no SMTPUTF8, which this address needs", status="5.6.7")
        return None

    def _transaction(self, envelope: Envelope) -> Generator[None, _Reply, None]:
        """Hand over one message; each ``yield`` waits for one reply."""
        self._step = _ENVELOPE
        mail = f"MAIL FROM:<{envelope.sender}>{self._parameters(envelope)}\r\n".encode()
        rcpt = f"RCPT TO:<{envelope.recipient}>\r\n".encode()
        if self._pipelines:
            self._send(mail + rcpt + b"DATA\r\n")
            sender, recipient, data = (yield), (yield), (yield)
        else:
            self._send(mail)
            sender = recipient = data = yield
            if sender.is_completed:
                self._send(rcpt)
                recipient = data = yield
            if sender.is_completed and recipient.is_completed:
                self._send(b"DATA\r\n")
                data = yield
        refused = _judged(sender, recipient)
        if data.code // 100 != _GO_ON:
            outcome = refused or _outcome("", data)
            yield from self._reset(outcome, sender, recipient, data)
        elif refused is not None:
            # RFC 2920 §3.1: some servers want data for nobody, and get none.
            self._send(b".\r\n")
            yield from self._reset(refused, (yield))
        else:
            self._step = "the message"
            self._send(_with_dots(envelope.payload))
            self._step = _ANSWER
            reply = yield
            if reply.is_completed:
                self._outcome = Accepted(reply=str(reply))
            else:
                yield from self._reset(_outcome("", reply), reply)

    def _reset(self, outcome: Outcome, *replies: _Reply) -> Generator[None, _Reply, None]:
        """Make the connection ready for the next message after one that failed, or hang up."""
        self._step = "RSET"
        self._failed = outcome
        if any(each.code == _SHUTTING_DOWN for each in replies):
            self.drop()
        else:
            self._send(b"RSET\r\n")
            if not (yield).is_completed:
                self.drop()
        self._outcome = outcome

    def _advance(self, reply: _Reply | None) -> Outcome | None:
        talk = self._talk
        if talk is None:
            raise OSError("the server has answered what nobody asked")
        try:
            if reply is None:
                next(talk)
            else:
                talk.send(reply)
        except StopIteration:
            self._talk = None
            self.served += self.is_open
            return self._outcome
        except OSError as error:
            return self._lost(_reason(error))
        return None

    def _lost(self, reason: str) -> Outcome:
        """Hang up and return what the lost connection means for the message that was under way."""
        self.drop()
        self.broke_idle = self.served > 0 and self._step == _ENVELOPE
        self._talk = None
        match self._step:
            case "RSET":
                return self._failed
            case step if step == _ANSWER and not self._unsent:
                return Unanswered(reply=one_line(f"no answer after the message was sent: {reason}"))
            case step:
                return Deferred(reply=one_line(f"the connection was lost at {step}: {reason}"))

    def _parameters(self, envelope: Envelope) -> str:
        size = f" SIZE={len(envelope.payload)}" if self._tells_size else ""  # RFC 1870 §6
        if not (envelope.sender.isascii() and envelope.recipient.isascii()):
            return size + " BODY=8BITMIME SMTPUTF8"  # RFC 6531 §3.4 and §3.6
        return size if not self.eight_bit or envelope.payload.isascii() else size + " BODY=8BITMIME"

    def _send(self, data: bytes) -> None:
        self._unsent = memoryview(data)
        self._octets = 0
        self.deadline = self._clock() + self._timeout
        self._flush()

    def _flush(self) -> None:
        try:
            while self._unsent:
                sent = self.socket.send(self._unsent)
                self._unsent = self._unsent[sent:]
                # It goes on: 30 kB over a slow line take their time.
                self.deadline = self._clock() + self._timeout
        except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
            pass

    def _reply(self) -> _Reply | None:
        """Return the next whole reply, None when more of it must come first."""
        while (found := _REPLY.match(self._unread)) is None:
            try:
                data = self.socket.recv(16_384)
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return None
            if not data:
                raise ConnectionResetError("the server has hung up")
            self._octets += len(data)
            if self._octets > _MAXIMUM_OCTETS:
                raise OSError("the server's answer has no end")
            self._unread += data
            if not _BEGINNING.match(self._unread):
                raise OSError(f"the server said something that is no answer: {bytes(self._unread[:80])!r}")
        self._unread = self._unread[found.end() :]
        # Octets, not time: whoever sends one byte a second does not make the wait for a reply longer.
        self._octets = 0
        self.deadline = self._clock() + self._timeout
        lines = found[0].decode("utf-8", "replace").splitlines()
        return _Reply(int(lines[0][:3]), " ".join(line[4:].strip() for line in lines))


def _judged(sender: _Reply, recipient: _Reply) -> Outcome | None:
    """Return the answer to MAIL or RCPT that stands in the way, if one does."""
    if not sender.is_completed:
        return _outcome("MAIL: ", sender)
    if not recipient.is_completed:
        return _outcome("", recipient)
    return None


def _outcome(step: str, reply: _Reply) -> Outcome:
    if reply.code in _OUR_LOGIN:
        step = "AUTH: "
    text = one_line(f"{step}{reply}")
    # A sender or a login that the server does not take is the operator's to change: it is tried again.
    if reply.is_permanent and not step:
        return Refused(reply=text, status=reply.status)
    return Deferred(reply=text, status=reply.status)


class _Bounded(smtplib.SMTP):
    """An SMTP client whose whole greeting has an end.

    smtplib waits its time for every octet anew: a server that sends one a second would hold it for hours.
    """

    def __init__(self, host: str, port: int, name: str, *, timeout: float, **more: Any) -> None:
        self.alarm = threading.Timer(timeout, self._hang_up)
        self.alarm.daemon = True
        self.alarm.start()
        try:
            super().__init__(host, port, name, timeout=timeout, **more)
        except BaseException:
            self.alarm.cancel()
            raise

    def _hang_up(self) -> None:
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


class _BoundedTls(_Bounded, smtplib.SMTP_SSL):
    """The same with TLS from the first octet."""


def _connected(settings: Smtp, password: str, tls: ssl.SSLContext | None) -> smtplib.SMTP:
    """Connect, encrypt and log in; what is not complete is closed again."""
    where = (settings.host, settings.port, _own_name())
    if settings.security == "tls":
        client: _Bounded = _BoundedTls(*where, timeout=settings.timeout_seconds, context=tls)
    else:
        client = _Bounded(*where, timeout=settings.timeout_seconds)
    try:
        client.ehlo_or_helo_if_needed()
        if settings.security == "starttls":
            client.starttls(context=tls)
            client.ehlo_or_helo_if_needed()
        if settings.username:
            _log_in(client, settings.username, password)
        if client.sock is not None:
            # Commands are small and wait for an answer.
            client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        client.close()
        raise
    finally:
        client.alarm.cancel()
    return client


def _own_name() -> str:
    """Return the name for EHLO (RFC 5321 §4.1.4) without asking DNS, which may take minutes to fail."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"


def _log_in(client: smtplib.SMTP, username: str, password: str) -> None:
    """Say who we are; unlike smtplib's ``login`` this takes a password in UTF-8 (RFC 4616 §2)."""
    offered = client.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in offered:
        _command(client, "AUTH PLAIN " + _base64("\0".join(("", username, password))), _COMPLETED)
    elif "LOGIN" in offered:
        _command(client, "AUTH LOGIN", _GO_ON)
        _command(client, _base64(username), _GO_ON)
        _command(client, _base64(password), _COMPLETED)
    else:
        raise smtplib.SMTPNotSupportedError("the server offers neither AUTH PLAIN nor AUTH LOGIN")


def _command(client: smtplib.SMTP, command: str, wanted: int) -> None:
    code, text = client.docmd(command)
    if code // 100 != wanted:
        raise smtplib.SMTPResponseException(code, text)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _with_dots(payload: bytes) -> bytes:
    """Return a message as DATA takes it: CRLF, a leading dot doubled, and the end (RFC 5321 §4.5.2)."""
    if not payload.count(b"\r") == payload.count(b"\n") == payload.count(b"\r\n"):
        # Ours never have a bare one, but a message that ends too early would go on as commands.
        payload = _LINE_ENDS.sub(b"\r\n", payload)
    if payload.startswith(b"."):
        payload = b"." + payload
    if b"\r\n." in payload:
        payload = payload.replace(b"\r\n.", b"\r\n..")
    return payload + (b".\r\n" if payload.endswith(b"\r\n") else b"\r\n.\r\n")


def _reason(error: BaseException) -> str:
    match error:
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=text):
            said = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
            return one_line(f"{code} {' '.join(said.split())}")
        case ssl.SSLCertVerificationError(verify_message=message):
            return f"its certificate is not trusted: {message}"
        case TimeoutError():
            return "timed out"
        case OSError(strerror=str(text)) if text:
            return text
        case _:
            return str(error) or type(error).__name__
