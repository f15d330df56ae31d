"""How does an address become a subscriber, and stop being one?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from email.utils import parseaddr

from publisher.config import Subscribers
from publisher.errors import ConfigError, SubscriptionError
from publisher.model import Cadence, SubscriberState
from publisher.store import Store, subscribers
from publisher.store.subscribers import Subscriber

CONFIGURATION = "configuration"
COMMAND_LINE = "command line"
REMOVED = "removed from the configuration"


def add(store: Store, address: str, cadence: Cadence, origin: str, now: datetime) -> Subscriber:
    """Make ``address`` an active subscriber and return it.

    Raises SubscriptionError when it is not an address that mail can be sent to, with what is wrong.
    """
    exact, folded = normalise(address)
    with store.write() as connection:
        subscribers.put(connection, address=exact, folded=folded, cadence=cadence, origin=origin, now=now)
        found = subscribers.find(connection, folded)
    assert found is not None  # noqa: S101  it has just been written
    return found


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
        # Not as REMOVED: the configuration does not bring back whom the operator has taken out here.
        subscribers.leave(connection, [found.number], COMMAND_LINE, now)
    return found


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
        known = {each.address.casefold(): each for each in subscribers.listed(connection)}
    left = [
        each.number
        for folded, each in known.items()
        if each.origin == CONFIGURATION and each.state is SubscriberState.ACTIVE and folded not in listed
    ]
    new = {
        folded: place
        for folded, place in listed.items()
        if folded not in known
        or known[folded].origin == REMOVED
        or (
            known[folded].origin == CONFIGURATION
            and known[folded].state is SubscriberState.ACTIVE
            and known[folded].cadence is not place[1]
        )
    }
    if not left and not new:
        return
    with store.write() as connection:
        subscribers.leave(connection, left, REMOVED, now)
        for folded, (address, cadence) in new.items():
            subscribers.put(
                connection, address=address, folded=folded, cadence=cadence, origin=CONFIGURATION, now=now
            )


def _addresses(cadence: Cadence, addresses: Iterable[str]) -> Iterator[tuple[str, str]]:
    for address in addresses:
        try:
            yield normalise(address)
        except SubscriptionError as error:
            raise ConfigError(f"subscribers.{cadence}: {error}") from error


def normalise(address: str) -> tuple[str, str]:
    """Return an address as mail is sent to it, and as it is compared: without regard to case.

    Raises SubscriptionError; whether the domain exists is not asked here.
    """
    from email_validator import EmailNotValidError, validate_email

    bare = parseaddr(address)[1]
    if not bare or bare not in address:
        # parseaddr repairs: a@exa mple.org would subscribe somebody else, a@example.org.
        bare = address
    try:
        # "test" and "localhost" domains are how people try the program out.
        found = validate_email(bare, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise SubscriptionError(f"{address!r} is not an e-mail address: {error}") from error
    return found.normalized, found.normalized.casefold()
