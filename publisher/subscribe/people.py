"""What may the operator do with one subscriber?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from publisher.errors import SubscriptionError
from publisher.model import SubscriberState
from publisher.store import Store, ledger, requests, subscribers
from publisher.store.ledger import DeliveryRow
from publisher.store.requests import Request
from publisher.subscribe.addresses import normalise
from publisher.subscribe.forgetting import FORGOTTEN, forgotten
from publisher.subscriber import Change, Newcomer, Preferences, Subscriber
from publisher.tokens import Keys

COMMAND_LINE = "command line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A subscriber with all that has become of them, the oldest first."""

    subscriber: Subscriber
    history: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """Everything that is stored of one person: what they asked for, are, were sent, and what servers said."""

    subscriber: Subscriber | None
    history: tuple[Change, ...]
    requests: tuple[Request, ...]
    deliveries: tuple[DeliveryRow, ...]


def add(
    store: Store,
    address: str,
    preferences: Preferences,
    origin: str,
    keys: Callable[[], Keys],
    now: datetime,
) -> Subscriber:
    """Make ``address`` an active subscriber, whatever it was before, and return it.

    Raises SubscriptionError when it is not an address that mail can be sent to, with what is wrong, or
    when its person was forgotten.
    """
    exact, folded = normalise(address)
    with store.write() as connection:
        if forgotten(connection, keys)(folded):
            raise SubscriptionError(f"{address}: {FORGOTTEN}")
        activate(connection, exact, folded, preferences, origin, now)
        return _found(connection, address, folded)


def activate(
    connection: Connection, exact: str, folded: str, preferences: Preferences, origin: str, now: datetime
) -> None:
    """Make a normalised address an active subscriber at the word of ``origin``."""
    known = subscribers.find(connection, folded)
    consent = f"{origin}, {now:%Y-%m-%d}"
    if known is None:
        newcomer = Newcomer(
            address=exact,
            folded=folded,
            state=SubscriberState.ACTIVE,
            preferences=preferences,
            origin=origin,
            consent=consent,
        )
        subscribers.add(connection, [newcomer], now)
        return
    wanted = replace(
        known, address=exact, state=SubscriberState.ACTIVE, preferences=preferences, origin=origin
    )
    if known.state is not SubscriberState.ACTIVE:
        wanted = replace(wanted, consent=consent)
    subscribers.change(connection, wanted, now)


def change(
    store: Store, address: str, changed: Callable[[Preferences], Preferences], now: datetime
) -> Subscriber:
    """Let ``changed`` say what a subscriber wants from now on, and return them; the state stays.

    Raises SubscriptionError when nobody with this address is known.
    """
    folded = normalise(address)[1]
    with store.write() as connection:
        known = _found(connection, address, folded)
        wanted = changed(known.preferences)
        if wanted == known.preferences:
            return known
        # Whoever left by their own word stays so: the origin of a state is not that of a wish.
        subscribers.change(connection, replace(known, preferences=wanted), now)
        return _found(connection, address, folded)


def remove(store: Store, address: str, now: datetime) -> Subscriber:
    """Make a subscriber unsubscribed at the operator's word and return it; mail on its way is not sent.

    Raises SubscriptionError when nobody with this address is subscribed.
    """
    folded = normalise(address)[1]
    with store.write() as connection:
        found = subscribers.find(connection, folded)
        if found is None or found.state is not SubscriberState.ACTIVE:
            raise SubscriptionError(
                f"{address}: is not subscribed; `publisher subscribers list` shows who is"
            )
        # Not as what the configuration has taken out: that does not bring back whom the operator took out.
        subscribers.leave(connection, [found.number], COMMAND_LINE, now)
    return found


def look_up(store: Store, address: str) -> Known:
    """Return a subscriber with their history. Raises SubscriptionError when nobody has this address."""
    folded = normalise(address)[1]
    with store.read() as connection:
        found = _found(connection, address, folded)
        return Known(subscriber=found, history=tuple(subscribers.history(connection, found.number)))


def everything(store: Store, address: str) -> Stored:
    """Return all that is stored of a person. Raises SubscriptionError when nothing is known of them."""
    folded = normalise(address)[1]
    with store.read() as connection:
        known = subscribers.find(connection, folded)
        asked = requests.of_address(connection, folded)
        if not asked:
            known = _found(connection, address, folded)
        return Stored(
            subscriber=known,
            history=tuple(subscribers.history(connection, known.number)) if known else (),
            requests=tuple(asked),
            deliveries=tuple(ledger.of_subscriber(connection, known.number)) if known else (),
        )


def _found(connection: Connection, address: str, folded: str) -> Subscriber:
    found = subscribers.find(connection, folded)
    if found is None:
        raise SubscriptionError(f"{address}: is not known; `publisher subscribers list` shows who is")
    return found
