"""Can this block be nothing but story?

Most paragraphs are: they are long, end as a sentence and hold hardly a word of publishing. To see that
costs 3 µs, to read the cues and count the features of a paragraph 70.
"""

from __future__ import annotations

import re
from functools import cache

from publisher.clean import lexicon
from publisher.clean.cues import Cues

# Labels, buttons and links are shorter; they are always read. A paragraph is longer than a line of them.
SHORTEST = 100
LONG = 160

# Furniture says what it is early; the cap bounds the work on a file that is one line of a megabyte.
_LOOKED_AT = 2_000

# So many different words of publishing, or of speaking to readers, are worth a second look.
_FEWEST = 2

# For a paragraph, whatever its length.
_PROSE = 40

_END = (".", "!", "?", "…", "”", '"', "»", "'", "’", ")", "।", "۔", "؟")
# The signs that typographers put into a text of ASCII letters.
_TYPOGRAPHIC = "“”’‘–—…\xa0"
_SPACED = bytes(code if chr(code).isalnum() else 32 for code in range(128)).lower() + bytes(128)
# In scripts without spaces there are no words to look for.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_WORD = re.compile(r"[^\W_]+")


def plain(text: str) -> Cues | None:
    """Return the cues of a text against which only its standing in other articles could speak; else None."""
    if (
        len(text) <= SHORTEST
        or not text.rstrip().endswith(_END)
        or "@" in text
        or "://" in text
        or "www." in text
    ):
        return None
    if not text.isascii() and _UNSPACED.search(text):
        return None
    words = frozenset(_words(text[:_LOOKED_AT]))
    found = len(words & lexicon.CONCEPTS)
    if not words.isdisjoint(lexicon.CORRECTIONS):
        return None
    if found and (len(text) <= LONG or found >= _FEWEST or lexicon.POINTED.met(words)):
        return None
    return _voice(
        not words.isdisjoint(lexicon.WE),
        not words.isdisjoint(lexicon.YOU),
        not words.isdisjoint(lexicon.REPORTING_WORDS),
    )


@cache
def _voice(we: bool, you: bool, reports: bool) -> Cues:  # noqa: FBT001  a table of eight values
    return Cues(words=_PROSE, we=we, you=you, reports=reports)


def _words(text: str) -> list[str]:
    """Return the casefolded words; the detour over bytes is for ASCII, at a fifth of the cost."""
    if not text.isascii():
        for sign in _TYPOGRAPHIC:
            text = text.replace(sign, " ")
        if not text.isascii():
            return _WORD.findall(text.casefold())
    return text.encode("ascii").translate(_SPACED).decode("ascii").split()
