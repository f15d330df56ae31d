"""How does every delivery of an edition reach its subscriber once?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from desk import DAY, MONDAY, Desk, markdown, open_desk
from sqlalchemy import select

from publisher import subscribe
from publisher.config import Subscribers
from publisher.deliver import Deliverer, Report
from publisher.errors import ConfigError, SubscriptionError
from publisher.handover import Accepted, Deferred, DeliveryState, Envelope, Outcome, Refused
from publisher.model import Cadence, SubscriberState
from publisher.store import digest_tables, editions, ledger, subscriber_tables, subscribers
from publisher.subscriber import Preferences

MINUTE = timedelta(minutes=1)


class Killed(BaseException):
    """What a kill looks like from inside."""


class Fake:
    """A transport that answers as told, and looks into the database whenever it is given a message."""

    def __init__(self, desk: Desk, *outcomes: Outcome | BaseException) -> None:
        self.desk = desk
        self.outcomes = list(outcomes)
        self.sent: list[Envelope] = []
        self.states: list[dict[DeliveryState, int]] = []
        self.closed = 0

    def send(self, envelope: Envelope) -> Outcome:
        self.sent.append(envelope)
        self.states.append(states(self.desk))
        outcome = self.outcomes.pop(0) if self.outcomes else Accepted(reply="250 ok")
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    def close(self) -> None:
        self.closed += 1


def states(desk: Desk) -> dict[DeliveryState, int]:
    with desk.app.store.read() as connection:
        closed = [each.id for each in editions.listed(connection, 10)]
        found = ledger.sums(connection, closed)
    return found[closed[0]] if closed else {}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A publication with a closed edition for two subscribers."""
    with open_desk(tmp_path) as opened:
        for name in ("ada", "ben"):
            subscribe.add(
                opened.app.store,
                f"{name}@example.org",
                Preferences(cadence=Cadence.DAILY),
                "test",
                opened.keys,
                MONDAY,
            )
        opened.drop("world/a.md", markdown("The crane of Brindleport"))
        opened.take()
        closed = opened.app.editions.close_now(
            opened.app.site.channels(MONDAY).publication, Cadence.DAILY, MONDAY
        )
        assert closed is not None
        opened.publish()
        yield opened


def run(desk: Desk, transport: Fake, now: datetime = MONDAY, *, resume: bool = False) -> Report:
    deliverer = Deliverer(desk.app.store, desk.composer, transport)
    doubtful = deliverer.resume(now) if resume else 0
    report = deliverer.run(desk.app.site.channels(now).publication, lambda: now, lambda: False)
    return replace(report, doubtful=doubtful)


def test_every_subscriber_gets_the_message_once(desk: Desk) -> None:
    transport = Fake(desk)
    report = run(desk, transport)
    assert (report.accepted, report.deferred, report.refused) == (2, 0, 0)
    assert sorted(each.recipient for each in transport.sent) == ["ada@example.org", "ben@example.org"]
    assert len({each.message_id for each in transport.sent}) == 2
    assert message_from_bytes(transport.sent[0].payload)["Subject"] == "The crane of Brindleport"
    assert states(desk) == {DeliveryState.ACCEPTED: 2}
    assert transport.closed == 1
    again = Fake(desk)
    run(desk, again)
    assert again.sent == []


def test_sending_is_committed_before_the_transport_sees_the_message_and_accepted_after(desk: Desk) -> None:
    transport = Fake(desk)
    run(desk, transport)
    assert transport.states == [
        {DeliveryState.SENDING: 1, DeliveryState.PLANNED: 1},
        {DeliveryState.ACCEPTED: 1, DeliveryState.SENDING: 1},
    ]


def test_a_deferred_message_comes_again_at_its_time_with_the_same_bytes(desk: Desk) -> None:
    transport = Fake(desk, Deferred(reply="451 later"))
    report = run(desk, transport)
    assert (report.accepted, report.deferred, report.last_fault) == (1, 1, "451 later")
    assert run(desk, transport, MONDAY + MINUTE / 2).accepted == 0
    assert run(desk, transport, MONDAY + MINUTE).accepted == 1
    assert transport.sent[0] == transport.sent[2]
    assert states(desk) == {DeliveryState.ACCEPTED: 2}


