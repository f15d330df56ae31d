"""How are dates, names and the words around a story said in its language?"""

from __future__ import annotations

import tomllib
from datetime import datetime
from functools import lru_cache
from string import Formatter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Literal, cast
from zoneinfo import ZoneInfo

from publisher.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from babel import Locale

FALLBACK = "en"

Direction = Literal["ltr", "rtl"]
DateLength = Literal["short", "medium", "long", "full"]


@lru_cache(maxsize=256)
def locale(language: str) -> Locale:
    """Return what CLDR knows about a language tag; English where it knows nothing.

    ``language`` is a BCP 47 tag such as ``pt-BR``; a region or script that CLDR lacks is dropped.
    """
    from babel import Locale, UnknownLocaleError

    for tag in (language, language.partition("-")[0]):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse(FALLBACK)


@lru_cache(maxsize=256)
def direction(language: str) -> Direction:
    """Return which way a language is written, for the ``dir`` attribute."""
    return cast("Direction", locale(language).text_direction)


def day(moment: datetime, language: str, time_zone: str, length: DateLength = "long") -> str:
    """Return the calendar day of a moment as a person writes it.

    ``moment`` carries a zone; ``time_zone`` is the IANA name of the zone whose calendar counts.
    """
    local = moment.astimezone(_zone(time_zone))
    return _day(local.year, local.month, local.day, language, length)


def same_day(one: datetime, other: datetime, time_zone: str) -> bool:
    """Say whether two moments fall on one calendar day of a time zone."""
    zone = _zone(time_zone)
    return one.astimezone(zone).date() == other.astimezone(zone).date()


def names(people: tuple[str, ...], language: str) -> str:
    """Return names joined as in a sentence: ``A, B and C``."""
    from babel.lists import format_list

    return people[0] if len(people) == 1 else format_list(people, locale=locale(language))


class Words:
    """The catalogue of ``words.toml``: which words the pages and mails use in which language.

    ``catalogues`` are the texts of the files, the packaged one first; a later one overrides single
    words. Raises ConfigError for a file that is not TOML, or that asks to fill in what nothing fills.
    """

    def __init__(self, catalogues: Iterable[str]) -> None:
        self._tables: dict[str, dict[str, Any]] = {}
        for text in catalogues:
            try:
                tables = tomllib.loads(text)
            except tomllib.TOMLDecodeError as error:
                raise ConfigError(f"words.toml is not valid TOML: {error}") from error
            for language, table in tables.items():
                if not isinstance(table, dict):
                    raise ConfigError(
                        f"words.toml: expected a table for each language, found the key {language}"
                    )
                self._tables.setdefault(language.lower(), {}).update(table)
        for language, table in self._tables.items():
            for key, value in table.items():
                self._check(language, key, value)
        self._languages: dict[str, SimpleNamespace] = {}

    def __call__(self, language: str) -> SimpleNamespace:
        """Return the words of a language; each one that it lacks comes from English."""
        known = self._languages.get(language)
        if known is None:
            tag = language.lower()
            merged = {"language": self.language(language)}
            for name in (FALLBACK, tag.partition("-")[0], tag):
                merged |= self._tables.get(name, {})
            known = self._languages[language] = SimpleNamespace(**merged)
        return known

    def language(self, language: str) -> str:
        """Return the language in which the words for ``language`` really are."""
        known = {language.lower(), language.partition("-")[0].lower()} & self._tables.keys()
        return language if known else FALLBACK

    def _check(self, language: str, key: str, value: object) -> None:
        reference = _fields(self._tables.get(FALLBACK, {}).get(key, value))
        try:
            unknown = _fields(value) - reference
        except ValueError as error:
            raise ConfigError(f"words.toml: [{language}] {key}: {error}") from error
        if unknown:
            raise ConfigError(
                f"words.toml: [{language}] {key}: nothing fills in {{{min(unknown)}}}; "
                f"expected {', '.join(f'{{{name}}}' for name in sorted(reference)) or 'no braces'}"
            )


def plural(forms: Mapping[str, str] | str, n: int, language: str) -> str:
    """Return the form of a word that goes with the number ``n`` (CLDR plural categories)."""
    if isinstance(forms, str):
        return forms
    form = forms.get(locale(language).plural_form(n))
    return form if form is not None else forms["other"]


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


# Babel takes 20 µs for a date; ten thousand articles share a few thousand days and languages.
@lru_cache(maxsize=16_384)
def _day(year: int, month: int, day_of_month: int, language: str, length: DateLength) -> str:
    from datetime import date

    from babel.dates import format_date

    return format_date(date(year, month, day_of_month), format=length, locale=locale(language))


def _fields(value: object) -> set[str]:
    texts = value.values() if isinstance(value, dict) else [value]
    return {name for text in texts for _, name, _, _ in Formatter().parse(str(text)) if name is not None}
