"""How are the phrases found by the words of a text?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from publisher.clean.phrases import Family, concepts, strong, voice, weak, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """An entry of the lists, its words between single spaces.

    ``weight`` is 5 if the phrase is certain, 2 if it is strong, else 1.
    """

    words: str
    family: Family
    weight: int

    @property
    def pointed(self) -> bool:
        """Whether it is strong, or asks the reader to do something."""
        return self.weight > 1 or self.asks

    @property
    def asks(self) -> bool:
        """Whether it opens a sentence, where it is an imperative."""
        return self.words.startswith(" | ")

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """Some ``entries`` of the lists, by their ``triggers``, each with the words it cannot be without."""

    entries: tuple[str, ...]
    triggers: frozenset[str]
    words: dict[str, tuple[tuple[str, frozenset[str]], ...]]

    @classmethod
    def of(cls, entries: Iterable[str]) -> Needed:
        """Return the index of some entries of the lists."""
        entries = tuple(entries)
        words = {
            trigger: tuple((entry, frozenset(filter(str.isalnum, entry.split()))) for entry in group)
            for trigger, group in _grouped(entries).items()
        }
        return cls(entries=entries, triggers=frozenset(words), words=words)

    def met(self, triggers: Iterable[str], words: frozenset[str]) -> list[str]:
        """Return the entries of these triggers whose words are all among ``words``: no other is there."""
        return [entry for word in triggers for entry, needed in self.words[word] if needed <= words]


def _words(table: str) -> frozenset[str]:
    """Return the single words of a table whose rows may begin with a language."""
    return frozenset(word for word in table.split() if not (len(word) == 3 and word.endswith(":")))


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
LINES = tuple((re.compile(line), family) for family, rows in whole.LINES.items() for line in rows.split())
FREE = frozenset(entry.strip() for entry in _entries(voice.FREE))

ASKING, OFFERED, LABELS = map(_words, (concepts.ASKING, concepts.OFFERED, concepts.LABELS))
UNSPACED = _words(concepts.UNSPACED)
# With the forms that voice needs not tell apart.
READER = YOU | {
    "yours",
    "you're",
    "you'll",
    "you've",
    "yourself",
    "sie",
    "ihre",
    "ihrem",
    "ihren",
    "euch",
    "te",
    "su",
    "sus",
    "ti",
}
NEWSROOM = WE | {"we're", "we've", "ours", "we'll", "unseren", "nostri", "nostre"}
# Without one of these a paragraph is never judged by the model.
CONCEPTS = OFFERED | (READER - {"sie", "ihre", "ihrem", "ihren", "su", "sus", "te", "ti"}) | NEWSROOM

POINTED = Needed.of(phrase.words for phrases in PHRASES.values() for phrase in phrases if phrase.pointed)
TRIGGERS = PHRASES.keys() | OPENERS.keys() | REPORTING.keys() | CORRECTIONS.keys()
# A text that holds one of them is never passed at a glance.
TELLING = Needed.of((*POINTED.entries, *(entry for group in CORRECTIONS.values() for entry in group)))
# The words by which a glance decides.
KNOWN = CONCEPTS | TELLING.triggers | WE | YOU | REPORTING_WORDS
