"""What can be counted about a block that tells furniture from story?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from publisher.clean import lexicon
from publisher.clean.cues import Cues
from publisher.clean.glance import LONG
from publisher.clean.tokens import SIGNS, STOP, Tokens, joined
from publisher.clean.tokens import ideograms as count_ideograms

_NO_CAPITALS = bytes(code for code in range(256) if not 65 <= code <= 90)
_END = (".", "!", "?", "…", "。", "！", "？", "”", '"', "»", "'", "’", ")", "」", "।", "۔", "؟")
# "Update at 9:33 a.m. ET: …" is how a live report divides itself.
# Three searches and not one with alternatives: each knows by what sign it begins, at a third of the cost.
_HOUR = re.compile(r"\d[:.h]?\s?(?:[ap]\.?\s?m\b|Uhr|h\b|час)", re.IGNORECASE)
_ZONE = re.compile(r"[EeGg](?:(?<=\b[Ee])[SsDd]?[Tt]\b|(?<=\b[Gg])[Mm][Tt]\b)")
_ALONE = re.compile(r"\W*\d{1,2}[:.h]\d\d\W*$")
_LABEL = re.compile(r"\W*([^\W_][^:：.!?。】]{0,28})[:：】]")
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")
_OFFERED_UNSPACED = re.compile("|".join(sorted(map(re.escape, lexicon.UNSPACED), key=len, reverse=True)))
_REQUEST_UNSPACED = re.compile("ください|お願い|こちら|はじめる|始める|しよう|しませんか|点击|扫码|请")

_I = frozenset(
    ("i", "my", "me", "i'm", "i've", "ich", "mein", "meine", "je", "mon", "ma", "yo", "mi", "я", "мой")
)
_LISTED = lexicon.OFFERED | lexicon.READER | lexicon.NEWSROOM | _I

NAMES = (
    "length", "sentences", "ends", "capitals", "title", "shouts",
    "requests", "requesting", "requested", "first_requests",
    "offering", "you_offered", "we_offered", "i",
    "quotes", "question", "label_open", "pointer", "last_offered", "first_offered",
    "wordless", "clock", "source",
    "strength", "whole", "pointed", "phrases", "reported",
    "after", "near_last", "before", "near_first", "blocks",
)  # fmt: skip
_ENDS, _CAPITALS, _TITLE, _OFFERING = map(NAMES.index, ("ends", "capitals", "title", "offering"))


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted in one text; ``values`` is empty when it can be nothing but story.

    ``capitals`` and ``offering`` are shares of its words, ``long`` says that it is a paragraph.
    """

    values: tuple[float, ...]
    capitals: float
    offering: float
    ends: bool
    long: bool


def vectors(counts: Sequence[Counts | None]) -> list[list[float] | None]:
    """Return the features of each block in the order of ``NAMES``; None where nothing need be judged.

    Capitals and the words of publishing are measured against the article's own prose: in German
    every noun is capitalised, and a report about newsletters is about newsletters throughout.
    """
    prose = [one for one in counts if one is not None and one.long]
    capitals = median([one.capitals for one in prose]) if prose else 0.15
    offering = min(0.15, median([one.offering for one in prose])) if prose else 0.0
    marked = not prose or 2 * sum(one.ends for one in prose) >= len(prose)
    return [
        None
        if one is None or not one.values
        else _placed(one, index, len(counts), capitals, offering, marked=marked)
        for index, one in enumerate(counts)
    ]


def named(host: str) -> str:
    """Return a host as its outlet is looked for in texts: ``thenation`` for www.thenation.com."""
    parts = [part for part in host.casefold().split(".") if part]
    if len(parts) > 1:
        kept = [
            part
            for part in parts[:-1]
            if part not in ("www", "co", "com", "org", "go", "news", "edition", "us")
        ]
        host = max(kept or parts, key=len)
    host = "".join(filter(str.isalnum, host))
    return host if len(host) >= 3 else ""


