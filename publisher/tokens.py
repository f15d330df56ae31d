"""Whose link is this, for what, and did we make it?"""

from __future__ import annotations

import binascii
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

_KEY_BYTES = 4
_EXPIRY_BYTES = 4
_SUBJECT_BYTES = 16
# Half of the MAC, as RFC 2104 §5 allows: 128 bits, like the identifier that it protects.
_MAC_BYTES = 16
_LENGTH = _KEY_BYTES + _EXPIRY_BYTES + _SUBJECT_BYTES + _MAC_BYTES

_NEVER = 0

# A form is left open over lunch; a day later its page is not in anybody's mind any more.
_STAMP_LIFE = timedelta(days=1)
_NOBODY = UUID(int=0)


class Purpose(StrEnum):
    """What a token is good for, and nothing else."""

    UNSUBSCRIBE = "unsubscribe"
    PREFERENCES = "preferences"
    FORM = "form"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A secret of 32 bytes, with the 4 bytes by which tokens name it."""

    id: bytes
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The key that signs, all that verify, and the secret of the hashes, which is never another."""

    pepper: bytes = field(repr=False)
    signing: Key
    known: tuple[Key, ...]


def sign(keys: Keys, purpose: Purpose, subject: UUID, expires: datetime | None) -> str:
    """Return a token of 54 characters for the path of a link.

    ``subject`` is whom it is about; ``expires``, before 2106, is cut to its second, None is never.
    """
    # What ended with 1970 or before has ended: it must not become what never ends.
    until = _NEVER if expires is None else max(int(expires.timestamp()), 1)
    head = keys.signing.id + until.to_bytes(_EXPIRY_BYTES) + subject.bytes
    return urlsafe_b64encode(head + _mac(keys.signing, purpose, head)).decode("ascii").rstrip("=")


def verify(keys: Keys, purpose: Purpose, token: str, now: datetime) -> UUID | None:
    """Return whom a token is about; None when it is not of ours, for another purpose, or expired."""
    raw = _decoded(token)
    if raw is None:
        return None
    head, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
    key = next((each for each in keys.known if each.id == head[:_KEY_BYTES]), None)
    if key is None or not hmac.compare_digest(mac, _mac(key, purpose, head)):
        return None
    until = int.from_bytes(head[_KEY_BYTES : _KEY_BYTES + _EXPIRY_BYTES])
    if until != _NEVER and now.timestamp() >= until:
        return None
    return UUID(bytes=head[-_SUBJECT_BYTES:])


def stamp(keys: Keys, now: datetime) -> str:
    """Return what a form carries to say when it was shown."""
    return sign(keys, Purpose.FORM, _NOBODY, now + _STAMP_LIFE)


def stamped_at(keys: Keys, token: str, now: datetime) -> datetime | None:
    """Return the second at which a form was shown; None when that is not known, or a day ago."""
    if verify(keys, Purpose.FORM, token, now) is None:
        return None
    raw = _decoded(token) or b""
    until = int.from_bytes(raw[_KEY_BYTES : _KEY_BYTES + _EXPIRY_BYTES])
    return datetime.fromtimestamp(until, UTC) - _STAMP_LIFE


def hidden(keys: Keys, kind: str, value: str) -> bytes:
    """Return 32 bytes by which a value is known again that is not kept; ``kind`` keeps kinds apart."""
    return hmac.digest(keys.pepper, f"{kind}\0{value}".encode(), sha256)


def _mac(key: Key, purpose: Purpose, head: bytes) -> bytes:
    return hmac.digest(key.secret, b"publisher " + purpose.encode() + b"\0" + head, sha256)[:_MAC_BYTES]


def _decoded(token: str) -> bytes | None:
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return None
    # Base64 has several spellings of one value; a token has one.
    if len(raw) != _LENGTH or urlsafe_b64encode(raw).decode("ascii").rstrip("=") != token:
        return None
    return raw
