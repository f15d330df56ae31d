"""Can this block be nothing but story?

Most paragraphs are: they are long, end as a sentence and hold few words of publishing. To see that
costs 9 µs, to read the cues and count the features of a paragraph 40.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from publisher.clean import lexicon
from publisher.clean.cues import Cues
from publisher.clean.tokens import LOOKED_AT, fold, unspaced, words

# Labels, buttons and links are shorter; they are always read. A paragraph is longer than a line of them.
SHORTEST = 100
LONG = 160

# So many different words of publishing, or of speaking to readers, are worth a second look: in a line; in
# a paragraph where an article begins or ends; and in one inside it. Of 10,000 paragraphs of 40 outlets with
# fewer and without a phrase that asks for something, 11 went without history.
_IN_LINE = 1
AT_EDGE = 2
INSIDE = 4

# For a paragraph, whatever its length.
_PROSE = 40

_END = (".", "!", "?", "…", "”", '"', "»", "'", "’", ")", "।", "۔", "؟")


class Story(NamedTuple):
    """What a glance shows of a paragraph: its ``cues``, and the share of words of publishing in it."""

    cues: Cues
    offering: float


def plain(text: str, fewest: int = INSIDE) -> Story | None:
    """Return what a text is against which only its standing in other articles could speak; else None.

    A paragraph with ``fewest`` different words of publishing or more is worth a second look.
    """
    if not prose(text) or "©" in text:
        return None
    every = words(text[:LOOKED_AT])
    known = lexicon.KNOWN.intersection(every)
    found = len(known & lexicon.CONCEPTS)
    if found >= (_IN_LINE if len(text) <= LONG else fewest):
        return None
    triggers = known & lexicon.TELLING.triggers
    if triggers and (entries := lexicon.TELLING.met(triggers, frozenset(every))):
        line = fold(text)
        if any(entry in line for entry in entries):
            return None
    return Story(
        _voice(
            not known.isdisjoint(lexicon.WE),
            not known.isdisjoint(lexicon.YOU),
            not known.isdisjoint(lexicon.REPORTING_WORDS),
        ),
        len(known & lexicon.OFFERED) / (len(every) or 1) if found >= AT_EDGE else 0.0,
    )


def prose(text: str) -> bool:
    """Return whether a text has the length and the end of a paragraph, and no address in it."""
    return (
        len(text) > SHORTEST
        and text.rstrip().endswith(_END)
        and "@" not in text
        and "://" not in text
        and "www." not in text
        and not unspaced(text)
    )


@cache
def _voice(we: bool, you: bool, reports: bool) -> Cues:  # noqa: FBT001  a table of eight values
    return Cues(words=_PROSE, we=we, you=you, reports=reports)
