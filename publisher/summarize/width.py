"""How many columns does a text take on a screen?"""

from __future__ import annotations

from wcwidth import wcswidth, wcwidth


def columns(text: str) -> int:
    """Return the display width (UAX 11: a wide character takes two columns, a combining one none)."""
    if text.isascii():
        return len(text)
    width = wcswidth(text)
    return width if width >= 0 else sum(max(0, wcwidth(character)) for character in text)
