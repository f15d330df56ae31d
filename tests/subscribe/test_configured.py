"""Who receives the digest by the operator's word?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import MONDAY, Desk, open_desk

from publisher import subscribe
from publisher.config import Subscribers
from publisher.errors import ConfigError, SubscriptionError
from publisher.model import Cadence, SubscriberState
from publisher.store import subscribers
from publisher.subscriber import Preferences


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def people(desk: Desk) -> dict[str, tuple[SubscriberState, Cadence]]:
    with desk.app.store.read() as connection:
        found = subscribers.listed(connection)
    return {each.address: (each.state, each.cadence) for each in found}


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
