"""Where do the commands run?"""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import write_config


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_config(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path
