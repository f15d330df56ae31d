"""Does whoever wants the mail get it, and nobody else?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from visitors import Pages, open_pages

from publisher import subscribe
from publisher.errors import SubscriptionError
from publisher.model import Cadence, SubscriberState
from publisher.store import hashes, subscribers
from publisher.subscribe.forgetting import address_hash
from publisher.subscriber import Preferences

DAY = timedelta(days=1)
ADA = "ada@example.org"


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    with open_pages(tmp_path) as opened:
        yield opened


def test_a_letter_comes_first_and_its_button_subscribes(pages: Pages) -> None:
    answer = pages.ask("Ada@Example.org", cadence="weekly", section="world", time_zone="Europe/Paris")
    assert (answer.status_code, answer.headers["location"]) == (303, "/subscription/asked")
    assert pages.known(ADA) is None
    (letter,) = pages.letters()
    assert letter.recipient == "Ada@example.org"
    assert pages.person(ADA).state is SubscriberState.PENDING
    link = letter.link("confirm")
    assert "Yes, subscribe me" in pages.browser.get(link).text
    assert pages.person(ADA).state is SubscriberState.PENDING
    answer = pages.browser.post(link)
    assert (answer.status_code, "You are subscribed" in answer.text) == (200, True)
    person = pages.person(ADA)
    assert person.state is SubscriberState.ACTIVE
    assert person.preferences == Preferences(
        cadence=Cadence.WEEKLY, sections=("world",), time_zone="Europe/Paris"
    )
    assert person.consent == "asked 2026-11-23 12:00 UTC, confirmed by mail 2026-11-23 12:00 UTC"


def test_a_link_works_once(pages: Pages) -> None:
    pages.ask(ADA)
    link = pages.letters()[0].link("confirm")
    assert pages.browser.post(link).status_code == 200
    assert pages.browser.post(link).status_code == 410
    assert pages.browser.get(link).status_code == 410
    assert pages.person(ADA).state is SubscriberState.ACTIVE


def test_a_link_works_for_seven_days(pages: Pages) -> None:
    pages.ask(ADA)
    link = pages.letters()[0].link("confirm")
    pages.wait(7 * DAY - timedelta(seconds=1))
    assert pages.browser.get(link).status_code == 200
    pages.wait(timedelta(seconds=1))
    assert pages.browser.post(link).status_code == 410
    assert pages.person(ADA).state is SubscriberState.PENDING


def test_the_database_holds_no_link(pages: Pages) -> None:
    pages.ask(ADA)
    token = pages.letters()[0].link("confirm").rpartition("/")[2]
    assert token not in repr(pages.desk.rows())


def test_confirming_uses_up_every_link_of_the_person(pages: Pages) -> None:
    pages.ask(ADA)
    first = pages.letters()[0].link("confirm")
    pages.wait(DAY)
    pages.ask(ADA, cadence="weekly")
    second = pages.letters()[0].link("confirm")
    assert pages.browser.post(second).status_code == 200
    assert pages.browser.post(first).status_code == 410
    assert pages.person(ADA).cadence is Cadence.WEEKLY


def test_a_letter_in_doubt_is_sent_again_and_both_links_hold(pages: Pages) -> None:
    pages.ask(ADA)
    (first,) = pages.letters()
    with pages.desk.app.store.write() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET state = 'sending'")
    pages.desk.app.deliverer.resume(pages.now)
    (second,) = pages.letters()
    assert second.message["Message-ID"] == first.message["Message-ID"]
    assert second.link("confirm") != first.link("confirm")
    assert pages.browser.get(first.link("confirm")).status_code == 200
    assert pages.browser.post(second.link("confirm")).status_code == 200
    assert pages.browser.post(first.link("confirm")).status_code == 410


def test_who_is_subscribed_already_is_told_so_and_nothing_changes(pages: Pages) -> None:
    before = pages.subscribe(ADA)
    assert pages.ask(ADA, cadence="weekly").status_code == 303
    (letter,) = pages.letters()
    assert letter.message["Subject"] == "You already receive The Danube Courier"
    assert pages.person(ADA) == before
    assert "Every week" in pages.browser.get(letter.link("preferences")).text


def test_who_has_left_comes_back_by_a_letter(pages: Pages) -> None:
    subscribe.add(
        pages.desk.app.store, ADA, Preferences(cadence=Cadence.DAILY), "test", pages.desk.keys, pages.now
    )
    subscribe.remove(pages.desk.app.store, ADA, pages.now)
    assert pages.subscribe(ADA, cadence="weekly").cadence is Cadence.WEEKLY


def test_who_has_complained_is_not_asked(pages: Pages) -> None:
    person = pages.subscribe(ADA)
    with pages.desk.app.store.write() as connection:
        subscribers.change(connection, replace(person, state=SubscriberState.COMPLAINED), pages.now)
    assert pages.ask(ADA).status_code == 303
    assert pages.letters() == []


def test_an_address_is_sent_one_letter_in_a_day_and_three_ever(pages: Pages) -> None:
    arrived = []
    for _ in range(6):
        for _ in range(3):
            assert pages.ask(ADA).status_code == 303
        arrived.append(len(pages.letters()))
        pages.wait(DAY)
    assert arrived == [1, 1, 1, 0, 0, 0]


def test_whoever_confirms_may_be_written_to_again(pages: Pages) -> None:
    for _ in range(3):
        pages.ask(ADA)
        (letter,) = pages.letters()
        pages.wait(DAY)
    pages.browser.post(letter.link("confirm"))
    pages.ask(ADA)
    assert len(pages.letters()) == 1


def test_what_nobody_confirms_is_forgotten_with_its_address(pages: Pages) -> None:
    pages.ask(ADA)
    pages.letters()
    pages.wait(timedelta(days=8, seconds=1))
    pages.ask("ben@example.org")
    pages.letters()
    assert pages.known(ADA) is None
    rows = pages.desk.rows()
    assert ADA not in repr(rows)
    assert [row[1] for row in rows["requests"]] == ["ben@example.org"]


def test_a_subscriber_whom_somebody_asked_again_is_not_forgotten_with_the_request(pages: Pages) -> None:
    subscribe.add(
        pages.desk.app.store, ADA, Preferences(cadence=Cadence.DAILY), "test", pages.desk.keys, pages.now
    )
    subscribe.remove(pages.desk.app.store, ADA, pages.now)
    pages.ask(ADA)
    pages.letters()
    pages.wait(timedelta(days=9))
    pages.ask("ben@example.org")
    pages.letters()
    assert pages.person(ADA).state is SubscriberState.UNSUBSCRIBED


# Leaving


def test_one_click_unsubscribes_and_again_does_no_harm(pages: Pages) -> None:
    pages.subscribe(ADA)
    pages.wait(DAY)
    pages.ask(ADA)
    link = pages.letters()[0].link("unsubscribe")
    for _ in range(2):
        answer = pages.browser.post(link, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert pages.person(ADA).state is SubscriberState.UNSUBSCRIBED
    with pages.desk.app.store.read() as connection:
        history = subscribers.history(connection, pages.person(ADA).number)
    assert [each.origin for each in history].count("unsubscribe link") == 1


def test_one_click_takes_a_form_of_parts_too(pages: Pages) -> None:
    pages.subscribe(ADA)
    pages.wait(DAY)
    pages.ask(ADA)
    link = pages.letters()[0].link("unsubscribe")
    answer = pages.browser.post(link, files={"List-Unsubscribe": (None, "One-Click")})
    assert answer.status_code == 200
    assert pages.person(ADA).state is SubscriberState.UNSUBSCRIBED


def test_an_unsubscribe_link_works_after_years(pages: Pages) -> None:
    pages.subscribe(ADA)
    pages.wait(DAY)
    pages.ask(ADA)
    link = pages.letters()[0].link("unsubscribe")
    pages.wait(20 * 365 * DAY)
    assert pages.browser.post(link).status_code == 200
    assert pages.person(ADA).state is SubscriberState.UNSUBSCRIBED


def test_preferences_are_kept_and_end_with_ninety_days(pages: Pages) -> None:
    person = pages.subscribe(ADA)
    pages.wait(DAY)
    pages.ask(ADA)
    link = pages.letters()[0].link("preferences")
    answer = pages.browser.post(link, data={"cadence": "weekly", "section": ["world", "science"]})
    assert "Your choice has been saved." in answer.text
    assert pages.person(ADA).preferences == Preferences(cadence=Cadence.WEEKLY, sections=("world", "science"))
    assert pages.person(ADA).id == person.id
    pages.wait(90 * DAY)
    assert pages.browser.post(link, data={"cadence": "daily"}).status_code == 410
    assert pages.person(ADA).cadence is Cadence.WEEKLY


def test_who_has_left_chooses_nothing(pages: Pages) -> None:
    pages.subscribe(ADA)
    pages.wait(DAY)
    pages.ask(ADA)
    letter = pages.letters()[0]
    pages.browser.post(letter.link("unsubscribe"))
    for answer in (
        pages.browser.get(letter.link("preferences")),
        pages.browser.post(letter.link("preferences"), data={"cadence": "weekly"}),
    ):
        assert "You are not subscribed" in answer.text
    assert pages.person(ADA).state is SubscriberState.UNSUBSCRIBED


# Forgetting


def test_a_forgotten_person_leaves_only_a_hash(pages: Pages) -> None:
    person = pages.subscribe(ADA)
    subscribe.forget(pages.desk.app.store, ADA, pages.desk.keys(), pages.now)
    rows = pages.desk.rows()
    assert ADA not in repr(rows)
    assert repr(person.id) not in repr(rows)
    assert [row[0] for row in rows["suppressions"]] == [address_hash(ADA, pages.desk.keys())]
    assert rows["deliveries"] == rows["replies"] == rows["subscriber_changes"] == rows["requests"] == []


def test_nobody_but_its_owner_brings_a_forgotten_address_back(pages: Pages) -> None:
    pages.subscribe(ADA)
    store, keys = pages.desk.app.store, pages.desk.keys
    subscribe.forget(store, ADA, keys(), pages.now)
    with pytest.raises(SubscriptionError, match="was forgotten here at their wish"):
        subscribe.add(store, "ADA@example.org", Preferences(cadence=Cadence.DAILY), "test", keys, pages.now)
    pages.subscribe(ADA)
    with store.read() as connection:
        assert hashes.suppressed(connection) == frozenset()


def test_nobody_is_forgotten_while_a_mail_is_sent_to_them(pages: Pages) -> None:
    pages.subscribe(ADA)
    with pages.desk.app.store.write() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET state = 'sending'")
    before = pages.desk.rows()
    with pytest.raises(SubscriptionError, match="a mail is being sent to it now"):
        subscribe.forget(pages.desk.app.store, ADA, pages.desk.keys(), pages.now)
    assert pages.desk.rows() == before


def test_what_is_unknown_cannot_be_forgotten(pages: Pages) -> None:
    with pytest.raises(SubscriptionError, match="nothing is known of it"):
        subscribe.forget(pages.desk.app.store, ADA, pages.desk.keys(), pages.now)


def test_somebody_who_has_only_asked_can_be_forgotten(pages: Pages) -> None:
    pages.ask(ADA)
    subscribe.forget(pages.desk.app.store, ADA, pages.desk.keys(), pages.now)
    assert ADA not in repr(pages.desk.rows())
    assert pages.letters() == []


def test_a_person_is_given_all_that_is_stored_of_them(pages: Pages) -> None:
    pages.subscribe(ADA, section="world")
    pages.wait(DAY)
    pages.ask(ADA)
    everything = subscribe.everything(pages.desk.app.store, ADA)
    assert everything.subscriber == pages.person(ADA)
    assert [each.state for each in everything.history] == [SubscriberState.PENDING, SubscriberState.ACTIVE]
    assert [each.asked_at for each in everything.requests] == [pages.now]
    ((reply,),) = [each.replies for each in everything.deliveries]
    assert reply.text == "250 kept"
