"""How does every delivery of an edition reach its subscriber once?"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from desk import DAY, MONDAY, Desk, markdown, open_desk
from post import Post
from sqlalchemy import select

from publisher import subscribe
from publisher.deliver import Deliverer, Report
from publisher.errors import StoreError
from publisher.handover import (
    Accepted,
    Deferred,
    DeliveryState,
    Envelope,
    Outcome,
    Refused,
    Unanswered,
    Wait,
)
from publisher.model import Cadence, SubscriberState
from publisher.store import aftermath, digest_tables, editions, leases, ledger, subscriber_tables, subscribers
from publisher.subscriber import Preferences

MINUTE = timedelta(minutes=1)


class Killed(BaseException):
    """What a kill looks like from inside."""


def join(desk: Desk, *addresses: str) -> None:
    for address in addresses:
        wanted = Preferences(cadence=Cadence.DAILY)
        subscribe.add(desk.app.store, address, wanted, "test", desk.keys, MONDAY)


def close(desk: Desk, now: datetime = MONDAY) -> None:
    """Close an edition with its page."""
    channel = desk.app.site.channels(now).publication
    assert desk.app.editions.close_now(channel, Cadence.DAILY, now)
    desk.publish(now)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Desk]:
    """A publication with a new article and nobody who wants it."""
    with open_desk(tmp_path) as opened:
        opened.drop("world/a.md", markdown("The crane of Brindleport"))
        opened.take()
        yield opened


@pytest.fixture
def desk(empty: Desk) -> Desk:
    """A publication with a closed edition for two subscribers."""
    join(empty, "ada@example.org", "ben@example.org")
    close(empty)
    return empty


@pytest.fixture
def crowd(empty: Desk) -> Desk:
    """The same for a hundred and twenty, at three domains."""
    join(empty, *(f"reader{each}@{'abc'[each % 3]}.example" for each in range(120)))
    close(empty)
    return empty


def deliverer(desk: Desk, post: Post, *, per_domain: int = 8, uncertain: str = "repeat") -> Deliverer:
    return Deliverer(desk.app.store, desk.composer, post, per_domain, uncertain)


def run(desk: Desk, post: Post, now: datetime = MONDAY, *, uncertain: str = "repeat") -> Report:
    sends = deliverer(desk, post, uncertain=uncertain)
    report = sends.run(desk.app.site.channels(now).publication, lambda: now, lambda: False)
    sends.close()
    return report


def states(desk: Desk) -> dict[DeliveryState, int]:
    with desk.app.store.read() as connection:
        (newest, *_) = editions.listed(connection, 10)
        return ledger.sums(connection, [newest.id])[newest.id]


def state_of(desk: Desk, address: str) -> SubscriberState:
    with desk.app.store.read() as connection:
        found = subscribers.find(connection, address)
    assert found is not None
    return found.state


def test_every_subscriber_gets_the_message_once(desk: Desk) -> None:
    post = Post()
    report = run(desk, post)
    assert (report.accepted, report.deferred, report.refused) == (2, 0, 0)
    assert sorted(each.recipient for each in post.sent) == ["ada@example.org", "ben@example.org"]
    assert len({each.message_id for each in post.sent}) == 2
    assert message_from_bytes(post.sent[0].payload)["Subject"] == "The crane of Brindleport"
    assert states(desk) == {DeliveryState.ACCEPTED: 2}
    assert (post.opened, post.closed) == (1, 1)
    again = Post()
    assert not run(desk, again)
    assert again.sent == []


def test_sending_is_committed_before_the_transport_sees_the_message_and_accepted_with_the_next(
    desk: Desk,
) -> None:
    seen: list[dict[DeliveryState, int]] = []
    run(desk, Post(look=lambda _: seen.append(states(desk))))
    assert seen == [
        {DeliveryState.SENDING: 1, DeliveryState.LEASED: 1},
        {DeliveryState.ACCEPTED: 1, DeliveryState.SENDING: 1},
    ]


def test_sixteen_sessions_send_everything_once_and_one_transaction_serves_many(crowd: Desk) -> None:
    taking: list[int] = []
    post = Post(sessions=16, look=lambda _: taking.append(states(crowd).get(DeliveryState.SENDING, 0)))
    report = run(crowd, post)
    assert report.accepted == 120
    assert Counter(each.recipient for each in post.sent).most_common(1)[0][1] == 1
    assert states(crowd) == {DeliveryState.ACCEPTED: 120}
    # At most one message per session is in doubt at any moment.
    assert max(taking) <= 16
    with crowd.app.store.read() as connection:
        assert connection.scalars(select(digest_tables.senders.c.number)).all() == []


def test_no_more_than_so_many_messages_are_on_their_way_to_one_domain(crowd: Desk) -> None:
    lock, under_way, most = threading.Lock(), Counter[str](), Counter[str]()
    post = Post(sessions=12)
    send = type(post.session()).send

    class Slow:
        def __init__(self) -> None:
            self.session = Post.session(post)
            self.reserve, self.close = self.session.reserve, self.session.close

        def send(self, envelopes: list[Envelope]) -> list[Outcome]:
            (domain,) = {each.recipient.rpartition("@")[2] for each in envelopes}
            with lock:
                under_way[domain] += 1
                most[domain] = max(most[domain], under_way[domain])
            outcomes = list(send(self.session, envelopes))  # type: ignore[arg-type]
            with lock:
                under_way[domain] -= 1
            return outcomes

    post.session = Slow  # type: ignore[assignment]
    sends = deliverer(crowd, post, per_domain=2)
    report = sends.run(crowd.app.site.channels(MONDAY).publication, lambda: MONDAY, lambda: False)
    assert report.accepted == 120
    assert max(most.values()) <= 2


def test_a_deferred_message_comes_again_at_its_time_with_the_same_bytes(desk: Desk) -> None:
    post = Post([Deferred(reply="451 later")])
    report = run(desk, post)
    assert (report.accepted, report.deferred, report.last_fault) == (1, 1, "451 later")
    assert run(desk, post, MONDAY + MINUTE / 2).accepted == 0
    assert run(desk, post, MONDAY + MINUTE).accepted == 1
    assert post.sent[0] == post.sent[2]
    assert states(desk) == {DeliveryState.ACCEPTED: 2}


def test_a_server_that_asks_for_a_pause_gets_it(desk: Desk) -> None:
    run(desk, Post([Deferred(reply="429 slower", after=7200.0), Deferred(reply="429 slower", after=7200.0)]))
    with desk.app.store.read() as connection:
        assert leases.next_due(connection) == MONDAY + 120 * MINUTE


def test_a_refused_message_never_comes_again(desk: Desk) -> None:
    report = run(desk, Post([Refused(reply="550 no")]))
    assert (report.accepted, report.refused, report.last_fault) == (1, 1, "550 no")
    assert not run(desk, Post(), MONDAY + 30 * DAY)
    assert states(desk) == {DeliveryState.ACCEPTED: 1, DeliveryState.REFUSED: 1}


def test_after_two_days_of_deferrals_it_is_refused(desk: Desk) -> None:
    now, tries = MONDAY, 0
    while DeliveryState.REFUSED not in states(desk):
        report = run(desk, Post([Deferred(reply="451 4.3.0 later"), Deferred(reply="451 4.3.0 later")]), now)
        tries += 1
        with desk.app.store.read() as connection:
            now = leases.next_due(connection) or now
    assert (report.deferred, report.refused) == (0, 2)
    assert report.last_fault == "given up after two days: 451 4.3.0 later"
    assert tries >= 12
    assert timedelta(days=1.5) < now - MONDAY <= timedelta(days=2)


def test_a_message_whose_process_was_killed_is_doubtful_and_sent_again_the_same(desk: Desk) -> None:
    post = Post()
    with desk.app.store.write() as connection:
        sender = leases.enlist(connection, MONDAY)
        (edition,) = leases.sendable(connection, MONDAY)
        first, second = leases.lease(connection, sender, edition.id, MONDAY, 10)
        assert leases.mark_sending(connection, sender, [(first, None)], MONDAY) == {first.number}
    # Another process may be sending it: who is alive is left alone.
    assert run(desk, post, MONDAY + MINUTE / 2).accepted == 0
    sends = deliverer(desk, post)
    assert sends.resume(MONDAY + MINUTE / 2) == 1
    report = sends.run(desk.app.site.channels(MONDAY).publication, lambda: MONDAY + MINUTE / 2, lambda: False)
    assert report.accepted == 2
    assert states(desk) == {DeliveryState.ACCEPTED: 2}
    with desk.app.store.read() as connection:
        told = connection.execute(
            select(digest_tables.replies.c.delivery, digest_tables.replies.c.state)
        ).all()
    assert sorted(told) == [
        (first.number, "accepted"),
        (first.number, "uncertain"),
        (second.number, "accepted"),
    ]
    assert f"<{first.id}@courier.example.org>" in {each.message_id for each in post.sent}


def test_what_a_sender_had_in_hand_that_was_not_heard_of_for_a_minute_is_taken_over(desk: Desk) -> None:
    with desk.app.store.write() as connection:
        sender = leases.enlist(connection, MONDAY)
        (edition,) = leases.sendable(connection, MONDAY)
        leases.lease(connection, sender, edition.id, MONDAY, 10)
    assert run(desk, Post(), MONDAY + 0.9 * leases.LEASE).accepted == 0
    with desk.app.store.write() as connection:
        # Something else that is due brings the next turn.
        first = connection.scalars(select(digest_tables.deliveries.c.number)).first()
        connection.execute(
            digest_tables.deliveries.update()
            .where(digest_tables.deliveries.c.number == first)
            .values(state="planned", sender=None)
        )
    assert run(desk, Post(), MONDAY + 1.1 * leases.LEASE).accepted == 2


@pytest.mark.parametrize(
    ("policy", "state"), [("repeat", DeliveryState.DEFERRED), ("ask", DeliveryState.UNCERTAIN)]
)
def test_a_message_that_was_sent_whole_and_not_answered_is_doubtful(
    desk: Desk, policy: str, state: DeliveryState
) -> None:
    report = run(desk, Post([Unanswered(reply="no answer")]), uncertain=policy)
    assert (report.accepted, report.uncertain, report.last_fault) == (1, 1, "no answer")
    assert states(desk) == {DeliveryState.ACCEPTED: 1, state: 1}
    assert run(desk, Post(), MONDAY + MINUTE, uncertain=policy).accepted == (policy == "repeat")
    with desk.app.store.read() as connection:
        complete = ledger.finished(connection, MONDAY + MINUTE)
        done = connection.scalar(select(digest_tables.editions.c.completed_at))
    assert (done is not None) is (policy == "repeat")
    assert complete == []


def test_an_edition_is_complete_when_accepted_and_refused_and_suppressed_are_all(desk: Desk) -> None:
    report = run(desk, Post([Deferred(reply="451 later"), Refused(reply="550 no")]))
    assert report.completed == []
    report = run(desk, Post(), MONDAY + MINUTE)
    with desk.app.store.read() as connection:
        (edition, *_) = editions.listed(connection, 1)
    assert report.completed == [edition.id]
    assert run(desk, Post(), MONDAY + DAY).completed == []


def test_a_bug_in_a_transport_leaves_the_message_in_doubt_and_ends_the_turn(desk: Desk) -> None:
    sends = deliverer(desk, Post([ZeroDivisionError()]))
    channel = desk.app.site.channels(MONDAY).publication
    with pytest.raises(ZeroDivisionError):
        sends.run(channel, lambda: MONDAY, lambda: False)
    report = sends.run(channel, lambda: MONDAY, lambda: False)
    assert report.accepted == 1
    assert states(desk) == {DeliveryState.ACCEPTED: 1, DeliveryState.DEFERRED: 1}


def test_an_answer_that_a_full_disk_did_not_take_is_written_down_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Post()
    sends = deliverer(desk, post)
    channel = desk.app.site.channels(MONDAY).publication
    write = desk.app.store.write

    def full() -> None:
        raise StoreError("the disk is full")

    post.look = lambda _: monkeypatch.setattr(desk.app.store, "write", full)
    with pytest.raises(StoreError, match="the disk is full"):
        sends.run(channel, lambda: MONDAY, lambda: False)
    assert states(desk) == {DeliveryState.SENDING: 1, DeliveryState.LEASED: 1}
    post.look = None
    monkeypatch.setattr(desk.app.store, "write", write)
    sends.run(channel, lambda: MONDAY, lambda: False)
    assert states(desk) == {DeliveryState.ACCEPTED: 2}
    assert len(post.sent) == 2


def test_a_message_that_cannot_be_built_is_refused_with_the_reason_and_the_others_go_on(desk: Desk) -> None:
    with desk.app.store.write() as connection:
        connection.execute(
            subscriber_tables.subscribers.update()
            .where(subscriber_tables.subscribers.c.folded == "ada@example.org")
            .values(address="ada@exa mple.org")
        )
    post = Post()
    report = run(desk, post)
    assert [each.recipient for each in post.sent] == ["ben@example.org"]
    assert report.refused == 1
    assert "is not an e-mail address" in report.last_fault


def test_it_stops_between_two_messages_and_gives_back_what_it_had_in_hand(crowd: Desk) -> None:
    post = Post(sessions=4)
    sends = deliverer(crowd, post)
    report = sends.run(
        crowd.app.site.channels(MONDAY).publication, lambda: MONDAY, lambda: len(post.sent) > 10
    )
    assert 10 < report.accepted < 120
    assert states(crowd) == {
        DeliveryState.ACCEPTED: report.accepted,
        DeliveryState.PLANNED: 120 - report.accepted,
    }
    # Sessions stay open for the next turn, and are closed with the last.
    assert post.closed == 0
    assert sends.run(crowd.app.site.channels(MONDAY).publication, lambda: MONDAY, lambda: False)
    assert (post.opened, post.closed) == (4, 4)
    assert states(crowd) == {DeliveryState.ACCEPTED: 120}


# Servers that take nothing


def test_when_no_server_is_there_nothing_is_touched_and_the_next_turn_comes_at_its_time(desk: Desk) -> None:
    post = Post(waits=[Wait(seconds=90.0, reason="mail.example.org: connection refused")])
    sends = deliverer(desk, post)
    now = MONDAY
    channel = desk.app.site.channels(MONDAY).publication
    report = sends.run(channel, lambda: now, lambda: False)
    assert not report
    assert (report.pause, report.paused_until) == (
        "mail.example.org: connection refused",
        MONDAY + timedelta(seconds=90),
    )
    assert states(desk) == {DeliveryState.PLANNED: 2}
    with desk.app.store.read() as connection:
        assert connection.execute(select(digest_tables.replies)).all() == []
        assert sends.next_due(connection) == MONDAY + timedelta(seconds=90)
    now = MONDAY + MINUTE
    assert not sends.run(channel, lambda: now, lambda: False)
    now = MONDAY + 2 * MINUTE
    assert sends.run(channel, lambda: now, lambda: False).accepted == 2


def test_a_limit_that_is_over_at_once_is_waited_for(desk: Desk) -> None:
    post = Post(waits=[Wait(seconds=0.001, reason="a limit"), Wait(seconds=0.001, reason="a limit")])
    assert run(desk, post).accepted == 2


# What follows from refusals


def test_an_address_that_is_not_there_gets_no_mail_any_more(desk: Desk) -> None:
    run(desk, Post([Refused(reply="550 5.1.1 no such user", status="5.1.1")]))
    assert sorted((state_of(desk, "ada@example.org"), state_of(desk, "ben@example.org"))) == [
        SubscriberState.ACTIVE,
        SubscriberState.BOUNCED,
    ]


def editions_that_end(desk: Desk, *outcomes: Outcome) -> None:
    """Send one edition after the other to ada alone, each with one of these outcomes."""
    for number, outcome in enumerate(outcomes):
        now = MONDAY + number * DAY
        desk.drop(f"world/{number}.md", markdown(f"Story number {number}"), now - MINUTE)
        desk.take(now)
        close(desk, now)
        run(desk, Post([outcome]), now)


FULL = Refused(reply="552 5.2.2 mailbox full", status="5.2.2")
OURS = Refused(reply="550 5.7.1 not welcome", status="5.7.1")
YES = Accepted(reply="250 ok")


@pytest.mark.parametrize(
    ("outcomes", "state"),
    [
        ([FULL] * 4, SubscriberState.ACTIVE),
        ([FULL] * 5, SubscriberState.BOUNCED),
        ([FULL, FULL, YES, FULL, FULL, FULL, FULL], SubscriberState.ACTIVE),
        ([OURS] * 5, SubscriberState.ACTIVE),
        ([FULL, FULL, OURS, FULL, FULL], SubscriberState.ACTIVE),
        ([Refused(reply="550 no")] * 6, SubscriberState.ACTIVE),
    ],
)
def test_a_full_mailbox_is_given_up_after_five_editions_without_success_between(
    empty: Desk, outcomes: list[Outcome], state: SubscriberState
) -> None:
    join(empty, "ada@example.org")
    editions_that_end(empty, *outcomes)
    assert state_of(empty, "ada@example.org") is state


def test_an_edition_is_held_when_more_than_five_of_a_hundred_fail_by_our_fault(crowd: Desk) -> None:
    post = Post(answer=lambda _: OURS)
    report = run(crowd, post)
    assert len(post.sent) == 6
    (reason,) = report.held.values()
    assert reason.endswith("550 5.7.1 not welcome")
    assert states(crowd) == {DeliveryState.REFUSED: 6, DeliveryState.PLANNED: 114}
    assert not run(crowd, Post(), MONDAY + DAY)
    with crowd.app.store.read() as connection:
        found = subscribers.listed(connection)
        assert {each.state for each in found} == {SubscriberState.ACTIVE}


def test_a_few_of_our_faults_among_many_do_not_hold_it(crowd: Desk) -> None:
    refused = {f"reader{each}@{'abc'[each % 3]}.example" for each in range(0, 120, 24)}
    report = run(crowd, Post(answer=lambda each: OURS if each.recipient in refused else YES))
    assert (report.accepted, report.refused, report.held) == (115, 5, {})


def test_an_edition_that_is_held_while_it_is_sent_stops_at_the_next_message(crowd: Desk) -> None:
    with crowd.app.store.read() as connection:
        (edition,) = leases.sendable(connection, MONDAY)

    def hold(envelope: Envelope) -> None:
        if len(post.sent) == 3:
            with crowd.app.store.write() as connection:
                assert aftermath.hold(connection, edition.id, "an editor looks at it")

    post = Post(look=hold)
    assert run(crowd, post).accepted == 3
    assert states(crowd) == {DeliveryState.ACCEPTED: 3, DeliveryState.PLANNED: 117}


# Requests to providers


def test_a_batch_is_as_large_as_the_transport_takes(crowd: Desk) -> None:
    post = Post(batch=50, one_request=True)
    assert run(crowd, post).accepted == 120
    assert post.calls == [50, 50, 20]
    assert len({each.request for each in post.sent}) == 3
    assert None not in {each.request for each in post.sent}


def test_a_request_that_is_in_doubt_is_repeated_as_it_was(crowd: Desk) -> None:
    with crowd.app.store.write() as connection:
        sender = leases.enlist(connection, MONDAY)
        (edition,) = leases.sendable(connection, MONDAY)
        taken = leases.lease(connection, sender, edition.id, MONDAY, 30)
        request = taken[0].id
        leases.mark_sending(connection, sender, [(each, request) for each in taken[:20]], MONDAY)
    post = Post(batch=50, one_request=True)
    sends = deliverer(crowd, post)
    assert sends.resume(MONDAY) == 20
    sends.run(crowd.app.site.channels(MONDAY).publication, lambda: MONDAY, lambda: False)
    assert sorted(post.calls) == [20, 50, 50]
    again = [each for each in post.sent if each.request == request]
    assert [each.message_id for each in again] == [f"<{each.id}@courier.example.org>" for each in taken[:20]]


def test_a_mail_waits_until_its_edition_has_the_page_that_it_leads_to(desk: Desk) -> None:
    desk.drop("world/b.md", markdown("The diver of Brindleport"))
    desk.take()
    later = MONDAY + DAY
    closed = desk.app.editions.close_now(desk.app.site.channels(later).publication, Cadence.DAILY, later)
    assert closed

    early = Post()
    # The first edition has its page: its mail need not wait for that of the second.
    assert run(desk, early, later).accepted == 2
    assert states(desk) == {DeliveryState.PLANNED: 2}

    sends = deliverer(desk, early)
    assert not sends.run(desk.app.site.channels(later).publication, lambda: later, lambda: False)
    with desk.app.store.read() as connection:
        # The service does not ask for it all the time.
        assert sends.next_due(connection) == later + timedelta(seconds=5)

    desk.publish(later)
    post = Post()
    assert run(desk, post, later).accepted == 2
    page = "https://courier.example.org/editions/daily-2.html"
    for part in message_from_bytes(post.sent[-1].payload).walk():
        if part.get_content_maintype() == "text":
            assert page in part.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert (desk.output / page.removeprefix("https://courier.example.org/")).exists()
