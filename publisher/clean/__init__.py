"""Which blocks are not part of the story?

Evidence comes from four sides: known phrases (``cues``, with the lists in ``phrases``), a model of
words and shape (``features``, ``weights``), the neighbours of a block (``runs``) and the other articles
of the same source (``repetition``, ``weighing``). Losing a paragraph of the story is the worst error,
so that each must be sure.
"""

from __future__ import annotations

from publisher.clean.fingerprints import fingerprint
from publisher.clean.reading import Reading
from publisher.clean.rounds import Rounds
from publisher.clean.weighing import MOST_WITNESSES
from publisher.clean.weights import load, method
from publisher.model import Cleaned, Parsed, Repetition, Rulings

__all__ = ["MOST_WITNESSES", "Reading", "clean", "cleaned", "fingerprint", "load", "method"]


def clean(
    parsed: Parsed, repetition: Repetition, rulings: Rulings | None = None, section: str = ""
) -> Cleaned:
    """Return the story alone, with every block that was taken out and the reason.

    ``repetition`` says in how many other articles of the same source a text or a pattern stands, by
    fingerprint; updates of the same article must not be counted. ``rulings`` is the editor's word,
    by ``fingerprint``, and stands above everything. ``section`` is where the article belongs. Blocks
    that stay are the very same values in the same order; cleaning again takes nothing more. An
    article that would lose all of its text keeps everything.
    """
    return cleaned(parsed, Reading.of(parsed, section), repetition, rulings or {})


def cleaned(parsed: Parsed, reading: Reading, repetition: Repetition, rulings: Rulings) -> Cleaned:
    """Return the story alone from a ``reading`` of the article that is at hand already; see ``clean``."""
    return Rounds(parsed, reading, repetition, rulings).cleaned()
