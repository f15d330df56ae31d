from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import policy
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from publisher.config import Mail
from publisher.errors import DeliveryError
from publisher.mail import envelope
from publisher.model import Cadence, Channel, Delivery, Digest, Edition, Envelope

DATA = Path(__file__).parent / "data" / "mail"
MARK = "{unsubscribe}"
HEADERS = [
    "Date",
    "From",
    "To",
    "Subject",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "List-Archive",
    "Auto-Submitted",
    "Precedence",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
]

DIGEST = Digest(
    subject="Harbour reopens after the storm, and 3 more",
    preheader="Ferries run again from Monday",
    html=f'<!doctype html>\n<p>Ferries run again.</p>\n<a href="{MARK}">Unsubscribe</a>\n',
    text=f"Ferries run again.\n\nUnsubscribe: {MARK}\n",
)
DELIVERY = Delivery(
    id=UUID("0f6a3c5e-9d2b-4b7a-8c11-5a7f1e2d3c4b"),
    edition=UUID("5d0c7a52-8f7e-4c7b-9f55-c0ffee000001"),
    subscriber=7,
    address="reader@example.org",
    attempts=0,
)
EDITION = Edition(
    id=DELIVERY.edition,
    number=12,
    cadence=Cadence.DAILY,
    closed_at=datetime(2026, 11, 23, 7, 0, tzinfo=timezone(timedelta(hours=1))),
    stories=(),
)
CHANNEL = Channel(
    id=UUID("5d0c7a52-8f7e-4c7b-9f55-c0ffee000002"),
    title="Harbour News",
    description="What happens at the water",
    home="https://news.example.org/",
    language="en",
    author="The editors",
    time_zone="Europe/Berlin",
)
SETTINGS = Mail(sender="Harbour News <news@example.org>")


def built(
    *, digest: Digest = DIGEST, address: str = DELIVERY.address, settings: Mail = SETTINGS, **channel: Any
) -> Envelope:
    return envelope(
        digest=digest,
        delivery=replace(DELIVERY, address=address),
        edition=EDITION,
        channel=replace(CHANNEL, **channel),
        settings=settings,
        unsubscribe_mark=MARK,
    )


def parsed(message: Envelope) -> Message:
    return BytesParser(policy=policy.compat32).parsebytes(message.payload)


def subject(message: Envelope) -> str:
    unfolded = parsed(message)["Subject"].replace("\r\n", "")
    return str(make_header(decode_header(unfolded)))


def raw_header(message: Envelope, name: str) -> bytes:
    head = message.payload.partition(b"\r\n\r\n")[0] + b"\r\n"
    found = re.search(rb"^%s: ((?:.|\r\n[ \t])*)\r\n" % name.encode(), head, re.MULTILINE)
    assert found
    return found[1]


def parts(message: Envelope) -> list[Message]:
    found = parsed(message).get_payload()
    assert isinstance(found, list)
    return [part for part in found if isinstance(part, Message)]


def bodies(message: Envelope) -> tuple[str, ...]:
    decoded = [part.get_payload(decode=True) for part in parts(message)]
    return tuple(body.decode("utf-8") for body in decoded if isinstance(body, bytes))


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


def test_reply_to_stands_behind_to_when_it_is_configured() -> None:
    message = built(settings=replace(SETTINGS, reply_to="desk@example.org"))
    assert parsed(message).keys() == [*HEADERS[:3], "Reply-To", *HEADERS[3:]]


def test_a_repeated_delivery_is_the_same_message() -> None:
    first = built()
    again = envelope(
        digest=DIGEST,
        delivery=replace(DELIVERY, attempts=3),
        edition=EDITION,
        channel=CHANNEL,
        settings=SETTINGS,
        unsubscribe_mark=MARK,
    )
    assert again == first
    assert first.message_id == f"<{DELIVERY.id}@example.org>"


