"""In which words does a publication speak for itself?

The lists are plain text: one phrase per entry, entries divided by ``;``, a language per paragraph,
named by its code. Phrases are written as ``cues.fold`` leaves them: casefolded, without
punctuation. ``|`` is the edge of a sentence or of the block: "| subscribe" only matches at the
start of a sentence, where it is an imperative. Forms are spelled out instead of stemmed, so that
each entry can be found by searching for it.
"""

from __future__ import annotations

from enum import StrEnum


class Family(StrEnum):
    """What kind of boilerplate a phrase belongs to, in the words shown to the editor."""

    APPEAL = "appeal"
    NEWSLETTER = "newsletter plug"
    FOLLOW = "follow line"
    SHARE = "share bar"
    READ_MORE = "read-more line"
    ADVERTISEMENT = "advertisement label"
    RIGHTS = "rights notice"
    PLAYER = "media player text"
    APP = "app plug"
    COMMENTS = "comments line"
