"""What does a mail say that came to the mailbox for bounces?"""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import KEYS
from hypothesis import given
from hypothesis import strategies as st

from publisher import reports, verp
from publisher.handover import Notice, NoticeKind

DATA = Path(__file__).parent / "data" / "reports"
MAILBOX = "bounces@news.example.org"
REFERENCE = verp.reference(KEYS, 23)

BOUNCE, DELAY = NoticeKind.BOUNCE, NoticeKind.DELAY
SAYS: dict[str, list[tuple[NoticeKind, str]]] = {
    "postfix-unknown-user": [(BOUNCE, "5.1.1")],
    "exim-mailbox-full": [(BOUNCE, "5.2.2")],
    "exchange-policy": [(BOUNCE, "5.7.1")],
    "delayed": [(DELAY, "4.4.1")],
    # Our mail has one recipient: one of the two behind that address is still pending.
    "two-recipients": [(DELAY, "4.2.1")],
    "complaint": [(NoticeKind.COMPLAINT, "")],
    "leave": [(NoticeKind.UNSUBSCRIBE, "")],
    # Nothing follows from these.
    "delivered": [],
    "somebody-elses": [],
    "holiday": [],
    "free-text": [],
}


def mail(name: str) -> bytes:
    text = (DATA / f"{name}.eml").read_text()
    return text.replace("TOKEN", REFERENCE).replace("token", REFERENCE.upper()).encode()


def notices(data: bytes, recipient: str = "") -> tuple[Notice, ...]:
    match reports.read(data, recipient, MAILBOX, KEYS):
        case reports.Understood(notices=found):
            return found
        case reports.Unclear(reason=reason):
            assert reason
    return ()


def test_every_example_is_expected_to_say_something_or_nothing() -> None:
    assert {file.stem for file in DATA.glob("*.eml")} == SAYS.keys()


@pytest.mark.parametrize("name", SAYS)
def test_a_report_says_what_its_fields_say_and_free_text_says_nothing(name: str) -> None:
    found = notices(mail(name))
    assert [(each.kind, each.status) for each in found] == SAYS[name]
    assert {verp.delivery_of(KEYS, each.reference) for each in found} <= {23}


def test_the_answer_of_the_other_server_is_kept() -> None:
    (notice,) = notices(mail("exim-mailbox-full"))
    assert "552 5.2.2 the mailbox of this person is full" in notice.reply


@pytest.mark.parametrize("name", SAYS)
def test_the_recipient_that_the_mail_server_tells_counts_before_every_header(name: str) -> None:
    other = verp.reference(KEYS, 7)
    found = notices(mail(name), verp.bounce_address(MAILBOX, other))
    assert {verp.delivery_of(KEYS, each.reference) for each in found} <= {7}


@given(st.binary(max_size=2000), st.text(max_size=60))
def test_no_rubbish_is_ever_more_than_nothing(data: bytes, recipient: str) -> None:
    assert notices(data, recipient) == ()


@given(st.integers(0, 700), st.binary(max_size=20))
def test_a_damaged_report_raises_nothing(where: int, rubbish: bytes) -> None:
    data = mail("postfix-unknown-user")
    for each in notices(data[:where] + rubbish + data[where:]):
        assert verp.delivery_of(KEYS, each.reference) in {23, None}


@pytest.mark.parametrize(
    "data",
    [
        b"Content-Type: message/rfc822\r\n\r\n" * 2_000,
        b"To: " + b"(" * 20_000,
        b"Content-Type: multipart/report; boundary*=a%00b''x\r\n\r\n",
        b"Content-Type: multipart/report" + b";" * 60_000,
    ],
)
def test_a_mail_that_is_made_to_hurt_is_only_unclear(data: bytes) -> None:
    assert notices(data, verp.bounce_address(MAILBOX, REFERENCE)) == ()


def test_an_automatic_answer_to_the_address_for_leaving_leaves_nobody() -> None:
    answer = mail("leave").replace(b"Subject:", b"Auto-Submitted: auto-replied\nSubject:")
    assert notices(answer) == ()
