"""Which articles tell one story, and in which order are stories read?

An article becomes a ``signature`` once, when it is finished: its weightiest words and a sample of its
wording, a few hundred bytes. ``likeness`` compares two of them, ``stories`` makes story groups out of
many, and ``order`` says which story stands first. How common a word is, is learned from the
publication's own articles; no word list and no language is known here.
"""

from publisher.grouping.likeness import Frequencies, Kind, Likeness, compare
from publisher.grouping.order import arrange
from publisher.grouping.signature import Signature, sign, unpack, words
from publisher.grouping.stories import WINDOW, StoryGroup, group

__all__ = [
    "WINDOW",
    "Frequencies",
    "Kind",
    "Likeness",
    "Signature",
    "StoryGroup",
    "arrange",
    "compare",
    "group",
    "sign",
    "unpack",
    "words",
]
