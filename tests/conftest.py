"""What do all tests share?"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from desk import Desk


# The suite needs a tenth of it at once; Docker grants 64 MB where nobody asks for more.
_ROOM = 1_000_000_000


def pytest_configure() -> None:
    """Let what tests write lie in memory where there is room: a quarter of their time is that of fsync."""
    memory = Path("/dev/shm")
    if os.access(memory, os.W_OK | os.X_OK) and shutil.disk_usage(memory).free > _ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A program of the operating system that is missing fails a test in CI and skips it elsewhere."""
    for marker in item.iter_markers("program"):
        missing = [name for name in marker.args if shutil.which(name) is None]
        if missing:
            reason = f"not installed here: {', '.join(missing)} (Debian packages of the same names)"
            if os.environ.get("CI"):
                pytest.fail(reason)
            pytest.skip(reason)


@pytest.fixture(scope="module")
def one_pool() -> Iterator[None]:
    """Let all that a module's tests open share its processes, which take a second of two cores to start."""
    from publisher import app
    from publisher.processes import Processes

    with pytest.MonkeyPatch.context() as patch, Processes() as processes:
        patch.setattr(app, "Processes", lambda: nullcontext(processes))
        yield


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An empty publication with an inbox, a database and a clock that tests set."""
    from desk import open_desk  # not for every test: it opens the whole program

    with open_desk(tmp_path) as opened:
        yield opened
