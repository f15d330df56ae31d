"""Which delivery does an answer belong to?"""

from __future__ import annotations

import hmac
import re
from email.utils import parseaddr
from functools import cache
from hashlib import sha256

from publisher.handover import NoticeKind
from publisher.tokens import Keys

_KEY_BYTES = 2
_NUMBER_BYTES = 6
# 64 bits, of an address that can be tried only by sending mail to it.
_MAC_BYTES = 8
_TOKEN = re.compile(r"[0-9a-fA-F]{32}", re.ASCII)

_LEAVE = "leave-"


def reference(keys: Keys, delivery: int) -> str:
    """Return a token of 32 hexadecimal digits that names a delivery, for a part of an address.

    It is read in any case: mail servers change it.
    """
    head = keys.signing.id[:_KEY_BYTES] + delivery.to_bytes(_NUMBER_BYTES)
    return (head + _mac(keys.signing.secret, head)).hex()


def delivery_of(keys: Keys, reference: str) -> int | None:
    """Return which delivery a token names; None when it is not of ours."""
    if not _TOKEN.fullmatch(reference):
        return None
    raw = bytes.fromhex(reference)
    head, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
    for key in keys.known:
        if key.id[:_KEY_BYTES] == head[:_KEY_BYTES] and hmac.compare_digest(mac, _mac(key.secret, head)):
            return int.from_bytes(head[_KEY_BYTES:])
    return None


def bounce_address(mailbox: str, reference: str) -> str:
    """Return the envelope sender of one message: ``mailbox`` with the token as a detail (RFC 5233)."""
    return _extended(mailbox, reference)


def leave_address(mailbox: str, reference: str) -> str:
    """Return the address to which a subscriber writes in order to leave."""
    return _extended(mailbox, _LEAVE + reference)


def addressed(address: str, mailbox: str) -> tuple[NoticeKind, str] | None:
    """Return what mail to an address of the mailbox is, a bounce or a wish to leave, and its token.

    None for the mailbox itself and for other addresses.
    """
    local, _, domain = address.strip().strip("<>").rpartition("@")
    wanted, _, home = _bare(mailbox).rpartition("@")
    name, _, detail = local.rpartition("+")
    if domain.lower() != home.lower() or name.lower() != wanted.lower() or not detail:
        return None
    detail = detail.lower()
    if detail.startswith(_LEAVE):
        return NoticeKind.UNSUBSCRIBE, detail.removeprefix(_LEAVE)
    return NoticeKind.BOUNCE, detail


def _extended(mailbox: str, detail: str) -> str:
    local, _, domain = _bare(mailbox).rpartition("@")
    return f"{local}+{detail}@{domain}"


@cache
def _bare(mailbox: str) -> str:
    """Return the address of a mailbox that may have a name before it."""
    return parseaddr(mailbox)[1]


def _mac(secret: bytes, head: bytes) -> bytes:
    return hmac.digest(secret, b"publisher delivery\0" + head, sha256)[:_MAC_BYTES]
