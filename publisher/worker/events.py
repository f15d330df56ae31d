"""What wakes the service: files, the schedule, a signal?"""

from __future__ import annotations

from dataclasses import dataclass

from publisher.model import Cadence


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """Something happened to these paths below the inbox; ``renamed`` were files elsewhere before.

    Only a hint: events are lost in bursts (DESIGN.md, decision 4).
    """

    paths: frozenset[str]
    renamed: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescan:
    """The whole inbox must be looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """The schedule of a cadence says that an edition may be due."""

    cadence: Cadence


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """The service must end."""


Event = Touched | Rescan | Tick | Stop
