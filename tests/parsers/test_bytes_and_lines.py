"""Which text, and which paragraphs, do the bytes of a plain file stand for?"""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.errors import ArticleError
from publisher.parsers.characters import collapse, label, legal
from publisher.parsers.charset import decode
from publisher.parsers.wrapping import headline, paragraphs

TEXT = "Grüße aus Wien – „Schönes Wetter“, sagt der Bürgermeister.\nMost wanted: äöü €.\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le"]
)
def test_every_unicode_encoding_is_read_with_or_without_its_mark(encoding):
    assert decode(TEXT.encode(encoding)).text == TEXT


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Le café du port a rouvert – enfin, dit le propriétaire, “c’est l’été”. " * 3),
        ("cp1251", "Первые автомобили проехали по мосту в воскресенье утром после ремонта. " * 3),
        ("koi8_r", "Первые автомобили проехали по мосту в воскресенье утром после ремонта. " * 3),
        ("cp932", "日曜日の朝、二年ぶりに最初の車が橋を渡った。市長がパレードを率いた。" * 3),
        ("cp1253", "Τα πρώτα αυτοκίνητα πέρασαν τη γέφυρα το πρωί της Κυριακής. " * 3),
    ],
)
def test_an_older_charset_is_detected_and_its_author_is_told(encoding, text):
    found = decode(text.encode(encoding))
    assert found.text == text
    assert "save it as UTF-8" in found.warnings[0]


def test_a_declared_charset_counts_unless_the_bytes_are_utf_8():
    assert decode("żółw".encode("iso8859_2"), "iso-8859-2").text == "żółw"
    assert decode("żółw".encode(), "iso-8859-2").text == "żółw"
    assert decode("日本".encode("iso2022_jp"), "iso-2022-jp").text == "日本"
    assert decode(b"plain", "no-such-charset").text == "plain"
    assert decode(b"plain", "rot13").text == "plain"


@pytest.mark.parametrize("codec", ["utf-8", "cp1252"])
def test_zero_bytes_that_are_no_unicode_are_binary(codec):
    with pytest.raises(ArticleError, match="binary"):
        decode(b"text \0 text" + "é".encode(codec))


@pytest.mark.parametrize("text", ["Grüße – “so”", "NÃO Â quoi", "Ünïcödé", "Цена: «Ё»", "Ђ и Ѓ", "naïve Å"])
def test_text_that_is_not_damaged_is_not_repaired(text):
    assert decode(text.encode()).text == text


@given(st.text(max_size=60))
def test_no_illegal_character_survives_and_nothing_else_is_lost(text):
    found = decode(codecs.BOM_UTF8 + text.encode("utf-8", "ignore")).text
    assert legal(found) == found
    assert "\r" not in found


def test_line_ends_of_every_system_are_one():
    assert decode(b"a\r\nb\rc\n\x0cd").text == "a\nb\nc\n\nd"


def test_a_label_is_one_line_without_markup_entities_and_bidi_controls():
    assert label(" A&amp;B <b>bold</b>\n\u202e x\u2066 &lt;i&gt; a < b ") == "A&B bold x <i> a < b"


def test_spaces_that_do_not_break_stay_and_chinese_lines_join_without_one():
    assert collapse("« x\xa0»  y\n z") == "« x\xa0» y z"
    assert collapse("漢字\n漢字 and\nword") == "漢字漢字 and word"


def test_one_line_is_one_paragraph_even_when_some_are_short():
    text = (
        "Dear readers,\n"
        + "A long line that says a lot about the state of the harbour and of its bridges. " * 3
    )
    assert [line.strip() for line in paragraphs(text + "\nThank you.")] == [
        "Dear readers,",
        text.split("\n")[1].strip(),
        "Thank you.",
    ]


def test_lines_of_about_60_columns_that_each_end_a_sentence_are_paragraphs():
    line = "The council met on Monday and it agreed on the new rules."
    assert paragraphs("\n".join([line] * 5)) == [line] * 5


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Bridge reopens\n\nThe bridge carried its first cars on Sunday.", "Bridge reopens"),
        ("Bridge reopens\nThe bridge carried its first cars on Sunday.", ""),
        ("The bridge reopened.\n\nIt carried its first cars on Sunday morning.", ""),
        ("Bridge reopens\n\nShort.", ""),
        ("- Bridge reopens\n\nThe bridge carried its first cars on Sunday.", ""),
        (
            "A long night at the depot\n\nBy Ada Quist\n\nThe last tram came home at two, and nobody slept",
            "A long night at the depot",
        ),
        ("x" * 121 + "\n\n" + "y" * 300, ""),
    ],
)
def test_the_first_line_is_a_headline_only_when_it_clearly_is(text, title):
    assert headline(text)[0] == title
