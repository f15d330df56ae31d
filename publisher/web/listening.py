"""Where does the server listen?"""

from __future__ import annotations

import errno
import os
import socket

from publisher.errors import ConfigError

# Connections that wait while the server is started again; the kernel takes less where it allows less.
_BACKLOG = 2_048

# Every address of the machine, and the one that it has for itself.
_LOCAL = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104  shown to a person, not listened at


def listen(host: str, port: int, table: str = "serve") -> socket.socket:
    """Return a socket that listens; with port 0 at any port that is free.

    ``table`` is the one of the configuration that says where, for errors. Raises ConfigError when the
    address is none of this machine or is taken.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, UnicodeError) as error:
        raise ConfigError(f"{table}.host: {host!r}: expected an address or a name of this machine") from error
    both = family == socket.AF_INET6 and address[0] == "::" and socket.has_dualstack_ipv6()
    try:
        listener = socket.create_server(address, family=family, backlog=_BACKLOG, dualstack_ipv6=both)
    except OSError as error:
        raise ConfigError(_sentence(table, host, port, error)) from error
    # Inherited by every connection. asyncio sets it only where a socket names its protocol, and this one does
    # not: the kernel then keeps the body back until the client has acknowledged the header, 44 ms later.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def url(listener: socket.socket, path: str) -> str:
    """Return the address, for a person to click at, of a path that a socket serves."""
    host, port = listener.getsockname()[:2]
    shown = _LOCAL.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}{path}"


def _sentence(table: str, host: str, port: int, error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return (
                f"{table}.port: {port} is taken on {host}, perhaps by another `publisher {table}`; "
                "choose another"
            )
        case errno.EACCES | errno.EPERM:
            return f"{table}.port: {port} is not allowed to this user; choose one above 1023 behind a proxy"
        case errno.EADDRNOTAVAIL:
            return f"{table}.host: {host!r} is no address of this machine"
        case _:
            return f"{table}.host: cannot listen on {host!r}, port {port}: {os.strerror(error.errno or 0)}"
