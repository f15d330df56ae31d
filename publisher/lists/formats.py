"""Which formats of lists are there, and which one is this?"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from publisher.errors import SubscriptionError
from publisher.lists.values import Format


@cache
def formats() -> dict[str, Format]:
    """Return every format by its name: a module of this package that has a ``FORMAT`` is one."""
    modules = (
        importlib.import_module(f"publisher.lists.{each.name}")
        for each in pkgutil.iter_modules([str(Path(__file__).parent)])
    )
    found = [module.FORMAT for module in modules if hasattr(module, "FORMAT")]
    return {each.name: each for each in sorted(found, key=lambda each: each.name)}


def recognised(header: Sequence[str]) -> Format:
    """Return the format with these columns, in any order and case. Raises SubscriptionError for none."""
    there = {column.strip().lower() for column in header}
    fitting = [each for each in formats().values() if each.needed <= there]
    if not fitting:
        known = "; ".join(f"{each.name}: {', '.join(sorted(each.needed))}" for each in formats().values())
        raise SubscriptionError(
            f"line 1: the columns {', '.join(header) or '(none)'} are those of no list that is known; "
            f"expected at least the columns of one of these. {known}"
        )
    return max(fitting, key=lambda each: len(each.needed))
