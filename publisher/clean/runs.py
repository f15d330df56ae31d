"""Which blocks are boilerplate together, though some of them read like the story?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from publisher.clean.cues import Cues
from publisher.clean.phrases import Family

# Two independent strong cues and a third witness, or one in a line where boilerplate stands.
DECISIVE = 5

# Where boilerplate stands, in blocks from either end; further in, a how-to asks for things itself.
_HEAD = 2
_TAIL = 8

# Twice the eight blocks of the samples' appeal; a run never reaches further.
_LONGEST = 16

# Between two cued paragraphs of one appeal stand at most two that sound like the story.
_GAP = 2

# Asks that come as a letter of several paragraphs; a share bar or a player never does.
_LETTERS = frozenset({Family.APPEAL, Family.NEWSLETTER, Family.FOLLOW, Family.APP})


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The half-open range ``start:end`` of blocks that are one appeal, and why."""

    start: int
    end: int
    reason: str


def weigh(cues: Cues, *, before: int, after: int, chatty: bool) -> int:
    """Return how strongly a block's wording and place speak against it; ``DECISIVE`` is enough.

    ``before`` and ``after`` count the other blocks of the article on either side. In a ``chatty``
    article, which addresses its readers itself, "we" and "you" prove nothing and only the ends are
    judged (a how-to lost 0.83 % of its characters otherwise, 0.04 % so). Without a strong phrase or
    one that asks for something the answer is 0: place and price alone prove nothing. The text of a
    media player decides anywhere.
    """
    if cues.certain:
        return DECISIVE
    ends = outside(before, after)
    if not cues.pointed or (chatty and not ends):
        return 0
    weight = cues.strength
    weight += bool(cues.price or cues.address)
    weight += cues.speaks and not chatty
    weight += after < _TAIL // 2 or (before < _HEAD and cues.words <= 40)
    weight += (cues.words <= 20) + cues.brief
    weight += 2 * (cues.offers and ends)
    weight -= 3 * cues.reports
    weight -= (cues.words > 60) + (cues.words > 90) + 2 * (cues.words > 140)
    return weight


def outside(before: int, after: int) -> bool:
    """Return whether a block with so many others on either side stands where boilerplate stands."""
    return before < _HEAD or after < _TAIL


def chatty(cues: Sequence[Cues]) -> bool:
    """Return whether the article itself says "we" and "you": a how-to, a column, a letter.

    Only its first half is asked, because an appeal at the tail may be half of a short article.
    """
    paragraphs = [one for one in cues[: (len(cues) + 1) // 2] if not one.brief]
    return 3 * sum(one.speaks for one in paragraphs) >= len(paragraphs) > 0


def appeals(cues: Sequence[Cues], eligible: Sequence[bool]) -> list[Run]:
    """Return the runs of blocks that are one appeal, in order and without overlap.

    A run begins at an opener ("A message from …", "Dear readers") or at a block that is decisive
    by itself, ends at the last decisive block or button within reach, and holds at least two of
    those. ``eligible`` says which blocks may be in a run at all (an image may not).
    """
    runs: list[Run] = []
    if not any(one.opens or one.phrases or one.whole is not None for one in cues):
        return runs
    at = 0
    while at < len(cues):
        run = _from(at, cues, eligible)
        if run is None:
            at += 1
        else:
            runs.append(run)
            at = run.end
    return runs


def _from(start: int, cues: Sequence[Cues], eligible: Sequence[bool]) -> Run | None:
    opened = cues[start].opens
    if not opened and not cues[start].phrases and cues[start].whole is None:
        return None
    if not eligible[start] or not (opened or _decides(cues[start])):
        return None
    decisive = [] if opened and not _decides(cues[start]) else [start]
    gap = 0
    for index in range(start + 1, min(len(cues), start + _LONGEST)):
        here = cues[index]
        if not eligible[index]:
            break
        if _decides(here):
            decisive.append(index)
            gap = 0
        elif here.opens or (_asks(here) and not here.reports):
            gap = 0
        else:
            # Without an opener nothing says that a letter began: the gap must sound like one.
            gap += 1
            if gap > _GAP or here.reports or (not opened and not here.speaks):
                break
    if len(decisive) < 2:
        return None
    end = decisive[-1] + 1
    strongest = max((cues[index] for index in decisive), key=lambda one: (bool(one.price), one.strength))
    return Run(start=start, end=end, reason=strongest.reason)


def _decides(cues: Cues) -> bool:
    if cues.whole is not None:
        return cues.whole in _LETTERS
    return cues.family in _LETTERS and weigh(cues, before=_HEAD, after=0, chatty=False) >= DECISIVE


def _asks(cues: Cues) -> bool:
    return bool(cues.phrases) and cues.family in _LETTERS and (cues.speaks or cues.pointed)
