"""What did an intake do, as far as anybody may want to know?"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A file, and what its author should know or do."""

    path: str
    reason: str


@dataclass(slots=True, kw_only=True)
class Report:
    """How many articles came in how; ``set_aside`` are files that cannot be used, ``warnings`` remarks."""

    new: int = 0
    edited: int = 0
    recleaned: int = 0
    moved: int = 0
    set_aside: list[SetAside] = field(default_factory=list)
    warnings: list[SetAside] = field(default_factory=list)
