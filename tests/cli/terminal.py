"""How does a test type a command, and read what it prints?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from publisher.cli import main


def publisher(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, arguments, input=typed)


def drop(folder: Path, path: str, text: str) -> Path:
    file = folder / "inbox" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def one_sentence(result: Result, code: int, match: str) -> None:
    assert result.exit_code == code, result.output
    assert result.stderr.startswith("publisher: ")
    assert match in result.stderr
    assert "Traceback" not in result.output


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        env=os.environ | environment,
        check=False,
    )
