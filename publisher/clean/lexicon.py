"""How are the phrases found by the words of a text?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from publisher.clean.phrases import Family, strong, voice, weak, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """An entry of the lists, its words between single spaces.

    ``weight`` is 5 if the phrase is certain, 2 if it is strong, else 1.
    """

    words: str
    family: Family
    weight: int

    @property
    def shown(self) -> str:
        """The phrase as an editor reads it."""
        return self.words.replace("|", "").strip()


def _entries(table: str) -> Iterable[str]:
    """Yield the entries of a list, each between single spaces, so that only whole words match."""
    for row in table.strip().splitlines():
        language, mark, entries = row.partition(": ")
        for entry in (entries if mark and len(language) == 2 else row).split(";"):
            if entry.strip():
                yield f" {entry.strip()} "


def _trigger(entry: str) -> str:
    return max(entry.replace("|", "").split(), key=len)


def _grouped(entries: Iterable[str]) -> dict[str, tuple[str, ...]]:
    index: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        index[_trigger(entry)] = (*index.get(_trigger(entry), ()), entry)
    return index


def _by_trigger(tables: Iterable[tuple[dict[Family, str], int]]) -> dict[str, tuple[Phrase, ...]]:
    index: dict[str, tuple[Phrase, ...]] = {}
    for table, weight in tables:
        for family, rows in table.items():
            for entry in _entries(rows):
                word = _trigger(entry)
                known = index.get(word, ())
                index[word] = (*known, Phrase(words=entry, family=family, weight=weight))
    return index


PHRASES = _by_trigger(((strong.CERTAIN, 5), (strong.STRONG, 2), (weak.WEAK, 1)))
WHOLE = {entry.strip(): family for family, rows in whole.WHOLE.items() for entry in _entries(rows)}
ENDINGS = tuple(f"{entry}| " for entry in _entries(whole.ENDINGS))
POINTERS = frozenset(entry.strip() for entry in _entries(whole.POINTERS))
SHARE_WORDS = frozenset(entry.strip() for entry in _entries(whole.SHARE_WORDS))
SHARE_CORE = frozenset(entry.strip() for entry in _entries(whole.SHARE_CORE))
OPENERS = _grouped(_entries(voice.OPENERS))
WE = frozenset(entry.strip() for entry in _entries(voice.WE))
YOU = frozenset(entry.strip() for entry in _entries(voice.YOU))
REPORTING_WORDS = frozenset(entry.strip() for entry in _entries(voice.REPORTING) if len(entry.split()) == 1)
REPORTING = _grouped(entry for entry in _entries(voice.REPORTING) if len(entry.split()) > 1)
CORRECTIONS = _grouped(_entries(voice.CORRECTIONS))
TRIGGERS = PHRASES.keys() | OPENERS.keys() | REPORTING.keys() | CORRECTIONS.keys()
