"""What can have become of a page that is not where it was?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The article is withdrawn: the page says so, and the answer is 410 (RFC 9110 §15.5.11)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The page has another address now: ``path`` below the output folder; the answer is 301."""

    path: str


Marks = Callable[[], Mapping[str, Gone | Moved]]
"""What is marked now, by the path of the page below the output folder. Asked for each request."""
