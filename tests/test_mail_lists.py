"""Do the headers of a list arrive as mailbox providers want them, and does nobody get others in between?"""

from __future__ import annotations

import string
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path
from uuid import UUID

import pytest
from envelopes import (
    CHANNEL,
    DIGEST,
    EDITION,
    HEADERS,
    MARK,
    PERSONAL,
    SETTINGS,
    built,
    cohort_of,
    parsed,
    personal,
    raw_header,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st

from publisher.config import Mail
from publisher.errors import DeliveryError
from publisher.handover import Attached, Envelope, Shape
from publisher.mail import letter, unsubscribe_link
from publisher.mail.checks import check_head, check_message
from publisher.model import Cadence

ONE_CLICK = "https://news.example.org/subscription/unsubscribe/" + "Ab1_-" * 11
LEAVE = "bounces+leave-abcdefgh@news.example.org"


def clicked(one_click: str = ONE_CLICK, leave: str = LEAVE) -> Envelope:
    return cohort_of().envelope(personal(one_click=one_click, leave=leave))


def test_the_way_out_is_a_post_and_a_mail_to_an_address_of_the_delivery_on_one_line() -> None:
    message = clicked()
    expected = f"<{ONE_CLICK}>, <mailto:bounces%2Bleave-abcdefgh@news.example.org?subject=unsubscribe>"
    assert raw_header(message, "List-Unsubscribe").decode() == expected
    assert raw_header(message, "List-Unsubscribe-Post") == b"List-Unsubscribe=One-Click"
    assert parsed(message).keys() == [*HEADERS[:6], "List-Unsubscribe-Post", *HEADERS[6:]]


def test_a_post_is_only_asked_for_where_its_address_is_secure() -> None:
    message = clicked("http://127.0.0.1:8001/unsubscribe/abc")
    assert raw_header(message, "List-Unsubscribe").startswith(b"<http://127.0.0.1:8001/unsubscribe/abc>, ")
    assert "List-Unsubscribe-Post" not in parsed(message)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://faß.example/a b?c=d>e", b"<https://xn--fa-hia.example/a%20b?c=d%3Ee>"),
        ("https://[::1]:8001/a,b", b"<https://[::1]:8001/a,b>"),
        ("https://news.example.org/x#there", b"<https://news.example.org/x>"),
    ],
)
def test_whatever_the_address_of_the_post_is_it_is_a_uri_between_angle_brackets(
    address: str, expected: bytes
) -> None:
    assert raw_header(clicked(address), "List-Unsubscribe").partition(b", <mailto:")[0] == expected


def test_the_link_in_the_text_and_the_header_write_to_the_same_mailbox() -> None:
    assert raw_header(clicked(""), "List-Unsubscribe").decode() == f"<{unsubscribe_link(SETTINGS, LEAVE)}>"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://news.example.org/subscription/", b"<https://news.example.org/subscription/>"),
        ("help@example.org", b"<mailto:help@example.org>"),
        ("mailto:help@example.org", b"<mailto:help@example.org>"),
    ],
)
def test_help_is_a_page_or_a_mailbox(address: str, expected: bytes) -> None:
    message = cohort_of(help_address=address).envelope(personal())
    assert raw_header(message, "List-Help") == expected


def test_no_help_is_promised_where_there_is_none() -> None:
    assert "List-Help" not in parsed(built())


def test_the_owner_is_who_answers() -> None:
    assert raw_header(built(), "List-Owner") == b"<mailto:news@example.org>"
    desk = built(settings=replace(SETTINGS, reply_to='"The Desk" <desk@example.org>'))
    assert raw_header(desk, "List-Owner") == b"<mailto:desk@example.org>"


def feedback(**changes: object) -> str:
    message = cohort_of(edition=replace(EDITION, **changes)).envelope(personal())
    return raw_header(message, "Feedback-ID").decode()


def test_complaints_are_counted_by_edition_cadence_kind_and_publication() -> None:
    edition, cadence, kind, publication = feedback().split(":")
    assert (edition, cadence, kind) == ("daily-12", "daily", "digest")
    assert 5 <= len(publication) <= 15
    assert set(publication) <= {*string.ascii_lowercase, *string.digits}
    assert feedback(number=13, cadence=Cadence.WEEKLY) == f"weekly-13:weekly:digest:{publication}"
    other = cohort_of(id=UUID(int=1)).envelope(personal())
    assert raw_header(other, "Feedback-ID").decode().rpartition(":")[2] != publication


