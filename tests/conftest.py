"""What do all tests share?"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from desk import Desk


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A program of the operating system that is missing fails a test in CI and skips it elsewhere."""
    for marker in item.iter_markers("program"):
        missing = [name for name in marker.args if shutil.which(name) is None]
        if missing:
            reason = f"not installed here: {', '.join(missing)} (Debian packages of the same names)"
            if os.environ.get("CI"):
                pytest.fail(reason)
            pytest.skip(reason)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An empty publication with an inbox, a database and a clock that tests set."""
    from desk import open_desk  # not for every test: it opens the whole program

    with open_desk(tmp_path) as opened:
        yield opened
