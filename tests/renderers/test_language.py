from __future__ import annotations

from datetime import UTC, datetime

import pytest

from publisher.renderers import language, templates

WORDS = templates.words(templates.environment([templates.default_folder()]))
CHRISTMAS_EVE = datetime(2026, 12, 24, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("en", "ltr"),
        ("ar", "rtl"),
        ("he-IL", "rtl"),
        ("fa", "rtl"),
        ("pt-BR", "ltr"),
        ("xx", "ltr"),
        ("", "ltr"),
    ],
)
def test_a_language_is_written_left_to_right_unless_it_is_known_better(tag: str, written: str) -> None:
    assert language.direction(tag) == written


@pytest.mark.parametrize(
    ("tag", "zone", "day"),
    [
        ("en", "UTC", "December 24, 2026"),
        ("de", "Europe/Berlin", "25. Dezember 2026"),
        ("de-Latn-XX", "America/Lima", "24. Dezember 2026"),
        ("ru", "Asia/Tokyo", "25 декабря 2026\u202fг."),
        ("xx", "UTC", "December 24, 2026"),
    ],
)
def test_a_day_is_that_of_the_time_zone(tag: str, zone: str, day: str) -> None:
    assert language.day(CHRISTMAS_EVE, tag, zone) == day


@pytest.mark.parametrize(
    ("people", "tag", "joined"),
    [
        (("Ana",), "en", "Ana"),
        (("Ana", "Ben"), "de", "Ana und Ben"),
        (("{0}", "{names}", "C"), "fr", "{0}, {names} et C"),
    ],
)
def test_names_are_joined_as_in_a_sentence(people: tuple[str, ...], tag: str, joined: str) -> None:
    assert language.names(people, tag) == joined


@pytest.mark.parametrize(
    ("tag", "n", "form"),
    [
        ("en", 1, "and {n} more article"),
        ("en", 2, "and {n} more articles"),
        ("ru", 1, "и ещё {n} статья"),
        ("ru", 3, "и ещё {n} статьи"),
        ("ru", 11, "и ещё {n} статей"),
        ("ru", 21, "и ещё {n} статья"),
        ("ar", 2, "ومقالتان أخريان"),
        ("he", 2, "ועוד שתי כתבות"),
    ],
)
def test_a_number_chooses_the_form_of_its_word(tag: str, n: int, form: str) -> None:
    assert language.plural(WORDS(tag).more, n, tag) == form


def test_a_form_that_a_catalogue_lacks_is_the_general_one() -> None:
    assert language.plural({"other": "{n} статьи"}, 11, "ru") == "{n} статьи"
    assert language.plural("+{n}", 11, "ru") == "+{n}"


@pytest.mark.parametrize(
    ("asked", "real"), [("de", "de"), ("de-AT", "de-AT"), ("DE", "DE"), ("fi", "en"), ("", "en")]
)
def test_words_say_which_language_they_are_really_in(asked: str, real: str) -> None:
    assert WORDS(asked).language == real
    assert WORDS(asked).subscribe == ("Abonnieren" if real != "en" else "Subscribe")


def test_a_regional_catalogue_needs_only_the_words_that_differ() -> None:
    words = language.Words(['[en]\na = "one"\nb = "two"', '[pt]\na = "um"', '[pt-br]\nb = "dois"'])
    assert (words("pt-BR").a, words("pt-BR").b) == ("um", "dois")
    assert (words("pt").a, words("pt").b) == ("um", "two")
