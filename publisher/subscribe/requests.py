"""What becomes of a wish to subscribe, and how is it kept from being a weapon?

Asking costs the same whoever is asked for: the address is checked and one row is written. Only the worker
looks whether it is known, so that neither the answer nor its time tells a visitor. Everybody else's mailbox
is protected by three limits: letters to an address, requests of a network, and letters in all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from publisher.config import Web
from publisher.handover import DeliveryKind
from publisher.model import SubscriberState
from publisher.store import Store, hashes, ledger, requests, subscribers
from publisher.store.requests import Request
from publisher.subscribe.addresses import normalise
from publisher.subscribe.allowances import network, turn
from publisher.subscribe.forgetting import address_hash
from publisher.subscriber import Newcomer, Preferences, Subscriber
from publisher.tokens import Keys, hidden

REQUEST = "request"

# Between two letters to one address, and how many it is ever sent without an answer.
_PAUSE = timedelta(days=1)
_MOST_LETTERS = 3

# A network may use its whole hour at once; of all letters a sixth go at once, the others evenly.
_NETWORK_BURST = timedelta(hours=1)
_BURST = timedelta(minutes=10)

# A day longer than the links in letters hold.
_LIFE = timedelta(days=8)

# One transaction: its lock is over before the next visitor notices.
_BATCH = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A wish to subscribe; ``network`` is whose limit it counts for: an IP address, or a name."""

    address: str
    preferences: Preferences
    network: str


@dataclass(slots=True, kw_only=True)
class Report:
    """What became of requests; ``waiting`` are those whose turn comes later because of the limits."""

    letters: int = 0
    dropped: int = 0
    expired: int = 0
    waiting: int = 0


def ask(store: Store, asked: Asked, limits: Web, keys: Keys, now: datetime) -> None:
    """Store a wish to subscribe, which the worker answers with a letter to the address.

    What is beyond the limit of its network waits, and beyond a day of waiting it is dropped, which nobody is
    told. Raises SubscriptionError when it is no address that mail can be sent to.
    """
    exact, folded = normalise(asked.address)
    source = hidden(keys, "network", network(asked.network))
    with store.write() as connection:
        used_until = hashes.used_until(connection, source)
        mine = turn(used_until, limits.requests_per_network, _NETWORK_BURST, now)
        if mine is None:
            return
        hashes.use(connection, source, mine.used_until)
        requests.add(
            connection,
            address=exact,
            folded=folded,
            preferences=asked.preferences,
            asked_at=now,
            due_at=mine.due_at,
        )


def answer(store: Store, limits: Web, keys: Callable[[], Keys], now: datetime) -> Report:
    """Plan a letter for each request whose turn it is, and forget what nobody has confirmed in time.

    ``keys`` are asked for only when there is one. Raises what they raise, and StoreError.
    """
    report = Report()
    while _is_due(store, now):
        opened = keys()
        everybody = hidden(opened, "network", "")
        with store.write() as connection:
            used_until = hashes.used_until(connection, everybody)
            due = requests.due(connection, now, _BATCH)
            for each in due:
                mine = turn(used_until, limits.requests_per_hour, _BURST, now)
                if mine is None or mine.due_at > now:
                    report.waiting = requests.waiting(connection)
                    break
                if _answer(connection, each, opened, now):
                    report.letters += 1
                    used_until = mine.used_until
                else:
                    report.dropped += 1
            if used_until is not None:
                hashes.use(connection, everybody, used_until)
            hashes.settle(connection, now)
        if report.waiting:
            break
    report.expired = _expire(store, now)
    return report


def _is_due(store: Store, now: datetime) -> bool:
    with store.read() as connection:
        due_at = requests.next_due(connection)
    return due_at is not None and due_at <= now


def next_turn(connection: Connection, keys: Callable[[], Keys]) -> datetime | None:
    """Return when the next letter may be planned. Raises what ``keys`` raise when anybody waits."""
    due_at = requests.next_due(connection)
    if due_at is None:
        return None
    used_until = hashes.used_until(connection, hidden(keys(), "network", ""))
    return due_at if used_until is None else max(due_at, used_until - _BURST)


def _answer(connection: Connection, asked: Request, keys: Keys, now: datetime) -> bool:
    """Plan the letter that answers a request; return whether there is one."""
    known = subscribers.find(connection, asked.folded)
    digest = address_hash(asked.folded, keys)
    sent = hashes.letters(connection, digest)
    often = sent is not None and (sent.count >= _MOST_LETTERS or now - sent.last_at < _PAUSE)
    if often or (known is not None and known.state is SubscriberState.COMPLAINED):
        requests.drop(connection, [asked.number])
        return False
    if known is not None and known.state is SubscriberState.ACTIVE:
        requests.drop(connection, [asked.number])
        ledger.plan_letter(connection, DeliveryKind.REMINDER, known.number, now)
    else:
        asking = known or _pending(connection, asked, now)
        letter = ledger.plan_letter(connection, DeliveryKind.CONFIRMATION, asking.number, now)
        requests.answer(connection, asked.number, letter)
    hashes.count_letter(connection, digest, now)
    return True


def _pending(connection: Connection, asked: Request, now: datetime) -> Subscriber:
    newcomer = Newcomer(
        address=asked.address,
        folded=asked.folded,
        state=SubscriberState.PENDING,
        preferences=asked.preferences,
        origin=REQUEST,
    )
    subscribers.add(connection, [newcomer], now)
    found = subscribers.find(connection, asked.folded)
    if found is None:
        raise AssertionError("a subscriber that was just added is not there")
    return found


def _expire(store: Store, now: datetime) -> int:
    """Forget requests that no link confirms any more, and who is known by them alone."""
    with store.read() as connection:
        if not requests.older(connection, now - _LIFE, 1):
            return 0
    with store.write() as connection:
        old = requests.older(connection, now - _LIFE, _BATCH)
        requests.drop(connection, [each.number for each in old])
        for folded in {each.folded for each in old}:
            known = subscribers.find(connection, folded)
            if (
                known is not None
                and known.state is SubscriberState.PENDING
                and known.origin == REQUEST
                and not requests.of_address(connection, folded)
                and ledger.forget(connection, known.number)
            ):
                subscribers.forget(connection, known.number)
    return len(old)
