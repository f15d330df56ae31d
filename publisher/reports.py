"""What does a mail say that came to the mailbox for bounces?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import policy
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses

from publisher import verp
from publisher.handover import Notice, NoticeKind

# Where the address stands that a report was sent to; the first that holds a token counts.
_RECIPIENT = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
# A report returns the head of the message, or all of it; the rest is somebody's digest.
_LONGEST = 2_000_000

_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_ACTIONS = {"failed": NoticeKind.BOUNCE, "delayed": NoticeKind.DELAY}
# RFC 5965 §7.3: "not-spam" takes a complaint back, and "other" says nothing.
_COMPLAINTS = frozenset({"abuse", "fraud", "virus"})


def read(message: bytes, recipient: str, mailbox: str) -> tuple[Notice, ...]:
    """Return what a mail says of deliveries; nothing for one that no program wrote in a form of an RFC.

    ``recipient`` is the address it was sent to, where that is known; ``mailbox`` the setting mail.bounces.
    Delivery reports are read (RFC 3464), complaints (RFC 5965), and mail to the address for leaving. Free
    text is never acted upon: an answer to a holiday notice must not cost a reader. The token in the address
    says which delivery it is; whether it is ours the caller finds out.
    """
    parsed = BytesParser(policy=policy.compat32).parsebytes(message[:_LONGEST])
    addresses = [recipient, *_addresses(parsed)]
    addressed = next(filter(None, (verp.addressed(each, mailbox) for each in addresses)), None)
    if addressed is None:
        return ()
    kind, reference = addressed
    if kind is NoticeKind.UNSUBSCRIBE:
        # Who holds the token is who was written to: the address in From proves nothing.
        return (Notice(kind=kind, reference=reference),)
    if parsed.get_content_type() != "multipart/report":
        return ()
    parts = list(parsed.walk())
    return tuple(
        notice
        for part in parts
        for notice in (
            *(_delivery(part, reference) if part.get_content_type() == _DELIVERY_STATUS else ()),
            *(_feedback(part, reference) if part.get_content_type() == "message/feedback-report" else ()),
        )
    )


_DELIVERY_STATUS = "message/delivery-status"


def _delivery(part: Message, reference: str) -> Iterator[Notice]:
    """Yield what a delivery report says of each recipient (RFC 3464 §2.3); the first block is of no one."""
    for block in _blocks(part):
        kind = _ACTIONS.get(_field(block, "Action").lower())
        status = _STATUS.search(_field(block, "Status"))
        if kind is not None and status is not None:
            said = _field(block, "Diagnostic-Code").partition(";")[2] or _field(block, "Diagnostic-Code")
            reply = f"{status[0]} {said.strip()}".strip()
            yield Notice(kind=kind, reference=reference, status=status[0], reply=reply[:500])


def _feedback(part: Message, reference: str) -> Iterator[Notice]:
    for block in _blocks(part):
        if (found := _field(block, "Feedback-Type").lower()) in _COMPLAINTS:
            yield Notice(kind=NoticeKind.COMPLAINT, reference=reference, reply=f"complaint: {found}")


def _blocks(part: Message) -> list[Message]:
    """Return the groups of fields of a report, which the parser of Python makes messages of."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return [each for each in payload if isinstance(each, Message)]
    text = payload if isinstance(payload, str) else ""
    parser = BytesParser(policy=policy.compat32)
    return [parser.parsebytes(each.encode("utf-8", "replace")) for each in re.split(r"\r?\n\r?\n", text)]


def _field(block: Message, name: str) -> str:
    value = str(block.get(name, ""))
    printable = "".join(character if character.isprintable() else " " for character in value)
    return " ".join(printable.split())


def _addresses(parsed: Message) -> Iterator[str]:
    for name in _RECIPIENT:
        for value in parsed.get_all(name, []):
            yield from (address for _, address in getaddresses([str(value)]))
