"""Which editions are closed, what is owed of each, and who has it in hand?"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid5

import newsroom
import pytest
from sqlalchemy import event, select

from publisher.handover import Delivery, DeliveryKind, DeliveryState
from publisher.model import Cadence, Digest, Edition, SubscriberState
from publisher.store import Store, aftermath, digest_tables, editions, leases, ledger, open_store, subscribers
from publisher.store.leases import Settled
from publisher.subscriber import Newcomer, Preferences

NOW = newsroom.NOON
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
DIGEST = Digest(subject="Bread", preheader="and salt", html="<p>…</p>", text="…")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "publisher.db")
    yield opened
    opened.close()


@pytest.fixture
def sender(store: Store) -> int:
    with store.write() as connection:
        return leases.enlist(connection, NOW)


def newcomer(address: str, cadence: Cadence = Cadence.DAILY, zone: str = "") -> Newcomer:
    return Newcomer(
        address=address,
        folded=address,
        state=SubscriberState.ACTIVE,
        preferences=Preferences(cadence=cadence, time_zone=zone),
        origin="test",
    )


def close(
    store: Store, receivers: int, *, number: int = 1, period: str = "p1", hold: str = "", at: datetime = NOW
) -> Edition:
    """Close an edition with a delivery to each of so many new subscribers, and to the old ones."""
    edition = replace(newsroom.EDITION, id=uuid5(newsroom.PUBLICATION, period), number=number, closed_at=at)
    with store.write() as connection:
        subscribers.add(connection, [newcomer(f"reader{each}@example.org") for each in range(receivers)], at)
        assert editions.close(
            connection,
            edition=edition,
            digest=DIGEST,
            period=period,
            hold=hold,
            due_at=at,
            shown=not hold,
        )
        ledger.plan_edition(connection, edition.id, Cadence.DAILY, [""], at)
    return edition


def lease(
    store: Store, sender: int, edition: Edition | None, most: int = 10, now: datetime = NOW
) -> list[Delivery]:
    with store.write() as connection:
        return leases.lease(connection, sender, edition.id if edition else None, now, most)


def mark(store: Store, sender: int, *taken: Delivery) -> frozenset[int]:
    with store.write() as connection:
        return leases.mark_sending(connection, sender, [(each, None) for each in taken], NOW)


def settle(store: Store, delivery: Delivery, state: DeliveryState, due_at: datetime | None = None) -> None:
    with store.write() as connection:
        leases.settle(
            connection,
            [Settled(delivery=delivery, state=state, reply="250 ok", at=NOW, due_at=due_at)],
            NOW,
        )


def sums(store: Store, edition: Edition) -> dict[DeliveryState, int]:
    with store.read() as connection:
        return ledger.sums(connection, [edition.id])[edition.id]


def next_due(store: Store) -> datetime | None:
    with store.read() as connection:
        return leases.next_due(connection)


def replies(store: Store) -> list[tuple[Any, ...]]:
    told = digest_tables.replies.c
    with store.read() as connection:
        return [tuple(row) for row in connection.execute(select(told.delivery, told.state, told.reply))]


def test_a_closed_edition_comes_back_as_it_was(store: Store) -> None:
    edition = close(store, 0)
    with store.read() as connection:
        assert editions.load(connection, edition.id) == (edition, DIGEST)
        last = editions.last(connection, Cadence.DAILY)
        assert last is not None
        assert (last.id, last.number, last.subject, last.hold) == (edition.id, 1, "Bread", "")
        assert editions.last(connection, Cadence.WEEKLY) is None


# What is owed


def test_every_active_subscriber_of_the_cadence_and_the_zones_is_planned_once(store: Store) -> None:
    with store.write() as connection:
        subscribers.add(
            connection,
            [
                newcomer("berlin@example.org", zone="Europe/Berlin"),
                newcomer("tokyo@example.org", zone="Asia/Tokyo"),
                newcomer("weekly@example.org", Cadence.WEEKLY),
                newcomer("gone@example.org"),
            ],
            NOW,
        )
        gone = subscribers.find(connection, "gone@example.org")
        assert gone is not None
        subscribers.leave(connection, [gone.number], "their word", NOW)
    edition = close(store, 2)
    with store.write() as connection:
        for zones, added in ((["", "Europe/Berlin"], 1), (["", "Europe/Berlin"], 0), (["Asia/Tokyo"], 1)):
            assert ledger.plan_edition(connection, edition.id, Cadence.DAILY, zones, NOW) == added
        assert sorted(each.address for each in ledger.missing(connection, edition.id)) == [
            "berlin@example.org",
            "reader0@example.org",
            "reader1@example.org",
            "tokyo@example.org",
        ]


def test_who_is_missing_is_named_with_the_last_answer(store: Store, sender: int) -> None:
    edition = close(store, 3)
    first, second, _ = lease(store, sender, edition)
    mark(store, sender, first, second)
    settle(store, first, DeliveryState.ACCEPTED)
    settle(store, second, DeliveryState.DEFERRED, NOW + MINUTE)
    with store.read() as connection:
        found = list(ledger.missing(connection, edition.id))
    assert [(each.address, each.state, each.attempts, each.due_at, each.reply) for each in found] == [
        (second.address, DeliveryState.DEFERRED, 1, NOW + MINUTE, "250 ok"),
        ("reader2@example.org", DeliveryState.LEASED, 0, NOW, ""),
    ]


def test_exactly_what_was_refused_or_is_uncertain_is_sent_again(store: Store, sender: int) -> None:
    edition = close(store, 4)
    taken = lease(store, sender, edition)
    mark(store, sender, *taken)
    states = (
        DeliveryState.ACCEPTED,
        DeliveryState.REFUSED,
        DeliveryState.UNCERTAIN,
        DeliveryState.SUPPRESSED,
    )
    for each, state in zip(taken, states, strict=True):
        settle(store, each, state)
    with store.write() as connection:
        ledger.complete(connection, [edition.id], NOW)
        assert ledger.resend(connection, edition.id, NOW + MINUTE) == 2
        assert ledger.resend(connection, edition.id, NOW + MINUTE) == 0
    again = lease(store, sender, edition, now=NOW + MINUTE)
    assert [each.number for each in again] == [taken[1].number, taken[2].number]
    # The same message, and the count begins anew.
    assert [(each.id, each.attempts, each.first_at) for each in again] == [
        (taken[1].id, 0, None),
        (taken[2].id, 0, None),
    ]


def test_what_is_deferred_is_given_up_when_the_next_edition_is_closed(store: Store, sender: int) -> None:
    first = close(store, 2)
    one, _ = lease(store, sender, first)
    mark(store, sender, one)
    settle(store, one, DeliveryState.DEFERRED, NOW + DAY)
    second = close(store, 0, number=2, period="p2", at=NOW + MINUTE)
    with store.write() as connection:
        assert ledger.supersede(connection, second.id, NOW + MINUTE) == 1
    assert sums(store, first) == {DeliveryState.REFUSED: 1, DeliveryState.LEASED: 1}
    assert replies(store)[-1] == (one.number, "refused", "given up: the next edition has been closed")


def test_the_number_of_a_forgotten_delivery_is_never_given_again(store: Store, sender: int) -> None:
    edition = close(store, 2)
    taken = lease(store, sender, edition)
    with store.write() as connection:
        assert ledger.forget(connection, taken[-1].subscriber)
        letter = ledger.plan_letter(connection, DeliveryKind.REMINDER, taken[0].subscriber, NOW)
    assert letter > taken[-1].number


# Who has it in hand


def test_a_delivery_is_leased_once_and_only_when_it_is_due(store: Store, sender: int) -> None:
    edition = close(store, 3)
    assert lease(store, sender, edition, now=NOW - MINUTE) == []
    assert len(lease(store, sender, edition, 2)) == 2
    (last,) = lease(store, sender, edition, 2)
    assert (last.attempts, last.address, last.first_at) == (0, "reader2@example.org", None)
    assert lease(store, sender, edition) == []


def test_two_senders_never_have_the_same_delivery(store: Store) -> None:
    edition = close(store, 200)
    sent: list[int] = []

    def send() -> None:
        with store.write() as connection:
            sender = leases.enlist(connection, NOW)
        while taken := lease(store, sender, edition, 7):
            sent.extend(mark(store, sender, *taken))

    senders = [threading.Thread(target=send) for _ in range(4)]
    for each in senders:
        each.start()
    for each in senders:
        each.join()
    assert len(sent) == 200
    assert len(set(sent)) == 200


def test_what_was_taken_back_cannot_be_marked_as_being_sent(store: Store, sender: int) -> None:
    edition = close(store, 3)
    first, second, third = lease(store, sender, edition)
    with store.write() as connection:
        other = leases.enlist(connection, NOW)
        ledger.conclude(connection, [first.number], DeliveryState.SUPPRESSED, "cancelled", NOW)
    assert mark(store, other, second) == frozenset()
    assert mark(store, sender, first, second, third) == {second.number, third.number}
    # Once is enough.
    assert mark(store, sender, second) == {second.number}
    assert sums(store, edition) == {DeliveryState.SENDING: 2, DeliveryState.SUPPRESSED: 1}


def test_nothing_of_an_edition_goes_that_is_held_or_cancelled_or_not_shown_or_not_due(store: Store) -> None:
    edition = close(store, 2)
    table = digest_tables.editions
    as_it_was: dict[str, Any] = {"hold": "", "cancelled_at": None, "shown": True, "due_at": NOW}
    for change in (
        {"hold": "an editor looks at it"},
        {"cancelled_at": NOW},
        {"shown": False},
        {"due_at": NOW + MINUTE},
    ):
        with store.write() as connection:
            connection.execute(table.update().values(as_it_was | change))
            assert leases.sendable(connection, NOW) == [], change
    with store.write() as connection:
        connection.execute(table.update().values(as_it_was))
        assert [each.id for each in leases.sendable(connection, NOW)] == [edition.id]


def test_a_hold_takes_back_what_was_leased_and_not_what_is_being_sent(store: Store, sender: int) -> None:
    edition = close(store, 2)
    first, second = lease(store, sender, edition)
    mark(store, sender, first)
    with store.write() as connection:
        assert aftermath.hold(connection, edition.id, "a spike")
        assert not aftermath.hold(connection, edition.id, "another")
    assert mark(store, sender, second) == frozenset()
    assert sums(store, edition) == {DeliveryState.SENDING: 1, DeliveryState.PLANNED: 1}
    assert next_due(store) is None


def test_a_letter_is_due_beside_every_edition(store: Store, sender: int) -> None:
    close(store, 1, hold="late")
    assert next_due(store) is None
    with store.write() as connection:
        found = subscribers.find(connection, "reader0@example.org")
        assert found is not None
        number = ledger.plan_letter(connection, DeliveryKind.REMINDER, found.number, NOW + MINUTE)
    assert next_due(store) == NOW + MINUTE
    (letter,) = lease(store, sender, None, now=NOW + MINUTE)
    assert (letter.number, letter.id) == (number, uuid5(letter.person, str(number)))


def test_the_states_of_an_edition_sum_up_to_what_was_planned(store: Store, sender: int) -> None:
    edition = close(store, 4)
    taken = lease(store, sender, edition, 3)
    mark(store, sender, *taken)
    for each, state in zip(
        taken, (DeliveryState.ACCEPTED, DeliveryState.REFUSED, DeliveryState.ACCEPTED), strict=True
    ):
        settle(store, each, state)
    assert sums(store, edition) == {
        DeliveryState.ACCEPTED: 2,
        DeliveryState.REFUSED: 1,
        DeliveryState.PLANNED: 1,
    }


def test_an_edition_without_deliveries_has_empty_sums_and_is_finished(store: Store) -> None:
    edition = close(store, 0)
    assert sums(store, edition) == {}
    assert next_due(store) is None
    with store.read() as connection:
        assert ledger.finished(connection, NOW) == [edition.id]


def test_a_deferred_delivery_comes_again_at_its_time_and_counts_its_attempts(
    store: Store, sender: int
) -> None:
    edition = close(store, 1)
    for attempt in range(3):
        (delivery,) = lease(store, sender, edition, now=NOW + attempt * MINUTE)
        assert (delivery.attempts, delivery.first_at) == (attempt, NOW if attempt else None)
        mark(store, sender, delivery)
        settle(store, delivery, DeliveryState.DEFERRED, NOW + (attempt + 1) * MINUTE)
        assert lease(store, sender, edition, now=NOW + attempt * MINUTE) == []
        assert next_due(store) == NOW + (attempt + 1) * MINUTE
    # Every answer is kept.
    assert [state for _, state, _ in replies(store)] == ["deferred"] * 3


def test_what_is_accepted_or_refused_never_comes_again(store: Store, sender: int) -> None:
    edition = close(store, 2)
    taken = lease(store, sender, edition)
    mark(store, sender, *taken)
    for each, state in zip(taken, (DeliveryState.ACCEPTED, DeliveryState.REFUSED), strict=True):
        settle(store, each, state)
        # A second answer to what is done changes nothing.
        settle(store, each, DeliveryState.DEFERRED, NOW)
    assert lease(store, sender, edition, now=NOW + 365 * DAY) == []
    assert sums(store, edition) == {DeliveryState.ACCEPTED: 1, DeliveryState.REFUSED: 1}


def test_who_left_since_the_edition_was_closed_gets_nothing(store: Store, sender: int) -> None:
    edition = close(store, 3)
    with store.write() as connection:
        found = subscribers.find(connection, "reader1@example.org")
        assert found is not None
        subscribers.leave(connection, [found.number], "their word", NOW)
    taken = lease(store, sender, edition)
    assert [each.address for each in taken] == ["reader0@example.org", "reader2@example.org"]
    assert sums(store, edition) == {DeliveryState.LEASED: 2, DeliveryState.SUPPRESSED: 1}
    assert [each[1:] for each in replies(store)] == [("suppressed", "the subscriber is unsubscribed")]


def test_thousands_may_have_left_at_once(store: Store, sender: int) -> None:
    edition = close(store, 1_200)
    with store.write() as connection:
        subscribers.leave(connection, subscribers.active(connection, Cadence.DAILY), "their word", NOW)
    assert lease(store, sender, edition) == []
    assert sums(store, edition) == {DeliveryState.SUPPRESSED: 1_200}


@pytest.mark.parametrize(
    ("policy", "state"), [("repeat", DeliveryState.PLANNED), ("ask", DeliveryState.UNCERTAIN)]
)
def test_what_a_killed_process_was_sending_is_doubtful(
    store: Store, sender: int, policy: str, state: DeliveryState
) -> None:
    edition = close(store, 3)
    lost, accepted, leased = lease(store, sender, edition)
    mark(store, sender, lost, accepted)
    settle(store, accepted, DeliveryState.ACCEPTED)
    with store.write() as connection:
        assert leases.recover(connection, NOW + MINUTE, policy, [sender]) == []
        assert leases.recover(connection, NOW + MINUTE, policy) == [lost.number]
        assert leases.recover(connection, NOW + MINUTE, policy) == []
    others = {} if state is DeliveryState.PLANNED else {state: 1}
    planned = 2 if state is DeliveryState.PLANNED else 1
    assert sums(store, edition) == {
        DeliveryState.ACCEPTED: 1,
        DeliveryState.PLANNED: planned,
        **others,
    }
    again = lease(store, sender, edition, now=NOW + MINUTE)
    assert leased in again
    assert (replace(lost, attempts=1, first_at=NOW) in again) is (policy == "repeat")
    assert [each[:2] for each in replies(store)] == [
        (accepted.number, "accepted"),
        (lost.number, "uncertain"),
    ]


def test_no_question_that_is_asked_while_sending_reads_a_whole_table(store: Store, sender: int) -> None:
    edition = close(store, 3)
    plans: list[str] = []

    def explain(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE")) and not isinstance(parameters, list):
            raw = connection.connection.cursor()
            raw.execute("EXPLAIN QUERY PLAN " + statement, parameters)
            plans.extend(f"{row[3]}  of  {statement}" for row in raw.fetchall())

    with store.write() as connection:
        event.listen(connection, "before_cursor_execute", explain)
        taken = leases.lease(connection, sender, edition.id, NOW, 10)
        leases.lease(connection, sender, None, NOW, 10)
        leases.mark_sending(connection, sender, [(taken[0], None)], NOW)
        leases.settle(
            connection,
            [Settled(delivery=taken[0], state=DeliveryState.ACCEPTED, reply="", at=NOW)],
            NOW,
        )
        leases.next_due(connection)
        leases.give_back(connection, sender)
        leases.recover(connection, NOW, "repeat")
        leases.dismiss(connection, sender)
        ledger.finished(connection, NOW)
        ledger.sums(connection, [edition.id])
        aftermath.hold(connection, edition.id, "a spike")
        aftermath.counts(connection, taken[0].number)
    tables = ("deliveries", "replies", "subscribers")
    whole = [plan for plan in plans if plan.startswith(tuple(f"SCAN {name}" for name in tables))]
    # What senders have in hand is one index, and as small as that.
    assert [plan for plan in whole if "ix_deliveries_taken" not in plan] == []
    assert len(plans) > 10


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
