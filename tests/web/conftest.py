"""What do the tests of the web server share?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from web import output


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an output folder in it, which no test changes."""
    made = tmp_path_factory.mktemp("publication")
    output.write(made)
    return made


@pytest.fixture(scope="package")
def client(folder: Path) -> Iterator[httpx.Client]:
    """A client of `publisher serve` in a process of its own."""
    with output.served(folder) as opened:
        yield opened
