"""How strongly do the features of a block speak for furniture?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from importlib import resources
from typing import Any

from publisher.clean.features import NAMES

# Log-odds below which nothing else can make a block boilerplate but its very text in other articles.
HOPELESS = -5.0

# Counted up when fingerprints, features or phrases change; new weights are noticed by themselves.
_METHOD = 2

# After so many trees it is looked whether that can still be reached; most stories need two groups.
_GROUP = 6

# A tree: feature, threshold, the branch up to it and the one beyond; a leaf is what it adds.
Node = tuple[int, float, "Node", "Node"] | float


def score(values: Sequence[float]) -> float:
    """Return the log-odds that a block with these features, in the order of ``NAMES``, is boilerplate.

    A sum of small decision trees, trained on blocks that repeat in the articles of an outlet
    against those that do not; nobody labelled them (tests/bench/train.py makes the file). It is added
    up no further than needed to know that it stays below ``HOPELESS``.
    """
    bias, steps = _weights()
    total = bias
    for trees, reachable in steps:
        for node in trees:
            while isinstance(node, tuple):
                node = node[2] if values[node[0]] <= node[1] else node[3]
            total += node
        if total + reachable < HOPELESS:
            break
    return total


def method() -> str:
    """Return what changes whenever texts are recognised or judged in another way than before."""
    return f"{_METHOD} {blake2b(_text().encode(), digest_size=8).hexdigest()}"


def _text() -> str:
    return resources.files("publisher.clean").joinpath("weights.json").read_text(encoding="utf-8")


Steps = tuple[tuple[tuple[Node, ...], float], ...]


@cache
def _weights() -> tuple[float, Steps]:
    stored = json.loads(_text())
    if stored["features"] != list(NAMES):
        raise ValueError("weights.json was trained on other features; run tests/bench/train.py")
    return stored["bias"], steps(stored["trees"])


def steps(stored: Sequence[Any]) -> Steps:
    """Return stored trees in groups, each with the most that the groups behind it can add."""
    trees = tuple(map(_node, stored))
    groups = [trees[start : start + _GROUP] for start in range(0, len(trees), _GROUP)]
    most = [sum(map(_most, group)) for group in groups]
    return tuple((group, sum(most[number + 1 :])) for number, group in enumerate(groups))


def _most(node: Node) -> float:
    return max(_most(node[2]), _most(node[3])) if isinstance(node, tuple) else node


def _node(stored: Any) -> Node:
    if isinstance(stored, list):
        return int(stored[0]), float(stored[1]), _node(stored[2]), _node(stored[3])
    return float(stored)
