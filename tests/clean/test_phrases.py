"""Which cues does the wording of one block give?"""

from __future__ import annotations

import pytest

from publisher.clean.cues import SHORT, read
from publisher.clean.phrases import Family
from publisher.clean.tokens import LOOKED_AT


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("Advertisement", Family.ADVERTISEMENT),
        ("ANZEIGE", Family.ADVERTISEMENT),
        ("La suite après la publicité", Family.ADVERTISEMENT),
        ("Publicidad", Family.ADVERTISEMENT),
        ("Реклама", Family.ADVERTISEMENT),
        ("広告", Family.ADVERTISEMENT),
        ("Read more", Family.READ_MORE),
        ("Lesen Sie auch: Warum die Brücke steht", Family.READ_MORE),
        ("À lire aussi : le pont", Family.READ_MORE),
        ("Читайте также: мост", Family.READ_MORE),
        ("【関連記事】橋の一日", Family.READ_MORE),
        ("The bridge that would not fall Read more", Family.READ_MORE),
        ("Remind me later.", Family.APPEAL),
        ("Jetzt spenden", Family.APPEAL),
        ("Je fais un don", Family.APPEAL),
        ("Не сейчас", Family.APPEAL),
        ("Share this article", Family.SHARE),
        ("Facebook Twitter WhatsApp 12", Family.SHARE),
        ("Поделиться в Telegram", Family.SHARE),
        ("Leave a comment", Family.COMMENTS),
        ("Kommentare", Family.COMMENTS),
        ("Play video", Family.PLAYER),
        ("Newsletter abonnieren", Family.NEWSLETTER),
        ("メールマガジン登録はこちら", Family.NEWSLETTER),
    ],
)
def test_a_block_that_is_nothing_but_a_known_form_is_known_whole(text: str, family: Family) -> None:
    assert read(text).whole is family
    assert read(f"  “{text.upper()}”\n").whole in (family, None)


@pytest.mark.parametrize(
    "text",
    [
        "The advertisement hung in the station for forty years.",
        "She wanted to read more about bridges, and he let her.",
        "Related species were found upriver: pike, perch and eel.",
        "He shared the story with his sister.",
        "Moreover: nothing",
        "Mehrere Themen: keine",
        "",
        "—",
    ],
)
def test_a_sentence_with_such_a_word_in_it_is_not(text: str) -> None:
    assert read(text).whole is None


@pytest.mark.parametrize(
    "quoted",
    [
        '"Support us monthly."',
        "“Support us monthly.”",
        "„Support us monthly.“",
        "«Support us monthly.»",
        "»Support us monthly.«",
    ],
)
def test_what_somebody_is_quoted_with_is_no_cue(quoted: str) -> None:
    assert read("Support us monthly.").phrases
    assert not read(f"{quoted} she told the crowd on the quay.").phrases


def test_a_quotation_mark_that_is_never_closed_hides_nothing() -> None:
    assert read("„Support us monthly. Every contribution counts, and we thank you.").phrases


def test_of_overlapping_phrases_only_the_longest_counts() -> None:
    shown = [phrase.shown for phrase in read("Please sign up for our newsletter today").phrases]
    assert not any(one != other and one in other for one in shown for other in shown)


def test_reasons_name_the_family_and_up_to_three_witnesses() -> None:
    reason = read(
        "Support us from $4 a month, because every contribution counts and your support helps."
    ).reason
    family, _, witnesses = reason.partition(": ")
    assert family == "appeal"
    assert '"$4"' in witnesses
    assert 2 <= witnesses.count('", "') + 1 <= 3


def test_prices_and_addresses_are_told_as_they_are_written() -> None:
    cues = read(
        "Support us with €1,50 a month, write to desk@courier.example or see https://courier.example now."
    )
    assert cues.price == "€1,50"
    assert cues.address == "desk@courier.example"


@pytest.mark.parametrize(
    "text",
    [
        "Correction: An earlier version of this article gave a wrong date.",
        "Korrektur: In einer früheren Version dieses Artikels stand ein falsches Datum.",
        "Исправление: в предыдущей версии статьи была ошибка.",
    ],
)
def test_corrections_are_known(text: str) -> None:
    assert read(text).corrects


@pytest.mark.parametrize(
    ("text", "we", "you"),
    [
        ("We print what you read.", True, True),
        ("Wir drucken, was Ihnen nützt.", True, True),
        ("Nous écrivons pour vous.", True, True),
        ("Мы пишем для вас.", True, True),
        ('"We print what you read," he said.', False, False),
        ("The council met.", False, False),
    ],
)
def test_who_speaks_and_to_whom_is_heard_outside_quotations(text: str, we: bool, you: bool) -> None:
    assert (read(text).we, read(text).you) == (we, you)


def test_only_a_short_block_opens_an_appeal_or_is_a_form_as_a_whole() -> None:
    assert read("Dear readers,").opens
    assert not read("Dear readers, " + "the river rose again " * (SHORT // 20)).opens


def test_of_a_long_text_only_the_start_is_read() -> None:
    assert read("Support us monthly. " + "a" * LOOKED_AT).phrases
    assert not read("a" * LOOKED_AT + " Support us monthly.").phrases


@pytest.mark.parametrize("text", ["Print", "Email", "Facebook", "Copy link", "12", "Drucken", "Imprimer"])
def test_a_word_of_share_bars_could_be_a_button(text: str) -> None:
    assert read(text).shares


@pytest.mark.parametrize("text", ["Westen", "The printer", "", "Print this story for your father and mother"])
def test_other_words_could_not(text: str) -> None:
    assert not read(text).shares
