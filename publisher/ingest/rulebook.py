"""Which rulings does a ``_clean.toml`` make, and which of all rulings hold for an article?"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from publisher import clean, naming
from publisher.errors import ArticleError
from publisher.model import Block, BlockKind, Ruling, Rulings
from publisher.store.rulings import Ruled, RuledBy
from publisher.validation import did_you_mean

_KEYS = {"boilerplate": Ruling.BOILERPLATE, "protect": Ruling.STORY}
_EXAMPLE = 'such as boilerplate = ["Support our work today.", "Follow us."]'
_EMPTY_LINE = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """All rulings; ``sections`` holds, by their folders in the output, what holds in them altogether."""

    everywhere: Rulings = field(default_factory=dict)
    sections: Mapping[str, Rulings] = field(default_factory=dict)

    def of(self, section: str) -> Rulings:
        """Return what holds for the articles of one section."""
        if not self.sections:
            return self.everywhere
        return self.sections.get(naming.folder(section), self.everywhere)


def rulebook(ruled: Iterable[Ruled]) -> Rulebook:
    """Return all rulings in force.

    A ruling for one section counts before one for all of them, and there the word of the file
    before that of a command.
    """
    everywhere: dict[int, Ruling] = {}
    own: dict[str, dict[int, Ruling]] = {}
    for each in sorted(ruled, key=lambda each: (each.origin is RuledBy.FILE, each.section)):
        scope = own.setdefault(naming.folder(each.section), {}) if each.section else everywhere
        scope[each.fingerprint] = each.ruling
    return Rulebook(
        everywhere=everywhere, sections={folder: everywhere | rulings for folder, rulings in own.items()}
    )


def read(data: bytes, section: str) -> list[Ruled]:
    """Return what the ``_clean.toml`` of a section rules; an empty section is the whole inbox.

    Raises ArticleError with the line or the key, what was expected, and what to do.
    """
    try:
        raw = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ArticleError(f"expected UTF-8 text; byte {error.start} is not; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ArticleError(f"is not valid TOML: {error}; expected lists of texts, {_EXAMPLE}") from error
    found: dict[int, tuple[Ruled, str]] = {}
    for key, value in raw.items():
        if key not in _KEYS:
            hint = did_you_mean(key, _KEYS) or f"; known here: {', '.join(_KEYS)}"
            raise ArticleError(f"{key}: there is no such key{hint}")
        for place, text in _texts(key, value):
            one = Ruled(
                fingerprint=fingerprint(text),
                section=section,
                origin=RuledBy.FILE,
                ruling=_KEYS[key],
                text=text,
            )
            before, where = found.setdefault(one.fingerprint, (one, place))
            if before.ruling is not one.ruling:
                raise ArticleError(
                    f"{place}: this text stands in {where} too: {_short(text)!r}; take it out of one of them"
                )
    return [one for one, _ in found.values()]


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, each on one line.

    An editor may name several at once, with empty lines between, and wrap them.
    """
    parts = (" ".join(part.split()) for part in _EMPTY_LINE.split(text))
    return [part for part in parts if fingerprint(part) != _NOTHING]


def fingerprint(text: str) -> int:
    """Return by what a text is known: see ``clean.fingerprint``."""
    return clean.fingerprint(Block(kind=BlockKind.PARAGRAPH, text=text))


_NOTHING = fingerprint("")


def _texts(key: str, value: object) -> Iterator[tuple[str, str]]:
    """Return each text of one key with its place."""
    if not isinstance(value, list):
        raise ArticleError(f"{key}: expected a list of texts in quotes, found {value!r}; {_EXAMPLE}")
    for number, text in enumerate(value, start=1):
        place = f"{key}: text {number}"
        if not isinstance(text, str):
            raise ArticleError(f"{place}: expected a text in quotes, found {text!r}; put quotes around it")
        parts = paragraphs(text)
        if not parts:
            raise ArticleError(f"{place}: expected a text with words, found {text!r}; take it out")
        for part in parts:
            yield place, part


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
