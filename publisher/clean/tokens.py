"""What are the words of a text, and where do its sentences end?"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Boilerplate is short; the cap also bounds the work on a file that is one line of a megabyte.
LOOKED_AT = 2_000

# The end of a sentence or of its part, as the lists write it.
STOP = "|"
# All tokens that are no words.
SIGNS = frozenset({STOP, "©", "@"})

# What somebody is quoted with is the story, whatever the words are ("Support us!", she cried).
_QUOTATION = re.compile(r'"[^"]{0,600}"|“[^”]{0,600}”|„[^„“”]{0,600}[“”]|«[^«»]{0,600}»|»[^«»]{0,600}«')
_QUOTE = re.compile('["“„«»]')

# Most texts are ASCII but for these signs. Then the words come out of the bytes, at a fifth of what a
# regular expression takes. An underscore stands for a sign: it is neither a word nor a space.
_TYPOGRAPHIC = ("“", "”", "’", "‘", "–", "—")
_STOPS = (b". ", b"! ", b"? ", b": ", b"; ")
_WORDS = bytes(code if chr(code).isalnum() or chr(code) in "@|" else 32 for code in range(128)) + bytes(128)
_LOWER = _WORDS.lower()
_SPACES = bytes(32 if chr(code).isspace() and code != 10 else code for code in range(256))

_TOKEN = re.compile(r"[^\W_]+|[©@]|[.!?…:;](?=\s|$)|[\n。！？|]")
_EDGES = frozenset(".!?…:;\n。！？")
# Two of them say about as much as a word.
_IDEOGRAM = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words and stops of a text outside its quotations, as they are ``written`` and casefolded.

    ``line`` is the casefolded ones between single spaces, with one stop at either end and no two in a row.
    """

    text: str
    outside: str
    written: list[str]
    folded: list[str]
    line: str


def tokens(text: str) -> Tokens:
    """Return the words of a block; of a text longer than 2,000 characters, of its start."""
    text = text[:LOOKED_AT]
    outside = text if _QUOTE.search(text) is None else _QUOTATION.sub(" … ", text)
    data = _bytes(outside)
    if data is None:
        written = _found(outside)
        folded = list(map(str.casefold, written))
    else:
        marked = _marked(data)
        written = marked.translate(_WORDS).decode("ascii").split()
        folded = marked.translate(_LOWER).decode("ascii").split()
    return Tokens(text, outside, written, folded, joined(folded))


def fold(text: str) -> str:
    """Return ``text`` as the lists are written: casefolded words, ``|`` at the edges of sentences."""
    text = text[:LOOKED_AT]
    data = _bytes(text)
    if data is None:
        return joined(_found(text.casefold()))
    return joined(_marked(data).translate(_LOWER).decode("ascii").split())


def words(text: str) -> list[str]:
    """Return the casefolded words alone, quotations or not."""
    data = _bytes(text)
    if data is None:
        return [each for each in _found(text.casefold()) if each not in SIGNS]
    return data.translate(_LOWER).decode("ascii").replace("|", " ").replace("@", " ").split()


def joined(folded: list[str]) -> str:
    """Return the line of these tokens; see ``Tokens``."""
    line = f" | {' '.join(folded)} | "
    while " | | " in line:
        line = line.replace(" | | ", " | ")
    return line


def ideograms(text: str) -> int:
    """Return how many signs of Chinese and Japanese a text holds."""
    for sign in (*_TYPOGRAPHIC, "…", "\xa0"):
        text = text.replace(sign, "")
    return 0 if text.isascii() else len(_IDEOGRAM.findall(text))


def unspaced(text: str) -> bool:
    """Return whether a text holds signs of a script without spaces between words."""
    return not text.isascii() and _IDEOGRAM.search(text) is not None


def _bytes(text: str) -> bytes | None:
    """Return a text of ASCII and typographic signs as bytes, any other as None."""
    if not text.isascii():
        for sign in _TYPOGRAPHIC:
            text = text.replace(sign, "_")
        text = text.replace("…", ".").replace("\xa0", " ")
        if not text.isascii():
            return None
    return text.encode("ascii")


def _marked(data: bytes) -> bytes:
    """Return the bytes with ``|`` for every stop that a space follows, and for every line break."""
    data = data.translate(_SPACES) + b" "
    for mark in (b"\n", b"|"):
        if mark in data:
            data = data.replace(mark, b" | ")
    for stop in _STOPS:
        data = data.replace(stop, b" | ")
    return data.replace(b"@", b" @ ") if b"@" in data else data


def _found(text: str) -> list[str]:
    return [STOP if each in _EDGES else each for each in _TOKEN.findall(text)]
