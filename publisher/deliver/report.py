"""What came of a turn of sending?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(slots=True, kw_only=True)
class Report:
    """How many deliveries ended how.

    ``uncertain`` were sent whole and not answered. ``held`` are editions that were stopped on the way, with
    the reason; ``completed`` those of which nothing is left to do. ``paused_until`` is when a server can be
    asked again, ``pause`` why not before.
    """

    accepted: int = 0
    deferred: int = 0
    refused: int = 0
    suppressed: int = 0
    uncertain: int = 0
    last_fault: str = ""
    held: dict[UUID, str] = field(default_factory=dict)
    completed: list[UUID] = field(default_factory=list)
    paused_until: datetime | None = None
    pause: str = ""

    def __bool__(self) -> bool:
        """Say whether anything came of it."""
        return bool(self.accepted or self.deferred or self.refused or self.suppressed or self.uncertain)
