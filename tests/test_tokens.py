"""Can a link be forged, bent or used for something else?"""

from __future__ import annotations

import string
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.tokens import Key, Keys, Purpose, hidden, sign, stamp, stamped_at, verify

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ADA = UUID("5d0c7a52-8f7e-4c7b-9f55-c0ffee000007")
OLD = Key(id=b"old.", secret=b"1" * 32)
NEW = Key(id=b"new.", secret=b"2" * 32)
KEYS = Keys(pepper=b"3" * 32, signing=NEW, known=(NEW, OLD))
BEFORE = Keys(pepper=b"3" * 32, signing=OLD, known=(OLD,))
AFTER = Keys(pepper=b"3" * 32, signing=NEW, known=(NEW,))
_ALPHABET = string.ascii_letters + string.digits + "-_"


@given(st.uuids(), st.sampled_from(Purpose), st.one_of(st.none(), st.integers(1, 10_000)))
def test_what_is_signed_is_understood_and_fits_into_a_path(person, purpose, seconds):
    expires = None if seconds is None else NOW + timedelta(seconds=seconds)
    token = sign(KEYS, purpose, person, expires)
    assert len(token) == 54
    assert set(token) <= set(_ALPHABET)
    assert verify(KEYS, purpose, token, NOW) == person


@pytest.mark.parametrize("position", range(54))
def test_no_character_can_be_another_one(position):
    token = sign(KEYS, Purpose.UNSUBSCRIBE, ADA, None)
    for other in set(_ALPHABET) - {token[position]}:
        assert (
            verify(KEYS, Purpose.UNSUBSCRIBE, token[:position] + other + token[position + 1 :], NOW) is None
        )


@pytest.mark.parametrize("made_for", Purpose)
@pytest.mark.parametrize("used_for", Purpose)
def test_a_token_is_good_for_its_purpose_alone(made_for, used_for):
    token = sign(KEYS, made_for, ADA, None)
    assert (verify(KEYS, used_for, token, NOW) is not None) == (made_for is used_for)


def test_the_proof_of_one_person_is_none_for_another():
    ben = uuid5(ADA, "ben")
    mine, theirs = (sign(KEYS, Purpose.UNSUBSCRIBE, each, None) for each in (ADA, ben))
    for cut in range(1, 54):
        mixed = mine[:cut] + theirs[cut:]
        assert mixed in {mine, theirs} or verify(KEYS, Purpose.UNSUBSCRIBE, mixed, NOW) is None


def test_a_token_ends_with_its_second():
    token = sign(KEYS, Purpose.PREFERENCES, ADA, NOW + timedelta(days=90))
    assert verify(KEYS, Purpose.PREFERENCES, token, NOW + timedelta(days=90, seconds=-1)) == ADA
    assert verify(KEYS, Purpose.PREFERENCES, token, NOW + timedelta(days=90)) is None


def test_what_ended_long_ago_has_not_become_what_never_ends():
    for seconds in (-1.0, 0.0, 0.5):
        token = sign(KEYS, Purpose.PREFERENCES, ADA, datetime.fromtimestamp(seconds, UTC))
        assert verify(KEYS, Purpose.PREFERENCES, token, NOW) is None


@given(st.text(st.characters(), max_size=120))
def test_text_that_is_no_token_is_nobody(text):
    assert verify(KEYS, Purpose.UNSUBSCRIBE, text, NOW) is None
    assert stamped_at(KEYS, text, NOW) is None


@pytest.mark.parametrize("wrong", ["=", "==", " ", "\n", "A"])
def test_a_token_has_one_spelling(wrong):
    token = sign(KEYS, Purpose.UNSUBSCRIBE, ADA, None)
    assert verify(KEYS, Purpose.UNSUBSCRIBE, token + wrong, NOW) is None
    assert verify(KEYS, Purpose.UNSUBSCRIBE, wrong + token, NOW) is None


def test_the_other_alphabet_of_base64_is_not_understood():
    token = sign(KEYS, Purpose.UNSUBSCRIBE, UUID(bytes=b"\xfb\xff" * 8), None)
    assert {"-", "_"} <= set(token)
    assert verify(KEYS, Purpose.UNSUBSCRIBE, token.replace("-", "+").replace("_", "/"), NOW) is None


@pytest.mark.parametrize("bit", range(320))
def test_no_bit_can_be_another_one(bit):
    raw = bytearray(urlsafe_b64decode(sign(KEYS, Purpose.UNSUBSCRIBE, ADA, None) + "=="))
    raw[bit // 8] ^= 1 << bit % 8
    token = urlsafe_b64encode(raw).decode().rstrip("=")
    assert verify(KEYS, Purpose.UNSUBSCRIBE, token, NOW) is None


def test_an_older_key_verifies_until_it_is_retired():
    token = sign(BEFORE, Purpose.UNSUBSCRIBE, ADA, None)
    assert verify(KEYS, Purpose.UNSUBSCRIBE, token, NOW) == ADA
    assert verify(AFTER, Purpose.UNSUBSCRIBE, token, NOW) is None


def test_a_stamp_says_when_a_form_was_shown_for_a_day():
    shown = stamp(KEYS, NOW)
    assert stamped_at(KEYS, shown, NOW + timedelta(hours=23)) == NOW
    assert stamped_at(KEYS, shown, NOW + timedelta(days=1)) is None
    assert stamped_at(KEYS, sign(KEYS, Purpose.UNSUBSCRIBE, ADA, None), NOW) is None


def test_a_hash_tells_kinds_and_secrets_apart():
    other = Keys(pepper=b"4" * 32, signing=NEW, known=(NEW,))
    hashes = {
        hidden(KEYS, "address", "ada@example.org"),
        hidden(KEYS, "network", "ada@example.org"),
        hidden(KEYS, "address", "ben@example.org"),
        hidden(other, "address", "ada@example.org"),
    }
    assert len(hashes) == 4
    assert hidden(KEYS, "address", "ada@example.org") in hashes


def test_a_secret_is_not_shown_when_keys_are():
    assert "1111" not in repr(KEYS)
    assert "3333" not in repr(KEYS)