def test_another_delivery_has_another_message_id_and_another_boundary() -> None:
    other = envelope(
        digest=DIGEST,
        delivery=replace(DELIVERY, id=UUID(int=1)),
        edition=EDITION,
        channel=CHANNEL,
        settings=SETTINGS,
        unsubscribe_mark=MARK,
    )
    assert other.message_id != built().message_id
    assert parsed(other).get_boundary() != parsed(built()).get_boundary()


def test_the_date_is_the_moment_the_edition_was_closed() -> None:
    assert raw_header(built(), "Date") == b"Mon, 23 Nov 2026 07:00:00 +0100"


def test_the_plain_text_stands_before_the_html() -> None:
    assert [(part.get_content_type(), part.get_content_charset()) for part in parts(built())] == [
        ("text/plain", "utf-8"),
        ("text/html", "utf-8"),
    ]


def test_an_ascii_subject_is_not_encoded_but_folded_at_its_spaces() -> None:
    text = "Harbour reopens " * 12 + "at last"
    raw = raw_header(built(digest=replace(DIGEST, subject=text)), "Subject")
    assert b"=?" not in raw
    assert raw.replace(b"\r\n", b"").decode() == text
    assert max(map(len, (b"Subject: " + raw).split(b"\r\n"))) <= 76


def test_a_subject_that_looks_like_an_encoded_word_arrives_as_it_was_written() -> None:
    text = "=?utf-8?q?not_what_it_seems?="
    assert subject(built(digest=replace(DIGEST, subject=text))) == text


def test_an_ascii_word_without_end_is_encoded_rather_than_sent_as_one_long_line() -> None:
    message = built(digest=replace(DIGEST, subject="x" * 2000))
    assert subject(message) == "x" * 2000


def test_the_encoded_words_of_a_long_subject_have_at_most_75_characters() -> None:
    text = "Москва и море " * 30 + "конец"
    message = built(digest=replace(DIGEST, subject=text))
    words = raw_header(message, "Subject").split(b"\r\n ")
    assert len(words) > 5
    assert max(map(len, words)) <= 75
    assert subject(message) == text


def test_control_characters_are_removed_from_the_subject_and_line_breaks_become_spaces() -> None:
    message = built(digest=replace(DIGEST, subject=" Har\x00bour\r\nBcc: a@example.org\x1b[31m\u2028now "))
    assert subject(message) == "Harbour Bcc: a@example.org[31m now"
    assert parsed(message).keys() == HEADERS


def test_a_space_that_does_not_break_survives_in_the_subject() -> None:
    text = "«\u00a0Le port\u00a0» rouvre"
    assert subject(built(digest=replace(DIGEST, subject=text))) == text


def test_the_title_of_the_publication_is_the_sender_when_the_settings_name_none() -> None:
    message = built(settings=Mail(sender="news@example.org"))
    assert raw_header(message, "From") == b"Harbour News <news@example.org>"


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        ('"News, daily" <news@example.org>', b'"News, daily" <news@example.org>'),
        ('"Say \\"News\\"" <news@example.org>', b'"Say \\"News\\"" <news@example.org>'),
        (
            "Zeitung für Möwen <news@example.org>",
            b"=?utf-8?q?Zeitung_f=C3=BCr_M=C3=B6wen?= <news@example.org>",
        ),
        ("=?utf-8?q?x?= <news@example.org>", b"=?utf-8?b?PT91dGYtOD9xP3g/PQ==?= <news@example.org>"),
    ],
)
def test_a_display_name_is_written_so_that_it_is_read_back_as_it_is(sender: str, expected: bytes) -> None:
    assert raw_header(built(settings=Mail(sender=sender)), "From") == expected


