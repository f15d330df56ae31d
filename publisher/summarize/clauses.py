"""Where may a sentence be cut so that what stays is true and reads whole?"""

from __future__ import annotations

import re
from enum import Enum, auto
from operator import itemgetter

from publisher.summarize.standing import (
    TRAILING,
    conditional,
    ends_on_function_word,
    last_condition,
    opens_with_clause,
    standing,
)
from publisher.summarize.width import columns


class Boundary(Enum):
    """Where a beginning ends: at punctuation, or before a conjunction, a preposition or an English "to"."""

    PUNCTUATION = auto()
    CONJUNCTION = auto()
    PREPOSITION = auto()
    INFINITIVE = auto()


# Word for word, because three regular expressions over every sentence cost ten times as much.
_CONJUNCTIONS = """
after before while when as because since which who whose where and that amid following
nachdem bevor während weil und après avant pendant parce qui et alors después mientras porque quien y tras
после перед когда потому который которая и dopo prima mentre perché e após antes enquanto
"""
_PREPOSITIONS = """
in on at for with during over through across under by from into against since im am an auf bei mit für
durch über gegen nach vor von dans sur avec pour lors chez en con para por sobre durante в во на с со для
при из от по per su nel nella da com em no na pelo pela
"""
_BEFORE = dict.fromkeys(_PREPOSITIONS.split(), Boundary.PREPOSITION) | dict.fromkeys(
    _CONJUNCTIONS.split(), Boundary.CONJUNCTION
)
_BEFORE["to"] = Boundary.INFINITIVE
_MARKS = frozenset(",;:")
_DASHES = frozenset("–—-")
_WIDE_MARK = re.compile(r"[，；：、](?=\s|[^\x00-\u2fff])")

# Far into the text punctuation is best; a headline of a few words is worse than a weaker boundary.
_PREFERENCE = (
    (Boundary.PUNCTUATION, 0.6),
    (Boundary.CONJUNCTION, 0.7),
    (Boundary.PREPOSITION, 0.5),
    (Boundary.PUNCTUATION, 0.38),
    (Boundary.CONJUNCTION, 0.38),
    (Boundary.PREPOSITION, 0.38),
    (Boundary.INFINITIVE, 0.5),
)
_LEAST = min(share for _, share in _PREFERENCE)
# Neither ends a condition: "if the rain in the hills" is not all of it.
_INSIDE = frozenset({Boundary.PREPOSITION, Boundary.INFINITIVE})


def cut(text: str, limit: int, language: str = "") -> str:
    """Return a beginning of ``text`` within ``limit`` columns, without an end mark: never empty of words.

    It ends at a clause if there is one, else between two words, else (in scripts without spaces)
    between two characters.
    """
    return clause(text, limit, language) or _anywhere(text, _reach(text, limit))


def clause(text: str, limit: int, language: str) -> str:
    """Return the longest good beginning of ``text`` within ``limit`` columns; empty if there is none.

    It ends at punctuation, else before a conjunction, else before a preposition, else before "to":
    each only far enough into the text to say something. A quotation is not cut in two, a condition is
    not cut off, neither an aside between commas nor one of a list stands for the whole, and a subject
    does not stand without its verb. ``language`` is a primary language subtag or empty.
    """
    if columns(text) <= limit:
        return text
    reach = _reach(text, limit)
    condition = last_condition(text)
    ends = _ends(text, max(1, int(reach * _LEAST), condition), reach)
    opens = opens_with_clause(text)
    tried: set[int] = set()
    for boundary, share in _PREFERENCE:
        if condition and boundary in _INSIDE:
            continue
        least = int(reach * share)
        for end, found in reversed(ends):
            if found is boundary and end >= least and end not in tried:
                tried.add(end)
                if piece := standing(text, end, language, opens=opens):
                    return piece
    return ""


def _ends(text: str, least: int, reach: int) -> list[tuple[int, Boundary]]:
    """Return the places within ``reach`` where a clause may end, in reading order."""
    found: list[tuple[int, Boundary]] = []
    at = text.find(" ", least)
    while 0 < at <= reach:
        after = text.find(" ", at + 1)
        word = text[at + 1 : after] if after > 0 else ""
        if text[at - 1] in _MARKS:
            found.append((at - 1, Boundary.PUNCTUATION))
        elif word in _DASHES:
            found.append((at, Boundary.PUNCTUATION))
        elif boundary := _BEFORE.get(word.lower()):
            found.append((at, boundary))
        at = after
    if not text.isascii():
        wide = _WIDE_MARK.finditer(text, least, reach + 1)
        found = sorted([*found, *((mark.start(), Boundary.PUNCTUATION) for mark in wide)], key=itemgetter(0))
    return found


def _reach(text: str, limit: int) -> int:
    """Return how many characters fit into ``limit`` columns."""
    if text[: limit + 1].isascii():
        return min(limit, len(text))
    if columns(text[:limit]) == limit:
        return limit
    width = 0
    for index, character in enumerate(text):
        width += columns(character)
        if width > limit:
            return index
    return len(text)


def _anywhere(text: str, reach: int) -> str:
    piece = text[:reach]
    if " " in piece and not text[reach : reach + 1].isspace():
        piece = piece.rpartition(" ")[0] or piece
    # Back to a word that can be the last; but "unless …" says that a condition follows.
    while " " in piece and ends_on_function_word(piece) and not conditional(piece.rpartition(" ")[2]):
        piece = piece.rpartition(" ")[0]
    return piece.rstrip(TRAILING) or text[:reach]