def test_the_readers_of_an_edition_share_what_complaints_are_counted_by() -> None:
    messages = [
        cohort_of().envelope(personal(delivery=UUID(int=each), address=f"r{each}@example.org"))
        for each in (1, 2)
    ]
    assert len({raw_header(each, "Feedback-ID") for each in messages}) == 1


def test_a_letter_to_one_person_has_no_header_of_a_list() -> None:
    message = letter(
        letter=DIGEST,
        personal=personal(one_click=ONE_CLICK, leave=LEAVE),
        now=EDITION.closed_at,
        channel=CHANNEL,
        language="de",
        settings=SETTINGS,
    )
    assert parsed(message).keys() == [
        *("Date", "From", "Subject", "To", "Message-ID"),
        *("Auto-Submitted", "Content-Language", "MIME-Version", "Content-Type"),
    ]


# Shape.FIELDS: a provider makes the bytes


CRANE = Attached(identifier="crane@media.invalid", type="image/jpeg", data=b"x")


def test_a_provider_gets_the_same_words_and_headers_without_their_encoding() -> None:
    digest = replace(DIGEST, subject=" Möwen\nhier", html=f'<img src="cid:{CRANE.identifier}">{MARK}')
    gathered = cohort_of(
        digest=digest,
        settings=Mail(sender="news@müller.example", reply_to="Desk <desk@example.org>"),
        shape=Shape.FIELDS,
        pictures=[CRANE, replace(CRANE, identifier="other@media.invalid")],
        title="Möwenblatt",
    )
    request = UUID(int=9)
    reader = personal(
        one_click=ONE_CLICK, leave=LEAVE, sender="b+1@example.org", reference="abc", request=request
    )
    message = gathered.envelope(reader)
    assert (message.sender, message.reference, message.request) == ("b+1@example.org", "abc", request)
    assert message.payload == b""
    assert message.links == reader.links
    assert dict(message.headers) == {
        "Message-ID": f"<{PERSONAL.delivery}@xn--mller-kva.example>",
        "List-Unsubscribe": f"<{ONE_CLICK}>, <{unsubscribe_link(SETTINGS, LEAVE)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    shared = message.fields
    assert shared
    assert (shared.sender, shared.sender_name) == ("news@xn--mller-kva.example", "Möwenblatt")
    assert (shared.reply_to, shared.subject) == ("desk@example.org", "Möwen hier")
    assert (shared.text, shared.html) == (digest.text, digest.html)
    assert [name for name, _ in shared.headers] == [
        *("List-Id", "List-Owner", "List-Archive", "Feedback-ID"),
        *("Auto-Submitted", "Precedence", "Content-Language"),
    ]
    assert shared.pictures == (CRANE,)
    assert gathered.envelope(replace(reader, address="other@example.org")).fields is shared


def test_a_provider_gets_a_letter_with_no_header_of_a_list() -> None:
    message = letter(
        letter=DIGEST,
        personal=personal(one_click=ONE_CLICK, leave=LEAVE),
        now=EDITION.closed_at,
        channel=CHANNEL,
        language="de",
        settings=SETTINGS,
        shape=Shape.FIELDS,
    )
    assert message.payload == b""
    assert message.fields
    assert message.fields.headers == (("Auto-Submitted", "auto-generated"), ("Content-Language", "de"))
    assert [name for name, _ in message.headers] == ["Message-ID"]


# Nobody gets a header in between


@settings(deadline=None)
@given(
    address=st.text(max_size=40),
    one_click=st.text(max_size=40),
    leave=st.text(max_size=40),
    sender=st.text(max_size=40),
)
@example(address="a@example.org\r\nBcc: b@example.org", one_click="", leave="", sender="")
@example(address="a@example.org", one_click="https://a.example/\r\nBcc: b@example.org", leave="", sender="")
@example(address="a@example.org", one_click="", leave="a@example.org\r\nBcc: b@example.org", sender="")
@example(address='"a\tb"@example.org', one_click="https://a.example/>,<x:", leave='"\x01"@a', sender="")
def test_whatever_a_person_brings_their_message_has_the_intended_headers_or_is_refused(
    address: str, one_click: str, leave: str, sender: str
) -> None:
    gathered = cohort_of()
    for start in ("", "https://"):
        brought = personal(
            address=address, one_click=start + one_click if one_click else "", leave=leave, sender=sender
        )
        try:
            message = gathered.envelope(brought)
        except DeliveryError:
            continue
        names = [name for name in parsed(message) if name != "List-Unsubscribe-Post"]
        assert names == HEADERS
        for value in (message.sender, message.recipient):
            assert "\r" not in value
            assert "\n" not in value


NAMES = ("From", "Subject", "List-Id")
HEAD = b"From: a@example.org\r\nSubject: x\r\n y\r\nList-Id: <a.example>\r\n"


def test_the_intended_head_is_let_through_with_signatures_before_it() -> None:
    check_head(HEAD, NAMES)
    check_head(b"DKIM-Signature: v=1; a=b;\r\n b=x\r\n" * 2 + HEAD, NAMES)
    check_head(HEAD.replace(b"a@", "ä@".encode()), NAMES)


@pytest.mark.parametrize(
    "head",
    [
        HEAD + b"Bcc: b@example.org\r\n",
        b"Bcc: b@example.org\r\n" + HEAD,
        HEAD.replace(b" y", b"\r\nBcc: b"),
        HEAD.replace(b" y", b" \r\n y"),
        HEAD.replace(b" y", b"y"),
        HEAD.replace(b"\r\n y", b"\n y"),
        HEAD.replace(b"\r\n y", b"\r y"),
        HEAD.replace(b": x", b": \x00"),
        HEAD.replace(b": x", ": ä".encode()),
        HEAD.replace(b"<a.", b"\r\n <a."),
        HEAD.replace(b"<a.", "<ä.".encode()),
        HEAD.replace(b"<a.example>", b""),
        HEAD.replace(b"List-Id", b"List-Id "),
        HEAD.replace(b"x", b"x" * 998),
        HEAD + b"\r\n",
        HEAD[:-2],
        b"",
    ],
)
def test_a_head_that_is_not_exactly_the_intended_one_is_refused_for_good(head: bytes) -> None:
    with pytest.raises(DeliveryError) as caught:
        check_head(head, NAMES)
    assert caught.value.permanent


GOLDEN = (Path(__file__).parent / "data" / "mail" / "ascii.eml").read_bytes()
PARTS = [("Content-Type", "Content-Transfer-Encoding")] * 2


def test_the_golden_message_parses_into_the_intended_headers() -> None:
    assert message_from_bytes(GOLDEN).keys() == HEADERS
    check_message(GOLDEN, HEADERS, PARTS)


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        (b"\r\nTo: ", b"\r\nBcc: b@example.org\r\nTo: "),
        (b"\r\nTo: ", b"\r\n\r\nTo: "),
        (b"Content-Type: text/html;", b"X: y\r\nContent-Type: text/html;"),
        (b"run again", b"run\nagain"),
        (b"run again", b"run\ragain"),
        (b"run again", b"x" * 999),
        (b"Ferries run", b".Ferries run"),
    ],
)
def test_a_message_that_reads_otherwise_is_refused_for_good(there: bytes, instead: bytes) -> None:
    changed = GOLDEN.replace(there, instead, 1)
    assert changed != GOLDEN
    with pytest.raises(DeliveryError) as caught:
        check_message(changed, HEADERS, PARTS)
    assert caught.value.permanent


def test_a_cohort_is_read_back_before_its_first_message_is_sent() -> None:
    picture = replace(CRANE, type="image/jpeg\r\nX-Injected: yes")
    digest = replace(DIGEST, html=f'<img src="cid:{CRANE.identifier}">{MARK}')
    with pytest.raises(DeliveryError, match="X-Injected") as caught:
        cohort_of(digest=digest, pictures=[picture])
    assert caught.value.permanent


def test_a_letter_is_read_back_before_it_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[bytes] = []
    monkeypatch.setattr("publisher.mail.message.check_message", lambda payload, *_: read.append(payload))
    written = letter(
        letter=DIGEST,
        personal=personal(),
        now=EDITION.closed_at,
        channel=CHANNEL,
        language="en",
        settings=SETTINGS,
    )
    assert [len(message_from_bytes(each)) for each in read] == [len(message_from_bytes(written.payload))]


def test_a_message_whose_end_is_missing_is_refused_for_good() -> None:
    with pytest.raises(DeliveryError):
        check_message(GOLDEN.rpartition(b"--=_")[0], HEADERS, PARTS)
