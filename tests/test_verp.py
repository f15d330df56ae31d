"""Which delivery does an answer belong to?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from desk import KEYS
from hypothesis import given
from hypothesis import strategies as st

from publisher import verp
from publisher.handover import NoticeKind
from publisher.tokens import Key

NUMBERS = st.integers(0, 2**48 - 1)
MAILBOX = "bounces@news.example.org"


@given(NUMBERS, st.booleans())
def test_a_token_names_its_delivery_in_whatever_case_it_comes_back(number: int, upper: bool) -> None:
    token = verp.reference(KEYS, number)
    assert len(token) == 32
    assert verp.delivery_of(KEYS, token.upper() if upper else token) == number


@given(NUMBERS, st.integers(0, 31), st.sampled_from("0123456789abcdef"))
def test_no_changed_token_is_ours(number: int, place: int, digit: str) -> None:
    token = verp.reference(KEYS, number)
    changed = token[:place] + digit + token[place + 1 :]
    assert verp.delivery_of(KEYS, changed) == (number if changed == token else None)


@given(st.text(max_size=70))
def test_no_rubbish_is_a_token(text: str) -> None:
    assert verp.delivery_of(KEYS, text) is None


def test_a_token_of_an_older_key_is_still_known_and_of_a_strangers_never() -> None:
    new = Key(id=b"new!", secret=b"a newer one of thirty-two bytes.")
    rotated = replace(KEYS, signing=new, known=(new, *KEYS.known))
    assert verp.delivery_of(rotated, verp.reference(KEYS, 5)) == 5
    assert verp.delivery_of(rotated, verp.reference(rotated, 5)) == 5
    stranger = Key(id=KEYS.signing.id, secret=b"a strangers of thirty-two bytes.")
    assert verp.delivery_of(KEYS, verp.reference(replace(KEYS, signing=stranger), 5)) is None


@pytest.mark.parametrize("mailbox", [MAILBOX, "b+ounces@Example.ORG", "Our Bounces <b@example.org>"])
def test_an_address_of_the_mailbox_says_what_comes_to_it(mailbox: str) -> None:
    token = verp.reference(KEYS, 5)
    bounce, leave = verp.bounce_address(mailbox, token), verp.leave_address(mailbox, token)
    assert len(leave.partition("@")[0]) <= 64
    assert verp.addressed(f"<{bounce.upper()}>", mailbox) == (NoticeKind.BOUNCE, token)
    assert verp.addressed(leave, mailbox) == (NoticeKind.UNSUBSCRIBE, token)


@pytest.mark.parametrize(
    "address", [MAILBOX, "bounces+@news.example.org", "other+x@news.example.org", "", "@"]
)
def test_other_addresses_say_nothing(address: str) -> None:
    assert verp.addressed(address, MAILBOX) is None
