"""Which mail servers does a transport meet: one of the real kind, and one that misbehaves as told."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

HOST = "127.0.0.1"
HANG = "<says nothing and stays>"
HANG_UP = "<says nothing and leaves>"

POLITE = {
    "CONNECT": "220 scripted.example ESMTP",
    "EHLO": "250-scripted.example\r\n250-SIZE 10000000\r\n250-AUTH PLAIN\r\n250 ENHANCEDSTATUSCODES",
    "AUTH": "235 welcome",
    "MAIL": "250 sender ok",
    "RCPT": "250 recipient ok",
    "DATA": "354 go on",
    "END": "250 queued as 7",
    "RSET": "250 forgotten",
    "QUIT": "221 bye",
}


class Mailbox:
    """What a real server received, and with which parameters."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []
        self.recipients: list[str] = []
        self.options: list[str] = []
        self.sessions: set[tuple[str, int]] = set()
        self.encrypted: list[bool] = []
        self.login: str | None = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        self.messages.append(envelope.original_content)
        self.recipients.extend(envelope.rcpt_tos)
        self.options.extend(envelope.mail_options)
        self.sessions.add(session.peer)
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        self.login = session.auth_data
        return "250 2.0.0 queued"


@contextmanager
def real_server(
    *, login: tuple[str, str] | None = None, utf8: bool = False, **options: Any
) -> Iterator[tuple[Mailbox, int]]:
    """Run aiosmtpd on a free port of loopback; ``login`` is the name and password it asks for."""

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        good = (data.login.decode(), data.password.decode()) == login
        return AuthResult(success=good, handled=False, auth_data=data.login.decode())

    if login is not None:
        options |= {"authenticator": authenticate, "auth_required": True}
    mailbox = Mailbox()
    options |= {"hostname": HOST, "port": _free_port(), "enable_SMTPUTF8": utf8}
    controller = Controller(mailbox, ready_timeout=10, **options)
    controller.start()
    try:
        yield mailbox, controller.port
    finally:
        controller.stop()


class ScriptedServer:
    """Answers every command politely but for those in ``script``, and remembers what was asked.

    A list in the script is used up one answer at a time; the last one stays.
    """

    def __init__(self, script: Mapping[str, str | list[str]]) -> None:
        self._script = {
            step: list(said) if isinstance(said, list) else [said] for step, said in script.items()
        }
        self._listener = socket.create_server((HOST, 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.port: int = self._listener.getsockname()[1]
        self.commands: list[str] = []
        self.connections = 0
        self.messages: list[bytes] = []
        self.leave_within_the_message = False

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        # shutdown wakes the accept that close alone would leave waiting.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(timeout=10)
        assert not self._thread.is_alive()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            try:
                with connection, connection.makefile("rb") as lines:
                    self._talk(connection, lines)
            except OSError:
                continue

    def _talk(self, connection: socket.socket, lines: Any) -> None:
        if not self._say(connection, lines, "CONNECT"):
            return
        for line in lines:
            command = line.decode("utf-8").rstrip("\r\n")
            self.commands.append(command)
            verb = command.partition(" ")[0].upper()
            if not self._say(connection, lines, verb) or verb == "QUIT":
                return
            if verb == "DATA" and self.last.startswith("354"):
                if self.leave_within_the_message:
                    return
                self.messages.append(b"".join(iter(lines.readline, b".\r\n")))
                if not self._say(connection, lines, "END"):
                    return

    def _say(self, connection: socket.socket, lines: Any, step: str) -> bool:
        script = self._script.get(step, [POLITE.get(step, "500 what?")])
        self.last = script.pop(0) if len(script) > 1 else script[0]
        if self.last == HANG:
            lines.read()  # until the client gives up
        if self.last in {HANG, HANG_UP}:
            return False
        connection.sendall(self.last.encode("utf-8") + b"\r\n")
        return True


@contextmanager
def scripted_server(script: Mapping[str, str | list[str]] = POLITE) -> Iterator[ScriptedServer]:
    server = ScriptedServer(script)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def self_made_certificate(folder: Path, *, name: str = "localhost") -> tuple[Path, ssl.SSLContext]:
    """Return a certificate that vouches for itself, and the context of a server that shows it."""
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    subject = ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"]
    usage = ["-addext", "keyUsage=critical,digitalSignature,keyCertSign"]
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    subprocess.run(
        ["openssl", "req", "-x509", "-nodes", *curve, *subject, *usage, "-out", certificate, "-keyout", key],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return certificate, context


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def closed_port() -> int:
    """Return a port on which nobody listens."""
    return _free_port()
