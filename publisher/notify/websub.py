"""How does a WebSub hub learn that a feed has changed?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from publisher.notify.news import Kind, Message, News, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """A hub (W3C Recommendation WebSub, 2018), which then fetches the feed and hands it on.

    ``name`` is its address.
    """

    name: str
    kind: Kind = Kind.WEBSUB
    most: int = 1

    def split(self, feeds: Sequence[str], pages: Sequence[str]) -> list[Message]:  # noqa: ARG002  no topic
        """Return one message for each feed: hubs know of topics only."""
        return [(feed, [feed], []) for feed in feeds]

    def request(self, news: News, now: datetime) -> Request:  # noqa: ARG002  other kinds say when they send
        """Return the ping for the one feed of ``news``.

        WebSub §6 leaves the form to hub and publisher. All public hubs take that of PubSubHubbub
        0.4 §7, with ``hub.url``; newer ones call the same thing ``hub.topic``, as the rest of
        WebSub does.
        """
        (topic,) = news.feeds
        form = {"hub.mode": "publish", "hub.url": topic, "hub.topic": topic}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return Request(url=self.name, headers=headers, body=urlencode(form).encode())
