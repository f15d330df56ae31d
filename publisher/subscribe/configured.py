"""Who receives the digest because the configuration says so?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from publisher.config import Subscribers
from publisher.errors import ConfigError, SubscriptionError
from publisher.model import Cadence, SubscriberState
from publisher.store import Store, subscribers
from publisher.subscribe.addresses import normalise
from publisher.subscribe.forgetting import forgotten
from publisher.subscribe.people import activate
from publisher.subscriber import Preferences, Subscriber
from publisher.tokens import Keys

CONFIGURATION = "configuration"
REMOVED = "removed from the configuration"


def follow_configuration(store: Store, wanted: Subscribers, keys: Callable[[], Keys], now: datetime) -> int:
    """Make the subscribers of the configuration those of the store; return how many were forgotten.

    An address that was taken out of the configuration is unsubscribed until it stands there again.
    One that has left by its own word is not brought back: only adding it on the command line does
    that. One whose person wants to be forgotten is passed over: that nobody can put right but who takes it
    out of the configuration, and the others are waiting for their mail. Raises ConfigError for what is no
    address.
    """
    listed = {
        folded: (exact, cadence)
        for cadence, addresses in ((Cadence.DAILY, wanted.daily), (Cadence.WEEKLY, wanted.weekly))
        for exact, folded in _addresses(cadence, addresses)
    }
    with store.read() as connection:
        ours = subscribers.of_origin(connection, (CONFIGURATION,))
        known = subscribers.known(connection, list(listed))
        is_forgotten = forgotten(connection, keys)
    left = [
        each.number
        for folded, each in ours.items()
        if each.state is SubscriberState.ACTIVE and folded not in listed
    ]
    new = {
        folded: (exact, _preferences(known.get(folded), cadence))
        for folded, (exact, cadence) in listed.items()
        if folded not in known or _follows(known[folded], cadence)
    }
    passed_over = [folded for folded in new if is_forgotten(folded)]
    for folded in passed_over:
        del new[folded]
    if not left and not new:
        return len(passed_over)
    with store.write() as connection:
        subscribers.leave(connection, left, REMOVED, now)
        for folded, (exact, preferences) in new.items():
            activate(connection, exact, folded, preferences, CONFIGURATION, now)
    return len(passed_over)


def _follows(known: Subscriber, cadence: Cadence) -> bool:
    """Say whether the configuration has a word in what becomes of somebody who is known already."""
    if known.origin == REMOVED:
        return True
    return (
        known.origin == CONFIGURATION
        and known.state is SubscriberState.ACTIVE
        and known.cadence is not cadence
    )


def _preferences(known: Subscriber | None, cadence: Cadence) -> Preferences:
    return replace(known.preferences, cadence=cadence) if known else Preferences(cadence=cadence)


def _addresses(cadence: Cadence, addresses: Iterable[str]) -> Iterator[tuple[str, str]]:
    for address in addresses:
        try:
            yield normalise(address)
        except SubscriptionError as error:
            raise ConfigError(f"subscribers.{cadence}: {error}") from error
