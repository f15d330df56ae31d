"""Does a text stand in other articles because it is boilerplate, or because stories repeat themselves?"""

from __future__ import annotations

import re

from publisher.clean.cues import Cues
from publisher.model import Block, BlockKind

# Exact repetition in two other articles of an outlet lost 0.04 % of story characters on 30 outlets.
WITNESSES = 2

# In the middle of a story a repeated paragraph without any cue is often its background
# ("The two countries have been at war since …"): it takes more witnesses.
WITNESSES_INSIDE = 4

# One other article is enough for a long text beside other boilerplate: nobody writes it twice.
LONG = 80

# Shorter and without an end mark it may be a heading or a speaker's name, which recur.
_HEADING_WORDS = 9
_END = (".", "!", "?", "…", "。", "！", "？", "”", '"', "»")
# "What happens next" and "Methodology" stand in every second article of some outlets.
_HEADING = re.compile(r"[^\W\d_]+(?:[ '’-][^\W_]+){0,8}[?:]?")
_DATELINE = re.compile(
    r"[^\W\d_][\w .,'’/()-]{1,60}(?:\(\w[\w ./-]{1,30}\)\s?)?[–—-]\s*$|[^\W\d_][^.!?]{2,40}, "
    r"[\w.]+ \d{1,2}\.?$"
)


def repeats(block: Block, cues: Cues, others: int, *, inside: bool, beside: bool, doubtful: bool) -> bool:
    """Return whether a block that stands in ``others`` other articles is boilerplate.

    ``inside`` says that story follows and precedes it, ``beside`` that a neighbour goes or that
    nothing follows it, ``doubtful`` that its words do not make it plain story. Quotations, headings,
    names of speakers, datelines and corrections recur in honest stories and stay.
    """
    if others < 1 or recurs(block, cues, inside=inside):
        return False
    if others >= (WITNESSES_INSIDE if inside and not cues.phrases and not cues.address else WITNESSES):
        return True
    return doubtful and beside and len(block.text) >= LONG


def recurs(block: Block, cues: Cues, *, inside: bool) -> bool:
    """Return whether the block is of a kind that recurs in honest stories."""
    if block.kind is BlockKind.QUOTE or cues.corrects:
        return True
    text = block.text.strip()
    if text[:1] in "\"“„«»'‘" or _DATELINE.fullmatch(text[:120]):
        return True
    if cues.strength >= 2 and cues.pointed:
        return False
    if block.kind is BlockKind.HEADING:
        return True
    unfinished = not text.endswith(_END)
    if unfinished and not cues.phrases and cues.whole is None and _HEADING.fullmatch(text):
        return True
    if cues.words <= 3 or (unfinished and text.endswith(":")):
        return inside or cues.words <= 3
    return inside and (unfinished or cues.words <= 5) and cues.words <= _HEADING_WORDS
