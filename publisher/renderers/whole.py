"""Is a finished file whole, whatever it says?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def text(path: str, data: bytes) -> list[str]:
    """Return what forbids publishing a text: nothing in it, or bytes that are no UTF-8."""
    try:
        empty = not data.decode().strip()
    except UnicodeDecodeError as error:
        return [f"{path} is not UTF-8: {error}"]
    return [f"{path} is empty"] if empty else []


def page(path: str, data: bytes) -> list[str]:
    """Return what forbids publishing a page besides: that it breaks off."""
    if faults := text(path, data):
        return faults
    start, end = data.lstrip()[:15].lower(), data.rstrip()[-7:].lower()
    return [] if (start, end) == (b"<!doctype html>", b"</html>") else [f"{path} is not a whole page"]


def style(path: str, data: bytes) -> list[str]:
    """Return what forbids publishing a style sheet besides: an open block, or an end within a rule."""
    if faults := text(path, data):
        return faults
    opened, closed = data.count(b"{"), data.count(b"}")
    if opened != closed:
        return [f"{path} opens {opened} braces and closes {closed}"]
    return [] if data.rstrip().endswith((b"}", b"*/", b";")) else [f"{path} is not a whole style sheet"]


def repeated(names: Iterable[str]) -> list[str]:
    """Return a fault for each name that stands more than once."""
    return [f"{name} stands {count} times" for name, count in Counter(names).items() if count > 1]


def few(faults: list[str]) -> list[str]:
    """Return the first five faults and how many more there are: one mistake may be in 50,000 rows."""
    more = len(faults) - 5
    return [*faults[:5], f"{more} more faults like these"] if more > 1 else faults
