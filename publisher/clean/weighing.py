"""Do wording, place, repetition and neighbours together speak against a block?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log2

from publisher.clean.reading import DOUBT, Reading

# All weights are log-odds, added to those of the model. They were chosen on labelled outlets for a
# precision of 0.98 with and without history, and are the same for every outlet and language.
ENOUGH = 0.3

# The text stands in one other article, or in several. A label proves nothing by standing in one other.
_SEEN_ONCE = 1.7
_SEEN_OFTEN = 4.0
_OFTEN = 3

# More witnesses than these make no difference: the store need not remember them, and what the
# hundredth article teaches changes nothing about the first.
MOST_WITNESSES = 15

# As many others begin or end with the same five words, or carry the same label: that is a pattern.
_TELLING = 4.5
_TELLING_AMONG = 5
# Fewer, or only two words, support what else is known: so much for each doubling, and as many as
# are counted at all a little more.
_SUPPORT = 0.7
_SUPPORT_MOST = 4.0

# Whole sentences are worded alike in the reports of earthquakes, matches and markets too: if at least
# every fourth block is, the article is made from a template and its sentences stay.
_SENTENCE = 5.0
_TEMPLATE = 4

# A neighbour goes; both do; nothing stands before or behind it any more.
BESIDE = 0.6
BETWEEN = 2.4
AT_EDGE = 0.6


def history(reading: Reading, odds: Mapping[int, float], repetition: Mapping[int, int]) -> dict[int, float]:
    """Return what the other articles add to the log-odds of each of these blocks."""
    if not repetition:
        return dict.fromkeys(odds, 0.0)
    added = {
        index: _text(repetition.get(reading.identities[index][0], 0), telling=reading.identities[index][1])
        for index in odds
    }
    shapes = {index: reading.patterns(index) for index, each in odds.items() if each >= DOUBT}
    shaped = {index: _shape(shape, repetition) for index, shape in shapes.items()}
    sentences = {index for index in shaped if _sentence(reading, index)}
    alike = sum(shaped[index] >= _TELLING for index in sentences)
    most = 0.0 if alike * _TEMPLATE >= len(odds) else _SENTENCE
    for index, each in shaped.items():
        added[index] += min(most, each) if index in sentences else each
    return added


def _sentence(reading: Reading, index: int) -> bool:
    counts = reading.counts[index]
    return counts is not None and counts.ends and not reading.cues[index].phrases


def _text(others: int, *, telling: bool) -> float:
    if others >= _OFTEN:
        return _SEEN_OFTEN
    return _SEEN_ONCE if others and telling else 0.0


def _shape(shape: Sequence[tuple[int, bool]], repetition: Mapping[int, int]) -> float:
    most = 0.0
    for pattern, telling in shape:
        others = min(repetition.get(pattern, 0), MOST_WITNESSES)
        if telling and others >= _TELLING_AMONG:
            return _TELLING + _SUPPORT * log2(others / _TELLING_AMONG)
        if others == MOST_WITNESSES:
            most = max(most, _SUPPORT_MOST)
        elif others > 1:
            most = max(most, min(_SUPPORT_MOST, _SUPPORT * log2(others)))
    return most
