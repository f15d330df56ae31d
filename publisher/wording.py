"""Which words do the subscribers' pages and letters use?"""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    import jinja2

_FOLDER = Path(__file__).resolve().parent / "locales"
_FILE = "LC_MESSAGES/publisher.po"

# In the templates themselves; it has no catalogue.
_SOURCE = "en"

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words of one language, which is the one asked for where there is a catalogue of it."""

    language: str
    direction: Direction
    translations: gettext.NullTranslations

    def render(self, environment: jinja2.Environment, name: str, **values: object) -> str:
        """Return a template in these words. Raises ConfigError when it has a mistake in it."""
        from jinja2 import TemplateError

        from publisher.errors import ConfigError

        try:
            return environment.get_template(name).render(
                values,
                gettext=self.translations.gettext,
                ngettext=self.translations.ngettext,
                language=self.language,
                direction=self.direction,
            )
        except TemplateError as error:
            raise ConfigError(f"template {name}: {error.message}") from error


def available() -> tuple[str, ...]:
    """Return the languages that there are words of."""
    return tuple(sorted([_SOURCE, *(path.parent.parent.name for path in _FOLDER.glob(f"*/{_FILE}"))]))


@lru_cache(maxsize=64)
def wording(language: str) -> Wording:
    """Return the words for a BCP 47 tag such as ``de-AT``; English where there are none."""
    from babel import Locale

    known = {tag.lower(): tag for tag in available()}
    wanted = language.lower()
    found = known.get(wanted) or known.get(wanted.partition("-")[0]) or _SOURCE
    return Wording(
        language=found,
        direction=cast("Direction", Locale.parse(found, sep="-").text_direction),
        translations=_catalogue(found),
    )


def _catalogue(language: str) -> gettext.NullTranslations:
    """Return a catalogue from its source: nothing is compiled that could be older than that."""
    from io import BytesIO

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    if language == _SOURCE:
        return gettext.NullTranslations()
    with (_FOLDER / language / _FILE).open("rb") as file:
        catalogue = read_po(file, locale=language.replace("-", "_"))
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
