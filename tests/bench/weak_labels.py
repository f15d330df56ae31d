"""Which blocks of an outlet are boilerplate, to judge by repetition alone?

Nobody labels anything: a text, or one worded after the same pattern, that stands in several articles
of an outlet is a positive; one that stands alone is a negative; what is in between teaches nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

# What is common to versions of one pattern, and in how many other articles it must stand for a
# positive and for a doubt. On outlets with labels: five equal words in front or behind hit 3 story
# blocks of 5,456 in two other articles, none in five; equal but for names and numbers hit none in two.
NEEDED = {
    "text": (2, 1),
    "masked": (2, 1),
    "head of 5": (3, 1),
    "tail of 5": (3, 1),
    "head of 4": (5, 2),
    "tail of 4": (5, 2),
    "label": (4, 2),
    "head of 2": (5, 2),
    "tail of 2": (5, 2),
}

_WORD = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"[^\W_]+|[.!?:@#|]")
_LABEL = re.compile(r"\W*([^\W_][^:]{0,24}):")
_DATELINE = re.compile(r"^[A-Z][\w ,./]{2,40} \(\w[\w ]+\) ?[-–—] ")
_END = (".", "!", "?", "…", "”", '"', "'", "’", ")")


def patterns(text: str) -> Iterator[tuple[str, str]]:
    """Yield kind and value of everything by which a text may be the same as another."""
    text = _DATELINE.sub("", text)
    words = _WORD.findall(text.casefold())
    count = len(words)
    yield "text", " ".join(words)
    yield "masked", _masked(text)
    for length in (5, 4):
        if count > length:
            yield f"head of {length}", " ".join(words[:length])
            yield f"tail of {length}", " ".join(words[-length:])
    if count > 30 or text.rstrip().endswith(_END):
        return
    label = _LABEL.match(text)
    if label:
        yield "label", " ".join(_WORD.findall(label[1].casefold()))
    if count > 2:
        yield "head of 2", " ".join(words[:2])
        yield "tail of 2", " ".join(words[-2:])


def labels(articles: Sequence[tuple[str, Sequence[str]]]) -> list[list[bool | None]]:
    """Return for each block of one outlet's articles, given as (title, blocks), whether it is boilerplate.

    None where the repetition is too little to say.
    """
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for title, blocks in articles:
        for block in blocks:
            for pattern in patterns(block):
                seen[pattern].add(title)
    return [[_label(block, seen) for block in blocks] for _, blocks in articles]


def groups(texts: Iterable[str]) -> dict[str, int]:
    """Return for each text how many of them begin or end with the same two words."""
    distinct = {text.casefold() for text in texts}
    heads: dict[tuple[str, ...], int] = defaultdict(int)
    tails: dict[tuple[str, ...], int] = defaultdict(int)
    for text in distinct:
        words = tuple(_WORD.findall(text))
        heads[words[:2]] += 1
        tails[words[-2:]] += 1
    sizes = {}
    for text in distinct:
        words = tuple(_WORD.findall(text))
        sizes[text] = max(heads[words[:2]], tails[words[-2:]])
    return sizes


def _label(text: str, seen: Mapping[tuple[str, str], set[str]]) -> bool | None:
    doubtful = False
    for pattern in patterns(text):
        others = len(seen[pattern]) - 1
        enough, doubt = NEEDED[pattern[0]]
        if others >= enough:
            return True
        doubtful |= others >= doubt
    return None if doubtful else False


def _masked(text: str) -> str:
    masked: list[str] = []
    opening = True
    for token in _TOKEN.findall(text):
        if not token.isalnum():
            masked.append(token)
            opening = True
            continue
        if any(map(str.isdigit, token)):
            word = "0"
        else:
            word = "N" if token[0].isupper() and not opening else token.casefold()
        if not (masked and masked[-1] == word and word in ("N", "0")):
            masked.append(word)
        opening = False
    return " ".join(masked)
