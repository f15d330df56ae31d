"""Is a new version of an article an edit that readers are told of, or only a typo?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from publisher.ingest.reversals import is_reversal
from publisher.model import Article

# A typo is a matter of letters: whoever has read the article need not read it again. Above this many
# words, or this share of them, the text says something else.
_MOST_WORDS = 12
_MOST_SHARE = 0.03

# "presidnet" and "president" are 0.89 alike, "innocent" and "guilty" 0.29.
_ALIKE = 0.7

# A number with its sign and its unit, a sign of a language that writes no spaces, or a word.
_WORD = re.compile(
    r"[-−–+±$€£¥₽]?\d+(?:[.,:/'’]\d+)*\s?[%‰°]?"
    r"|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
    r"|[^\W\d]+(?:['’][^\W\d]+)*"
)


def is_typo(before: Article, after: Article) -> bool:
    """Say whether ``after`` differs from ``before`` by so little that nobody need be told.

    That is at most 3 % of the words and at most 12 of them, and no number, no negation and no word that
    becomes its own contrary. In the title, which readers know the article by, only letters may have
    changed. Notices and a withdrawal are never typos.
    """
    if before.meta.withdrawal != after.meta.withdrawal or before.meta.notices != after.meta.notices:
        return False
    old, new = words(before), words(after)
    most = min(_MOST_WORDS, int(_MOST_SHARE * max(len(old), len(new))))
    changed = differences(old, new, 2 * most)
    if changed is None:
        return False
    gone, come = changed
    if max(len(gone), len(come)) > most or is_reversal(gone, come):
        return False
    return _is_misspelt(_words(before.meta.title), _words(after.meta.title))


def words(article: Article) -> list[str]:
    """Return the words of the title and of the story, regardless of case and typographic forms."""
    texts = (article.meta.title, *(block.text for block in article.blocks))
    return [word for text in texts for word in _words(text)]


def differences(before: Sequence[str], after: Sequence[str], most: int) -> tuple[list[str], list[str]] | None:
    """Return the words that went and those that came, by the shortest way from one text to the other.

    None when it takes more than ``most`` removals and additions. (Myers, "An O(ND) difference algorithm
    and its variations", 1986: quick where little differs, however long the texts are.)
    """
    goal = len(before) - len(after)
    reached = {1: 0}
    trail: list[dict[int, int]] = []
    for distance in range(most + 1):
        trail.append(dict(reached))
        for diagonal in range(-distance, distance + 1, 2):
            down = diagonal == -distance or (
                diagonal != distance and reached[diagonal - 1] < reached[diagonal + 1]
            )
            old = reached[diagonal + 1] if down else reached[diagonal - 1] + 1
            new = old - diagonal
            while old < len(before) and new < len(after) and before[old] == after[new]:
                old, new = old + 1, new + 1
            reached[diagonal] = old
            if diagonal == goal and old >= len(before) and new >= len(after):
                return _walked(before, after, trail)
    return None


def _words(text: str) -> list[str]:
    found = _WORD.findall(unicodedata.normalize("NFKC", text))
    return [word.replace("’", "'").casefold() for word in found]


def _is_misspelt(before: Sequence[str], after: Sequence[str]) -> bool:
    """Say whether each word that differs is the other one with a few other letters."""
    return len(before) == len(after) and all(
        SequenceMatcher(None, old, new, autojunk=False).ratio() >= _ALIKE
        for old, new in zip(before, after, strict=True)
        if old != new
    )


def _walked(
    before: Sequence[str], after: Sequence[str], trail: Sequence[dict[int, int]]
) -> tuple[list[str], list[str]]:
    gone: list[str] = []
    come: list[str] = []
    for index, word in _steps(len(before), len(after), trail):
        (gone if word else come).append(before[index] if word else after[index])
    return gone[::-1], come[::-1]


def _steps(old: int, new: int, trail: Sequence[dict[int, int]]) -> Iterator[tuple[int, bool]]:
    """Yield from the end on each step: the place of the word, and whether it went."""
    for distance in range(len(trail) - 1, 0, -1):
        reached, diagonal = trail[distance], old - new
        down = diagonal == -distance or (
            diagonal != distance and reached[diagonal - 1] < reached[diagonal + 1]
        )
        previous = diagonal + 1 if down else diagonal - 1
        old = reached[previous]
        new = old - previous
        yield (new, False) if down else (old, True)
