"""Which weights let the summaries come closest to what editors wrote?

usage: python tests/bench/summary_weights.py [FOLDER]

FOLDER holds summaries.jsonl.gz; without it ../shared/bench beside the repository is used. Prints the
weights for publisher/summarize/passages.py, fitted on all articles, and what such weights are worth
on articles that they have not seen: fitted on one half of the ids and measured on the other, and in
five folds. Needs numpy, scipy and nltk.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from publisher.clean import clean  # noqa: E402  the path is set above
from publisher.model import Block, BlockKind, Cleaned, Meta, Parsed  # noqa: E402  the same
from publisher.summarize import language  # noqa: E402  the same
from publisher.summarize.lead import _filled, lead  # noqa: E402  the same
from publisher.summarize.passages import WEIGHTS, Features, runs  # noqa: E402  the same

COLUMNS = 280
FOLDS = 5
# By which articles share a fold the figure moves by R1 0.15 and more.
REPEATS = 6
ROUNDS = 4
# Of features in standard deviations. A tenth of it fits these articles better and others worse, ten times
# as much fits both worse.
PENALTY = 4e-5
# Makes the shipped weights numbers that two decimals tell apart.
SCALE = 3.0

_CHARACTERS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f\u1000-\u109f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An article with every run of sentences that may be its summary, and how good each is."""

    id: str
    group: str
    features: np.ndarray
    scores: np.ndarray  # R1, R2, characters


def examples(path: Path) -> list[Example]:
    stemmed = _stemmer()
    found = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            blocks = [
                Block(kind=BlockKind.PARAGRAPH, text=text) for text in row["body"].split("\n") if text.strip()
            ]
            cleaned = clean(Parsed(meta=Meta(), blocks=tuple(blocks)), {})
            tag, _ = language(cleaned, "en")
            cleaned = Cleaned(meta=Meta(language=tag), blocks=cleaned.blocks)
            sentences = lead(cleaned, COLUMNS)
            if not sentences or len(row["description"]) < 15:
                continue
            wanted = _words(row["description"], stemmed)
            features, scores = [], []
            for start, end, weighed in runs(sentences, (block.text for block in cleaned.blocks), COLUMNS):
                text = _filled((sentence.text for sentence in sentences[start:end]), COLUMNS)
                features.append([float(value) for value in weighed])
                scores.append((*_rouge(wanted, _words(text, stemmed)), len(text)))
            group = row["lang"] if row["lang"] in ("en", "de") else "xx"
            found.append(
                Example(id=row["id"], group=group, features=np.array(features), scores=np.array(scores))
            )
    return found


def fit(chosen: Sequence[Example]) -> np.ndarray:
    """Return the weights under which a run drawn by its score (softmax) has the most words in common."""
    from scipy.optimize import minimize

    features = np.vstack([example.features for example in chosen])
    spread = features.std(0) + 1e-9
    features = features / spread
    reward = np.concatenate([example.scores[:, :2].mean(1) / 100 for example in chosen])
    sizes = [len(example.features) for example in chosen]
    starts = np.cumsum([0, *sizes[:-1]])
    article = np.repeat(np.arange(len(chosen)), sizes)

    def descend(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = features @ weights
        odds = np.exp(scores - np.maximum.reduceat(scores, starts)[article])
        odds /= np.add.reduceat(odds, starts)[article]
        expected = np.add.reduceat(odds * reward, starts)
        slope = features.T @ (odds * (reward - expected[article])) / len(chosen)
        return -expected.mean() + PENALTY * weights @ weights, 2 * PENALTY * weights - slope

    start = np.zeros(features.shape[1])
    smooth = minimize(descend, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return SCALE * _polished(smooth, features, reward, starts, article) / spread


def _polished(
    weights: np.ndarray, features: np.ndarray, reward: np.ndarray, starts: np.ndarray, article: np.ndarray
) -> np.ndarray:
    """Return the weights after small steps that each better the runs chosen."""

    def worth(tried: np.ndarray) -> float:
        scores = features @ tried
        chosen = scores == np.maximum.reduceat(scores, starts)[article]
        return float(np.add.reduceat(reward * chosen, starts).mean())

    best = worth(weights)
    for _ in range(ROUNDS):
        for index in range(len(weights)):
            for step in (0.93, 1.07):
                tried = weights.copy()
                tried[index] *= step
                value = worth(tried)
                if value > best:
                    best, weights = value, tried
    return weights


def measured(chosen: Iterable[Example], weights: np.ndarray) -> list[tuple[str, np.ndarray]]:
    return [(each.group, each.scores[int(np.argmax(each.features @ weights))]) for each in chosen]


def show(title: str, results: list[tuple[str, np.ndarray]]) -> None:
    for group in ("en", "de", "xx"):
        values = np.array([result for name, result in results if name == group])
        r1, r2, length = values.mean(0)
        print(f"{title:34s} {group}-all n={len(values):4d}  R1 {r1:5.2f}  R2 {r2:5.2f}  {length:4.0f} chars")


def unseen(found: Sequence[Example], folds: np.ndarray) -> list[tuple[str, np.ndarray]]:
    """Return what is measured in each fold with the weights of the others."""
    results: list[tuple[str, np.ndarray]] = []
    for fold in range(FOLDS):
        inside, outside = (
            [each for each, its in zip(found, folds, strict=True) if (int(its) == fold) is side]
            for side in (True, False)
        )
        results += measured(inside, fit(outside))
    return results


def half(example: Example) -> int:
    return zlib.crc32(example.id.encode()) & 1


def main(folder: Path) -> int:
    found = examples(folder / "summaries.jsonl.gz")
    show("weights as shipped", measured(found, np.array(WEIGHTS)))
    weights = fit(found)
    show("fitted on all", measured(found, weights))
    for side in (0, 1):
        seen = [each for each in found if half(each) == side]
        other = [each for each in found if half(each) != side]
        show(f"fitted on half {side}, other half", measured(other, fit(seen)))
    by_id = np.array([zlib.crc32(each.id.encode()) % FOLDS for each in found])
    show("five folds", unseen(found, by_id))
    drawn = [np.random.default_rng(seed).permutation(len(found)) % FOLDS for seed in range(REPEATS)]
    show(f"five folds, mean of {REPEATS} draws", [each for folds in drawn for each in unseen(found, folds)])
    for name, weight in zip(Features._fields, weights, strict=True):
        print(f"    {name}={weight:.2f},")
    return 0


def _stemmer() -> Callable[[str], str]:
    from functools import cache

    from nltk.stem import porter

    return cache(porter.PorterStemmer().stem)


def _words(text: str, stemmed: Callable[[str], str]) -> list[str]:
    """Return the words as score_summaries.py counts them."""
    found: list[str] = []
    for word in re.findall(r"\w+", text.lower()):
        if _CHARACTERS.search(word):
            found.extend(word)
        else:
            found.append(stemmed(word) if word.isascii() and len(word) > 3 else word)
    return found


def _rouge(wanted: list[str], made: list[str]) -> tuple[float, float]:
    return _common(wanted, made), _common(list(pairwise(wanted)), list(pairwise(made)))


def _common(wanted: Sequence[object], made: Sequence[object]) -> float:
    both = sum((Counter(wanted) & Counter(made)).values())
    return 200 * both / (len(wanted) + len(made)) if both else 0.0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "bench"))
