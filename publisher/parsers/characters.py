"""Which characters may stand in an article, and which only in running text?"""

from __future__ import annotations

import re
import unicodedata
from html import unescape

# XML 1.0 §2.2 forbids the C0 controls but tab and line ends, surrogates, U+FFFE and U+FFFF; its note
# discourages C1 controls and all noncharacters (Unicode §23.7). U+FEFF is a byte order mark gone astray.
_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
# UAX #9 §2: embeddings, overrides and isolates; in a title they turn around what stands beside it.
_BIDIRECTIONAL = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]*|!--.*?--)>", re.DOTALL)
# No title is this long, but a description may be; beyond it patterns would be slow on hostile input.
_LONGEST_LABEL = 5_000
_SPACES = re.compile(r"[ \t\n\r\f\v\u2028\u2029]+")
_WIDE = "\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
# A line end between two characters of a script without word spaces is not a space (CSS Text 3 §4.1.3).
# The pattern begins with the line end itself, which is searched for ten times faster than a class.
_WIDE_LINE_END = re.compile(f"\n(?<=[{_WIDE}]\n)[ \t]*(?=[{_WIDE}])")


def legal(text: str) -> str:
    """Return ``text`` without the characters that no XML document may hold."""
    # What is printable is legal, and asking costs 2 µs for 3 kB where the pattern costs 60.
    return text if text.isprintable() or text.replace("\n", "").isprintable() else _ILLEGAL.sub("", text)


def normal(text: str) -> str:
    """Return ``text`` in Unicode normal form C."""
    return (
        text
        if text.isascii() or unicodedata.is_normalized("NFC", text)
        else unicodedata.normalize("NFC", text)
    )


def collapse(text: str) -> str:
    """Return ``text`` on one line; spaces that do not break stay what they are."""
    if "\n" in text:
        text = (text if text.isascii() else _WIDE_LINE_END.sub("", text)).replace("\n", " ")
    if "  " not in text and text.isprintable():
        return text.strip(" ")
    return _SPACES.sub(" ", text).strip(" ")


def same(one: str, other: str) -> bool:
    """Return whether two titles read the same, whatever their case, quotes and dashes."""
    return _letters(one) == _letters(other)


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def label(value: str) -> str:
    """Return a title, name or tag as one line of plain text: no markup, no entities, no bidi controls."""
    value = value[:_LONGEST_LABEL]
    if "<" in value:
        value = _TAG.sub("", value)
    if "&" in value:
        value = unescape(value)
    return collapse(normal(_BIDIRECTIONAL.sub("", legal(value.replace("\x85", " ")))))
