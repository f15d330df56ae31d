"""Who receives the digest because the configuration says so?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from publisher.config import Subscribers
from publisher.errors import ConfigError, SubscriptionError
from publisher.model import Cadence, SubscriberState
from publisher.store import Store, subscribers
from publisher.subscribe.addresses import normalise
from publisher.subscribe.people import activate
from publisher.subscriber import Preferences, Subscriber

CONFIGURATION = "configuration"
REMOVED = "removed from the configuration"


def follow_configuration(store: Store, wanted: Subscribers, now: datetime) -> None:
    """Make the subscribers of the configuration those of the store.

    An address that was taken out of the configuration is unsubscribed until it stands there again.
    One that has left by its own word is not brought back: only adding it on the command line does
    that. Raises ConfigError for what is no address.
    """
    listed = {
        folded: (exact, cadence)
        for cadence, addresses in ((Cadence.DAILY, wanted.daily), (Cadence.WEEKLY, wanted.weekly))
        for exact, folded in _addresses(cadence, addresses)
    }
    with store.read() as connection:
        ours = subscribers.of_origin(connection, (CONFIGURATION,))
        known = subscribers.known(connection, list(listed))
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
    if not left and not new:
        return
    with store.write() as connection:
        subscribers.leave(connection, left, REMOVED, now)
        for folded, (exact, preferences) in new.items():
            activate(connection, exact, folded, preferences, CONFIGURATION, now)


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
