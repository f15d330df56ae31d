"""Which message does a delivery stand for?"""

from __future__ import annotations

import contextlib
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from publisher import digest, letters, mail, naming, tokens
from publisher.config import Config, Web
from publisher.errors import DeliveryError
from publisher.handover import Delivery, DeliveryKind, Envelope
from publisher.mail import Attached, Link
from publisher.model import Digest, Edition, Story
from publisher.outputs import Channel
from publisher.renderers import edition_page
from publisher.renderers.templates import environment
from publisher.store import Store, editions, requests
from publisher.tokens import Keys, Purpose

# How long a question waits for its answer, and for how long a mail leads to its reader's preferences.
CONFIRMATION_DAYS = 7
PREFERENCES_LIFE = timedelta(days=90)

# 128 bits: nobody guesses one of a million links that are open.
_TOKEN_BYTES = 16

# Editions that are being sent, in the choices of sections that are usual.
_KEPT = 32

_Loaded = tuple[Edition, Digest, tuple[Attached, ...]]


class Composer:
    """Makes the messages of one publication.

    ``keys`` returns what signs the links in them, and is asked only where there is a table [web];
    ``random`` returns as many unguessable bytes as it is asked for.
    """

    def __init__(
        self,
        store: Store,
        config: Config,
        templates: tuple[Path, ...],
        keys: Callable[[], Keys],
        random: Callable[[int], bytes],
    ) -> None:
        self._store = store
        self._config = config
        self._templates = templates
        self._keys = keys
        self._random = random
        self._edition = lru_cache(maxsize=_KEPT)(self._load)

    def mint(self, connection: Connection, delivery: Delivery, now: datetime) -> str:
        """Return a new token for the link in a confirmation, whose hash is kept; nothing for other mail.

        Every attempt has its own: one that is in doubt may have arrived. Empty, too, when nothing is asked
        any more, because it was confirmed or the person is forgotten.
        """
        if delivery.kind is not DeliveryKind.CONFIRMATION:
            return ""
        token = self._random(_TOKEN_BYTES)
        expires_at = now + timedelta(days=CONFIRMATION_DAYS)
        if not requests.offer(connection, delivery.id, sha256(token).digest(), expires_at):
            return ""
        return urlsafe_b64encode(token).decode("ascii").rstrip("=")

    def envelope(self, delivery: Delivery, token: str, channel: Channel, now: datetime) -> Envelope | None:
        """Return the message; None when there is nothing to say to this subscriber (any more).

        ``token`` is what ``mint`` returned. Raises DeliveryError.
        """
        match delivery.kind:
            case DeliveryKind.DIGEST:
                return self._digest(delivery, channel)
            case DeliveryKind.CONFIRMATION:
                return self._confirmation(delivery, token, channel, now) if token else None
            case DeliveryKind.REMINDER:
                return self._reminder(delivery, channel, now)

    def _digest(self, delivery: Delivery, channel: Channel) -> Envelope | None:
        if delivery.edition is None:
            raise DeliveryError("a digest without an edition", permanent=True)
        edition, rendered, pictures = self._edition(delivery.edition, delivery.sections, channel)
        if not edition.stories:
            return None
        web = self._config.web
        links = [Link(mark=digest.UNSUBSCRIBE_MARK, address=mail.unsubscribe_link(self._config.mail))]
        one_click = ""
        if web:
            one_click = self._link(web, delivery, Purpose.UNSUBSCRIBE, None)
            # From when it was closed: a repeat has the same bytes.
            until = edition.closed_at + PREFERENCES_LIFE
            links = [
                Link(mark=digest.UNSUBSCRIBE_MARK, address=one_click),
                Link(
                    mark=digest.PREFERENCES_MARK,
                    address=self._link(web, delivery, Purpose.PREFERENCES, until),
                ),
            ]
        return mail.envelope(
            digest=rendered,
            delivery=delivery,
            edition=edition,
            channel=channel,
            settings=self._config.mail,
            links=links,
            one_click=one_click,
            pictures=pictures,
        )

    def _confirmation(self, delivery: Delivery, token: str, channel: Channel, now: datetime) -> Envelope:
        language = delivery.language or channel.language
        link = f"{self._web().address}confirm/{token}"
        return mail.letter(
            letter=letters.confirmation(
                environment(self._templates), channel, language, link, CONFIRMATION_DAYS
            ),
            delivery=delivery,
            now=now,
            channel=channel,
            language=language,
            settings=self._config.mail,
        )

    def _reminder(self, delivery: Delivery, channel: Channel, now: datetime) -> Envelope:
        web = self._web()
        language = delivery.language or channel.language
        preferences = self._link(web, delivery, Purpose.PREFERENCES, now + PREFERENCES_LIFE)
        unsubscribe = self._link(web, delivery, Purpose.UNSUBSCRIBE, None)
        return mail.letter(
            letter=letters.reminder(
                environment(self._templates), channel, language, preferences, unsubscribe
            ),
            delivery=delivery,
            now=now,
            channel=channel,
            language=language,
            settings=self._config.mail,
        )

    def _web(self) -> Web:
        if self._config.web is None:
            # It was there when somebody asked. With it gone, a link would lead nowhere.
            raise DeliveryError("the table [web] is gone from the configuration", permanent=False)
        return self._config.web

    def _link(self, web: Web, delivery: Delivery, purpose: Purpose, until: datetime | None) -> str:
        token = tokens.sign(self._keys(), purpose, delivery.person, until)
        return f"{web.address}{purpose}/{token}"

    def _load(self, wanted: UUID, sections: tuple[str, ...], channel: Channel) -> _Loaded:
        """Return an edition as somebody who wants these sections receives it; no sections are all."""
        with self._store.read() as connection:
            edition, rendered = editions.load(connection, wanted)
        if sections:
            chosen = tuple(story for story in edition.stories if _is_of(story, sections))
            # How many of their sections had no room is not known.
            edition = replace(edition, stories=chosen, omitted=0)
            rendered = digest.render(
                edition,
                channel,
                environment(self._templates),
                web=channel.home + edition_page.place(edition),
                preferences=digest.PREFERENCES_MARK if self._config.web else "",
            )
        return edition, rendered, tuple(self._attached(edition))

    def _attached(self, edition: Edition) -> Iterator[Attached]:
        """Yield the pictures that travel with an edition; one that is gone leaves its story without."""
        seen: set[str] = set()
        for story in edition.stories:
            picture = story.picture
            if picture is None or not picture.address.startswith("cid:") or picture.address in seen:
                continue
            seen.add(picture.address)
            with contextlib.suppress(OSError):
                yield Attached(
                    identifier=picture.address.removeprefix("cid:"),
                    type=picture.type,
                    data=(self._config.output / picture.path).read_bytes(),
                )


def _is_of(story: Story, sections: tuple[str, ...]) -> bool:
    """Say whether an article that tells a story is of one of these sections."""
    # Two spellings of a folder's name that lead to one address are one section.
    folders = {naming.folder(each) for each in sections}
    return any(naming.folder(each) in folders for each in (story.section, *story.also_in))
