"""What follows when mail comes back?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import DAY, KEYS, MONDAY, Desk, markdown, open_desk
from post import Post
from sqlalchemy import select

from publisher import failures, verp
from publisher.deliver import Deliverer
from publisher.handover import DeliveryState, Notice, NoticeKind
from publisher.model import Cadence, SubscriberState
from publisher.store import digest_tables, ledger, subscribers
from publisher.subscriber import Newcomer, Preferences

PEOPLE = 200


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A publication with an edition that all its subscribers' servers have accepted."""
    with open_desk(tmp_path) as opened:
        with opened.app.store.write() as connection:
            subscribers.add(
                connection,
                [
                    Newcomer(
                        address=f"reader{each}@example.org",
                        folded=f"reader{each}@example.org",
                        state=SubscriberState.ACTIVE,
                        preferences=Preferences(cadence=Cadence.DAILY),
                        origin="test",
                    )
                    for each in range(PEOPLE)
                ],
                MONDAY,
            )
        publish(opened, 0)
        yield opened


def publish(desk: Desk, day: int) -> None:
    now = MONDAY + day * DAY
    desk.drop(f"world/{day}.md", markdown(f"Story number {day}"), now)
    desk.take(now)
    channel = desk.app.site.channels(now).publication
    assert desk.app.editions.close_now(channel, Cadence.DAILY, now)
    desk.publish(now)
    Deliverer(desk.app.store, desk.composer, Post(), 64, "repeat").run(channel, lambda: now, lambda: False)


def numbers(desk: Desk, reader: int) -> list[int]:
    """Return the deliveries to one reader."""
    with desk.app.store.read() as connection:
        known = subscribers.find(connection, f"reader{reader}@example.org")
        assert known is not None
        return [each.number for each in ledger.of_subscriber(connection, known.number)]


def state(desk: Desk, reader: int) -> tuple[SubscriberState, str]:
    with desk.app.store.read() as connection:
        known = subscribers.find(connection, f"reader{reader}@example.org")
    assert known is not None
    return known.state, known.origin


def notice(kind: NoticeKind, number: int, status: str = "", reply: str = "said so") -> Notice:
    return Notice(kind=kind, reference=verp.reference(KEYS, number), status=status, reply=reply)


def note(desk: Desk, *notices: Notice) -> list[bool]:
    return [failures.note(desk.app.store, each, KEYS, MONDAY + DAY) for each in notices]


def bounce(reader: int, desk: Desk, status: str, edition: int = 0) -> Notice:
    return notice(NoticeKind.BOUNCE, numbers(desk, reader)[edition], status, f"550 {status} it came back")


def sums(desk: Desk) -> dict[DeliveryState, int]:
    with desk.app.store.read() as connection:
        (edition,) = connection.scalars(select(digest_tables.editions.c.id))
        return ledger.sums(connection, [edition])[edition]


def hold(desk: Desk) -> str:
    with desk.app.store.read() as connection:
        return str(connection.scalar(select(digest_tables.editions.c.hold)))


def test_an_address_that_is_not_there_is_given_up_and_its_delivery_counts_as_refused(desk: Desk) -> None:
    assert note(desk, bounce(7, desk, "5.1.1")) == [True]
    assert state(desk, 7) == (SubscriberState.BOUNCED, "bounce")
    assert sums(desk) == {DeliveryState.ACCEPTED: PEOPLE - 1, DeliveryState.REFUSED: 1}


def test_the_same_report_again_changes_nothing(desk: Desk) -> None:
    reports = [
        bounce(7, desk, "5.1.1"),
        notice(NoticeKind.COMPLAINT, numbers(desk, 8)[0]),
        notice(NoticeKind.UNSUBSCRIBE, numbers(desk, 9)[0]),
    ]
    assert note(desk, *reports) == [True] * 3
    rows = desk.rows()
    assert note(desk, *reports) == [False] * 3
    assert desk.rows() == rows


@pytest.mark.parametrize("status", ["5.2.2", "4.4.7", "5.7.1", "5.0.0", ""])
def test_one_bounce_of_another_kind_gives_nobody_up(desk: Desk, status: str) -> None:
    assert note(desk, bounce(7, desk, status)) == [True]
    assert state(desk, 7)[0] is SubscriberState.ACTIVE


def test_a_mailbox_whose_last_five_editions_came_back_is_given_up(desk: Desk) -> None:
    for day in range(1, 5):
        publish(desk, day)
    for edition in range(4):
        note(desk, bounce(7, desk, "5.2.2", edition))
    assert state(desk, 7)[0] is SubscriberState.ACTIVE
    note(desk, bounce(7, desk, "4.4.7", 4))
    assert state(desk, 7)[0] is SubscriberState.BOUNCED


def test_a_delay_is_not_the_end(desk: Desk) -> None:
    assert note(desk, notice(NoticeKind.DELAY, numbers(desk, 7)[0], "4.4.1")) == [False]
    assert sums(desk) == {DeliveryState.ACCEPTED: PEOPLE}


def test_who_complains_gets_nothing_any_more_and_a_complaint_counts_more_than_having_left(
    desk: Desk,
) -> None:
    (number,) = numbers(desk, 7)
    note(desk, notice(NoticeKind.UNSUBSCRIBE, number))
    assert state(desk, 7) == (SubscriberState.UNSUBSCRIBED, "unsubscribe mail")
    note(desk, notice(NoticeKind.COMPLAINT, number))
    assert state(desk, 7) == (SubscriberState.COMPLAINED, "complaint")
    note(desk, notice(NoticeKind.UNSUBSCRIBE, number))
    assert state(desk, 7)[0] is SubscriberState.COMPLAINED


def test_without_a_token_of_ours_nothing_happens(desk: Desk) -> None:
    rows = desk.rows()
    true = verp.reference(KEYS, numbers(desk, 7)[0])
    forged = true[:-1] + ("0" if true[-1] != "0" else "1")
    strangers = [verp.reference(KEYS, 10_000_000), forged, "", "reader7@example.org"]
    for kind in NoticeKind:
        reports = [Notice(kind=kind, reference=each, status="5.1.1") for each in strangers]
        assert note(desk, *reports) == [False] * len(reports)
    assert desk.rows() == rows


def open_again(desk: Desk) -> None:
    """Let the edition have somebody who still waits for it."""
    table = digest_tables.deliveries
    with desk.app.store.write() as connection:
        connection.execute(digest_tables.editions.update().values(completed_at=None))
        connection.execute(
            table.update().where(table.c.number == numbers(desk, 199)[0]).values(state="deferred")
        )


def test_an_edition_of_which_a_tenth_comes_back_stops(desk: Desk) -> None:
    open_again(desk)
    note(desk, *(bounce(each, desk, "5.1.1") for each in range(19)))
    assert hold(desk) == ""
    note(desk, bounce(19, desk, "5.1.1"))
    assert hold(desk) == "20 of 199 messages came back"


def test_an_edition_that_three_complain_of_stops(desk: Desk) -> None:
    open_again(desk)
    note(desk, *(notice(NoticeKind.COMPLAINT, numbers(desk, each)[0]) for each in range(2)))
    assert hold(desk) == ""
    note(desk, notice(NoticeKind.COMPLAINT, numbers(desk, 2)[0]))
    assert hold(desk) == "3 of 199 receivers have reported it as unwanted"