def test_a_refused_message_never_comes_again(desk: Desk) -> None:
    transport = Fake(desk, Refused(reply="550 no such user"))
    report = run(desk, transport)
    assert (report.accepted, report.refused, report.last_fault) == (1, 1, "550 no such user")
    assert run(desk, transport, MONDAY + 30 * DAY) == Report()
    assert states(desk) == {DeliveryState.ACCEPTED: 1, DeliveryState.REFUSED: 1}


def test_after_two_days_of_deferrals_it_is_refused(desk: Desk) -> None:
    now, tries = MONDAY, 0
    while DeliveryState.REFUSED not in states(desk):
        transport = Fake(desk, *(Deferred(reply="451 later") for _ in range(2)))
        report = run(desk, transport, now)
        tries += 1
        with desk.app.store.read() as connection:
            now = ledger.next_due(connection) or now
    assert (report.deferred, report.refused) == (0, 2)
    assert tries == 13
    assert timedelta(days=1.75) < now - MONDAY < timedelta(days=2.25)


def test_a_message_whose_process_was_killed_is_doubtful_and_sent_again_the_same(desk: Desk) -> None:
    transport = Fake(desk, Killed())
    with pytest.raises(Killed):
        run(desk, transport)
    assert transport.closed == 1
    assert states(desk) == {DeliveryState.SENDING: 1, DeliveryState.PLANNED: 1}
    # Without a restart nobody touches it: another process may be sending it.
    assert len(Fake(desk).sent) == 0
    report = run(desk, transport, MONDAY + MINUTE, resume=True)
    assert (report.doubtful, report.accepted) == (1, 2)
    repeats = [each for each in transport.sent if each.message_id == transport.sent[0].message_id]
    assert len(repeats) == 2
    assert repeats[0] == repeats[1]
    assert states(desk) == {DeliveryState.ACCEPTED: 2}
    with desk.app.store.read() as connection:
        told = connection.execute(select(digest_tables.replies.c.state)).scalars().all()
    assert sorted(told) == ["accepted", "accepted", "uncertain"]


def test_a_message_that_cannot_be_built_is_refused_with_the_reason_and_the_others_go_on(desk: Desk) -> None:
    with desk.app.store.write() as connection:
        connection.execute(
            subscriber_tables.subscribers.update()
            .where(subscriber_tables.subscribers.c.folded == "ada@example.org")
            .values(address="ada@exa mple.org")
        )
    transport = Fake(desk)
    report = run(desk, transport)
    assert [each.recipient for each in transport.sent] == ["ben@example.org"]
    assert report.refused == 1
    assert "is not an e-mail address" in report.last_fault


def test_it_stops_between_two_messages(desk: Desk) -> None:
    transport = Fake(desk)
    deliverer = Deliverer(desk.app.store, desk.composer, transport)
    report = deliverer.run(
        desk.app.site.channels(MONDAY).publication, lambda: MONDAY, lambda: bool(transport.sent)
    )
    assert report.accepted == 1
    assert states(desk) == {DeliveryState.ACCEPTED: 1, DeliveryState.PLANNED: 1}


# Who receives it


def people(desk: Desk) -> dict[str, tuple[SubscriberState, Cadence]]:
    with desk.app.store.read() as connection:
        found = subscribers.listed(connection)
    return {each.address: (each.state, each.cadence) for each in found if each.origin != "test"}


def follow(desk: Desk, daily: tuple[str, ...] = (), weekly: tuple[str, ...] = ()) -> None:
    subscribe.follow_configuration(desk.app.store, Subscribers(daily=daily, weekly=weekly), desk.keys, MONDAY)


ACTIVE, LEFT = SubscriberState.ACTIVE, SubscriberState.UNSUBSCRIBED


def test_subscribers_follow_the_configuration(desk: Desk) -> None:
    follow(desk, ("Cy <cy@example.org>",), ("di@example.org",))
    assert people(desk) == {
        "cy@example.org": (ACTIVE, Cadence.DAILY),
        "di@example.org": (ACTIVE, Cadence.WEEKLY),
    }
    follow(desk, ("di@example.org",))
    assert people(desk) == {
        "cy@example.org": (LEFT, Cadence.DAILY),
        "di@example.org": (ACTIVE, Cadence.DAILY),
    }


