"""Is every word of the subscribers' pages and letters there in every language?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from publisher.wording import available, wording

ROOT = Path(__file__).parent.parent
_MARK = re.compile(r"%\((\w+)\)s")
_METHODS = [
    ("publisher/letters.py", "python"),
    ("templates/web/**.html", "jinja2"),
    ("templates/letters/**.html", "jinja2"),
    ("templates/letters/**.txt", "jinja2"),
]
TRANSLATED = [language for language in available() if language != "en"]


def said() -> set[tuple[str, ...]]:
    """Return every message of the templates, in its forms for one and for several."""
    found = extract_from_dir(
        ROOT,
        method_map=_METHODS,
        options_map={"**": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}},
        keywords={"gettext": None, "ngettext": (1, 2)},
    )
    return {_forms(message) for _, _, message, _, _ in found}


def catalogue(language: str) -> Catalog:
    path = ROOT / "publisher/locales" / language / "LC_MESSAGES/publisher.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _forms(message: object) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(message)  # type: ignore[arg-type]


def test_there_are_the_languages_that_the_issue_names():
    assert set(available()) >= {"en", "de", "es", "fr", "ru"}
    assert len(said()) > 40


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_every_message_and_no_other(language):
    assert {_forms(message.id) for message in catalogue(language) if message.id} == said()


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated_with_its_marks_and_without_doubt(language):
    for message in catalogue(language):
        if not message.id:
            continue
        forms = _forms(message.string)
        assert all(forms), message.id
        assert not message.fuzzy, message.id
        assert len(forms) == (catalogue(language).num_plurals if message.pluralizable else 1)
        # "one day" needs no number.
        wanted = set(_MARK.findall(_forms(message.id)[-1]))
        for form in forms[1:] or forms:
            assert set(_MARK.findall(form)) == wanted, form


def test_a_region_has_the_words_of_its_language():
    assert wording("de-AT").language == "de"
    assert wording("DE").translations.gettext("Save") == "Speichern"


def test_a_language_without_a_catalogue_has_english_words_that_are_called_english():
    found = wording("ar")
    assert (found.language, found.direction) == ("en", "ltr")
    assert found.translations.gettext("Save") == "Save"
    assert found.translations.ngettext("one", "several", 2) == "several"


def test_french_never_breaks_a_line_before_its_double_punctuation():
    for message in catalogue("fr"):
        assert not message.id or not re.search(r"[^\u00a0][:;?!](?:\s|$)", " ".join(_forms(message.string)))


def test_a_number_has_the_form_that_its_language_wants():
    words = wording("ru").translations
    days = ("The link works for one day.", "The link works for %(count)s days.")
    assert [words.ngettext(*days, n) % {"count": n} for n in (1, 3, 7)] == [
        "Ссылка действует 1 день.",
        "Ссылка действует 3 дня.",
        "Ссылка действует 7 дней.",
    ]
