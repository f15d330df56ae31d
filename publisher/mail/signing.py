"""What does a DKIM signature say about a message? (RFC 6376, RFC 8463)

A cohort's headers and body are brought into their canonical form once; for each recipient only their own
headers and links are, and a copy of the hash goes on from where the recipients begin to differ.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

# Those that each recipient has of their own come first, so that what follows is one piece for a cohort.
_OWN = ("To", "Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post")
_SHARED = (
    "From",
    "Subject",
    "Date",
    "Reply-To",
    "List-Id",
    "List-Help",
    "List-Owner",
    "List-Archive",
    "Feedback-ID",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
)
SIGNED = (*_OWN, *_SHARED)
"""What is signed, in this order: each of them once more than it may stand there (RFC 6376 §5.4), so that no
header of the name can be added to a message, be it a second From or a way out that is not ours."""

# Columns of a folded line; the fold is one space of the canonical form.
_FOLD = 72

_WHITE = re.compile(rb"[ \t]+")
_WHITE_BEFORE_END = re.compile(rb"[ \t]+(?=\r\n)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A domain that signs, the name of its key in the DNS, and what makes a signature with that key."""

    domain: str
    selector: str
    algorithm: str
    sign: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Signs with each of its keys: RSA for every receiver, Ed25519 for those who know it (RFC 8463)."""

    keys: tuple[Key, ...]

    def headers(self, fields: bytes, body: bytes, at: datetime) -> bytes:
        """Return the headers ``DKIM-Signature``, one for each key, with their line ends.

        ``fields`` are the canonical forms of the headers in the order of ``SIGNED``, ``body`` is the SHA-256
        of the canonical body, and ``at`` the moment the signature names. Equal arguments give equal bytes:
        neither PKCS #1 v1.5 nor Ed25519 takes a random number.
        """
        told = b64encode(body).decode("ascii")
        return b"".join(_signature(key, fields, told, int(at.timestamp())) for key in self.keys)


class Canonical:
    """The canonical form, "relaxed", of what all messages of a cohort say (RFC 6376 §3.4.2, §3.4.4)."""

    def __init__(self, headers: Iterable[tuple[str, str]], pieces: Iterable[bytes]) -> None:
        self._fields = canonical_headers(headers)
        first, *others = map(_canonical_body, pieces)
        self._begun = hashlib.sha256(first)
        self._pieces = tuple(others)

    def fields(self, own: Iterable[tuple[str, str]]) -> bytes:
        """Return the canonical headers of a message, of which ``own`` are its recipient's."""
        return canonical_headers(own) + self._fields

    def body(self, links: Iterable[bytes]) -> bytes:
        """Return the SHA-256 of the canonical body with these links, without white space, in its holes."""
        digest = self._begun.copy()
        for link, piece in zip(links, self._pieces, strict=True):
            digest.update(link)
            digest.update(piece)
        return digest.digest()


def canonical_headers(headers: Iterable[tuple[str, str]]) -> bytes:
    """Return those of the headers that are signed, in the order of ``SIGNED`` (RFC 6376 §3.4.2)."""
    found = dict(headers)
    lines = (f"{name.lower()}:{_relaxed(found[name])}\r\n" for name in SIGNED if name in found)
    return "".join(lines).encode("utf-8", "replace")


def _relaxed(value: str) -> str:
    unfolded = value.replace("\r\n", "")
    return re.sub("[ \t]+", " ", unfolded).strip(" ")


def _canonical_body(piece: bytes) -> bytes:
    """Return a piece of a body that does not end with empty lines (RFC 6376 §3.4.4)."""
    return _WHITE.sub(b" ", _WHITE_BEFORE_END.sub(b"", piece))


def _signature(key: Key, fields: bytes, body: str, at: int) -> bytes:
    lines = (
        f"v=1; a={key.algorithm}; c=relaxed/relaxed; t={at};",
        f"d={key.domain};",
        f"s={key.selector};",
        *_COVERED_LINES,
        f"bh={body};",
        "b=",
    )
    unsigned = f"dkim-signature:{' '.join(lines)}"
    signature = b64encode(key.sign(fields + unsigned.encode("ascii"))).decode("ascii")
    value = "\r\n ".join(lines) + "\r\n ".join(
        signature[start : start + _FOLD] for start in range(0, len(signature), _FOLD)
    )
    return f"DKIM-Signature: {value}\r\n".encode("ascii")


def _covered_lines() -> tuple[str, ...]:
    """Return the tag ``h`` on lines of its own, folded between two names (RFC 6376 §3.5)."""
    lines = [f"h={SIGNED[0]}:{SIGNED[0]}"]
    for name in SIGNED[1:]:
        pair = f"{name}:{name}"
        if len(lines[-1]) + len(pair) < _FOLD:
            lines[-1] += f":{pair}"
        else:
            lines[-1] += ":"
            lines.append(pair)
    return (*lines[:-1], lines[-1] + ";")


_COVERED_LINES = _covered_lines()
