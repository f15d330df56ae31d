"""Do subject, addresses and list headers arrive as they are meant?"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote

import pytest
from envelopes import DIGEST, HEADERS, MARK, SETTINGS, bodies, built, parsed, raw_header, subject

from publisher.config import Mail


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


def test_an_international_local_part_stands_in_utf8_and_other_words_are_encoded_as_ever() -> None:
    message = built(address="用户@example.org", digest=replace(DIGEST, subject="Möwen"))
    assert message.recipient == "用户@example.org"
    assert raw_header(message, "To").decode() == "用户@example.org"
    assert raw_header(message, "Subject") == b"=?utf-8?b?TcO2d2Vu?="