def test_following_twice_writes_nothing(desk: Desk) -> None:
    follow(desk, ("cy@example.org",))
    rows = desk.rows()
    follow(desk, ("CY@Example.ORG",))
    assert desk.rows() == rows


def test_an_address_that_stands_in_the_configuration_again_is_back(desk: Desk) -> None:
    for daily in (("cy@example.org",), (), ("cy@example.org",)):
        follow(desk, daily)
    assert people(desk) == {"cy@example.org": (ACTIVE, Cadence.DAILY)}


def test_one_who_left_by_their_own_word_is_not_brought_back_by_any_configuration(desk: Desk) -> None:
    follow(desk, ("cy@example.org",))
    with desk.app.store.write() as connection:
        found = subscribers.find(connection, "cy@example.org")
        assert found is not None
        subscribers.leave(connection, [found.number], "their word", MONDAY)
    follow(desk, ("cy@example.org",))
    follow(desk, (), ("cy@example.org",))
    follow(desk)
    follow(desk, ("cy@example.org",))
    assert people(desk)["cy@example.org"][0] is LEFT
    subscribe.add(
        desk.app.store,
        "cy@example.org",
        Preferences(cadence=Cadence.WEEKLY),
        subscribe.COMMAND_LINE,
        desk.keys,
        MONDAY,
    )
    assert people(desk) == {"cy@example.org": (ACTIVE, Cadence.WEEKLY)}


def test_an_address_of_the_command_line_is_not_taken_away_by_the_configuration(desk: Desk) -> None:
    subscribe.add(
        desk.app.store,
        "cy@example.org",
        Preferences(cadence=Cadence.DAILY),
        subscribe.COMMAND_LINE,
        desk.keys,
        MONDAY,
    )
    follow(desk)
    assert people(desk) == {"cy@example.org": (ACTIVE, Cadence.DAILY)}


def test_one_person_subscribes_once_however_the_address_is_written(desk: Desk) -> None:
    subscribe.add(
        desk.app.store,
        "Cy@Example.org",
        Preferences(cadence=Cadence.DAILY),
        "command line",
        desk.keys,
        MONDAY,
    )
    subscribe.add(
        desk.app.store,
        '"Cy" <cy@example.ORG>',
        Preferences(cadence=Cadence.WEEKLY),
        "command line",
        desk.keys,
        MONDAY,
    )
    assert len(people(desk)) == 1


@pytest.mark.parametrize("address", ["cy", "cy@", "@example.org", "cy@exa mple.org", "cy@example..org", ""])
def test_what_is_no_address_is_a_sentence(desk: Desk, address: str) -> None:
    with pytest.raises(SubscriptionError, match="is not an e-mail address") as caught:
        subscribe.add(
            desk.app.store, address, Preferences(cadence=Cadence.DAILY), "command line", desk.keys, MONDAY
        )
    assert caught.value.exit_code == 64


def test_an_address_of_the_configuration_that_no_server_takes_is_named_with_its_key(desk: Desk) -> None:
    with pytest.raises(
        ConfigError, match=r"subscribers\.daily: 'cy@example\.\.org' is not an e-mail address"
    ):
        follow(desk, ("cy@example..org",))


def test_a_mail_waits_until_its_edition_has_the_page_that_it_leads_to(desk: Desk) -> None:
    desk.drop("world/b.md", markdown("The diver of Brindleport"))
    desk.take()
    later = MONDAY + DAY
    closed = desk.app.editions.close_now(desk.app.site.channels(later).publication, Cadence.DAILY, later)
    assert closed is not None

    early = Fake(desk)
    assert run(desk, early, later).accepted == 0
    assert not early.sent
    assert states(desk) == {DeliveryState.PLANNED: 2}

    desk.publish(later)
    transport = Fake(desk)
    assert run(desk, transport, later).accepted == 4
    page = "https://courier.example.org/editions/daily-2.html"
    for part in message_from_bytes(transport.sent[-1].payload).walk():
        if part.get_content_maintype() == "text":
            assert page in part.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert (desk.output / page.removeprefix("https://courier.example.org/")).exists()
