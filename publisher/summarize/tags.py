"""Which tags of the publication's own vocabulary fit an article?

A tag fits when it, or another word for it, stands in the title, in the first two paragraphs, or at
least twice in the text. Those in the title come first, then those in the first paragraphs, then those
that stand there more often, then by the alphabet. An article has five at most.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from itertools import compress
from operator import contains

from publisher.model import Block, BlockKind
from publisher.summarize.inflection import forms

# Counted up when the same vocabulary gives other tags than before.
_METHOD = 1

MOST = 5
# A word that the text has but once, below its beginning, is mentioned: it is not what the text is about.
_MENTIONS = 2
_LEAD_PARAGRAPHS = 2
# Characters: what a long text comes to later is not its topic, and reading it takes time.
_LEAD = 600
_READ = 3_000
_WORDED = frozenset({BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST, BlockKind.HEADING})

# Japanese, Chinese, Thai, Lao, Burmese and Khmer put no spaces between words.
_SPACELESS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc]+")

# Words are compared as bytes: one table clears all ASCII marks at once whatever else the text holds,
# which str.translate does a hundred times slower as soon as there is one curly quote.
_CLEARED = bytes(byte if byte > 127 or chr(byte).isalnum() else 32 for byte in range(256))
# Typographic marks and spaces in UTF-8: U+2000 to U+203F, those of Latin-1, Arabic's, and the danda. Each
# begins with letters of its own, so that a text without it is passed in 1 µs.
_TYPOGRAPHIC = tuple(
    re.compile(each)
    for each in (b"\xe2\x80.", b"\xc2[\xa0\xab\xb7\xbb]", b"\xd8[\x8c\x9b\x9f]", b"\xe0\xa5[\xa4\xa5]")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Tags, each with all words that stand for it; equal whatever order they were given in."""

    # Vocabularies are compared for every article: by this alone.
    digest: str
    words: tuple[tuple[str, tuple[str, ...]], ...] = field(compare=False)

    @classmethod
    def of(cls, tags: Iterable[str], synonyms: Mapping[str, Sequence[str]] | None = None) -> Vocabulary:
        """Return the vocabulary of these tags, with other words for some of them."""
        others = synonyms or {}
        words = tuple(
            (tag, tuple(sorted({tag, *others.get(tag, ())}))) for tag in sorted(set(tags)) if tag.strip()
        )
        content = repr((_METHOD, words)).encode()
        return cls(digest=blake2b(content, digest_size=12).hexdigest() if words else "", words=words)


NO_TAGS = Vocabulary.of(())


