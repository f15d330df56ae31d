"""Which message does a delivery stand for?"""

from __future__ import annotations

import contextlib
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from publisher import contents, digest, letters, mail, naming, tokens, verp
from publisher.config import Config, Web
from publisher.errors import DeliveryError
from publisher.handover import Attached, Delivery, DeliveryKind, Envelope, Link, Shape
from publisher.mail import Cohort, Personal, Signer
from publisher.model import Digest, Edition, Story
from publisher.outputs import Channel
from publisher.renderers.templates import environment
from publisher.store import Store, editions
from publisher.tokens import Keys, Purpose

# How long a question waits for its answer, and for how long a mail leads to its reader's preferences.
CONFIRMATION_DAYS = 7
PREFERENCES_LIFE = timedelta(days=90)

# 128 bits: nobody guesses one of a million links that are open.
_TOKEN_BYTES = 16

# Editions that are being sent, in the choices of sections that are usual.
_KEPT = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A link that confirms a request: the SHA-256 of its token, and until when it holds."""

    digest: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A message; ``offer`` must be stored before it is sent."""

    envelope: Envelope
    offer: Offer | None = None


class Composer:
    """Makes the messages of one publication; many threads may ask it at once.

    ``keys`` returns what signs the links in them; ``random`` returns as many unguessable bytes as it is
    asked for; ``sign`` adds the signatures of the domain (DKIM), where there are any.
    """

    def __init__(
        self,
        store: Store,
        config: Config,
        templates: tuple[Path, ...],
        keys: Callable[[], Keys],
        random: Callable[[int], bytes],
        sign: Signer | None = None,
    ) -> None:
        self._store = store
        self._config = config
        self._templates = templates
        self._keys = keys
        self._random = random
        self._sign = sign
        self._lock = threading.Lock()
        self._cohort = lru_cache(maxsize=_KEPT)(self._load)

    def compose(
        self, delivery: Delivery, channel: Channel, shape: Shape, request: UUID | None, now: datetime
    ) -> Composed | None:
        """Return the message in this shape; None when there is nothing to say to this subscriber (any more).

        ``request`` is what carries it, together with others, to a provider. Raises DeliveryError.
        """
        if self._sign and shape is Shape.EIGHT_BIT:
            # RFC 6376 §5.3: a relay on the way that rewrites 8 bits would break the signature.
            shape = Shape.SEVEN_BIT
        match delivery.kind:
            case DeliveryKind.DIGEST:
                return self._digest(delivery, channel, shape, request)
            case DeliveryKind.CONFIRMATION:
                return self._confirmation(delivery, channel, shape, request, now)
            case DeliveryKind.REMINDER:
                return self._reminder(delivery, channel, shape, request, now)

    def _digest(
        self, delivery: Delivery, channel: Channel, shape: Shape, request: UUID | None
    ) -> Composed | None:
        if delivery.edition is None:
            raise DeliveryError("a digest without an edition", permanent=True)
        with self._lock:
            # Rendered once, however many threads want it first.
            prepared = self._cohort(delivery.edition, delivery.sections, channel, shape)
        if prepared is None:
            return None
        cohort, until = prepared
        return Composed(envelope=cohort.envelope(self._personal(delivery, request, until), self._sign))

    def _confirmation(
        self, delivery: Delivery, channel: Channel, shape: Shape, request: UUID | None, now: datetime
    ) -> Composed:
        # Every attempt has a link of its own: one that is in doubt may have arrived. Only its hash is kept.
        token = self._random(_TOKEN_BYTES)
        language = delivery.language or channel.language
        link = f"{self._web().address}confirm/{urlsafe_b64encode(token).decode('ascii').rstrip('=')}"
        written = letters.confirmation(
            environment(self._templates), channel, language, link, CONFIRMATION_DAYS
        )
        return Composed(
            envelope=self._letter(written, delivery, channel, language, shape, request, now),
            offer=Offer(digest=sha256(token).digest(), expires_at=now + timedelta(days=CONFIRMATION_DAYS)),
        )

    def _reminder(
        self, delivery: Delivery, channel: Channel, shape: Shape, request: UUID | None, now: datetime
    ) -> Composed:
        web = self._web()
        language = delivery.language or channel.language
        preferences = self._link(web, delivery, Purpose.PREFERENCES, now + PREFERENCES_LIFE)
        unsubscribe = self._link(web, delivery, Purpose.UNSUBSCRIBE, None)
        written = letters.reminder(environment(self._templates), channel, language, preferences, unsubscribe)
        return Composed(envelope=self._letter(written, delivery, channel, language, shape, request, now))

    def _letter(
        self,
        written: Digest,
        delivery: Delivery,
        channel: Channel,
        language: str,
        shape: Shape,
        request: UUID | None,
        now: datetime,
    ) -> Envelope:
        return mail.letter(
            letter=written,
            personal=self._personal(delivery, request),
            now=now,
            channel=channel,
            language=language,
            settings=self._config.mail,
            shape=shape,
            sign=self._sign,
        )

    def _personal(self, delivery: Delivery, request: UUID | None, until: datetime | None = None) -> Personal:
        """Return what is this recipient's own; the links of a digest lead to preferences ``until`` then."""
        settings, web, keys = self._config.mail, self._config.web, self._keys()
        reference = verp.reference(keys, delivery.number)
        mailbox = settings.bounces
        leave = verp.leave_address(mailbox, reference) if mailbox else ""
        one_click = self._link(web, delivery, Purpose.UNSUBSCRIBE, None) if web else ""
        links: tuple[Link, ...] = ()
        if until and web:
            preferences = self._link(web, delivery, Purpose.PREFERENCES, until)
            links = (
                Link(mark=digest.UNSUBSCRIBE_MARK, address=one_click),
                Link(mark=digest.PREFERENCES_MARK, address=preferences),
            )
        elif until:
            by_mail = mail.unsubscribe_link(settings, leave)
            links = (Link(mark=digest.UNSUBSCRIBE_MARK, address=by_mail),)
        return Personal(
            delivery=delivery.id,
            address=delivery.address,
            links=links,
            one_click=one_click,
            leave=leave,
            sender=verp.bounce_address(mailbox, reference) if mailbox else "",
            reference=reference,
            request=request,
        )

    def _web(self) -> Web:
        if self._config.web is None:
            # It was there when somebody asked. With it gone, a link would lead nowhere.
            raise DeliveryError("the table [web] is gone from the configuration", permanent=False)
        return self._config.web

    def _link(self, web: Web, delivery: Delivery, purpose: Purpose, until: datetime | None) -> str:
        token = tokens.sign(self._keys(), purpose, delivery.person, until)
        return f"{web.address}{purpose}/{token}"

    def _load(
        self, wanted: UUID, sections: tuple[str, ...], channel: Channel, shape: Shape
    ) -> tuple[Cohort, datetime] | None:
        """Return the mail of an edition for who wants these sections (none are all), None when it is empty.

        With it comes until when its links to preferences hold: from when it was closed, so that a repeat has
        the same bytes.
        """
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
                web=contents.web_address(edition, channel),
                preferences=digest.PREFERENCES_MARK if self._config.web else "",
            )
        if not edition.stories:
            return None
        cohort = mail.cohort(
            digest=rendered,
            edition=edition,
            channel=channel,
            settings=self._config.mail,
            language=channel.language,
            shape=shape,
            pictures=tuple(self._attached(edition)),
            help_address=self._config.web.address if self._config.web else "",
        )
        return cohort, edition.closed_at + PREFERENCES_LIFE

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
