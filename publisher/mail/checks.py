"""Does a receiver read the headers that were meant, and nothing else?

Twice, by two ways that know nothing of each other: all of a cohort's first message is parsed as a receiver
parses it, and the head of every message is compared with a grammar made of the intended names.
"""

from __future__ import annotations

import re
from email import message_from_bytes
from functools import lru_cache
from typing import TYPE_CHECKING

from publisher.errors import DeliveryError
from publisher.mail.transfer import MAXIMUM_OCTETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Those that are written on more than one line when they are long. All others never are.
_FOLDED = frozenset({"From", "Reply-To", "Subject"})

# Those that may hold a letter outside ASCII: the local part of an address (RFC 6532 §3.2).
_INTERNATIONAL = frozenset({"From", "Reply-To", "To"})

# DKIM-Signature stands before what is signed; what is in it is ours or Base64.
_SIGNATURE = rb"(?:DKIM-Signature: [ -~]{1,980}\r\n(?: [!-~][ -~]{0,996}\r\n)*)*"


def check_head(head: bytes, names: tuple[str, ...]) -> None:
    """Raise DeliveryError, permanent, unless ``head`` is exactly these headers, a line each, and no others.

    Lines end with CRLF, have at most 998 octets and no control characters; only From, Reply-To and Subject
    may be folded.
    """
    if not _grammar(names).fullmatch(head):
        raise DeliveryError(_fault(head, names), permanent=True)


def check_message(payload: bytes, names: Sequence[str], parts: Sequence[tuple[str, ...]]) -> None:
    """Raise DeliveryError, permanent, unless the message and its parts parse into these headers."""
    message = message_from_bytes(payload)
    found = [tuple(part.keys()) for part in message.walk()]
    intended = [tuple(names), *parts]
    if found != intended:
        wrong = sorted(_flat(found) ^ _flat(intended))
        what = ", ".join(wrong) or "one stands elsewhere"
        raise DeliveryError(f"the headers are not the intended ones: {what}", permanent=True)
    if any(part.defects for part in message.walk()):
        raise DeliveryError("a part of the message is not what its headers say", permanent=True)
    if not payload.count(b"\r") == payload.count(b"\n") == payload.count(b"\r\n"):
        raise DeliveryError("a line ends without CRLF", permanent=True)
    if max(map(len, payload.split(b"\r\n"))) > MAXIMUM_OCTETS:
        raise DeliveryError(f"a line is longer than {MAXIMUM_OCTETS} octets", permanent=True)
    if b"\r\n." in payload:
        raise DeliveryError("a line begins with a dot", permanent=True)


@lru_cache(maxsize=64)
def _grammar(names: tuple[str, ...]) -> re.Pattern[bytes]:
    return re.compile(_SIGNATURE + b"".join(map(_line, names)))


def _line(name: str) -> bytes:
    octet = rb"[ -~\x80-\xff]" if name in _INTERNATIONAL else rb"[ -~]"
    room = MAXIMUM_OCTETS - len(f"{name}: ")
    more = rb"(?: [!-~\x80-\xff]%b{0,996}\r\n)*" % octet if name in _FOLDED else b""
    # A subject may be empty, and nothing else.
    least = 0 if name == "Subject" else 1
    return rb"%b: %b{%d,%d}\r\n%b" % (re.escape(name).encode("ascii"), octet, least, room, more)


def _fault(head: bytes, names: tuple[str, ...]) -> str:
    """Say what is wrong with a head; only then is it looked at line by line."""
    lines = head.split(b"\r\n")
    if max(map(len, lines)) > MAXIMUM_OCTETS:
        return f"a line is longer than {MAXIMUM_OCTETS} octets"
    found = [line.partition(b":")[0].decode("ascii", "replace") for line in lines[:-1] if line[:1] != b" "]
    what = ", ".join(sorted(set(found) ^ set(names))) or "one holds a character that none may hold"
    return f"the headers are not the intended ones: {what}"


def _flat(parts: Iterable[tuple[str, ...]]) -> set[str]:
    return {name for names in parts for name in names}
