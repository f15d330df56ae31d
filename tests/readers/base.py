"""What is asked of every feed reader?"""

from __future__ import annotations

import os
import re
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

# Longer than anything takes on a busy machine; a reader that takes so long has failed.
DEADLINE = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One article as a reader lists it; ``unread`` is none where the reader knows no such state."""

    id: str
    title: str
    text: str
    unread: bool | None


class Reader(ABC):
    """A feed reader with a home of its own that is subscribed to one feed."""

    name: ClassVar[str]
    # The files of the output that it understands.
    feeds: ClassVar[tuple[str, ...]] = ("atom.xml", "rss.xml")
    # What must be installed, as Debian calls it.
    programs: ClassVar[tuple[str, ...]] = ()
    # Whether one that is as it is installed takes an article with another title or address for another one.
    tells_by_title: ClassVar[bool] = False
    # Whether it does not say, when it asks for the second time, what it has.
    forgets_first: ClassVar[bool] = False

    def __init__(self, home: Path, url: str, answered: Callable[[], int]) -> None:
        """``answered`` says how many requests for the feed have been answered so far."""
        self.home = home
        self.url = url
        self._answered = answered
        home.mkdir(parents=True)

    @classmethod
    @abstractmethod
    def version(cls) -> str:
        """Return which version is installed."""

    @abstractmethod
    def refresh(self) -> None:
        """Ask for the feed again, and take in what has come; back only when that is done."""

    @abstractmethod
    def shown(self) -> list[Item]:
        """Return everything that it lists now."""

    def read_all(self) -> None:
        """Mark everything as read, where there is such a state."""
        return

    def close(self) -> None:
        """End what runs."""
        return

    def _run(
        self, *command: str | Path, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run one of its programs to its good end, with its own home."""
        return subprocess.run(
            command,
            env=self.environment() | dict(environment or {}),
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=True,
        )

    def environment(self) -> dict[str, str]:
        """Return variables in which nothing of the tester's own settings is left."""
        return {"PATH": os.environ["PATH"], "HOME": str(self.home), "LANG": "C.UTF-8", "TERM": "dumb"}


def one_line(text: str) -> str:
    """Return a text as a person reads it: where its lines end and what is markup does not matter."""
    return " ".join(re.sub(r"<[^<>]*>", " ", text).split())


def debian_version(package: str) -> str:
    """Return the version of an installed Debian package without its epoch and revision."""
    command: Sequence[str] = ("dpkg-query", "--show", "--showformat=${Version}", package)
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=DEADLINE).stdout
    return said.rpartition(":")[2].partition("-")[0]
