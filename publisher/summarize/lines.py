"""Which lines, list entries and phrases does a block consist of, before sentences are looked for?"""

from __future__ import annotations

import re

from publisher.summarize.width import UNMARKED, columns

# A line within these was broken by an editor, not by the author: mail programs break at 65 to 80 columns.
_NARROWEST, _WIDEST = 50, 100
_BULLET = re.compile(r"[•⁃▪●‣*–-]\s|\d{1,3}[.)]\s")
_GOES_ON = re.compile(r"[,;\-–—(]$")

# "1. One 2. Two", "⁃9. Nine ⁃10. Ten", "a) One b) Two"
_ENTRY = re.compile(r"(?:^|(?<=\s))(?P<bullet>[•⁃*·–-]?\s?)(?P<mark>\d{1,3}|[a-z])(?P<end>[.)]{1,2})\s")

# A phrase of fewer columns is a name or a number within one.
_SHORTEST_PHRASE = 24


def lines(text: str) -> list[str]:
    """Return the lines that the author meant, with single spaces.

    A line break stands for a space after 50 to 100 columns (a hard-wrapped text), before a small
    letter and after a comma; an empty line and a bullet always divide.
    """
    if "\n" not in text:
        line = " ".join(text.split())
        return [line] if line else []
    found: list[str] = []
    divided, last = True, ""
    for raw in text.split("\n"):
        line = " ".join(raw.split())
        if not line:
            divided = True
            continue
        if divided or _BULLET.match(line) or not _wrapped(last, line):
            found.append(line)
        else:
            found[-1] = f"{found[-1]} {line}"
        divided, last = False, line
    return found


def entries(line: str, *, numbered: bool) -> list[str]:
    """Return the entries of a list that was written into one line; else the line as it is.

    It begins with a number or letter, and the next ones follow in their order. Where ``numbered``
    is false, a number with a stop is an ordinal of that language and begins no entry.
    """
    first = _ENTRY.match(line)
    if first is None or (first["end"] == "." and first["mark"].isdigit() and not numbered):
        return [line]
    starts, mark = [0], first["mark"]
    for match in _ENTRY.finditer(line, first.end() - 1):
        if match["mark"] == _successor(mark) and match["end"] == first["end"]:
            starts.append(match.start())
            mark = match["mark"]
    return [line[start:end].strip() for start, end in zip(starts, [*starts[1:], len(line)], strict=True)]


def phrases(line: str) -> list[str]:
    """Return the phrases of a Thai or Lao line: divided at spaces between two letters of that script."""
    found: list[str] = []
    for piece in line.split(" "):
        if (
            found
            and columns(found[-1]) >= _SHORTEST_PHRASE
            and UNMARKED.match(piece)
            and UNMARKED.match(found[-1][-1])
        ):
            found.append(piece)
        elif found:
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    if len(found) > 1 and columns(found[-1]) < _SHORTEST_PHRASE:
        last = found.pop()
        found[-1] = f"{found[-1]} {last}"
    return found


def _wrapped(line: str, following: str) -> bool:
    return _NARROWEST <= len(line) <= _WIDEST or following[0].islower() or _GOES_ON.search(line) is not None


def _successor(mark: str) -> str:
    return str(int(mark) + 1) if mark.isdigit() else chr(ord(mark) + 1)
