"""Which sentences at the edge of a paragraph of the story are boilerplate by themselves?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from publisher.clean import lexicon
from publisher.clean.boundaries import heads, tails
from publisher.clean.cues import Cues, read
from publisher.clean.fingerprints import identity
from publisher.clean.judgement import repeated
from publisher.clean.lexicon import Needed
from publisher.clean.phrases import Family
from publisher.clean.repetition import recurs
from publisher.model import Block, BlockKind, Repetition, Ruling, Rulings

# A sentence must stand in more other articles than a block: beside two of them with a word that is
# known, else in more than an update of the same article ever makes (``judgement``).
_WITNESSES = 2
_WITNESSES_UNWORDED = 5

# "Listen." and "No, thanks." are sentences of stories too: a known form counts when it is a line that
# was glued on, without a stop, or when it is longer than those.
_POINTING = frozenset({Family.READ_MORE, Family.ADVERTISEMENT, Family.NEWSLETTER, Family.PLAYER})
_FEWEST_WORDS = 3
# With the quotation marks behind them, these end a sentence of the story.
STOPS = (".", "!", "?", "…", "。", "！", "？", "”", '"', "’", "'", "»", "」")

# A strong phrase and another, one of which asks for something, in a sentence that is nothing else.
_DECISIVE = 3
_MOST_WORDS = 30
_ASKING = frozenset({Family.APPEAL, Family.NEWSLETTER, Family.FOLLOW, Family.APP})
# One of these words is in every line and every phrase that is known.
_KNOWN = lexicon.PHRASES.keys() | Needed.of((*lexicon.WHOLE, *lexicon.POINTERS, *lexicon.ENDINGS)).triggers
_WORD = re.compile(r"[^\W_]+")
_QUOTE = re.compile('["“„«「]')


# A line that is glued on is short; only then are the words of a sentence read when nothing in its
# paragraph asks for anything (20 µs).
_GLUED = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a block's text that goes: ``start`` and ``end`` are offsets in it."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What stays of a text, from ``start`` to ``end``, and the parts that go, in order."""

    start: int
    end: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What speaks against the sentences of a paragraph.

    ``doubtful`` says that it stands at an end of the article and its words do not make it plain story;
    else only a ruling counts, or if it is ``glued``, without a stop at its end, a line that is known.
    ``pointed`` says that it asks for something, ``chatty`` that the whole article does.
    """

    repetition: Repetition
    rulings: Rulings
    doubtful: bool
    glued: bool
    pointed: bool
    chatty: bool


def cut(text: str, evidence: Evidence) -> Cut | None:
    """Return how a paragraph is cut when sentences at its end or start are boilerplate, else None.

    Something always stays, and not a character of it is another.
    """
    start, end = 0, len(text)
    found: list[Part] = []
    while behind := _behind(text[start:end], evidence):
        stays, goes, reason = behind
        found.append(Part(start=start + goes, end=end, reason=reason))
        end = start + stays
    # A line is glued to the end of a paragraph, not to its start.
    while (evidence.doubtful or evidence.rulings) and (before := _before(text[start:end], evidence)):
        goes, stays, reason = before
        found.append(Part(start=start, end=start + goes, reason=reason))
        start += stays
    if not found:
        return None
    return Cut(start=start, end=end, parts=tuple(sorted(found, key=lambda part: part.start)))


def _behind(text: str, evidence: Evidence) -> tuple[int, int, str] | None:
    for end, begin in tails(text, 2):
        if reason := _against(text[begin:], evidence):
            return end, begin, reason
    return None


def _before(text: str, evidence: Evidence) -> tuple[int, int, str] | None:
    for end, begin in heads(text, 1):
        if reason := _against(text[:end], evidence):
            return end, begin, reason
    return None


def _against(sentence: str, evidence: Evidence) -> str:
    """Return why a sentence is known boilerplate, or nothing."""
    others = 0
    block = Block(kind=BlockKind.PARAGRAPH, text=sentence)
    if evidence.rulings or evidence.repetition:
        fingerprint, telling = identity(block)
        ruling = evidence.rulings.get(fingerprint)
        if ruling is not None:
            return "ruled by the editor" if ruling is Ruling.BOILERPLATE else ""
        others = evidence.repetition.get(fingerprint, 0) if telling else 0
    if not (evidence.doubtful or evidence.glued):
        return ""
    if others < _WITNESSES and not evidence.pointed and len(sentence) > _GLUED:
        return ""
    if others < _WITNESSES and _KNOWN.isdisjoint(_WORD.findall(sentence.casefold())):
        return ""
    cues = read(sentence)
    if cues.corrects:
        return ""
    enough = _WITNESSES if cues.phrases or cues.address else _WITNESSES_UNWORDED
    if evidence.doubtful and others >= enough and not recurs(block, cues, inside=True):
        return repeated(others)
    return (
        cues.reason
        if _is_line(sentence, cues) or (evidence.doubtful and _asks(sentence, cues, evidence))
        else ""
    )


def _is_line(sentence: str, cues: Cues) -> bool:
    if cues.whole not in _POINTING or cues.reports:
        return False
    # "Photos: Ida Marsh" is the credit of a caption.
    labelled = ":" in sentence
    glued = cues.words >= 2 and not labelled and not sentence.endswith(STOPS)
    return glued or cues.words - labelled > _FEWEST_WORDS


def _asks(sentence: str, cues: Cues, evidence: Evidence) -> bool:
    if evidence.chatty or cues.reports or cues.words > _MOST_WORDS or _QUOTE.search(sentence):
        return False
    asks = any(phrase.asks for phrase in cues.phrases) and any(phrase.weight > 1 for phrase in cues.phrases)
    return cues.certain or (asks and cues.family in _ASKING and cues.strength >= _DECISIVE)
