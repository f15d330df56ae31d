"""When are those answered who want to subscribe?"""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy import Connection

from publisher import subscribe
from publisher.app import App
from publisher.errors import ConfigError
from publisher.subscribe import requests

_log = structlog.get_logger()


def follow_configuration(app: App, now: datetime) -> None:
    """Make the subscribers of the configuration those of the store."""
    forgotten = subscribe.follow_configuration(app.store, app.config.subscribers, app.keyring.keys, now)
    if forgotten:
        _log.warning(
            "the configuration names subscribers who were forgotten at their wish: take them out",
            count=forgotten,
        )


class Requests:
    """The wishes to subscribe that the web server has written down."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._waiting = False

    def answer(self, now: datetime) -> None:
        """Plan the letters of all who may have one now. Raises ConfigError, StoreError."""
        web = self._app.config.web
        if web is None:
            return
        report = requests.answer(self._app.store, web, self._app.keyring.keys, now)
        if report.letters or report.dropped:
            _log.info("subscription requests", letters=report.letters, dropped=report.dropped)
        if report.waiting and not self._waiting:
            _log.warning(
                "more people ask to subscribe than [web] requests_per_hour allows; the others wait",
                waiting=report.waiting,
            )
        self._waiting = bool(report.waiting)

    def next_turn(self, connection: Connection) -> datetime | None:
        """Return when the next one may have a letter."""
        if self._app.config.web is None:
            return None
        try:
            return requests.next_turn(connection, self._app.keyring.keys)
        except ConfigError:
            # `answer` says so in its step, and publishing goes on.
            return None
