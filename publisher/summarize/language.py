"""In which language is the article?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from publisher.model import Block, BlockKind, Cleaned, Origin

# With fewer letters the detector guesses; an ideogram says as much as two letters.
_FEWEST_LETTERS = 40
# The detector is sure of most stories after 400 characters and 10 µs; a text that may be mixed is read
# on. Reading 2,000 characters always gave another answer for 2 texts in 3,000, and cost 40 µs.
_FIRST_LOOK = 400
_PURE = 95
_LOOKED_AT = 1_200
# Where the letters are counted: most texts have them at once.
_PROBED = (80, 400)
_WORDED = frozenset({BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST, BlockKind.HEADING})

# Codes of the detector that BCP 47 has replaced.
_CURRENT = {"iw": "he", "jw": "jv", "in": "id", "mo": "ro", "ji": "yi"}

_IDEOGRAMS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def language(cleaned: Cleaned, fallback: str) -> tuple[str, Origin]:
    """Return the language as a BCP 47 tag and where it comes from.

    What the article says of itself wins; else it is detected from at least 40 letters; else it is
    ``fallback``, the publication's own.
    """
    meta = cleaned.meta
    if meta.language:
        return meta.language, meta.language_origin or Origin.FRONT_MATTER
    detected = _detected(_prose(cleaned.blocks))
    return (detected, Origin.DETECTED) if detected else (fallback, Origin.CONFIGURATION)


def _prose(blocks: Iterable[Block]) -> str:
    pieces: list[str] = []
    room = _LOOKED_AT
    for block in blocks:
        if block.kind in _WORDED:
            pieces.append(block.text[:room])
            room -= len(block.text)
            if room <= 0:
                break
    return " ".join(pieces)


def _detected(text: str) -> str:
    if not any(_letters(text[:probed]) >= _FEWEST_LETTERS for probed in _PROBED):
        return ""
    return _sure(text[:_FIRST_LOOK], _PURE) or _sure(text, 0)


def _sure(text: str, percent: int) -> str:
    """Return the language that the detector is sure of and finds in at least ``percent`` of the text."""
    import pycld2

    try:
        reliable, _, guesses = pycld2.detect(text)
    except (pycld2.error, UnicodeEncodeError):
        # The detector refuses control characters and non-characters, Python encodes no surrogates.
        plain = "".join(character if character.isprintable() else " " for character in text)
        try:
            reliable, _, guesses = pycld2.detect(plain)
        except pycld2.error:
            return ""
    _, code, share, _ = guesses[0]
    return _CURRENT.get(code, code) if reliable and code != "un" and share >= percent else ""


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text)) + (0 if text.isascii() else len(_IDEOGRAMS.findall(text)))
