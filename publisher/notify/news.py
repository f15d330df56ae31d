"""Which values travel between the queue and those who are told?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class Kind(StrEnum):
    """Who is told: a WebSub hub, a web hook, or search engines by IndexNow."""

    WEBSUB = "websub"
    WEBHOOK = "webhook"
    INDEXNOW = "indexnow"


class Verdict(StrEnum):
    """What an answer means: it is done; this message later; every message later; this message never."""

    DONE = "done"
    LATER = "later"
    AWAY = "away"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What one message tells: the addresses of feeds and pages that have other bytes since ``at``."""

    id: UUID
    at: datetime
    feeds: tuple[str, ...]
    pages: tuple[str, ...]


Message = tuple[str, Sequence[str], Sequence[str]]
"""A topic, and the feeds and pages that a message about it tells; a newer one replaces it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One POST, ready to be sent."""

    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of a request; ``wait`` is for how long the target asks to be left alone.

    ``reply`` is one line for logs: it repeats neither the address nor the words of the target.
    """

    verdict: Verdict
    reply: str
    wait: timedelta | None = None


class Target(Protocol):
    """One web service that is told; one module in ``notify`` for each kind."""

    @property
    def kind(self) -> Kind:
        """Return of which kind it is."""

    @property
    def name(self) -> str:
        """Return what configuration, database and logs call it: nothing secret."""

    @property
    def most(self) -> int:
        """Return how many pages one message may tell; at least 1."""

    def split(self, feeds: Sequence[str], pages: Sequence[str]) -> list[Message]:
        """Return which messages tell what has changed, by their topics: none when it is nothing to it."""

    def request(self, news: News, now: datetime) -> Request:
        """Return the request that tells ``news``, to be sent at ``now``."""
