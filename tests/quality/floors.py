"""Which floor does every figure stand on, and may it stay there?

The floors stand in floors.toml. After a wanted change, write them anew, and read the difference before it
is committed:

    REGENERATE=1 python -m pytest tests/quality
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from pathlib import Path

from .figures import Figures

FILE = Path(__file__).with_name("floors.toml")

# A figure that is so far above its floor could sink as far unseen: the floor must be raised.
SLACK = 0.02
# Hardly any story is lost, so that two hundredths of it would be a hundred times what is allowed.
NARROW = {"story kept": 0.002}

_DIGITS = 10_000
_HEAD = """\
# The least that every figure of tests/quality must reach. Written by the tests themselves:
#     REGENERATE=1 python -m pytest tests/quality
# A floor may be lowered only with its reason in the commit."""


def read(file: Path = FILE) -> Figures:
    """Return the floors."""
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return {f"{table}: {group}": floor for table, groups in tables.items() for group, floor in groups.items()}


def write(figures: Figures, file: Path = FILE) -> None:
    """Put every floor right under its figure, rounded down to four digits: a line for each language."""
    lines = [_HEAD]
    above = ""
    for name, found in figures.items():
        table, _, group = name.partition(": ")
        if table != above:
            lines += ["", f'["{table}"]']
            above = table
        row = ", ".join(f'"{figure}" = {_down(value):.4f}' for figure, value in found.items())
        lines.append(f"{group} = {{ {row} }}")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def complaints(floors: Figures, figures: Figures) -> Iterator[str]:
    """Yield a sentence for every figure that has left its floor, with what is to be done about it."""
    for table in figures.keys() | floors.keys():
        floor, found = floors.get(table, {}), figures.get(table, {})
        for name in sorted(floor.keys() | found.keys()):
            where = f"{name} ({table})"
            figure = _exact(found.get(name, 0.0))
            if name not in floor or name not in found:
                yield f"{where}: {'has no floor' if name in found else 'is not measured any more'}; {_HOW}"
            elif figure < floor[name]:
                yield (
                    f"{where}: sank to {figure:.4f}, the floor is {floor[name]:.4f}; find out which "
                    "change did it, and mend that"
                )
            elif figure > floor[name] + NARROW.get(name, SLACK):
                yield f"{where}: rose to {figure:.4f}, raise its floor of {floor[name]:.4f}; {_HOW}"


_HOW = f"edit tests/quality/{FILE.name}, or run REGENERATE=1 python -m pytest tests/quality"


def _down(figure: float) -> float:
    return math.floor(_exact(figure) * _DIGITS) / _DIGITS


def _exact(figure: float) -> float:
    # 1 - 0.07 is a little less than 0.93.
    return round(figure, 9)
