"""How do envelopes become calls of a provider's API, and its answers outcomes?"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from publisher.credentials import read_secret
from publisher.errors import ConfigError
from publisher.handover import Accepted, Deferred, Outcome, Ready, Refused, Shape, Unanswered, Wait
from publisher.transports._answers import Judged, Lost, Pause, one_line
from publisher.transports._breaker import Breaker
from publisher.transports._client import Client, Request

if TYPE_CHECKING:
    from publisher.config import Api, Mail
    from publisher.handover import Envelope
    from publisher.transports._answers import Answer

# To find one message of 100 that a provider does not take, without being told which, takes 14 calls more.
_MOST_CALLS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, and the envelopes in it.

    ``repeatable``: the provider recognises the same request and does not send its messages again.
    """

    request: Request
    envelopes: Sequence[Envelope]
    repeatable: bool = False


class Provider(Protocol):
    """What is one provider's own; one module in ``transports`` each."""

    @property
    def name(self) -> str:
        """Return what replies call it."""

    @property
    def shape(self) -> Shape:
        """Return in what shape it takes messages."""

    @property
    def batch(self) -> int:
        """Return how many messages one call carries at most."""

    def call(self, envelopes: Sequence[Envelope], now: datetime) -> Call:
        """Return the request for these envelopes, or for as many of the first ones as it can carry."""

    def judge(self, envelopes: Sequence[Envelope], answer: Answer, now: datetime) -> Judged:
        """Return what an answer means for the envelopes of its call."""


def account(mail: Mail) -> tuple[Api, str]:
    """Return the settings of the account, and the secret that its file holds.

    Raises ConfigError when the table is missing or the file cannot be used.
    """
    if mail.api is None:
        raise ConfigError(
            f'mail.api: missing; transport = "{mail.transport}" needs a table [mail.api] with a key_file'
        )
    return mail.api, read_secret(mail.api.key_file, key="mail.api.key_file", what="the key of the API")


def needed(mail: Mail, key: str, what: str) -> ConfigError:
    """Return the error for a setting that this provider cannot do without."""
    return ConfigError(f'mail.api.{key}: missing; transport = "{mail.transport}" needs {what}')


class ApiTransport:
    """Hands envelopes to one provider; how it fares is known to all sessions.

    ``clock`` counts seconds for pauses, ``today`` tells the time that providers use.
    """

    def __init__(
        self,
        provider: Provider,
        settings: Api,
        *,
        clock: Callable[[], float] = time.monotonic,
        today: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        import ssl

        self.sessions = settings.connections
        self.batch = min(settings.batch, provider.batch)
        self.one_request = provider.batch > 1
        self._provider = provider
        self._seconds = settings.timeout_seconds
        self._today = today
        self._breaker = Breaker(clock, trial_seconds=2 * settings.timeout_seconds)
        # The system's authorities, as for mail.
        self._trust = ssl.create_default_context()

    def session(self) -> ApiSession:
        """Return a new session with a connection of its own; nothing is opened yet."""
        client = Client(self._seconds, self._trust)
        return ApiSession(self._provider, client, self._breaker, self._today, self.batch)


class ApiSession:
    """One connection to a provider; only one thread uses it."""

    def __init__(
        self,
        provider: Provider,
        client: Client,
        breaker: Breaker,
        today: Callable[[], datetime],
        batch: int,
    ) -> None:
        self._provider = provider
        self._batch = batch
        self._client = client
        self._breaker = breaker
        self._today = today

    def reserve(self, wanted: int) -> Ready | Wait:
        """Say whether the provider takes messages, as far as the answers to all sessions have told."""
        most = min(wanted, self._batch)
        return self._breaker.wait() or Ready(shape=self._provider.shape, most=most)

    def send(self, envelopes: Sequence[Envelope]) -> Sequence[Outcome]:
        """Hand over the envelopes, in as few calls as the provider allows; return one outcome each."""
        outcomes: dict[int, Outcome] = {}
        # The envelopes that go together, by their positions; a part is replaced by smaller ones.
        parts = [[position for position, each in enumerate(envelopes) if each.recipient.isascii()]]
        for position, each in enumerate(envelopes):
            if not each.recipient.isascii():
                # RFC 3463 X.6.7: no non-ASCII addresses; none of the five transports them.
                reply = f"{self._provider.name} takes no address with letters outside ASCII"
                outcomes[position] = Refused(reply=reply, status="5.6.7")
        halted: Deferred | None = None
        calls = 0
        while parts:
            part = parts.pop(0)
            if not part:
                continue
            if halted is None and calls >= _MOST_CALLS:
                halted = Deferred(reply=f"{self._provider.name} refuses nearly every message", status="4.3.0")
            if halted is not None:
                outcomes |= dict.fromkeys(part, halted)
                continue
            # One call of the part at a time: the next one may have to wait for what this one is told.
            call = self._provider.call([envelopes[position] for position in part], self._today())
            calls += 1
            part, rest = part[: len(call.envelopes)], part[len(call.envelopes) :]
            result = self._hand_over(call)
            again = []
            for position, outcome in zip(part, result.outcomes, strict=True):
                if outcome is None:
                    again.append(position)
                else:
                    outcomes[position] = outcome
            middle = (len(again) + 1) // 2 if result.split else len(again)
            parts = [again[:middle], again[middle:], rest, *parts]
            if result.pause is not None:
                seconds = self._breaker.pause(result.pause)
                halted = Deferred(reply=result.pause.reason, status="4.3.2", after=seconds)
            else:
                self._breaker.answered()
                calls -= 0 if again else 1
        return [outcomes[position] for position in range(len(envelopes))]

    def close(self) -> None:
        """Let go of the connection; the next ``send`` opens it again."""
        self._client.close()

    def _hand_over(self, call: Call) -> Judged:
        provider, envelopes = self._provider, call.envelopes
        result = self._client.ask(call.request)
        if isinstance(result, Lost) and result.written and call.repeatable:
            # The provider tells what became of the first request, if it has come.
            result = self._client.ask(call.request)
            if isinstance(result, Lost):
                result = Lost(reason=result.reason, written=True)
        if isinstance(result, Lost):
            reason = one_line(f"{provider.name}: {result.reason}")
            outcome: Outcome = (
                Unanswered(reply=reason) if result.written else Deferred(reply=reason, status="4.4.1")
            )
            return Judged(outcomes=(outcome,) * len(envelopes), pause=Pause(reason=reason))
        return provider.judge(envelopes, result, self._today())


def accepted(name: str, identifier: str) -> Accepted:
    """Return that a provider has taken a message, and what it calls it."""
    return Accepted(reply=one_line(f"{name} {identifier}"))
