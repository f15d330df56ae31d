"""In which language is the article, and how long does reading it take?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from publisher.model import Block, BlockKind, Cleaned, Origin

# With fewer letters the detector guesses; an ideogram says as much as two letters.
_FEWEST_LETTERS = 40
_LOOKED_AT = 2_000
_PROBED = 400

# Codes of the detector that BCP 47 has replaced.
_CURRENT = {"iw": "he", "jw": "jv", "in": "id", "mo": "ro", "ji": "yi"}

# Silent reading of English non-fiction: 238 words a minute (Brysbaert 2019, 190 studies).
_WORDS_A_MINUTE = 238
# What publishers count with for Chinese and Japanese; reading aloud is slower (255 and 357
# characters in Trauzettel-Klosinski & Dietz 2012).
_CHARACTERS_A_MINUTE = 500
# Scripts without spaces: a word takes about five letters.
_UNSPACED = frozenset({"th", "lo", "km", "my"})
_LETTERS_A_WORD = 5

# Korean has spaces and counts in words.
_IDEOGRAMS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def language(cleaned: Cleaned, fallback: str) -> tuple[str, Origin]:
    """Return the language as a BCP 47 tag and where it comes from.

    What the article says of itself wins; else it is detected from at least 40 letters; else it is
    ``fallback``, the publication's own.
    """
    meta = cleaned.meta
    if meta.language:
        return meta.language, meta.language_origin or Origin.FRONT_MATTER
    detected = _detected(" ".join(_prose(cleaned.blocks))[:_LOOKED_AT])
    return (detected, Origin.DETECTED) if detected else (fallback, Origin.CONFIGURATION)


def reading_minutes(blocks: Iterable[Block], language: str) -> int:
    """Return how many whole minutes reading takes, at least 1."""
    text = " ".join(block.text for block in blocks if block.kind not in (BlockKind.CODE, BlockKind.IMAGE))
    characters = len(_IDEOGRAMS.findall(text))
    if language.partition("-")[0].lower() in _UNSPACED:
        words = sum(map(str.isalpha, text)) / _LETTERS_A_WORD
    else:
        words = len((_IDEOGRAMS.sub(" ", text) if characters else text).split())
    return max(1, round(words / _WORDS_A_MINUTE + characters / _CHARACTERS_A_MINUTE))


def _prose(blocks: Iterable[Block]) -> Iterable[str]:
    room = _LOOKED_AT
    for block in blocks:
        if room <= 0:
            return
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST, BlockKind.HEADING):
            yield block.text[:room]
            room -= len(block.text)


def _detected(text: str) -> str:
    import pycld2

    letters = sum(map(str.isalpha, text[:_PROBED]))
    if letters + len(_IDEOGRAMS.findall(text[:_PROBED])) < _FEWEST_LETTERS:
        return ""
    try:
        reliable, _, guesses = pycld2.detect(text)
    except (pycld2.error, UnicodeEncodeError):
        # The detector refuses control characters and non-characters, Python encodes no surrogates.
        plain = "".join(character if character.isprintable() else " " for character in text)
        try:
            reliable, _, guesses = pycld2.detect(plain)
        except pycld2.error:
            return ""
    code = guesses[0][1]
    return _CURRENT.get(code, code) if reliable and code != "un" else ""
