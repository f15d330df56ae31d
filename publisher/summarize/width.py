"""How many columns does a text take on a screen?"""

from __future__ import annotations

import re

from wcwidth import wcswidth, wcwidth

# Thai and Lao put spaces between phrases, and no mark at the end of a sentence.
UNMARKED = re.compile("[\u0e00-\u0eff]")

WIDE_STOP = "。"

# Latin, Greek, Cyrillic and typographic marks: one column each. To look each up takes thirty times as long.
_NARROW = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0377\u0384-\u038a\u038e-\u03a1\u03a3-\u0482\u048a-\u052f"
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]*"
)


def columns(text: str) -> int:
    """Return the display width (UAX 11: a wide character takes two columns, a combining one none)."""
    if text.isascii():
        return len(text)
    if _NARROW.fullmatch(text):
        return len(text)
    width = wcswidth(text)
    return width if width >= 0 else sum(max(0, wcwidth(character)) for character in text)
