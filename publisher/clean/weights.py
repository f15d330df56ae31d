"""How strongly do the features of a block speak for furniture?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from hashlib import blake2b
from importlib import resources
from typing import Any

from publisher.clean.features import NAMES

# Log-odds below which nothing else can make a block boilerplate but its very text in other articles.
HOPELESS = -5.0

# Counted up when fingerprints, features or phrases change; new weights are noticed by themselves.
_METHOD = 4

# After so many trees it is looked whether that can still be reached; most stories need two groups.
_GROUP = 6

# A tree: feature, threshold, the branch up to it and the one beyond; a leaf is what it adds.
Node = tuple[int, float, "Node", "Node"] | float
Model = Callable[[Sequence[float]], float]


def score(values: Sequence[float]) -> float:
    """Return the log-odds that a block with these features, in the order of ``NAMES``, is boilerplate.

    A sum of small decision trees, trained on blocks that repeat in the articles of an outlet
    against those that do not; nobody labelled them (tests/bench/train.py makes the file). It is added
    up no further than needed to know that it stays below ``HOPELESS``.
    """
    return _model()(values)


def load() -> None:
    """Read the weights now, which the first article would wait for: 5 ms."""
    _model()


def method() -> str:
    """Return what changes whenever texts are recognised or judged in another way than before."""
    return f"{_METHOD} {blake2b(_text().encode(), digest_size=8).hexdigest()}"


def _text() -> str:
    return resources.files("publisher.clean").joinpath("weights.json").read_text(encoding="utf-8")


@cache
def _model() -> Model:
    stored = json.loads(_text())
    if stored["features"] != list(NAMES):
        raise ValueError("weights.json was trained on other features; run tests/bench/train.py")
    return compiled(stored["bias"], stored["trees"])


def compiled(bias: float, stored: Sequence[Any]) -> Model:
    """Return stored trees as one function of nested conditions: 2 µs a block, walking them takes 11."""
    names: dict[str, Model] = {}
    # No text of the file becomes source: _node has made every part of it an int or a float.
    exec("\n".join(_source(float(bias), tuple(map(_node, stored)))), names)  # noqa: S102  see above
    return names["score"]


def _source(bias: float, trees: Sequence[Node]) -> Iterator[str]:
    """Yield the function line by line; behind each group of trees it looks what the others can add."""
    yield "def score(values):"
    yield f" {', '.join(f'f{number}' for number in range(len(NAMES)))}, = values"
    yield f" total = {bias!r}"
    most = list(map(_most, trees))
    for number, tree in enumerate(trees, 1):
        yield f" total += {_expression(tree)}"
        if number % _GROUP == 0:
            groups = range(number, len(trees), _GROUP)
            reachable = sum(sum(most[start : start + _GROUP]) for start in groups)
            yield f" if total + {reachable!r} < {HOPELESS!r}: return total"
    yield " return total"


def _expression(node: Node) -> str:
    if isinstance(node, float):
        return repr(node)
    feature, threshold, below, above = node
    return f"({_expression(below)} if f{feature} <= {threshold!r} else {_expression(above)})"


def _most(node: Node) -> float:
    return max(_most(node[2]), _most(node[3])) if isinstance(node, tuple) else node


def _node(stored: Any) -> Node:
    if isinstance(stored, list):
        return int(stored[0]), float(stored[1]), _node(stored[2]), _node(stored[3])
    return float(stored)
