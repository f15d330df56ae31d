"""Train the model that tells furniture from story, without a single label made by hand.

usage: python tests/bench/train.py [FOLDER]

FOLDER holds boilerplate_background.jsonl.gz; without it ../shared/bench beside the repository is used.
Writes publisher/clean/weights.json. Needs scikit-learn (the extra "bench").
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from weak_labels import groups, labels

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from publisher.clean import lexicon  # noqa: E402  the path is set above
from publisher.clean.cues import weighed  # noqa: E402  the same
from publisher.clean.features import NAMES, Counts, count, named, unread, vectors  # noqa: E402  the same
from publisher.clean.glance import LONG, prose  # noqa: E402  the same
from publisher.clean.tokens import LOOKED_AT, tokens, words  # noqa: E402  the same

BACKGROUND = "boilerplate_background.jsonl.gz"
WEIGHTS = ROOT / "publisher" / "clean" / "weights.json"

# Small trees: with four leaves each they are as good as larger ones, and quick without numpy.
TREES = 48
LEAVES = 4
RATE = 0.25

# A pattern that changes with each article (a caption, "Read more: …") is one thing, not a hundred.
_LARGE_GROUP = 3
_DAMPING = 0.7

# Some negatives are boilerplate that happens to stand alone. What the model, trained on the other
# outlets, takes for such is left out, twice.
_SUSPECT = 0.3
_ROUNDS = 2
_PARTS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Features, weak labels, weights and the outlet of each block."""

    features: np.ndarray
    positive: np.ndarray
    weights: np.ndarray
    outlets: np.ndarray


def articles(path: Path) -> dict[str, list[tuple[str, list[str]]]]:
    """Return title and blocks of the articles of each outlet."""
    found = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            found[row["outlet"]].append((row["title"], [block for block in row["blocks"] if block.strip()]))
    return dict(found)


def featured(outlet: str, texts: Iterable[str]) -> list[list[float] | None]:
    """Return the features of the blocks of one article."""
    source = named(outlet)
    return vectors([counted(text, source) for text in texts])


def counted(text: str, source: str) -> Counts:
    """Return the counts of a text, also where a glance shows story if it holds words of publishing.

    The model learns from them what those words are worth in a story. Without them it took 0.13 % of the
    characters of stories of unseen outlets, with all paragraphs 0.17, so 0.02.
    """
    if prose(text):
        listed = frozenset(words(text[:LOOKED_AT]))
        published = len(listed & lexicon.CONCEPTS)
        asks = lexicon.POINTED.met(listed & lexicon.POINTED.triggers, listed)
        tempting = published > 1 or (published and (asks or len(text) <= LONG))
        if not tempting and listed.isdisjoint(lexicon.CORRECTIONS):
            return unread(text, 0.0)
    found = tokens(text)
    return count(found, weighed(found), source)


def examples(by_outlet: dict[str, list[tuple[str, list[str]]]]) -> Examples:
    """Return what can be learned from these outlets."""
    rows: list[tuple[Sequence[float], bool, float, str]] = []
    for outlet, stories in sorted(by_outlet.items()):
        labelled = labels(stories)
        positives = [
            text
            for (_, texts), marks in zip(stories, labelled, strict=True)
            for text, mark in zip(texts, marks, strict=True)
            if mark
        ]
        sizes = groups(positives)
        for (_, texts), marks in zip(stories, labelled, strict=True):
            for text, mark, values in zip(texts, marks, featured(outlet, texts), strict=True):
                if values is not None and mark is not None:
                    size = sizes[text.casefold()] if mark else 0
                    weight = _LARGE_GROUP / size**_DAMPING if size > _LARGE_GROUP else 1.0
                    rows.append((values, mark, weight, outlet))
    return Examples(
        features=np.array([row[0] for row in rows], dtype=float),
        positive=np.array([row[1] for row in rows]),
        weights=np.array([row[2] for row in rows]),
        outlets=np.array([row[3] for row in rows]),
    )


def trained(known: Examples) -> Any:
    """Return a classifier, trained without the negatives that look like boilerplate from outside."""
    part = {outlet: number % _PARTS for number, outlet in enumerate(sorted(set(known.outlets)))}
    parts = np.array([part[outlet] for outlet in known.outlets])
    kept = np.ones(len(known.positive), dtype=bool)
    for _ in range(_ROUNDS):
        suspicion = np.zeros(len(kept))
        for number in range(_PARTS):
            judged = parts == number
            suspicion[judged] = _fitted(known, kept & ~judged).predict_proba(known.features[judged])[:, 1]
        kept &= known.positive | (suspicion <= _SUSPECT)
    return _fitted(known, kept)


def stored(model: Any) -> dict[str, Any]:
    """Return a classifier as weights.json holds it: a bias, and trees of features and thresholds."""
    # scikit-learn keeps the trees of this class in private attributes; the pinned version has them so.
    trees = [_branch(stage[0].nodes, 0) for stage in model._predictors]
    return {
        "features": list(NAMES),
        "bias": round(float(model._baseline_prediction.ravel()[0]), 4),
        "trees": trees,
    }


def _branch(nodes: Any, index: int) -> Any:
    node = nodes[index]
    if node["is_leaf"]:
        return round(float(node["value"]), 4)
    return [
        int(node["feature_idx"]),
        round(float(node["num_threshold"]), 5),
        _branch(nodes, node["left"]),
        _branch(nodes, node["right"]),
    ]


def _fitted(known: Examples, kept: np.ndarray) -> Any:
    model = HistGradientBoostingClassifier(
        max_iter=TREES, max_leaf_nodes=LEAVES, learning_rate=RATE, l2_regularization=5, early_stopping=False
    )
    return model.fit(known.features[kept], known.positive[kept], sample_weight=known.weights[kept])


def main(folder: Path) -> int:
    """Train on all outlets and write the weights."""
    if not (folder / BACKGROUND).is_file():
        print(f"Nothing was trained: {folder} does not hold {BACKGROUND}.", file=sys.stderr)
        return 2
    known = examples(articles(folder / BACKGROUND))
    made = stored(trained(known))
    rows = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in made["trees"])
    head = json.dumps({"features": made["features"], "bias": made["bias"]}, separators=(",", ":"))
    WEIGHTS.write_text(f'{head[:-1]},"trees":[\n{rows}\n]}}\n', encoding="utf-8")
    repeated = Counter(known.positive.tolist())[True]
    outlets = len(set(known.outlets))
    print(f"{len(known.positive)} blocks of {outlets} outlets, {repeated} of them repeated")
    print(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "bench"))
