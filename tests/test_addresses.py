"""Is an address the same whether it is looked at quickly or by the library?"""

from __future__ import annotations

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given
from hypothesis import strategies as st

from publisher.errors import SubscriptionError
from publisher.subscribe.addresses import normalise

_CHARACTERS = st.text("aZ09._+-@é", min_size=1, max_size=12)
_TOPS = st.sampled_from(
    ["org", "ORG", "test", "local", "invalid", "onion", "arpa", "c0m", "x", "example", "com-"]
)


def library(address: str) -> str | None:
    try:
        return validate_email(address, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return None


@given(st.builds("{}@{}.{}".format, _CHARACTERS, _CHARACTERS, _TOPS))
@example("a@xn--bcher-kva.example.org")
@example("ada_l@mail-1.Example.ORG")
@example("_@a.org")
@example("1@1.org")
@example("a@local.org")
@example(f"{'a' * 64}@example.org")
@example(f"{'a' * 40}@{'b' * 20}.org")
def test_the_quick_look_and_the_library_say_the_same(address: str) -> None:
    expected = library(address)
    if expected is None:
        with pytest.raises(SubscriptionError, match="is not an e-mail address"):
            normalise(address)
    else:
        assert normalise(address) == (expected, expected.casefold())


def test_brackets_without_end_are_no_address_and_no_fault():
    with pytest.raises(SubscriptionError, match="it is too long"):
        normalise("(" * 16_000 + "@example.org")
