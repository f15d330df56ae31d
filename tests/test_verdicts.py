"""Whose fault is it that a message was not taken?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.verdicts import Verdict, judge, quoted


@pytest.mark.parametrize(
    ("status", "reply", "verdict"),
    [
        ("5.1.1", "550 5.1.1 no such user", Verdict.ADDRESS),
        ("5.1.2", "550 5.1.2 bad destination system", Verdict.ADDRESS),
        ("5.1.3", "501 5.1.3 bad syntax", Verdict.ADDRESS),
        ("5.1.6", "550 5.1.6 has moved", Verdict.ADDRESS),
        ("5.1.10", "556 5.1.10 null MX", Verdict.ADDRESS),
        ("5.1.7", "550 5.1.7 bad sender", Verdict.OURS),
        ("5.1.8", "550 5.1.8 the sender's system", Verdict.OURS),
        ("5.2.1", "550 5.2.1 mailbox disabled", Verdict.MAILBOX),
        ("5.2.2", "552 5.2.2 over quota", Verdict.MAILBOX),
        ("5.2.3", "552 5.2.3 too long for this mailbox", Verdict.MESSAGE),
        ("5.3.4", "552 5.3.4 too big", Verdict.MESSAGE),
        ("5.4.4", "550 5.4.4 unable to route", Verdict.MAILBOX),
        ("5.5.1", "503 5.5.1 bad sequence", Verdict.OURS),
        ("5.6.0", "554 5.6.0 media error", Verdict.MESSAGE),
        ("5.7.1", "550 5.7.1 refused by policy", Verdict.OURS),
        ("5.7.26", "550 5.7.26 not authenticated", Verdict.OURS),
        ("4.2.2", "given up after two days: 452 4.2.2 over quota", Verdict.LATER),
        # Bare codes mean one thing here and another there.
        ("", "550 mailbox unavailable", Verdict.MESSAGE),
        ("", "554 transaction failed", Verdict.MESSAGE),
        # Whatever the code, no recipient had been named yet.
        ("5.1.1", "MAIL: 550 5.1.1 the sender is unknown", Verdict.OURS),
        ("", "MAIL: 530 authentication required", Verdict.OURS),
        ("9.1.1", "nonsense", Verdict.MESSAGE),
    ],
)
def test_an_answer_is_sorted_as_rfc_3463_says(status: str, reply: str, verdict: Verdict) -> None:
    assert judge(status, reply) is verdict


@given(st.text(), st.text())
def test_nothing_that_a_server_says_is_too_much(status: str, reply: str) -> None:
    assert judge(status, reply) in Verdict


@given(st.text(alphabet=st.characters(exclude_characters=".")))
def test_without_a_status_no_address_is_ever_given_up(reply: str) -> None:
    assert judge("", reply) not in {Verdict.ADDRESS, Verdict.MAILBOX}


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        ("550 5.1.1 no such user", "5.1.1"),
        ("given up after two days: 452 4.2.2 over quota", "4.2.2"),
        ("550-5.7.26 not authenticated", "5.7.26"),
        ("550 mail from 192.0.2.1 refused", ""),
        ("550 from 5.1.1.7", ""),
        ("1550 5.1.1.2", ""),
        ("", ""),
    ],
)
def test_the_status_that_an_answer_quotes_is_found_again(reply: str, status: str) -> None:
    assert quoted(reply) == status
