"""Which editions are closed, and what became of every delivery of each?"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid5

import newsroom
import pytest
from sqlalchemy import select

from publisher.handover import Delivery, DeliveryKind, DeliveryState
from publisher.model import Cadence, Digest, Edition, SubscriberState
from publisher.store import Store, digest_tables, editions, ledger, open_store, subscribers
from publisher.subscriber import Newcomer, Preferences

NOW = newsroom.NOON
MINUTE = timedelta(minutes=1)
DIGEST = Digest(subject="Bread", preheader="and salt", html="<p>…</p>", text="…")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "publisher.db")
    yield opened
    opened.close()


def newcomer(address: str, cadence: Cadence = Cadence.DAILY) -> Newcomer:
    return Newcomer(
        address=address,
        folded=address,
        state=SubscriberState.ACTIVE,
        preferences=Preferences(cadence=cadence),
        origin="test",
    )


def close(
    store: Store, receivers: int, *, number: int = 1, period: str = "p1", held: bool = False
) -> tuple[Edition, list[UUID]]:
    """Close an edition with a delivery to each of so many subscribers."""
    edition = replace(newsroom.EDITION, id=uuid5(newsroom.PUBLICATION, period), number=number)
    with store.write() as connection:
        for each in range(receivers):
            subscribers.add(connection, [newcomer(f"reader{each}@example.org")], NOW)
        assert editions.close(
            connection, edition=edition, digest=DIGEST, period=period, zone="UTC", held=held
        )
        numbers = subscribers.active(connection, Cadence.DAILY)
        planned = [(uuid5(edition.id, str(each)), edition.id, each) for each in numbers]
        ledger.plan(connection, planned, NOW)
    return edition, [each for each, _, _ in planned]


def claim(store: Store, now: object = NOW) -> Delivery | None:
    with store.write() as connection:
        return ledger.claim(connection, tuple(DeliveryKind), now)  # type: ignore[arg-type]


def settle(store: Store, delivery: Delivery, state: DeliveryState, due_at: object = None) -> None:
    with store.write() as connection:
        ledger.settle(connection, delivery.id, state, "250 ok", NOW, due_at)  # type: ignore[arg-type]


def sums(store: Store, edition: Edition) -> dict[DeliveryState, int]:
    with store.read() as connection:
        return ledger.sums(connection, [edition.id])[edition.id]


def test_a_closed_edition_comes_back_as_it_was(store: Store) -> None:
    edition, _ = close(store, 0)
    with store.read() as connection:
        assert editions.load(connection, edition.id) == (edition, DIGEST)
        last = editions.last(connection, Cadence.DAILY)
        assert last is not None
        assert (last.id, last.number, last.subject, last.held) == (edition.id, 1, "Bread", False)
        assert editions.last(connection, Cadence.WEEKLY) is None


def test_one_period_has_one_edition_whoever_closes_it(store: Store) -> None:
    edition, _ = close(store, 1)
    with store.write() as connection:
        second = replace(edition, id=UUID(int=9), number=2)
        arguments = {"edition": second, "digest": DIGEST, "held": False}
        assert editions.close(connection, period="p1", zone="UTC", **arguments) is False  # type: ignore[arg-type]
        assert editions.close(connection, period="p1", zone="Europe/Berlin", **arguments) is True  # type: ignore[arg-type]
    with store.read() as connection:
        assert [each.number for each in editions.listed(connection, 10)] == [2, 1]


def test_planning_twice_gives_one_delivery_a_subscriber(store: Store) -> None:
    edition, planned = close(store, 3)
    first = claim(store)
    assert first is not None
    with store.write() as connection:
        numbers = subscribers.active(connection, Cadence.DAILY)
        ledger.plan(connection, [(uuid5(edition.id, str(each)), edition.id, each) for each in numbers], NOW)
        # also under another id
        ledger.plan(connection, [(UUID(int=each), edition.id, each) for each in numbers], NOW)
    assert sums(store, edition) == {DeliveryState.PLANNED: 2, DeliveryState.SENDING: 1}
    assert len(planned) == 3


def test_a_delivery_is_claimed_once_and_only_when_it_is_due(store: Store) -> None:
    _, planned = close(store, 3)
    assert claim(store, NOW - MINUTE) is None
    taken = [claim(store), claim(store), claim(store)]
    assert {each.id for each in taken if each} == set(planned)
    assert claim(store) is None
    assert all(each and each.attempts == 0 and each.address.endswith("@example.org") for each in taken)


def test_two_senders_never_claim_the_same_delivery(store: Store) -> None:
    _, planned = close(store, 40)
    taken: list[UUID] = []

    def sender() -> None:
        while delivery := claim(store):
            taken.append(delivery.id)

    senders = [threading.Thread(target=sender) for _ in range(4)]
    for each in senders:
        each.start()
    for each in senders:
        each.join()
    assert sorted(taken) == sorted(planned)


def test_the_states_of_an_edition_sum_up_to_what_was_planned(store: Store) -> None:
    edition, planned = close(store, 4)
    for state in (DeliveryState.ACCEPTED, DeliveryState.REFUSED, DeliveryState.ACCEPTED):
        delivery = claim(store)
        assert delivery is not None
        settle(store, delivery, state)
    assert sums(store, edition) == {
        DeliveryState.ACCEPTED: 2,
        DeliveryState.REFUSED: 1,
        DeliveryState.PLANNED: 1,
    }
    assert sum(sums(store, edition).values()) == len(planned)


def test_an_edition_without_deliveries_has_empty_sums(store: Store) -> None:
    edition, _ = close(store, 0)
    assert sums(store, edition) == {}
    with store.read() as connection:
        assert ledger.next_due(connection) is None


def test_a_deferred_delivery_comes_again_at_its_time_and_counts_its_attempts(store: Store) -> None:
    close(store, 1)
    delivery = claim(store)
    assert delivery is not None
    settle(store, delivery, DeliveryState.DEFERRED, NOW + 5 * MINUTE)
    assert claim(store, NOW + 4 * MINUTE) is None
    with store.read() as connection:
        assert ledger.next_due(connection) == NOW + 5 * MINUTE
    again = claim(store, NOW + 5 * MINUTE)
    assert again == replace(delivery, attempts=1)


def test_what_is_accepted_or_refused_never_comes_again(store: Store) -> None:
    close(store, 2)
    for state in (DeliveryState.ACCEPTED, DeliveryState.REFUSED):
        delivery = claim(store)
        assert delivery is not None
        settle(store, delivery, state)
    assert claim(store, NOW + timedelta(days=365)) is None
    with store.read() as connection:
        assert ledger.next_due(connection) is None


def test_nothing_of_a_held_edition_is_sent(store: Store) -> None:
    edition, _ = close(store, 2, held=True)
    assert claim(store, NOW + timedelta(days=1)) is None
    with store.read() as connection:
        assert ledger.next_due(connection) is None
    assert sums(store, edition) == {DeliveryState.PLANNED: 2}


def test_who_left_since_the_edition_was_closed_gets_nothing(store: Store) -> None:
    edition, _ = close(store, 3)
    with store.write() as connection:
        found = subscribers.find(connection, "reader1@example.org")
        assert found is not None
        subscribers.leave(connection, [found.number], "their word", NOW)
    taken = []
    while delivery := claim(store):
        taken.append(delivery.address)
    assert sorted(taken) == ["reader0@example.org", "reader2@example.org"]
    assert sums(store, edition) == {DeliveryState.SENDING: 2, DeliveryState.SUPPRESSED: 1}
    with store.read() as connection:
        replies = connection.execute(
            select(digest_tables.replies.c.state, digest_tables.replies.c.reply)
        ).all()
    assert replies == [("suppressed", "the subscriber is unsubscribed")]


def test_thousands_may_have_left_at_once(store: Store) -> None:
    edition, _ = close(store, 1_200)
    with store.write() as connection:
        subscribers.leave(connection, subscribers.active(connection, Cadence.DAILY), "their word", NOW)
    assert claim(store) is None
    assert sums(store, edition) == {DeliveryState.SUPPRESSED: 1_200}


def test_what_a_killed_process_was_sending_is_doubtful_and_planned_again(store: Store) -> None:
    edition, _ = close(store, 3)
    lost, accepted = claim(store), claim(store)
    assert lost is not None
    assert accepted is not None
    settle(store, accepted, DeliveryState.ACCEPTED)
    with store.write() as connection:
        assert ledger.doubt(connection, NOW + MINUTE) == [lost.id]
    with store.write() as connection:
        assert ledger.doubt(connection, NOW + MINUTE) == []
    assert sums(store, edition) == {DeliveryState.ACCEPTED: 1, DeliveryState.PLANNED: 2}
    taken = []
    while delivery := claim(store, NOW + MINUTE):
        taken.append(delivery)
    assert replace(lost, attempts=1) in taken
    with store.read() as connection:
        told = connection.execute(
            select(digest_tables.replies.c.state).where(digest_tables.replies.c.delivery == lost.id)
        ).scalars()
        assert list(told) == ["uncertain"]


def test_every_answer_of_a_server_is_kept(store: Store) -> None:
    close(store, 1)
    for minutes in range(3):
        delivery = claim(store, NOW + minutes * MINUTE)
        assert delivery is not None
        assert delivery.attempts == minutes
        settle(store, delivery, DeliveryState.DEFERRED, NOW + (minutes + 1) * MINUTE)
    with store.read() as connection:
        assert len(connection.execute(select(digest_tables.replies)).all()) == 3


def test_subscribers_are_counted_by_state_and_cadence(store: Store) -> None:
    close(store, 2)
    with store.write() as connection:
        subscribers.add(connection, [newcomer("w@example.org", Cadence.WEEKLY)], NOW)
        first = next(subscribers.listed(connection))
        subscribers.leave(connection, [first.number], "their word", NOW)
        assert subscribers.count(connection) == {
            (SubscriberState.ACTIVE, Cadence.DAILY): 1,
            (SubscriberState.UNSUBSCRIBED, Cadence.DAILY): 1,
            (SubscriberState.ACTIVE, Cadence.WEEKLY): 1,
        }
        assert [each.address for each in subscribers.listed(connection)] == [
            "reader0@example.org",
            "reader1@example.org",
            "w@example.org",
        ]
