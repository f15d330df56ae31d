"""What may somebody do who has been sent a link?"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from publisher.model import SubscriberState
from publisher.store import Store, hashes, requests, subscribers
from publisher.subscribe.forgetting import address_hash
from publisher.subscriber import Preferences, Subscriber
from publisher.tokens import Keys

CONFIRMED = "confirmed"

# Whoever is in one of these receives nothing that a link could stop.
_STOPPABLE = (SubscriberState.ACTIVE, SubscriberState.PENDING)


def is_open(store: Store, token: str, now: datetime) -> bool:
    """Say whether the token of a confirmation would confirm something."""
    digest = _digest(token)
    if digest is None:
        return False
    with store.read() as connection:
        return requests.confirmable(connection, digest, now) is not None


def confirm(store: Store, token: str, keys: Keys, now: datetime) -> Subscriber | None:
    """Make whoever was sent this token a subscriber, with what they asked for, and return them.

    The token is used up by that, and with it every other one of the same person. Returns None when it is
    unknown, used or too old. It is the word of the address's owner, and lifts what ``forget`` has left.
    """
    digest = _digest(token)
    if digest is None:
        return None
    with store.write() as connection:
        asked = requests.confirmable(connection, digest, now)
        known = subscribers.find(connection, asked.folded) if asked else None
        if asked is None or known is None or known.state is SubscriberState.COMPLAINED:
            return None
        minute = "%Y-%m-%d %H:%M UTC"
        consent = f"asked {asked.asked_at:{minute}}, confirmed by mail {now:{minute}}"
        wanted = asked.preferences
        confirmed = replace(
            known,
            state=SubscriberState.ACTIVE,
            # A form asks for no language: that of the page is the publication's.
            preferences=replace(wanted, language=wanted.language or known.preferences.language),
            origin=CONFIRMED,
            consent=consent if known.state is not SubscriberState.ACTIVE else known.consent,
        )
        subscribers.change(connection, confirmed, now)
        requests.drop(connection, [each.number for each in requests.of_address(connection, asked.folded)])
        hashes.answered(connection, address_hash(asked.folded, keys))
        hashes.release(connection, address_hash(asked.folded, keys))
        return subscribers.find(connection, asked.folded)


def person(store: Store, wanted: UUID) -> Subscriber | None:
    """Return the subscriber with the id that stands in a link."""
    with store.read() as connection:
        return subscribers.by_id(connection, wanted)


def unsubscribe(store: Store, wanted: UUID, origin: str, now: datetime) -> None:
    """Send this person no more digests, at the word of ``origin``; again, or unknown, it changes nothing."""
    known = person(store, wanted)
    if known is None or known.state not in _STOPPABLE:
        return
    with store.write() as connection:
        known = subscribers.by_id(connection, wanted)
        if known is not None and known.state in _STOPPABLE:
            subscribers.leave(connection, [known.number], origin, now)


def prefer(
    store: Store, wanted: UUID, preferences: Preferences, origin: str, now: datetime
) -> Subscriber | None:
    """Let a subscriber want this from now on, and return them; None when they are not subscribed."""
    with store.write() as connection:
        known = subscribers.by_id(connection, wanted)
        if known is None or known.state is not SubscriberState.ACTIVE:
            return None
        if known.preferences != preferences:
            subscribers.change(connection, replace(known, preferences=preferences, origin=origin), now)
        return subscribers.by_id(connection, wanted)


def _digest(token: str) -> bytes | None:
    """Return the hash of a token as the database knows it; None when it has no such form."""
    try:
        raw = urlsafe_b64decode(token + "==")
    except (binascii.Error, ValueError):
        return None
    if len(raw) != 16 or urlsafe_b64encode(raw).decode("ascii").rstrip("=") != token:
        return None
    return sha256(raw).digest()
