"""Who is forgotten, and how does it stay so?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from publisher.errors import SubscriptionError
from publisher.store import Store, hashes, ledger, requests, subscribers
from publisher.subscribe.addresses import normalise
from publisher.tokens import Keys, hidden

FORGOTTEN = "was forgotten here at their wish; only they can come back, by the subscription form"


def forget(store: Store, address: str, keys: Keys, now: datetime) -> None:
    """Erase all that is stored of a person but a keyed hash, by which they are not taken in again unasked.

    Raises SubscriptionError when nothing is known of the address, or while a mail to it is being sent.
    """
    folded = normalise(address)[1]
    with store.write() as connection:
        known = subscribers.find(connection, folded)
        asked = requests.of_address(connection, folded)
        if known is None and not asked:
            raise SubscriptionError(
                f"{address}: nothing is known of it; `publisher subscribers list` shows who is known"
            )
        requests.drop(connection, [each.number for each in asked])
        if known is not None:
            if not ledger.forget(connection, known.number):
                raise SubscriptionError(
                    f"{address}: a mail is being sent to it now; try again in a minute, and if that stays "
                    "so, start the service again"
                )
            subscribers.forget(connection, known.number)
        hashes.answered(connection, address_hash(folded, keys))
        hashes.suppress(connection, address_hash(folded, keys), now)


def address_hash(folded: str, keys: Keys) -> bytes:
    """Return what an address is known by when it is not kept."""
    return hidden(keys, "address", folded)


def forgotten(connection: Connection, keys: Callable[[], Keys]) -> Callable[[str], bool]:
    """Return what says of an address without regard to case whether its person was forgotten.

    ``keys`` are asked for only when there is anybody.
    """
    known = hashes.suppressed(connection)
    if not known:
        return lambda _: False
    opened = keys()
    return lambda folded: address_hash(folded, opened) in known
