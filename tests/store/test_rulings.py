"""Are rulings kept once, and is every change of one remembered until it has been followed?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from desk import MONDAY, Desk, markdown

from publisher.model import Ruling
from publisher.store import Store, rulings
from publisher.store.rulings import Ruled, RuledBy

RULED = Ruled(fingerprint=7, section="", origin=RuledBy.COMMAND, ruling=Ruling.BOILERPLATE, text="Follow us.")
OF_FILE = replace(RULED, section="city", origin=RuledBy.FILE)


@pytest.fixture
def store(desk: Desk) -> Store:
    desk.drop("a.md", markdown("A"))
    desk.take()
    return desk.app.store


def waiting(store: Store) -> list[tuple[int, str]]:
    """Return what must be looked through, and say that it has been."""
    with store.write() as connection:
        found = rulings.to_review(connection)
        rulings.reviewed(connection, found)
        assert not rulings.is_to_review(connection)
    return [(each.fingerprint, each.section) for each in found]


def test_a_ruling_is_new_once_and_its_opposite_is_new_again(store: Store) -> None:
    for ruled, new in ((RULED, True), (RULED, False), (replace(RULED, ruling=Ruling.STORY), True)):
        with store.write() as connection:
            assert rulings.rule(connection, [ruled], MONDAY) is new
        assert waiting(store) == ([(7, "")] if new else [])
    with store.read() as connection:
        assert rulings.listed(connection) == [replace(RULED, ruling=Ruling.STORY)]


def test_commands_and_files_and_sections_rule_beside_each_other(store: Store) -> None:
    with store.write() as connection:
        rulings.rule(connection, [RULED], MONDAY)
        rulings.replace(connection, "city", [OF_FILE], MONDAY)
        assert set(rulings.listed(connection)) == {RULED, OF_FILE}
        assert rulings.replace(connection, "city", [OF_FILE], MONDAY) is False
        assert rulings.replace(connection, "city", [], MONDAY) is True
        assert rulings.listed(connection) == [RULED]
        rulings.revoke(connection, [RULED])
        assert rulings.listed(connection) == []
    assert waiting(store) == [(7, ""), (7, "city"), (7, "city"), (7, "")]


def test_a_ruling_that_comes_while_others_are_followed_is_not_forgotten(store: Store) -> None:
    with store.write() as connection:
        rulings.rule(connection, [RULED], MONDAY)
        found = rulings.to_review(connection)
        rulings.rule(connection, [OF_FILE], MONDAY)
        rulings.reviewed(connection, found)
        assert rulings.is_to_review(connection)
    assert waiting(store) == [(7, "city")]


def test_without_articles_there_is_nothing_to_look_through(desk: Desk) -> None:
    with desk.app.store.write() as connection:
        rulings.rule(connection, [RULED], MONDAY)
    assert waiting(desk.app.store) == []