def unread(text: str, offering: float) -> Counts:
    """Return the counts of a paragraph that can be nothing but story (``glance``)."""
    data = text.encode("utf-8", "replace")
    capitals = len(data.translate(None, _NO_CAPITALS))
    share = capitals / (data.count(b" ") + 1)
    return Counts(values=(), capitals=share, offering=offering, ends=True, long=len(text) > LONG)


def count(found: Tokens, cues: Cues, source: str) -> Counts:
    """Return what can be counted in a text; ``source`` is what ``named`` calls the outlet, or empty."""
    text, written, folded = found.text, found.written, found.folded
    stripped = text.rstrip()
    ends = stripped.endswith(_END)
    ideograms = 0 if text.isascii() else count_ideograms(text)
    every = len(written) or 1
    # Most words are written in small letters: only the others are looked at one by one.
    large = [token for token in written if not token.islower()]
    capitals = sum([token[0].isupper() for token in large]) / every
    words = [word for word in folded if word not in SIGNS]
    number = max(len(words), ideograms // 2) or 1
    present = _LISTED.intersection(folded)
    publishing = present & lexicon.OFFERED
    sentences, requests, requested, first = _requests(found.line)
    offered = sum([folded.count(word) for word in publishing])
    if ideograms:
        hits = len(_OFFERED_UNSPACED.findall(found.outside))
        offered += hits
        if _REQUEST_UNSPACED.search(found.outside):
            requests, requested = requests + 1, requested + (hits > 1)
    label = None if ends else _LABEL.match(text)
    values = (
        min(number, 120) / 40, min(sentences, 5), ends, capitals, capitals * (not ends),
        sum([token.isupper() and len(token) > 1 for token in large]) / every,
        min(3, requests), requests / max(1, sentences), min(3, requested), first,
        offered / number,
        min(4, offered) * (not present.isdisjoint(lexicon.READER)),
        min(4, offered) * (not present.isdisjoint(lexicon.NEWSROOM)),
        not present.isdisjoint(_I),
        found.outside is not text, stripped.endswith(("?", "？")), label is not None,
        " ".join(words[:2]) in lexicon.POINTERS or " ".join(words[-2:]) in lexicon.POINTERS,
        bool(words) and words[-1] in lexicon.OFFERED,
        bool(words) and (words[0] in lexicon.OFFERED or words[0] in lexicon.LABELS),
        _LETTER.search(text) is None,
        _DIGIT.search(text) is not None and _clock(text),
        bool(source) and source in "".join(words),
        min(8, cues.strength), cues.whole is not None, cues.pointed, min(5, len(cues.phrases)), cues.reports,
    )  # fmt: skip
    return Counts(values, capitals, offered / number, ends, len(text) > LONG or ideograms > LONG // 3)


def _clock(text: str) -> bool:
    return bool(_ALONE.match(text) or _HOUR.search(text) or _ZONE.search(text))


def _requests(line: str) -> tuple[int, int, int, int]:
    """Return how many sentences there are, request something, and name it; and whether the first does."""
    requests = requested = first = 0
    # What stands in front of an address or a notice of copyright is a line of its own.
    if "@" in line or "©" in line:
        line = joined(line.replace("@", STOP).replace("©", STOP).split())
    sentences = line[3:-3].split(" | ") if len(line) > 6 else []
    for number, sentence in enumerate(sentences):
        opening, _, rest = sentence.partition(" ")
        if opening in lexicon.ASKING:
            requests += 1
            requested += not lexicon.OFFERED.isdisjoint(rest.split())
            first = first or int(number == 0)
    return len(sentences), requests, requested, first


def _placed(
    one: Counts, index: int, blocks: int, capitals: float, offering: float, *, marked: bool
) -> list[float]:
    values = [*one.values]
    after = blocks - 1 - index
    values[_ENDS] = values[_ENDS] or not marked
    values[_CAPITALS] -= capitals
    values[_TITLE] = values[_CAPITALS] * (not values[_ENDS])
    values[_OFFERING] -= offering
    values += (
        min(8, (after + 1).bit_length()), after <= 3,
        min(8, (index + 1).bit_length()), index <= 3, min(8, blocks.bit_length()),
    )  # fmt: skip
    return values
