"""Which password and which certificate do the tests of the transports use?"""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from .servers import self_made_certificate


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    file = tmp_path / "password"
    file.write_text("gehe1m ü\n", encoding="utf-8")
    file.chmod(0o600)
    return file


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    return self_made_certificate(tmp_path_factory.mktemp("certificate"))