def test_list_headers_are_neither_folded_nor_encoded_however_long_they_are() -> None:
    host = ".".join(["harbour" * 8] * 4) + ".example.org"
    settings = replace(SETTINGS, unsubscribe=f"{'leave' * 12}@{host}")
    message = built(settings=settings, home=f"https://{host}/")
    for name in ("List-Id", "List-Unsubscribe", "List-Archive"):
        raw = raw_header(message, name)
        assert len(raw) > 200
        assert b"\r\n" not in raw
        assert b"=?" not in raw


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Harbour News", b'"Harbour News" <digest.daily.news.example.org>'),
        ('The "Buoy"', b'"The \\"Buoy\\"" <digest.daily.news.example.org>'),
        ("Hafenblatt Müller", b"<digest.daily.news.example.org>"),
        ("Harbour News and all that happens at the water", b"<digest.daily.news.example.org>"),
        ("=?utf-8?q?x?=", b"<digest.daily.news.example.org>"),
    ],
)
def test_the_list_id_carries_the_title_only_where_it_needs_no_encoding(title: str, expected: bytes) -> None:
    assert raw_header(built(title=title), "List-Id") == expected


@pytest.mark.parametrize(
    ("home", "list_id", "archive"),
    [
        ("http://127.0.0.1:8000/", b"<digest.daily.127.0.0.1>", b"<http://127.0.0.1:8000/>"),
        ("http://[::1]:8000/a/", b"<digest.daily.--1>", b"<http://[::1]:8000/a/>"),
        (
            "https://faß.example/ä b/",
            b"<digest.daily.xn--fa-hia.example>",
            b"<https://xn--fa-hia.example/%C3%A4%20b/>",
        ),
    ],
)
def test_any_home_gives_an_ascii_list_id_and_archive(home: str, list_id: bytes, archive: bytes) -> None:
    message = built(home=home, title="Ü")
    assert (raw_header(message, "List-Id"), raw_header(message, "List-Archive")) == (list_id, archive)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (SETTINGS, "mailto:news@example.org?subject=unsubscribe"),
        (
            replace(SETTINGS, reply_to="Desk <desk@example.org>"),
            "mailto:desk@example.org?subject=unsubscribe",
        ),
        (
            replace(SETTINGS, reply_to="desk@example.org", unsubscribe="a+b&c@example.org"),
            "mailto:a%2Bb%26c@example.org?subject=unsubscribe",
        ),
        (
            replace(SETTINGS, unsubscribe="weg@müller.example"),
            "mailto:weg@xn--mller-kva.example?subject=unsubscribe",
        ),
    ],
)
def test_the_way_out_is_the_same_in_header_text_and_html(settings: Mail, expected: str) -> None:
    message = built(settings=settings)
    assert raw_header(message, "List-Unsubscribe").decode() == f"<{expected}>"
    text, markup = bodies(message)
    assert f"Unsubscribe: {expected}\n" in text.replace("\r\n", "\n")
    assert f'<a href="{expected}">' in markup
    assert MARK not in text + markup


def test_a_quoted_local_part_is_percent_encoded_in_the_link() -> None:
    message = built(settings=replace(SETTINGS, unsubscribe='"go @way"@example.org'))
    link = raw_header(message, "List-Unsubscribe").decode()
    assert link == "<mailto:%22go%20%40way%22@example.org?subject=unsubscribe>"
    assert unquote(link) == '<mailto:"go @way"@example.org?subject=unsubscribe>'


def test_the_domain_of_an_address_is_written_in_ascii() -> None:
    message = built(address="leser@bücher.example")
    assert message.recipient == "leser@xn--bcher-kva.example"
    assert message.payload.isascii()


def test_a_sharp_s_in_a_domain_is_not_somebody_elses_domain() -> None:
    assert built(address="leser@faß.example").recipient == "leser@xn--fa-hia.example"


def test_an_international_local_part_makes_the_headers_utf8() -> None:
    message = built(address="用户@example.org", digest=replace(DIGEST, subject="Möwen"))
    assert message.recipient == "用户@example.org"
    assert raw_header(message, "To").decode() == "用户@example.org"
    assert raw_header(message, "Subject").decode() == "Möwen"


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
    message = envelope(
        digest=DIGEST,
        delivery=DELIVERY,
        edition=replace(EDITION, closed_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        channel=CHANNEL,
        settings=SETTINGS,
        unsubscribe_mark=MARK,
    )
    assert raw_header(message, "Date") == b"Fri, 02 Jan 2026 03:04:05 +0000"
