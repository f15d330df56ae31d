"""What follows when mail comes back, for its subscriber and for the edition?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from publisher import verdicts, verp
from publisher.handover import Notice, NoticeKind
from publisher.model import SubscriberState
from publisher.store import Store, aftermath, subscribers
from publisher.verdicts import Verdict

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from publisher.tokens import Keys

# After so many editions that a mailbox did not take, with none in between that it took, its owner is gone.
MOST_FAILURES = 5

BOUNCE = "bounce"
COMPLAINT = "complaint"
UNSUBSCRIBE_MAIL = "unsubscribe mail"
"""By whose word a subscriber receives nothing any more."""

# Google and Yahoo ask senders to stay below 0.3 % of complaints; three are no accident.
_COMPLAINTS = 0.003
_FEWEST_COMPLAINTS = 3
# A list of which a tenth does not exist was not asked, or is years old.
_BOUNCES = 0.1
_FEWEST_BOUNCES = 20

_LEAVES = {
    NoticeKind.COMPLAINT: (SubscriberState.COMPLAINED, COMPLAINT),
    NoticeKind.UNSUBSCRIBE: (SubscriberState.UNSUBSCRIBED, UNSUBSCRIBE_MAIL),
}


def refused(connection: Connection, number: int, status: str, reply: str, now: datetime) -> Verdict:
    """Draw the conclusion from a delivery that was refused for good; return whose fault it is.

    An address that is not there is written to no more (RFC 3463 class 5.1). A mailbox that takes nothing is
    given up after five editions without success between. Everything else is about this one message.
    """
    verdict = verdicts.judge(status, reply)
    sent = aftermath.find(connection, number)
    if sent is None or sent.state is not SubscriberState.ACTIVE:
        return verdict
    match verdict:
        case Verdict.ADDRESS:
            gone = True
        case Verdict.MAILBOX | Verdict.LATER:
            answers = aftermath.failures(connection, sent.subscriber, MOST_FAILURES)
            gone = len(answers) >= MOST_FAILURES and not any(map(_is_ours, answers))
        case _:
            gone = False
    if gone:
        subscribers.leave(connection, [sent.subscriber], BOUNCE, now, SubscriberState.BOUNCED)
    return verdict


def note(store: Store, notice: Notice, keys: Keys, now: datetime) -> bool:
    """Do what a later report asks for; return whether it changed anything.

    The token in it is the only authority: without one of ours nothing happens. The same report again
    changes nothing. Raises StoreError.
    """
    number = verp.delivery_of(keys, notice.reference)
    if number is None:
        return False
    with store.write() as connection:
        sent = aftermath.find(connection, number)
        if sent is None:
            return False
        match notice.kind:
            case NoticeKind.DELAY:
                return False
            case NoticeKind.BOUNCE:
                changed = aftermath.bounced(connection, number, notice.reply, now)
                if changed:
                    refused(connection, number, notice.status, notice.reply, now)
            case NoticeKind.COMPLAINT | NoticeKind.UNSUBSCRIBE:
                state, origin = _LEAVES[notice.kind]
                # A complaint counts more than having left.
                changed = sent.state is SubscriberState.ACTIVE or (
                    state is SubscriberState.COMPLAINED and sent.state is SubscriberState.UNSUBSCRIBED
                )
                if changed:
                    subscribers.leave(connection, [sent.subscriber], origin, now, state)
        if changed and sent.edition is not None and (reason := spike(connection, number)):
            aftermath.hold(connection, sent.edition, reason)
        return changed


def spike(connection: Connection, number: int) -> str:
    """Return why the edition of a delivery should not go on: too much of it came back; else nothing."""
    counts = aftermath.counts(connection, number)
    if counts.sent and counts.complaints >= max(_FEWEST_COMPLAINTS, _COMPLAINTS * counts.sent):
        return f"{counts.complaints} of {counts.sent} receivers have reported it as unwanted"
    if counts.sent and counts.refused >= max(_FEWEST_BOUNCES, _BOUNCES * counts.sent):
        return f"{counts.refused} of {counts.sent} messages came back"
    return ""


def _is_ours(reply: str) -> bool:
    return verdicts.judge(verdicts.quoted(reply), reply) is Verdict.OURS
