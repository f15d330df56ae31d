"""How are messages handed to mail servers, over several connections at once?"""

from __future__ import annotations

import selectors
import ssl
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from publisher.credentials import read_secret
from publisher.errors import ConfigError
from publisher.handover import Deferred, Envelope, Outcome, Ready, Shape, Unanswered, Wait
from publisher.transports._breaker import Breaker
from publisher.transports._smtp_connection import ServerError
from publisher.transports._smtp_limits import Limit
from publisher.transports._smtp_servers import Server, Servers

if TYPE_CHECKING:
    from publisher.config import Mail, Smtp
    from publisher.transports._smtp_connection import Connection

# One thread that serves 16 connections in rounds sends twice as fast as a thread for each (0.2 ms of the
# processor a message instead of 0.58), and every round is one transaction of the ledger: fewer than 16 cost
# more. With two such threads one signs while the other's bytes are on their way.
_ROUND = 16
_MOST_SESSIONS = 2
_MOST_CONNECTIONS = 64

# For so long a server that refused a further connection is not asked for one.
_ENOUGH_SECONDS = 300.0


def open_transport(mail: Mail) -> SmtpTransport:
    """Return the transport to the servers of ``mail.smtp``; the first message connects.

    Raises ConfigError when the section is missing, or a file it names cannot be used.
    """
    if not mail.smtp:
        raise ConfigError('mail.smtp: missing; transport = "smtp" needs a section [mail.smtp] with a host')
    names = [f"{each.host} port {each.port}" for each in mail.smtp]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ConfigError(f"mail.smtp: {twice} stands twice; raise its connections instead")
    return SmtpTransport(
        Servers([_server(each) for each in mail.smtp], time.monotonic, lambda: datetime.now(UTC).date())
    )


