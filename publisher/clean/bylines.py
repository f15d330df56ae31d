"""Is this line a byline, and whose?"""

from __future__ import annotations

import re

# Longer than this it is a sentence that begins with "By".
_LONGEST = 140

_NAME = r"[^\W\d_a-zß-öø-ÿа-яё][\w.’'-]{0,30}"
_PARTICLE = r"(?:d[aeiu]|del|della|den|der|des|dos|la|le|st|van|von|bin|ibn|al|el|zu|y|ter|ten)"
PERSON = rf"{_NAME}(?: (?:{_PARTICLE} ){{0,2}}{_NAME}){{1,4}}"
AND = r",? (?:and|und|et|y|e|и|&) "
_INTRODUCTIONS = (
    "written by|reported by|story by|words by|text by|by|von|par|por|di|texte|text|автор|авторы|текст"
)
_TITLE = r"(?:, [^.!?\n]{2,60}| \| [^.!?\n]{2,60}| [—–-] [^.!?\n]{2,60})?"
_BYLINE = re.compile(
    rf"(?:(?i:{_INTRODUCTIONS})\b:? )"
    rf"(?P<names>{PERSON}(?:(?:, {PERSON}){{0,5}}{AND}{PERSON})?){_TITLE}\.?"
)
_SPLIT = re.compile(rf"{AND}|, ")

# "By Friday Night" and "By Late August" are times.
_TIMES = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:january|february|march|april|june|july|august|september|"
    r"october|november|december|tomorrow|today|tonight|noon|midnight|early|late|mid)\b",
    re.IGNORECASE,
)


def authors(text: str) -> tuple[str, ...]:
    """Return the names of a byline such as "By Jane Doe and John Roe"; empty if it is none."""
    if len(text) > _LONGEST:
        return ()
    match = _BYLINE.fullmatch(" ".join(text.split()))
    if match is None or _TIMES.search(match["names"]):
        return ()
    names = (name.strip() for name in _SPLIT.split(match["names"]))
    return tuple(name.title() if name.isupper() else name for name in names)
