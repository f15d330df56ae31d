"""What does a mailbox provider report of its user's opinion (RFC 5965)?"""

from __future__ import annotations

from dataclasses import dataclass

from publisher.handover import NoticeKind
from publisher.reports.parts import groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What a user said; no ``kind`` when nothing follows.

    ``sender`` is whom the message was from, if told.
    """

    kind: NoticeKind | None
    summary: str
    sender: str


def read(content: bytes) -> Feedback | None:
    """Return what a part of the type ``message/feedback-report`` says.

    None for the types that are not about a wish of the user (RFC 5965 §7.3), such as virus or auth-failure.
    """
    found = groups(content)
    if not found:
        return None
    sender = found[0].first("original-mail-from")
    match found[0].first("feedback-type").lower():
        case "abuse" | "fraud":
            return Feedback(kind=NoticeKind.COMPLAINT, summary="a complaint", sender=sender)
        case "not-spam":
            # RFC 6430.
            return Feedback(kind=None, summary="a report that a message is welcome", sender=sender)
    return None