def suggest(title: str, blocks: Sequence[Block], language: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the tags that fit an article, at most five, the most fitting first.

    ``language`` is the article's, for the endings of words. The tags are spelled as the vocabulary
    has them, and none is there twice in another case.
    """
    if not vocabulary.words:
        return ()
    finder = _finder(vocabulary, language)
    lead, text = _texts(blocks)
    named, first, later = finder.find(title), finder.find(lead), finder.find(text)
    in_title, in_lead = set(named), set(first)
    score = {
        tag: (tag not in in_title, tag not in in_lead, -mentions, tag.casefold(), tag)
        for tag, mentions in Counter(named + first + later).items()
        if mentions >= _MENTIONS or tag in in_title or tag in in_lead
    }
    found = {tag.casefold(): tag for tag in sorted(score, key=score.__getitem__, reverse=True)}
    return tuple(sorted(found.values(), key=score.__getitem__)[:MOST])


def _texts(blocks: Sequence[Block]) -> tuple[str, str]:
    """Return the first paragraphs, and what follows of the part that is read."""
    lead: list[str] = []
    rest: list[str] = []
    room, paragraphs = _READ, 0
    for block in blocks:
        if room <= 0:
            break
        if block.kind not in _WORDED:
            continue
        text = block.text[:room]
        room -= len(text)
        if paragraphs < _LEAD_PARAGRAPHS:
            begins = _LEAD - sum(map(len, lead))
            # Cut at a space: half a word may be another one.
            end = len(text) if len(text) <= begins else max(text.rfind(" ", 0, max(begins, 0)), 0)
            (lead if block.kind is BlockKind.PARAGRAPH else rest).append(text[:end])
            rest.append(text[end:])
            paragraphs += block.kind is BlockKind.PARAGRAPH
        else:
            rest.append(text)
    return "\n".join(lead), "\n".join(rest)


@lru_cache(maxsize=32)
def _finder(vocabulary: Vocabulary, language: str) -> _Finder:
    return _Finder(vocabulary, language)


# The forms of its words from the second on, and the tag that it stands for.
_Phrase = tuple[tuple[frozenset[bytes], ...], str]


class _Finder:
    """Looks for the words of a vocabulary in a text of one language."""

    def __init__(self, vocabulary: Vocabulary, language: str) -> None:
        # By every form of its first word: the forms of the words that follow, and the tags.
        self._phrases: dict[bytes, list[_Phrase]] = {}
        spaceless: dict[str, list[str]] = {}
        for tag, words in vocabulary.words:
            for word in words:
                composed = unicodedata.normalize("NFC", word).strip()
                if _SPACELESS.search(composed):
                    spaceless.setdefault(composed, []).append(tag)
                else:
                    self._learn(composed, tag, language)
        for phrases in self._phrases.values():
            phrases.sort(key=lambda phrase: -len(phrase[0]))
        # One character is a part of many words. The longest first: in them the shorter ones do not count.
        self._spaceless = [
            (word, tuple(spaceless[word]))
            for word in sorted(spaceless, key=len, reverse=True)
            if len(word) > 1
        ]

    def _learn(self, phrase: str, tag: str, language: str) -> None:
        words = [word.decode() for word in _words(phrase)]
        # What a sign tells apart from a single letter, as in C++, cannot be told here.
        if len("".join(words)) < 2:
            return
        first, *others = (frozenset(form.encode() for form in forms(word, language)) for word in words)
        for form in first:
            self._phrases.setdefault(form, []).append((tuple(others), tag))

    def find(self, text: str) -> list[str]:
        """Return the tags that are mentioned, as often as they are."""
        found: list[str] = []
        words = _words(text)
        passed = 0
        for position in compress(range(len(words)), map(self._phrases.__contains__, words)):
            if position >= passed:
                length, tags = self._at(words, position)
                passed = position + length
                found += tags
        if self._spaceless and not text.isascii():
            found += self._without_spaces(text)
        return found

    def _at(self, words: Sequence[bytes], position: int) -> tuple[int, Sequence[str]]:
        """Return the longest phrase that stands here, by its number of words, and the tags it stands for."""
        length = 0
        tags: list[str] = []
        for others, tag in self._phrases[words[position]]:
            if len(others) + 1 < length:
                break
            following = words[position + 1 : position + 1 + len(others)]
            if not others or (len(following) == len(others) and all(map(contains, others, following))):
                length = len(others) + 1
                tags.append(tag)
        return length, tags

    def _without_spaces(self, text: str) -> Iterator[str]:
        longer: list[tuple[str, int]] = []
        for word, tags in self._spaceless:
            if word in text:
                alone = _mentions(word, text) - sum(each.count(word) * count for each, count in longer)
                longer.append((word, alone))
                for tag in tags:
                    yield from (tag for _ in range(alone))


def _mentions(word: str, text: str) -> int:
    """Return how often a word stands in a text without spaces; katakana not as a piece of a longer run."""
    if _KATAKANA.fullmatch(word):
        return _KATAKANA.findall(text).count(word)
    return text.count(word)


def _words(text: str) -> list[bytes]:
    data = text.encode("utf-8", "replace").translate(_CLEARED)
    if not data.isascii():
        for mark in _TYPOGRAPHIC:
            data = mark.sub(b" ", data)
    return data.split()
