"""Where in a paragraph does one sentence surely end and the next begin?"""

from __future__ import annotations

import re
from collections.abc import Iterator

# A boilerplate sentence is shorter, and a paragraph may be a megabyte.
_REACH = 500

_END = re.compile(
    r'[.!?…]["”’»)\]]{0,2}(?P<space>\s+)(?=["“„«‘(\[]{0,2}(?:[^\W\d_]))|[。！？](?P<none>)(?=[^\s」』）。！？])'
)
# "Gov. Ida Marsh", "the U.S. Senate", "No. 5": a short word or a single letter in front of a full stop.
_ABBREVIATED = re.compile(r"(?:^|[^\w])(?:[^\W\d_]|[^\W\d_]{1,3}\.[^\W\d_]{1,3}|[A-ZÀ-ÞА-ЯЁ][\w]{1,3})\.$")
_PAIRS = ("“”", "„“", "«»", "()", "[]", "「」", "『』", "（）")
_MARK = re.compile('["“”„«»‘()\\[\\]「」『』（）]')


def tails(text: str, most: int) -> Iterator[tuple[int, int]]:
    """Yield where a text can be cut in front of its last sentence, its last two, and so on.

    Each is the end of what stays and the start of what is behind. A boundary is passed over when the
    stop may belong to an abbreviation, or a quotation or a bracket is open there: too few are found
    rather than one too many.
    """
    start = max(0, len(text) - _REACH)
    found = [
        match.span("space") if match["space"] else (match.end(), match.end())
        for match in _END.finditer(text, start)
    ]
    for end, begin in found[: -most - 1 : -1]:
        if _holds(text, end, begin):
            yield end, begin


def heads(text: str, most: int) -> Iterator[tuple[int, int]]:
    """Yield where a text can be cut behind its first sentence, its first two, and so on; see ``tails``."""
    for number, match in enumerate(_END.finditer(text[: _REACH + 1])):
        if number == most:
            return
        end, begin = match.span("space") if match["space"] else (match.end(), match.end())
        if _holds(text, end, begin):
            yield end, begin


def _holds(text: str, end: int, begin: int) -> bool:
    following = re.search(r"[^\W\d_]", text[begin : begin + 4])
    if following is None or following[0].islower():
        return False
    return (
        _ABBREVIATED.search(text[max(0, end - 12) : end]) is None
        and _balanced(text[:end])
        and _balanced(text[begin:])
    )


def _balanced(text: str) -> bool:
    if _MARK.search(text) is None:
        return True
    if text.count('"') % 2 or text.count("‘") > text.count("’"):
        return False
    opened = {pair: text.count(pair[0]) for pair in _PAIRS}
    # In German “ closes what „ opens.
    if opened["„“"]:
        return opened["„“"] == text.count("“") + text.count("”") and _paired(text, ("«»", "()", "[]"))
    return _paired(text, _PAIRS)


def _paired(text: str, pairs: tuple[str, ...]) -> bool:
    return all(text.count(pair[0]) == text.count(pair[1]) for pair in pairs if pair != "„“")