class SmtpTransport:
    """Hands envelopes to one or several mail servers over connections that are kept for the next ones."""

    one_request = False

    def __init__(self, servers: Servers) -> None:
        self._servers = servers
        connections = min(servers.connections, _MOST_CONNECTIONS)
        self.sessions = min(_MOST_SESSIONS, max(1, connections // _ROUND))
        self.batch = -(-connections // self.sessions)

    def session(self) -> SmtpSession:
        """Return a session with its part of the connections; nothing is opened yet."""
        return SmtpSession(self._servers, self.batch)


class SmtpSession:
    """One thread's connections, each of which carries one message at a time.

    A server that is slow or silent costs its own message time, and the others only the rest of the round:
    every wait ends after ``timeout_seconds`` of its server.
    """

    def __init__(self, servers: Servers, most: int) -> None:
        self._servers = servers
        self._most = most
        self._open: list[_Line] = []
        self._chosen: list[_Line] = []
        self._selector = selectors.DefaultSelector()
        # Until when no more connections are asked of a server.
        self._enough: dict[str, float] = {}

    def reserve(self, wanted: int) -> Ready | Wait:
        """Choose a connection for each of up to ``wanted`` messages, and open those that are missing.

        Wait when no server is there, or the limits of all are reached; its reason names server and fault.
        """
        self._part()
        while True:
            shared = self._servers.share(min(wanted, self._most), self._most)
            if isinstance(shared, Wait):
                return shared
            self._chosen = [each for name, count in shared.items() for each in self._connected(name, count)]
            if self._chosen:
                eight_bit = all(each.connection.eight_bit for each in self._chosen)
                shape = Shape.EIGHT_BIT if eight_bit else Shape.SEVEN_BIT
                return Ready(shape=shape, most=len(self._chosen))
            # None of the chosen servers is there; their breakers know it now.

    def send(self, envelopes: Sequence[Envelope]) -> Sequence[Outcome]:
        """Hand over the messages, each on its own connection; return their outcomes in order.

        Refused is a 5xx about this recipient or this message; one at MAIL begins with "MAIL: ". A message
        that was sent whole and not answered is Unanswered: the server may have it.
        """
        chosen, self._chosen = self._chosen[: len(envelopes)], []
        outcomes = self._round(list(zip(chosen, envelopes, strict=True)))
        again = [
            number for number, line in enumerate(chosen) if line.connection.broke_idle and not line.again
        ]
        for number in again:
            # Servers hang up on idle connections and after some number of messages; nothing was sent yet.
            for line in self._connected(chosen[number].server, 1):
                line.again = True
                (outcomes[number],) = self._round([(line, envelopes[number])])
        return outcomes

    def _round(self, offered: Sequence[tuple[_Line, Envelope]]) -> list[Outcome]:
        outcomes: dict[_Line, Outcome] = {}
        under_way: set[_Line] = set()
        for line, envelope in offered:
            outcome = line.connection.offer(envelope)
            if outcome is None:
                under_way.add(line)
                self._watch(line)
            else:
                outcomes[line] = outcome
        self._finish(under_way, outcomes)
        for line, _ in offered:
            if not line.connection.is_open:
                self._forget(line)
                # One that has served messages may end; one that never did is a fault of its server.
                if not line.connection.served and isinstance(outcomes[line], Deferred | Unanswered):
                    self._servers.failed(line.server, outcomes[line].reply)
        for server in {line.server for line, _ in offered if line.connection.is_open}:
            self._servers.answered(server)
        return [outcomes[line] for line, _ in offered]

    def close(self) -> None:
        """Say QUIT and hang up; the next ``reserve`` connects again."""
        for line in list(self._open):
            line.connection.close()
            self._forget(line)
        self._chosen = []

    def _finish(self, under_way: set[_Line], outcomes: dict[_Line, Outcome]) -> None:
        """Go on wherever a socket is ready until every message has its outcome."""
        while under_way:
            earliest = min(line.connection.deadline for line in under_way)
            ready = self._selector.select(max(0.0, earliest - self._servers.clock()))
            for key, _ in ready:
                line: _Line = key.data
                if line not in under_way:
                    # It was given up in this very turn, or its server speaks unasked: see _part.
                    continue
                outcome = line.connection.turn()
                if outcome is not None:
                    outcomes[line] = outcome
                    under_way.discard(line)
                if line.connection.is_open:
                    self._watch(line)
            if ready:
                continue
            now = self._servers.clock()
            for line in [each for each in under_way if each.connection.deadline <= now]:
                outcomes[line] = line.connection.give_up()
                under_way.discard(line)

    def _part(self) -> None:
        """Hang up where a server has, or has said something unasked since its last message: 421 mostly."""
        for key, _ in self._selector.select(0) if self._open else ():
            key.data.connection.drop()
            self._forget(key.data)

    def _watch(self, line: _Line) -> None:
        """Have the selector look for something to read, and for room to write where that is wanted."""
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if line.connection.wants_to_write else 0)
        if events != line.events:
            self._selector.modify(line.socket, events, line)
            line.events = events

    def _forget(self, line: _Line) -> None:
        if line in self._open:
            self._open.remove(line)
            self._selector.unregister(line.socket)

    def _connected(self, server: str, count: int) -> list[_Line]:
        """Return so many connections to a server, fewer where it gives no more."""
        theirs = [each for each in self._open if each.server == server]
        found = theirs[:count]
        while len(found) < count:
            try:
                if theirs and self._servers.clock() < self._enough.get(server, 0.0):
                    raise ServerError("it gives no more connections")
                connection = self._servers.connect(server)
            except ServerError as error:
                self._servers.give_back(server, count - len(found))
                if not found:
                    self._servers.failed(server, str(error))
                elif self._servers.clock() >= self._enough.get(server, 0.0):
                    # Many servers let one client have few connections: those that there are serve on.
                    self._enough[server] = self._servers.clock() + _ENOUGH_SECONDS
                break
            line = _Line(server, connection)
            self._selector.register(line.socket, line.events, line)
            self._open.append(line)
            theirs.append(line)
            found.append(line)
        return found


class _Line:
    """A connection of a session, with what its selector looks at."""

    __slots__ = ("again", "connection", "events", "server", "socket")

    def __init__(self, server: str, connection: Connection) -> None:
        self.server = server
        self.connection = connection
        # A number: it stays what it was when the socket is closed.
        self.socket = connection.socket.fileno()
        self.events = selectors.EVENT_READ
        # Whether it stands in for one that had ended unnoticed.
        self.again = False


def _server(settings: Smtp) -> Server:
    if bool(settings.username) != (settings.password_file is not None):
        raise ConfigError("mail.smtp: username and password_file belong together; one of them is missing")
    password = ""
    if settings.password_file is not None:
        password = read_secret(settings.password_file, key="mail.smtp.password_file", what="the password")
    return Server(
        settings=settings,
        password=password,
        tls=None if settings.security == "none" else _trust(settings),
        limit=Limit(settings),
        breaker=Breaker(time.monotonic, 3 * settings.timeout_seconds),
    )


def _trust(settings: Smtp) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except OSError as error:  # an SSLError when the file holds no certificate
        reason = error.strerror or str(error)
        raise ConfigError(f"mail.smtp.ca_file: {settings.ca_file} cannot be used: {reason}") from error
