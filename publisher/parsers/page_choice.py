"""Which words of a saved page are the article?

trafilatura says which; how they are marked up, it does not keep well (spaces around links, captions,
code). So only its words are taken, and each passage of the page asks whether it is among them.
"""

from __future__ import annotations

import copy
from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.etree import _Element
    from lxml.html import HtmlElement

# Shorter passages, such as "Share", stand in pages by chance: they must be a passage of the choice as well.
_SHORT = 25
# A passage of which this share was chosen counts: a part of it, such as a button, may have been left out.
_ENOUGH = 0.7
_PIECE = 12
# A text that stands this often in the page and the choice (times each other) is not told apart any more.
_MOST_REPEATED = 10_000
_MOST_TRIED = 20
# Its comparison with other extractors takes a time that grows with the square of the paragraphs: 3 s for
# 9,000 headings. News pages have 1,000 to 5,000 elements.
_MOST_COMPARED = 4_000
# trafilatura's elements (TEI) that divide passages.
_DIVIDING = frozenset({"p", "head", "quote", "item", "list", "table", "row", "cell", "code", "lb", "div"})


class Choice:
    """The chosen passages, and which passages of the page they are."""

    def __init__(self, passages: list[str]) -> None:
        self.passages = passages
        self._spelled = [letters(passage) for passage in passages]
        self._text = "".join(self._spelled)

    def __bool__(self) -> bool:
        return bool(self._text)

    def among(self, passages: Sequence[str]) -> list[bool]:
        """Say of each passage of the page, in its order, whether it is chosen; no words are chosen twice.

        Equal ones come first, since pages hold their text again in teasers and previews; then those that are
        part of the choice, then those of which most is.
        """
        spelled = [letters(passage) for passage in passages]
        kept = [False] * len(spelled)
        start: int | None
        free = bytearray(b"\1" * len(self._text))
        for index, start in self._equal(spelled):
            kept[index] = True
            free[start : start + len(spelled[index])] = bytes(len(spelled[index]))
        for find in (self._part, self._most):
            at = 0
            for index, text in enumerate(spelled):
                if kept[index]:
                    at = max(at, self._text.find(text, at) + len(text))
                elif (start := find(text, free, at)) is not None:
                    kept[index] = True
                    at = min(start + len(text), len(free))
                    free[start:at] = bytes(at - start)
        return kept

    def share(self, passages: Iterable[str]) -> float:
        """Return the share of the chosen letters that ``passages`` have."""
        return sum(len(letters(passage)) for passage in passages) / len(self._text)

    def _equal(self, spelled: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield passages of the page with their place in the choice: the longest row in both orders."""
        standing: dict[str, list[int]] = {}
        for index, text in enumerate(spelled):
            if text:
                standing.setdefault(text, []).append(index)
        counts, seen = Counter(self._spelled), Counter[str]()
        pairs: list[tuple[int, int]] = []
        start = 0
        for text in self._spelled:
            # From the last to the first, so that a row takes one of them only.
            there = standing.get(text, [])
            if len(there) * counts[text] > _MOST_REPEATED:
                # Refrains of a hostile page: the first is the first, the second the second.
                pairs += [(index, start) for index in there[seen[text] : seen[text] + 1]]
                seen[text] += 1
            else:
                pairs += [(index, start) for index in reversed(there)]
            start += len(text)
        return iter(_longest_row(pairs))

    def _part(self, text: str, free: bytearray, at: int) -> int | None:
        if not text:
            return None
        if len(text) < _SHORT:
            return at if self._text.startswith(text, at) and 0 not in free[at : at + len(text)] else None
        for begin, end in ((at, len(self._text)), (0, at + len(text))):
            start = self._text.find(text, begin, end)
            for _ in range(_MOST_TRIED):
                if start < 0:
                    break
                if 0 not in free[start : start + len(text)]:
                    return start
                start = self._text.find(text, start + 1, end)
        return None

    def _most(self, text: str, free: bytearray, at: int) -> int | None:  # noqa: ARG002  as the other way asks
        if len(text) < _SHORT:
            return None
        pieces = [text[begin : begin + _PIECE] for begin in range(0, len(text) - _PIECE + 1, _PIECE)]
        there = [start for piece in pieces if (start := self._text.find(piece)) >= 0 and free[start]]
        return min(there) if len(there) >= _ENOUGH * len(pieces) else None


def _longest_row(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest sub-sequence of ``pairs`` whose first numbers rise, drawn together.

    Where equal passages stand in the page, each is the one nearest to the next: a teaser or a preview is
    farther from the article than its own paragraphs.
    """
    ends: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for place, (index, _) in enumerate(pairs):
        length = bisect_left(ends, index)
        before.append(places[length - 1] if length else -1)
        ends[length : length + 1] = [index]
        places[length : length + 1] = [place]
    same: dict[int, list[int]] = {}
    for index, start in pairs:
        same.setdefault(start, []).append(index)
    row: list[tuple[int, int]] = []
    at = places[-1] if places else -1
    while at >= 0:
        index, start = pairs[at]
        if row:
            index = max(other for other in same[start] if index <= other < row[-1][0])
        row.append((index, start))
        at = before[at]
    return row[::-1]


def chosen(tree: HtmlElement, elements: int) -> Choice:
    """Return the words that trafilatura takes for the article, of a tree of so many ``elements``."""
    import trafilatura

    # Without images, since captions would be passages; in our hands they stay with their images.
    found = trafilatura.bare_extraction(
        copy.deepcopy(tree),
        favor_precision=True,
        include_comments=False,
        include_tables=True,
        fast=elements > _MOST_COMPARED,
    )
    body: _Element | None = getattr(found, "body", None)
    return Choice([] if body is None else [text for text in _passages(body) if text.strip()])


def letters(text: str) -> str:
    """Return the letters and digits of ``text``, which are the same in both trees."""
    return "".join(filter(str.isalnum, text))


def _passages(body: _Element) -> Iterator[str]:
    from lxml import etree

    passage: list[str] = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element.tag in _DIVIDING and passage:
            yield "".join(passage)
            passage.clear()
        text = element.text if event == "start" else element.tail
        if text:
            passage.append(text)
    yield "".join(passage)
