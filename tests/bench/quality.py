"""How good are cleaning, summaries and headlines on texts that nobody here has written?

usage: python tests/bench/quality.py [FOLDER]

FOLDER holds the data and the scorers; without it ../shared/bench beside the repository is used.
Predictions go into a temporary folder; only the figures are printed.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from publisher.clean import candidates, clean  # noqa: E402  the path is set above
from publisher.config import Summary  # noqa: E402  the same
from publisher.model import Block, BlockKind, Meta, Parsed  # noqa: E402  the same
from publisher.summarize import article  # noqa: E402  the same
from publisher.summarize.clauses import ends_on_function_word  # noqa: E402  the same

NEEDED = (
    "boilerplate_labelled.jsonl.gz",
    "boilerplate_background.jsonl.gz",
    "summaries.jsonl.gz",
    "score_boilerplate.py",
    "score_summaries.py",
)

# From the README beside the data.
REFERENCE = {
    "with history": (
        "exact repetition in >= 2 others: recall 0.60, distinct 0.31, precision 1.00 (30 other "
        "outlets: 0.66, -, 0.88; 0.04 % lost)\n"
        "  with phrases tuned on this set: recall 0.93, precision 0.98 (30 other outlets: "
        "0.65-0.85, 0.84; 0.3-0.4 % lost)\n"
        "  to be reached next: recall 0.90, distinct 0.85, precision 0.98, lost 0.10 % of "
        "characters, 3 % of articles"
    ),
    "cold": (
        "phrases on 30 other outlets: recall 0.50, 0.26 % of characters lost\n"
        "  to be reached next: recall 0.70 at precision 0.95"
    ),
    "summaries": (
        "lead filled to 280 characters, en-all: R1 36.2, R2 22.0, RL 30.7 at 211 characters\n"
        "  headline of the first 90 characters, en-all: R1 21.6, RL 18.6; 38 % end on a function word\n"
        "  to be reached next: en-all R1 38.0, R2 23.5 at 215 characters; headline R1 24; 1 % "
        "on a function word"
    ),
}


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def parsed(texts: Iterable[str]) -> Parsed:
    return Parsed(
        meta=Meta(),
        blocks=tuple(Block(kind=BlockKind.PARAGRAPH, text=text) for text in texts if text.strip()),
    )


def histories(folder: Path) -> dict[str, Counter[int]]:
    seen: dict[str, Counter[int]] = defaultdict(Counter)
    for row in rows(folder / "boilerplate_background.jsonl.gz"):
        seen[row["outlet"]].update(candidates(parsed(row["blocks"]).blocks))
    return seen


def write(path: Path, predictions: Iterable[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(prediction) + "\n" for prediction in predictions), encoding="utf-8")
    return path


def clean_all(folder: Path, seen: Mapping[str, Counter[int]]) -> Iterator[dict[str, Any]]:
    for row in rows(folder / "boilerplate_labelled.jsonl.gz"):
        whole = Parsed(
            meta=Meta(),
            blocks=tuple(Block(kind=BlockKind.PARAGRAPH, text=block["text"]) for block in row["blocks"]),
        )
        cleaned = clean(whole, seen.get(row["outlet"], {}))
        yield {"id": row["id"], "removed": [removed.index for removed in cleaned.removed]}


def summarize_all(folder: Path) -> Iterator[dict[str, Any]]:
    for row in rows(folder / "summaries.jsonl.gz"):
        made = article(clean(parsed(row["body"].split("\n")), {}), Summary(), "en")
        yield {"id": row["id"], "summary": made.summary, "title": made.meta.title}


def score(title: str, scorer: Path, data: Path, predictions: Path) -> None:
    print(f"\n{title}\n  reference: {REFERENCE[title.partition(':')[0]]}")
    done = subprocess.run(
        [sys.executable, str(scorer), str(data), str(predictions)],
        capture_output=True,
        text=True,
        check=False,
    )
    print("  " + (done.stdout or done.stderr).strip().replace("\n", "\n  "))


def speed(folder: Path, seen: Mapping[str, Counter[int]]) -> None:
    """Print the CPU time of cleaning and summarizing articles of 4 to 6 kB."""
    stories = [
        (whole, row["outlet"])
        for row in rows(folder / "boilerplate_labelled.jsonl.gz")
        if 4000 <= sum(len(block["text"]) for block in row["blocks"]) <= 6000
        for whole in [parsed(block["text"] for block in row["blocks"])]
    ]
    settings = Summary()
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        for whole, outlet in stories:
            article(clean(whole, seen[outlet]), settings, "en")
        best = min(best, time.process_time() - start)
    each = 1000 * best / len(stories)
    print(f"\nspeed: {each:.2f} ms CPU per article of 4 to 6 kB ({len(stories)} articles, best of 5)")


def main(folder: Path) -> int:
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if missing:
        print(f"Nothing was measured: {folder} does not hold {', '.join(missing)}.", file=sys.stderr)
        return 2
    seen = histories(folder)
    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        labelled, scorer = folder / "boilerplate_labelled.jsonl.gz", folder / "score_boilerplate.py"
        score("with history", scorer, labelled, write(out / "history.jsonl", clean_all(folder, seen)))
        score("cold", scorer, labelled, write(out / "cold.jsonl", clean_all(folder, {})))
        made = list(summarize_all(folder))
        summaries = folder / "summaries.jsonl.gz"
        score("summaries", folder / "score_summaries.py", summaries, write(out / "summaries.jsonl", made))
    titles = [row["title"] for row in made]
    ends = 100 * sum(map(ends_on_function_word, titles)) / len(titles)
    print(f"  titles that end on a function word: {ends:.1f} %")
    speed(folder, seen)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "bench"))
