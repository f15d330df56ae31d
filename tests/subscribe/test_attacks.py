"""Can the form be turned against other people's mailboxes, or asked who is subscribed?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.engine import Engine
from visitors import ADDRESS, MOMENT, Pages, open_pages

from publisher import subscribe
from publisher.config import Web
from publisher.model import Cadence, SubscriberState
from publisher.store import subscribers
from publisher.subscribe import allowances, requests
from publisher.subscriber import Preferences

DAILY = Preferences(cadence=Cadence.DAILY)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    with open_pages(tmp_path) as opened:
        yield opened


def asks(pages: Pages, address: str, network: str) -> None:
    """Ask as a program does that gets past the form."""
    web = pages.desk.app.config.web
    assert web is not None
    asked = requests.Asked(address=address, preferences=DAILY, network=network)
    requests.ask(pages.desk.app.store, asked, web, pages.desk.keys(), pages.now)


def test_a_flood_brings_no_address_two_letters_and_lets_honest_people_through(pages: Pages) -> None:
    """10,000 requests for 1,000 addresses from 10 networks in 100 minutes, and an honest one every five."""
    got: Counter[str] = Counter()
    honest = []
    for turn in range(20):
        for number in range(500):
            sent = turn * 500 + number
            asks(pages, f"victim{sent % 1000}@example.org", f"198.51.{sent % 10}.{sent % 200}")
        honest.append(f"honest{turn}@example.org")
        asks(pages, honest[-1], f"192.0.{turn}.7")
        got.update(letter.recipient for letter in pages.letters())
        pages.wait(timedelta(minutes=5))
    # Of each of ten networks: a burst of an hour, one more, and its share of the hundred minutes.
    assert sum(got[each] for each in got if each.startswith("victim")) <= 10 * (21 + 20 * 100 / 60)
    assert set(got.values()) == {1}
    assert [each for each in honest if not got[each]] == []


def test_what_a_network_asks_too_much_waits_and_is_dropped_after_a_day(pages: Pages) -> None:
    for number in range(1000):
        asks(pages, f"victim{number}@example.org", "198.51.100.7")
    arrived = [len(pages.letters())]
    for _ in range(30):
        pages.wait(HOUR)
        arrived.append(len(pages.letters()))
    assert arrived == [21] + [20] * 24 + [0] * 6


def test_what_all_ask_too_much_goes_out_evenly_and_none_is_lost(tmp_path: Path) -> None:
    with open_pages(tmp_path, web=Web(address=ADDRESS, requests_per_hour=60)) as pages:
        for number in range(100):
            asks(pages, f"reader{number}@example.org", f"192.0.{number}.7")
        arrived = [len(pages.letters())]
        while arrived[-1] or len(arrived) < 3:
            with pages.desk.app.store.read() as connection:
                due_at = requests.next_turn(connection, pages.desk.keys)
            pages.wait(timedelta(minutes=1))
            assert due_at is None or due_at <= pages.now
            arrived.append(len(pages.letters()))
    assert arrived == [11] + [1] * 89 + [0]


def states() -> dict[str, SubscriberState | None]:
    return {
        "unknown@example.org": None,
        "forgotten@example.org": None,
        **{f"{state}@example.org": state for state in SubscriberState},
    }


@pytest.fixture
def peopled(pages: Pages) -> Pages:
    """The pages of a publication that knows somebody in every state, and somebody who was forgotten."""
    store, keys = pages.desk.app.store, pages.desk.keys
    for address, state in states().items():
        if state is not None or address.startswith("forgotten"):
            person = subscribe.add(store, address, DAILY, "test", keys, pages.now)
            if state is not None:
                with store.write() as connection:
                    subscribers.change(connection, replace(person, state=state), pages.now)
            else:
                subscribe.forget(store, address, keys(), pages.now)
    return pages


def test_the_answer_does_not_tell_who_is_known(peopled: Pages) -> None:
    stamp = peopled.stamp()
    answers = set()
    for number, address in enumerate(states()):
        browser = peopled.visitor(f"192.0.{number}.7")
        data = {"address": address, "cadence": "daily", "stamp": stamp}
        answer = browser.post("/subscription/subscribe", data=data)
        answers.add((answer.status_code, tuple(sorted(answer.headers.items())), answer.content))
    assert len(answers) == 1


def test_neither_does_what_the_database_is_asked(peopled: Pages) -> None:
    stamp = peopled.stamp()
    # The first one opens the database.
    peopled.ask("first@example.org")
    said: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        asked = set()
        for number, address in enumerate(states()):
            said.clear()
            data = {"address": address, "cadence": "daily", "stamp": stamp}
            peopled.visitor(f"192.0.{number}.7").post("/subscription/subscribe", data=data)
            asked.add(tuple(said))
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len(asked) == 1
    (statements,) = asked
    assert any("INSERT INTO requests" in each for each in statements)
    assert not any("FROM subscribers" in each for each in statements)


def test_the_letter_to_each_says_only_what_its_owner_may_know(peopled: Pages) -> None:
    for number, address in enumerate(states()):
        asks(peopled, address, f"192.0.{number}.7")
    subjects = {each.recipient: str(each.message["Subject"]) for each in peopled.letters()}
    reminded = {each for each, subject in subjects.items() if subject.startswith("You already receive")}
    assert reminded == {"active@example.org"}
    assert set(states()) - set(subjects) == {"complained@example.org"}


def test_nothing_that_a_visitor_typed_stands_in_a_letter(pages: Pages) -> None:
    pages.ask("buy.pills.now@spam.example.org", section="world", time_zone="Europe/Paris")
    (letter,) = pages.letters()
    page = letter.message.get_body(("html",))
    assert page is not None
    said = letter.text + str(page.get_content()) + str(letter.message["Subject"])
    for typed in ("pills", "spam", "world", "World", "Paris"):
        assert typed not in said


def test_a_form_that_is_sent_at_once_or_without_a_stamp_asks_for_one_more_button(pages: Pages) -> None:
    page = pages.browser.get("/subscription/").text
    stamp = page.partition('name="stamp" value="')[2].partition('"')[0]
    for given_stamp in (stamp, "", "forged", stamp[:-1] + "A"):
        data = {"address": "ada@example.org", "stamp": given_stamp}
        answer = pages.browser.post("/subscription/subscribe", data=data)
        assert answer.status_code == 200
        assert "One more step" in answer.text
    assert pages.desk.rows()["requests"] == []
    pages.wait(MOMENT)
    answer = pages.browser.post(
        "/subscription/subscribe", data={"address": "ada@example.org", "stamp": stamp}
    )
    assert answer.status_code == 303


def test_who_fills_in_the_hidden_field_is_answered_and_ignored(pages: Pages) -> None:
    assert pages.ask("ada@example.org", website="https://spam.example").status_code == 303
    assert pages.desk.rows()["requests"] == []


def test_no_address_of_a_visitor_is_kept(pages: Pages) -> None:
    pages.ask("ada@example.org", visitor="203.0.113.77")
    pages.letters()
    assert "203.0.113" not in repr(pages.desk.rows())


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("203.0.113.7", "203.0.113.250", True),
        ("203.0.113.7", "203.0.114.7", False),
        ("2001:db8:1:2200::1", "2001:db8:1:22ff::9", True),
        ("2001:db8:1:2200::1", "2001:db8:1:2300::1", False),
        ("::ffff:203.0.113.7", "203.0.113.8", True),
        ("2001:db8::1", "203.0.113.7", False),
        ("key website", "key other", False),
    ],
)
def test_a_limit_is_that_of_a_household_and_not_of_an_address(one: str, other: str, together: bool) -> None:
    assert (allowances.network(one) == allowances.network(other)) is together


@given(st.lists(st.integers(0, 7200), min_size=1, max_size=60).map(sorted), st.integers(1, 50))
def test_no_hour_has_more_turns_than_a_burst_and_its_share(seconds: list[int], per_hour: int) -> None:
    from desk import MONDAY

    used_until, turns = None, []
    for each in seconds:
        found = allowances.turn(used_until, per_hour, HOUR, MONDAY + timedelta(seconds=each))
        if found is not None:
            used_until = found.used_until
            turns.append(found.due_at)
    assert turns == sorted(turns)
    for begin in turns:
        within = [each for each in turns if begin <= each < begin + HOUR]
        assert len(within) <= 2 * per_hour + 1
