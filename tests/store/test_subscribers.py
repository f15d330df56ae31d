"""Is every change of a subscriber kept, and an older list brought over whole?"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from databases import make_database
from sqlalchemy import create_engine

from publisher.model import Cadence, SubscriberState
from publisher.store import Store, database, open_store, subscribers
from publisher.store.migrations import _settings
from publisher.subscriber import Newcomer, Preferences

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    make_database(tmp_path / "publisher.db")
    opened = open_store(tmp_path / "publisher.db")
    yield opened
    opened.close()


def newcomer(address: str = "ada@example.org", **changes: object) -> Newcomer:
    found = Newcomer(
        address=address,
        folded=address.casefold(),
        state=SubscriberState.ACTIVE,
        preferences=Preferences(
            cadence=Cadence.WEEKLY, sections=("world", 'a "b", c'), time_zone="Europe/Berlin", language="de"
        ),
        origin="test",
        name="Ada Lovelace",
        consent="confirmed on 2026-11-01",
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def test_everything_that_a_newcomer_brings_is_stored(store: Store) -> None:
    came = newcomer(created_at=NOW - DAY)
    with store.write() as connection:
        subscribers.add(connection, [came], NOW)
        found = subscribers.find(connection, "ada@example.org")
    assert found is not None
    for name in ("address", "state", "preferences", "origin", "name", "consent", "created_at"):
        assert getattr(found, name) == getattr(came, name)
    assert found.changed_at == NOW


def test_every_change_is_in_the_history_with_its_word_and_its_time(store: Store) -> None:
    with store.write() as connection:
        subscribers.add(connection, [newcomer()], NOW)
        found = subscribers.find(connection, "ada@example.org")
        assert found is not None
        wanted = Preferences(cadence=Cadence.DAILY)
        subscribers.change(connection, replace(found, preferences=wanted, origin="preferences"), NOW + DAY)
        subscribers.leave(connection, [found.number], "their word", NOW + 2 * DAY)
        history = subscribers.history(connection, found.number)
    assert [(each.at, each.state, each.preferences, each.origin) for each in history] == [
        (NOW, SubscriberState.ACTIVE, found.preferences, "test"),
        (NOW + DAY, SubscriberState.ACTIVE, wanted, "preferences"),
        (NOW + 2 * DAY, SubscriberState.UNSUBSCRIBED, wanted, "their word"),
    ]


def test_ids_are_random_and_not_given_again(store: Store) -> None:
    with store.write() as connection:
        subscribers.add(connection, [newcomer(f"reader{each}@example.org") for each in range(50)], NOW)
        found = list(subscribers.listed(connection))
    assert len({each.id for each in found}) == 50
    assert all(each.id.version == 4 for each in found)


def test_they_are_listed_by_address_and_by_state(store: Store) -> None:
    with store.write() as connection:
        subscribers.add(connection, [newcomer(f"{each}@example.org") for each in "cab"], NOW)
        found = subscribers.find(connection, "a@example.org")
        assert found is not None
        subscribers.leave(connection, [found.number], "their word", NOW)
        assert [each.address[0] for each in subscribers.listed(connection)] == ["a", "b", "c"]
        left = subscribers.listed(connection, SubscriberState.UNSUBSCRIBED)
        assert [each.address[0] for each in left] == ["a"]


def test_more_than_one_statement_holds_are_added_known_and_taken_out(store: Store) -> None:
    many = [f"reader{each}@example.org" for each in range(40_000)]
    with store.write() as connection:
        subscribers.add(connection, [newcomer(each) for each in many], NOW)
        known = subscribers.known(connection, many)
        assert len(known) == len(many)
        subscribers.leave(connection, [each.number for each in known.values()], "their word", NOW)
        assert subscribers.count(connection) == {(SubscriberState.UNSUBSCRIBED, Cadence.WEEKLY): 40_000}
        assert len(subscribers.history(connection, known[many[-1]].number)) == 2


def test_a_database_of_before_keeps_subscribers_deliveries_and_answers(tmp_path: Path) -> None:
    path = tmp_path / "publisher.db"
    engine = create_engine(f"sqlite:///{path}")
    settings = _settings()
    with engine.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA application_id = {database.APPLICATION_ID}")
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0010")
    engine.dispose()
    with sqlite3.connect(path) as old:
        at = "2026-11-01 07:00:00.000000"
        for number, name in ((3, "ada"), (7, "Ben")):
            address = f"{name}@example.org"
            old.execute(
                "INSERT INTO subscribers VALUES (?, ?, ?, 'active', 'daily', 'command line', ?)",
                (number, address, address.casefold(), at),
            )
        old.execute(
            "INSERT INTO editions (id, number, cadence, period, zone, closed_at, held, omitted, subject, "
            "preheader, html, text) VALUES (?, 1, 'daily', 'p', 'UTC', ?, 0, 0, 's', '', '', '')",
            ("e" * 32, at),
        )
        for number, state in ((3, "accepted"), (7, "planned")):
            old.execute(
                "INSERT INTO deliveries VALUES (?, ?, ?, ?, 1, ?, ?)",
                (str(number) * 32, "e" * 32, number, state, at, at),
            )
        old.execute("INSERT INTO replies VALUES (1, ?, ?, 'accepted', '250 ok')", ("3" * 32, at))
    old.close()

    store = open_store(path)
    try:
        with store.read() as connection:
            found = {each.number: each for each in subscribers.listed(connection)}
            deliveries = connection.exec_driver_sql(
                "SELECT kind, subscriber, state FROM deliveries ORDER BY subscriber"
            ).all()
            answers = connection.exec_driver_sql(
                "SELECT subscriber, reply FROM replies JOIN deliveries ON delivery = deliveries.number"
            ).all()
            (edition,) = connection.exec_driver_sql("SELECT zone, hold, shown, due_at FROM editions").all()
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    finally:
        store.close()
    assert {number: each.address for number, each in found.items()} == {
        3: "ada@example.org",
        7: "Ben@example.org",
    }
    assert len({each.id for each in found.values()}) == 2
    assert all(each.preferences == Preferences(cadence=Cadence.DAILY) for each in found.values())
    assert [tuple(each) for each in deliveries] == [("digest", 3, "accepted"), ("digest", 7, "planned")]
    assert [tuple(each) for each in answers] == [(3, "250 ok")]
    assert tuple(edition) == ("", "", 1, at)
    assert broken == []


def test_a_letter_that_waits_for_its_answer_is_found_again_after_the_upgrade(tmp_path: Path) -> None:
    path = tmp_path / "publisher.db"
    engine = create_engine(f"sqlite:///{path}")
    settings = _settings()
    with engine.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA application_id = {database.APPLICATION_ID}")
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0012")
    engine.dispose()
    with sqlite3.connect(path) as old:
        at = "2026-11-01 07:00:00.000000"
        old.execute(
            "INSERT INTO subscribers VALUES (3, ?, 'a@b.example', 'a@b.example', '', 'pending', 'daily', "
            "'[]', '', '', 'form', '', ?, ?)",
            ("a" * 32, at, at),
        )
        old.execute(
            "INSERT INTO deliveries VALUES (?, 'confirmation', NULL, 3, 'accepted', 1, ?, ?)",
            ("d" * 32, at, at),
        )
        for number, letter in ((1, "d" * 32), (2, "f" * 32), (3, None)):
            old.execute(
                "INSERT INTO requests VALUES (?, 'a@b.example', 'a@b.example', '{}', ?, ?, ?)",
                (number, at, at, letter),
            )
        old.execute("INSERT INTO confirmations VALUES (?, 1, ?)", (b"hash", at))
    old.close()

    store = open_store(path)
    try:
        with store.read() as connection:
            letters = connection.exec_driver_sql("SELECT number, letter FROM requests ORDER BY number").all()
            (delivery,) = connection.exec_driver_sql("SELECT number FROM deliveries").all()
            confirmations = connection.exec_driver_sql("SELECT hash, request FROM confirmations").all()
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    finally:
        store.close()
    # One whose letter is gone counts as answered all the same.
    assert [tuple(each) for each in letters] == [(1, delivery[0]), (2, -2), (3, None)]
    assert [tuple(each) for each in confirmations] == [(b"hash", 1)]
    assert broken == []
