"""What does a mail to the mailbox for bounces say, and about which delivery?

Only what is written for machines counts: a delivery report (RFC 3464), a complaint (RFC 5965), or
any mail to the
address by which one reader leaves. Which delivery it is about is told by a token of ours alone.
Free text, such
as an answer from somebody's holidays, is left to a person, and so is a report that carries no token.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from publisher import verp
from publisher.handover import Notice, NoticeKind
from publisher.reports import feedback, status
from publisher.reports.parts import Part, part, parts

if TYPE_CHECKING:
    from publisher.tokens import Keys

__all__ = ["MOST_BYTES", "Reading", "Unclear", "Understood", "read"]

MOST_BYTES = 262_144
"""So much of a mail is read: the text for people is a few kB, and of the original only the headers count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A mail that nobody needs to look at; ``summary`` says what it is, and ``notices`` what follows."""

    notices: tuple[Notice, ...]
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """A mail on which nothing is done, and why a person has to look at it."""

    reason: str


Reading = Understood | Unclear

# To whom a mail was handed over, in the words of Postfix, Dovecot and qmail, of Postfix, of Exim,
# of Fastmail;
# and to whom it was written.
_RECIPIENTS = ("delivered-to", "x-original-to", "envelope-to", "x-delivered-to", "to", "cc")
# What of ours comes back in the headers of the original message.
_OURS = ("return-path", "list-unsubscribe")

_STATUS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_FEEDBACK = "message/feedback-report"
_RECEIPT = frozenset({"message/disposition-notification", "message/global-disposition-notification"})
_ORIGINAL = frozenset(
    {
        "message/rfc822",
        "text/rfc822-headers",
        "message/global",
        "message/global-headers",
        "message/rfc822-headers",
    }
)

# What may stand around an address in a header, in a link and in a field with a type.
_AROUND = re.compile(r"[\s<>()\[\],;:\"?]+")


def read(message: bytes, recipient: str, mailbox: str, keys: Keys) -> Reading:
    """Return what one mail says.

    ``recipient`` is to whom the mail server handed it over, empty where it does not tell; ``mailbox`` is the
    address that our envelope senders extend, ``keys`` are those that our tokens may be signed with.
    """
    mail = part(message[:MOST_BYTES])
    addresses = (recipient, *(value for name in _RECIPIENTS for value in mail.all(name)))
    own = next(_tokens(addresses, mailbox, keys), None)
    if mail.type == "multipart/report":
        return _report(parts(mail), own, mailbox, keys)
    if _is_reply(mail):
        return Unclear(reason="an automatic reply")
    if own and own[0] is NoticeKind.UNSUBSCRIBE:
        notice = Notice(kind=NoticeKind.UNSUBSCRIBE, reference=own[1])
        return Understood(notices=(notice,), summary="a reader asks to leave")
    return Unclear(
        reason="free text, which is never acted upon" if own else "no report, and no token of ours"
    )


def _report(found: tuple[Part, ...], own: tuple[NoticeKind, str] | None, mailbox: str, keys: Keys) -> Reading:
    """Return what a report says (RFC 6522); ``own`` is what the address that it came to means."""
    originals = [part(each.content) for each in found if each.type in _ORIGINAL]
    returned = [value for each in originals for name in _OURS for value in each.all(name)]
    for each in found:
        if each.type in _STATUS:
            report = status.read(each.content)
            if report is None:
                return Unclear(reason="a delivery report that cannot be read")
            reference = _reference(own, (report.envelope, *returned), mailbox, keys)
            return _told(report.kind, reference, report.summary, report.status, report.said)
        if each.type == _FEEDBACK:
            complaint = feedback.read(each.content)
            if complaint is None:
                return Unclear(reason="a feedback report of a kind that has no rule")
            reference = _reference(own, (complaint.sender, *returned), mailbox, keys)
            return _told(complaint.kind, reference, complaint.summary)
        if each.type in _RECEIPT:
            return Understood(notices=(), summary="a receipt of somebody who has opened a mail")
    return Unclear(reason="a report without a part that a machine can read")


def _told(kind: NoticeKind | None, reference: str, summary: str, code: str = "", said: str = "") -> Reading:
    if kind is None:
        return Understood(notices=(), summary=summary)
    if not reference:
        return Unclear(reason=f"{summary}, without a token of ours")
    notice = Notice(kind=kind, reference=reference, status=code, reply=said)
    return Understood(notices=(notice,), summary=summary)


def _reference(own: tuple[NoticeKind, str] | None, elsewhere: Iterable[str], mailbox: str, keys: Keys) -> str:
    """Return the token of the delivery: of the address that the report came to, else one that came back."""
    if own and own[0] is NoticeKind.BOUNCE:
        return own[1]
    return next((token for _, token in _tokens(elsewhere, mailbox, keys)), "")


def _tokens(values: Iterable[str], mailbox: str, keys: Keys) -> Iterator[tuple[NoticeKind, str]]:
    """Yield every token of ours in addresses of the mailbox, and those that stand alone."""
    for value in values:
        for word in _AROUND.split(value):
            kind, token = verp.addressed(word, mailbox) or (NoticeKind.BOUNCE, word)
            if verp.delivery_of(keys, token) is not None:
                yield kind, token.lower()


def _is_reply(mail: Part) -> bool:
    """Say whether a program has answered (RFC 3834 §5)."""
    return mail.first("auto-submitted").partition(";")[0].strip().lower() == "auto-replied"
