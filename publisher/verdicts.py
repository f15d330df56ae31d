"""Whose fault is it that a message was not taken, and what follows?"""

from __future__ import annotations

import re
from enum import StrEnum


class Verdict(StrEnum):
    """What an answer that is not a yes means for the subscriber.

    *later* is to be tried again. An *address* that is not there is not written to any more. A *mailbox* that
    takes nothing now counts, until it has refused several editions. *message* is about this one message.
    *ours* is the fault of this publication, its server or its name, and never the reader's.
    """

    LATER = "later"
    ADDRESS = "address"
    MAILBOX = "mailbox"
    MESSAGE = "message"
    OURS = "ours"


# RFC 3463 §3.2 and the registry of RFC 5248: the mailbox or its system is not there, or cannot be named.
_ADDRESS = frozenset({"1.0", "1.1", "1.2", "1.3", "1.4", "1.6", "1.10"})
# The sender's address (1.7, 1.8), our part of the protocol (5.x), and policy on who may send (7.x).
_OURS = ("1.7", "1.8", "5.", "7.")
# The mailbox is full or disabled, the system takes no mail (2.x, 3.x), the network does not reach it (4.x).
_MAILBOX = ("1.5", "2.", "3.", "4.")

_CODE = re.compile(r"([245])\.(\d{1,3}\.\d{1,3})")
_QUOTED = re.compile(r"(?<![\d.])[245]\d\d[ -]([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
# What the transport writes in front of an answer that came before any recipient was named.
_BEFORE_RECIPIENT = ("MAIL:", "EHLO:", "AUTH:", "STARTTLS:", "connecting")


def judge(status: str, reply: str) -> Verdict:
    """Return what a refusal means, by its enhanced status code (RFC 3463) and what was said with it.

    ``status`` is empty where the server gave none. Then nothing is held against the address: a bare 550 is
    an unknown mailbox at one server and a policy at the next. A code of class 4 is to be tried again.
    """
    if reply.startswith(_BEFORE_RECIPIENT):
        return Verdict.OURS
    found = _CODE.fullmatch(status)
    if found is None:
        return Verdict.MESSAGE
    if found[1] == "4":
        return Verdict.LATER
    detail = found[2]
    if detail in _ADDRESS:
        return Verdict.ADDRESS
    # 3.4, like 2.3, is a message that is too large for them.
    if detail in {"2.3", "3.4"}:
        return Verdict.MESSAGE
    if detail.startswith(_OURS):
        return Verdict.OURS
    if detail.startswith(_MAILBOX):
        return Verdict.MAILBOX
    return Verdict.MESSAGE


def quoted(reply: str) -> str:
    """Return the enhanced status code that stands behind the basic one in an answer, or nothing."""
    found = _QUOTED.search(reply)
    return found[1] if found else ""
