"""Does every byte arrive, through transports that take lines of 7 or of 8 bits?"""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from envelopes import DIGEST, MARK, bodies, cohort_of, parsed, parts, personal
from hypothesis import example, given, settings
from hypothesis import strategies as st

from publisher.errors import DeliveryError
from publisher.handover import PREFERENCES_MARK, Attached, Link, Shape

SHAPES = [Shape.SEVEN_BIT, Shape.EIGHT_BIT]
LEAVE = "https://news.example.org/subscription/unsubscribe/" + "Ab1_-" * 11 + "?a=1&b=é"
CHOOSE = "https://news.example.org/subscription/preferences/" + "Zy9_-" * 11
READER = personal(links=(Link(mark=MARK, address=LEAVE), Link(mark=PREFERENCES_MARK, address=CHOOSE)))

WORDS = st.one_of(
    st.text(max_size=200),
    st.text(" \t\n.=ä\x0c<", max_size=300),
    st.sampled_from([".", "From ", "\nFrom us", "\n.\n", "=", " ", "x" * 1100, "ä" * 600]),
)


def written(text: str, links: dict[str, str]) -> str:
    """Say what a reader should see, without a word of how it came there."""
    whole = re.sub(r"\r\n?|\n", "\r\n", text).encode("utf-8", "replace").decode()
    for mark, address in links.items():
        whole = whole.replace(mark, address)
    return whole


@settings(deadline=None)
@given(pieces=st.lists(WORDS, min_size=2, max_size=4), shape=st.sampled_from(SHAPES), data=st.data())
@example(pieces=["a\n", "\n.b"], shape=Shape.EIGHT_BIT, data=None)
@example(pieces=["a", "b"], shape=Shape.EIGHT_BIT, data=None)
@example(pieces=["x" * 75, "From "], shape=Shape.SEVEN_BIT, data=None)
@example(pieces=["x" * 74, "."], shape=Shape.SEVEN_BIT, data=None)
@example(pieces=["a\nFrom us", "\nFrom me"], shape=Shape.SEVEN_BIT, data=None)
@example(pieces=["a\nFrom us", "\nFrom me"], shape=Shape.EIGHT_BIT, data=None)
@example(pieces=["", "", ""], shape=Shape.SEVEN_BIT, data=None)
def test_whatever_stands_around_the_links_arrives_and_no_line_is_too_long(
    pieces: list[str], shape: Shape, data: st.DataObject | None
) -> None:
    marks = [MARK, PREFERENCES_MARK]
    text = pieces[0]
    for piece in pieces[1:]:
        text += (data.draw(st.sampled_from(marks)) if data else MARK) + piece
    message = cohort_of(digest=replace(DIGEST, text=text, html=text), shape=shape).envelope(READER)
    plain, page = bodies(message)
    assert plain == written(text, {MARK: LEAVE, PREFERENCES_MARK: CHOOSE})
    assert page == written(text, {MARK: html.escape(LEAVE), PREFERENCES_MARK: html.escape(CHOOSE)})
    payload = message.payload
    assert payload.count(b"\r") == payload.count(b"\n") == payload.count(b"\r\n")
    assert b"\r\n." not in payload
    assert b"\r\nFrom " not in payload.partition(b"\r\n\r\n")[2]
    assert max(map(len, payload.split(b"\r\n"))) <= 998
    for part in parts(message):
        if part["Content-Transfer-Encoding"] == "quoted-printable":
            raw = part.get_payload()
            assert isinstance(raw, str)
            assert raw.isascii()
            assert max(map(len, raw.split("\r\n"))) <= 76
            assert not re.search(r"[ \t]\r\n", raw)


def test_a_link_stands_alone_in_its_quoted_lines() -> None:
    message = cohort_of(digest=replace(DIGEST, html=f'<a href="{MARK}">x</a>')).envelope(READER)
    assert b'<a href=3D"=\r\nhttps://news.example.org/subscription/unsubscribe/' in message.payload
    assert b'&amp;b=3D=C3=A9=\r\n">x</a>\r\n' in message.payload


def test_8_bits_are_sent_as_they_are_where_they_can_be() -> None:
    digest = replace(DIGEST, text="Möwen\n", html="<p>Möwen</p>\n")
    message = cohort_of(digest=digest, shape=Shape.EIGHT_BIT).envelope(READER)
    assert message.payload.count("Möwen\r\n".encode()) == 1
    assert message.payload.count("<p>Möwen</p>\r\n".encode()) == 1
    # RFC 2045 §6.4: what is made of parts has the widest encoding of them.
    assert parsed(message)["Content-Transfer-Encoding"] == "8bit"
    assert [part["Content-Transfer-Encoding"] for part in parts(message)] == ["8bit", "8bit"]


@pytest.mark.parametrize(
    "text", ["x" * 999, "ä" * 500, "a\n.b", "From here\n", "a\x00b", "a\x7fb", f"{'x' * 743}{MARK}"]
)
def test_a_part_that_is_not_fit_for_8_bits_is_quoted_and_the_other_is_not(text: str) -> None:
    message = cohort_of(digest=replace(DIGEST, text=text, html="<p>Möwen</p>"), shape=Shape.EIGHT_BIT)
    read = parts(message.envelope(READER))
    assert [part["Content-Transfer-Encoding"] for part in read] == ["quoted-printable", "8bit"]


def test_pictures_are_declared_with_the_8_bits_around_them() -> None:
    crane = Attached(identifier="crane@media.invalid", type="image/jpeg", data=b"x")
    digest = replace(DIGEST, text="x", html=f'<img src="cid:{crane.identifier}"> Möwen')
    message = cohort_of(digest=digest, shape=Shape.EIGHT_BIT, pictures=[crane]).envelope(READER)
    kinds = [(part.get_content_type(), part["Content-Transfer-Encoding"]) for part in parsed(message).walk()]
    assert kinds == [
        ("multipart/alternative", "8bit"),
        ("text/plain", "8bit"),
        ("multipart/related", "8bit"),
        ("text/html", "8bit"),
        ("image/jpeg", "base64"),
    ]


def test_a_link_that_is_longer_than_its_line_can_hold_is_refused_in_8_bits_and_folded_in_7() -> None:
    reader = personal(links=(Link(mark=MARK, address="https://example.org/" + "a" * 300),))
    with pytest.raises(DeliveryError, match="too long"):
        cohort_of(shape=Shape.EIGHT_BIT).envelope(reader)
    assert "a" * 300 in bodies(cohort_of().envelope(reader))[0]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://example.org/ a",
        "https://example.org/\r\nb",
        "https://example.org/\x00",
        "a\u2028b",
        "a\ud800",
    ],
)
@pytest.mark.parametrize("shape", Shape)
def test_a_link_that_could_break_its_line_is_refused_for_good(address: str, shape: Shape) -> None:
    with pytest.raises(DeliveryError) as caught:
        cohort_of(shape=shape).envelope(personal(links=(Link(mark=MARK, address=address),)))
    assert caught.value.permanent


def test_a_mark_without_a_link_is_refused_for_good() -> None:
    with pytest.raises(DeliveryError, match=re.escape(MARK)) as caught:
        cohort_of().envelope(personal(links=()))
    assert caught.value.permanent
