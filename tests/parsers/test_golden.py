"""Does each input file come out as the expected values beside it?

``PUBLISHER_WRITE_EXPECTED=1 pytest tests/parsers/test_golden.py`` writes the expected files anew; read the
difference before committing it.
"""

from __future__ import annotations

import json
import os
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from publisher import parsers
from publisher.config import Intake
from publisher.errors import ArticleError
from publisher.model import Meta, SourceFile

DATA = Path(__file__).parents[1] / "data" / "parsers"
INPUTS = sorted(path for path in DATA.iterdir() if path.suffix in parsers.suffixes())


def outcome(path: Path) -> dict[str, object]:
    source = SourceFile(path=path.name, data=path.read_bytes(), modified=datetime(2026, 11, 23, tzinfo=UTC))
    try:
        parsed = parsers.parse(source, Intake(), ZoneInfo("Europe/Berlin"))
    except ArticleError as error:
        return {"error": str(error)}
    values = {field.name: getattr(parsed.meta, field.name) for field in fields(Meta)}
    defaults = {field.name: field.default for field in fields(Meta)}
    return {
        "meta": {
            name: value.isoformat()
            if isinstance(value, datetime)
            else list(value)
            if isinstance(value, tuple)
            else value
            for name, value in values.items()
            if value != defaults[name]
        },
        "blocks": [
            [str(block.kind), block.text, *([block.html] if block.html else [])] for block in parsed.blocks
        ],
        "warnings": list(parsed.warnings),
    }


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_the_file_is_read_as_expected(path):
    expected = path.with_name(path.name + ".expected.json")
    found = outcome(path)
    if os.environ.get("PUBLISHER_WRITE_EXPECTED"):
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(expected.read_text(encoding="utf-8"))


def test_every_expected_file_has_its_input():
    expected = {path.name.removesuffix(".expected.json") for path in DATA.glob("*.expected.json")}
    assert expected == {path.name for path in INPUTS}
