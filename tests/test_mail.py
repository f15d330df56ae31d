"""Is a message what every mail server and reader takes for one?"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from envelopes import (
    DIGEST,
    EDITION,
    HEADERS,
    MARK,
    PERSONAL,
    SETTINGS,
    bodies,
    built,
    cohort_of,
    parsed,
    parts,
    personal,
    raw_header,
    subject,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st

from publisher.config import Mail
from publisher.errors import DeliveryError
from publisher.handover import Shape
from publisher.model import Digest

DATA = Path(__file__).parent / "data" / "mail"

GOLDEN: dict[str, dict[str, Any]] = {
    "ascii": {},
    "german": {
        "digest": Digest(
            subject="Hafen öffnet wieder: Die Fähren fahren ab Montag nach dem schwersten Sturm seit Jahren",
            preheader="",
            html=f'<p>Möwen &amp; Fähren</p><a href="{MARK}">Abbestellen</a>\n',
            text=f"Möwen und Fähren – diese Zeile ist länger als sechsundsiebzig Spalten.\n.\n{MARK}\n",
        ),
        "settings": Mail(
            sender="Hafenblatt Müller <news@müller.example>",
            reply_to='"Redaktion, Hafenblatt" <redaktion@müller.example>',
            unsubscribe="weg+hafen@müller.example",
        ),
        "title": "Hafenblatt Müller",
        "home": "https://müller.example/blätter/",
        "language": "de",
    },
    "international_address": {
        "digest": replace(DIGEST, subject="港が嵐のあと再開、ほか3件"),
        "address": "用户@例え.jp",
        "title": "港ニュース",
        "settings": Mail(sender="港ニュース <news@example.org>"),
        "language": "ja",
    },
}


@pytest.mark.parametrize("name", GOLDEN)
def test_the_message_is_the_golden_one_byte_for_byte(name: str) -> None:
    assert built(**GOLDEN[name]).payload == (DATA / f"{name}.eml").read_bytes()


def test_the_headers_stand_in_the_intended_order_and_nothing_else_does() -> None:
    assert parsed(built()).keys() == HEADERS


def test_reply_to_stands_behind_from_when_it_is_configured() -> None:
    message = built(settings=replace(SETTINGS, reply_to="desk@example.org"))
    assert parsed(message).keys() == [*HEADERS[:2], "Reply-To", *HEADERS[2:]]


def test_a_repeated_delivery_is_the_same_message() -> None:
    first = built()
    assert built() == first
    assert first.message_id == f"<{PERSONAL.delivery}@example.org>"


def test_another_delivery_of_an_edition_has_another_message_id_and_the_same_boundary() -> None:
    other = cohort_of().envelope(personal(delivery=UUID(int=1)))
    assert other.message_id != built().message_id
    assert parsed(other).get_boundary() == parsed(built()).get_boundary()


@pytest.mark.parametrize(
    "other",
    [
        {"edition": replace(EDITION, id=UUID(int=1))},
        {"digest": replace(DIGEST, text=DIGEST.text + "More.\n")},
        {"digest": replace(DIGEST, html=DIGEST.html + "<p>More.</p>\n")},
        {"shape": Shape.EIGHT_BIT},
    ],
)
def test_another_edition_or_other_words_have_another_boundary(other: dict[str, Any]) -> None:
    message = cohort_of(**other).envelope(personal())
    assert parsed(message).get_boundary() != parsed(built()).get_boundary()


def test_the_date_is_the_moment_the_edition_was_closed() -> None:
    assert raw_header(built(), "Date") == b"Mon, 23 Nov 2026 07:00:00 +0100"


def test_the_plain_text_stands_before_the_html() -> None:
    assert [(part.get_content_type(), part.get_content_charset()) for part in parts(built())] == [
        ("text/plain", "utf-8"),
        ("text/html", "utf-8"),
    ]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "@example.org",
        "a@",
        "a@example.org, b@example.org",
        "a@example.org\r\nBcc: b@example.org",
        "a b@example.org",
        "a@exa mple.org",
        "a@example.org>",
        "a@☃☃☃\u0000.example",
        "a@-ä-.example",
    ],
)
def test_what_is_not_one_address_is_refused_for_good(address: str) -> None:
    with pytest.raises(DeliveryError) as caught:
        built(address=address)
    assert caught.value.permanent


@pytest.mark.parametrize(
    "language",
    [
        "en\r\nBcc: victim@example.org",
        "en\r\n\r\n<script>",
        "en\n\n<script>",
        "en\nBcc: victim@example.org",
        "en\rde",
        "ён",
        "e" * 1000,
    ],
)
def test_a_language_that_would_change_the_headers_is_refused_for_good(language: str) -> None:
    with pytest.raises(DeliveryError) as caught:
        built(language=language)
    assert caught.value.permanent


def test_a_line_break_in_the_name_of_the_sender_is_refused_for_good() -> None:
    # Past the configuration, which does not let it through either.
    settings = replace(SETTINGS)
    object.__setattr__(settings, "sender", '"News\r\nBcc: victim@example.org" <news@example.org>')
    with pytest.raises(DeliveryError) as caught:
        built(settings=settings)
    assert caught.value.permanent


def expected_subject(text: str) -> str:
    """Say the rule once more, from the categories of Unicode instead of the ranges in the module."""
    kept = []
    for character in text:
        if character in " \t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029":
            kept.append(" ")
        elif unicodedata.category(character) not in {"Cc", "Cs"}:
            kept.append(character)
    return re.sub(" +", " ", re.sub(" +", " ", "".join(kept)).strip(" "))


# A busy machine is not a fault of the message.
UNHURRIED = settings(deadline=None)
ANY_TEXT = st.text(st.characters(), max_size=300)


@UNHURRIED
@given(
    title=ANY_TEXT,
    name=ANY_TEXT,
    description=ANY_TEXT,
    address=st.sampled_from(["a@example.org", "ä@example.org"]),
)
@example(title="a\r\n\r\nb", name="\r\nBcc: x@example.org", description=".\r\nQUIT", address="a@example.org")
@example(title="\ud800", name="\ud800", description="\ud800", address="ä@example.org")
@example(title="=?", name="=?=", description="=\r", address="a@example.org")
@example(title="長" * 400, name="長" * 400, description="長" * 400, address="ä@example.org")
def test_whatever_the_words_are_the_message_has_exactly_the_intended_headers(
    title: str, name: str, description: str, address: str
) -> None:
    digest = Digest(subject=title, preheader=description, html=f"<p>{description}</p>", text=description)
    message = built(
        digest=digest,
        address=address,
        settings=Mail(sender="news@example.org"),
        title=name,
        description=description,
    )
    payload = message.payload
    assert payload.count(b"\r") == payload.count(b"\n") == payload.count(b"\r\n")
    assert max(map(len, payload.split(b"\r\n"))) <= 998
    assert payload.isascii() == address.isascii()
    assert parsed(message).keys() == HEADERS
    assert not parsed(message).defects
    written = re.sub(r"\r\n?|\n", "\r\n", description).encode("utf-8", "replace").decode()
    assert bodies(message) == (written, f"<p>{written}</p>")


@UNHURRIED
@given(text=st.text(max_size=300))
def test_whatever_the_subject_is_it_is_read_back_without_its_control_characters(text: str) -> None:
    assert subject(built(digest=replace(DIGEST, subject=text))) == expected_subject(text)


@UNHURRIED
@given(text=st.text(max_size=200))
def test_whatever_the_subject_is_a_modern_parser_reads_one_sender_and_one_recipient(text: str) -> None:
    message = built(
        digest=replace(DIGEST, subject=text), settings=Mail(sender="news@example.org"), title=text
    )
    read = BytesParser(policy=policy.default).parsebytes(message.payload)
    assert [str(address.addr_spec) for address in read["From"].addresses] == ["news@example.org"]
    assert [str(address.addr_spec) for address in read["To"].addresses] == ["reader@example.org"]


def test_the_date_of_an_edition_closed_in_utc_has_its_zone() -> None:
    edition = replace(EDITION, closed_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    message = cohort_of(edition=edition).envelope(personal())
    assert raw_header(message, "Date") == b"Fri, 02 Jan 2026 03:04:05 +0000"
