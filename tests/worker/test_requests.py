"""Are requests answered by the service, and can their keys keep it from publishing?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from visitors import ADDRESS, Pages, open_pages

from publisher import subscribe
from publisher.config import Subscribers, Web
from publisher.errors import ConfigError
from publisher.worker.requests import Requests, follow_configuration


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    with open_pages(tmp_path) as opened:
        yield opened


def test_a_broken_file_of_keys_stops_letters_and_nothing_else(pages: Pages) -> None:
    app = pages.desk.app
    app.config.keys_file.write_text("nonsense\n")
    app.config.keys_file.chmod(0o600)
    worker = Requests(app)
    worker.answer(pages.now)
    with app.store.read() as connection:
        assert worker.next_turn(connection) is None
    pages.ask("ada@example.org")
    with pytest.raises(ConfigError, match=r"publisher\.keys:1: expected"):
        worker.answer(pages.now)
    with app.store.read() as connection:
        assert worker.next_turn(connection) is None
    app.config.keys_file.unlink()
    worker.answer(pages.now)
    assert len(pages.letters()) == 1


def test_a_flood_is_said_once_while_it_lasts_and_without_addresses(tmp_path: Path) -> None:
    with open_pages(tmp_path, web=Web(address=ADDRESS, requests_per_hour=6)) as pages:
        worker = Requests(pages.desk.app)
        for number in range(5):
            pages.ask(f"reader{number}@example.org", visitor=f"192.0.{number}.7")
        with capture_logs() as said:
            for _ in range(3):
                worker.answer(pages.now)
    events = [each["event"] for each in said]
    assert events[0] == "subscription requests"
    assert len([each for each in events if each.startswith("more people ask to subscribe")]) == 1
    assert "example.org" not in repr(said)


def test_without_pages_there_is_nothing_to_answer(tmp_path: Path) -> None:
    with open_pages(tmp_path) as pages:
        app = replace(pages.desk.app, config=replace(pages.desk.app.config, web=None))
        worker = Requests(app)
        worker.answer(pages.now)
        with app.store.read() as connection:
            assert worker.next_turn(connection) is None
    assert not app.config.keys_file.exists()


def test_forgotten_people_in_the_configuration_are_counted_and_not_named(pages: Pages) -> None:
    pages.subscribe("ada@example.org")
    app = pages.desk.app
    subscribe.forget(app.store, "ada@example.org", app.keyring.keys(), pages.now)
    wanted = Subscribers(daily=("ada@example.org", "ben@example.org"))
    with capture_logs() as said:
        follow_configuration(replace(app, config=replace(app.config, subscribers=wanted)), pages.now)
    assert [each["count"] for each in said] == [1]
    assert "ada@" not in repr(said)
    assert pages.known("ada@example.org") is None
    assert pages.person("ben@example.org").origin == "configuration"
