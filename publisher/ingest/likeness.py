"""Which texts are like one that somebody has mistyped or cut short?"""

from __future__ import annotations

import re
from itertools import pairwise

_WORD = re.compile(r"\w+")

# From Thai on, Unicode has the scripts that put no spaces between words: there, pairs of characters
# are compared.
_SPACELESS = "\u0e00"

# Below this, two texts share only what all texts of a language share.
_LEAST = 0.34

# A shorter piece stands in many texts by chance.
_PIECE = 12


class Wanted:
    """A text that is looked for."""

    def __init__(self, text: str) -> None:
        self._words = words(text)
        self._line = " ".join(self._words)
        self._pieces = _pieces(self._words)

    def score(self, text: str) -> float:
        """Return how alike a text is: from 0 for not at all to 1, also when one is a piece of the other."""
        found = words(text)
        line = " ".join(found)
        shorter, longer = sorted((self._line, line), key=len)
        if len(shorter) >= _PIECE and shorter in longer:
            return 1.0
        pieces = _pieces(found)
        both = len(pieces) + len(self._pieces)
        # The coefficient of Dice.
        score = 2 * len(pieces & self._pieces) / both if both else 0.0
        return score if score >= _LEAST else 0.0


def words(text: str) -> list[str]:
    """Return the words of a text without regard to case."""
    return [word.casefold() for word in _WORD.findall(text)]


def _pieces(found: list[str]) -> set[str]:
    return {
        piece
        for word in found
        for piece in ([word] if max(word) < _SPACELESS else map("".join, pairwise(word)))
    }
