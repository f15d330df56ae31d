"""How good is cleaning on outlets that neither the phrases nor the weights have seen?

usage: python tests/bench/folds.py [FOLDER]

FOLDER holds the labelled and the background articles; without it ../shared/bench beside the repository
is used. The outlets are split into five folds. For each, the model is trained on the other outlets
alone, and a phrase or a word counts only if it occurs in one of them (or in none at all): what was
found by looking at the judged outlets is taken out again.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from train import BACKGROUND, articles, examples, stored, trained

from publisher.clean import Reading, clean, cues, lexicon, weights
from publisher.model import Block, BlockKind, Meta, Parsed

ROOT = Path(__file__).resolve().parents[2]
LABELLED = "boilerplate_labelled.jsonl.gz"
SCORER = "score_boilerplate.py"
FOLDS = 5

PHRASED = ("PHRASES", "WHOLE", "POINTERS", "ENDINGS", "OPENERS")
WORDED = ("ASKING", "OFFERED", "LABELS")
ALL = {name: getattr(lexicon, name) for name in PHRASED + WORDED}


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def parsed(outlet: str, title: str, texts: Iterable[str]) -> Parsed:
    return Parsed(
        meta=Meta(title=title, url=f"https://{outlet}/"),
        blocks=tuple(Block(kind=BlockKind.PARAGRAPH, text=text) for text in texts),
    )


class Support:
    """In which outlets each phrase and word of the lists occurs."""

    def __init__(self, texts: Mapping[str, Collection[str]]) -> None:
        phrases = {phrase.words for group in ALL["PHRASES"].values() for phrase in group}
        phrases |= {f" {entry} " for name in ("WHOLE", "POINTERS") for entry in ALL[name]}
        phrases |= set(ALL["ENDINGS"]) | {entry for group in ALL["OPENERS"].values() for entry in group}
        words = {word for name in WORDED for word in ALL[name]}
        self.outlets: dict[str, set[str]] = defaultdict(set)
        for outlet, blocks in texts.items():
            whole = "\n".join(map(cues.fold, blocks))
            for phrase in phrases:
                if phrase in whole:
                    self.outlets[phrase].add(outlet)
            for word in words & set(whole.split()):
                self.outlets[word].add(outlet)

    def restrict(self, judged: Collection[str]) -> None:
        """Let the lists hold only what was not found in the judged outlets alone."""

        def fair(entry: str) -> bool:
            return not self.outlets[entry] or not self.outlets[entry] <= set(judged)

        lexicon.PHRASES = {
            word: tuple(phrase for phrase in group if fair(phrase.words))
            for word, group in ALL["PHRASES"].items()
        }
        lexicon.WHOLE = {entry: family for entry, family in ALL["WHOLE"].items() if fair(f" {entry} ")}
        lexicon.POINTERS = frozenset(entry for entry in ALL["POINTERS"] if fair(f" {entry} "))
        lexicon.ENDINGS = tuple(filter(fair, ALL["ENDINGS"]))
        lexicon.OPENERS = {word: tuple(filter(fair, group)) for word, group in ALL["OPENERS"].items()}
        for name in WORDED:
            setattr(lexicon, name, frozenset(filter(fair, ALL[name])))


def histories(
    by_outlet: Mapping[str, list[tuple[str, list[str]]]], judged: Collection[str]
) -> dict[str, dict[int, set[int]]]:
    """Return for each outlet the stories, by lead, in which each fingerprint stands."""
    seen: dict[str, dict[int, set[int]]] = {}
    for outlet in judged:
        stories: dict[int, set[int]] = defaultdict(set)
        for title, texts in by_outlet[outlet]:
            reading = Reading.of(parsed(outlet, title, texts))
            for fingerprint in reading.candidates:
                stories[fingerprint].add(reading.lead)
        seen[outlet] = stories
    return seen


def predictions(
    labelled: Iterable[dict[str, Any]], seen: Mapping[str, Mapping[int, set[int]]]
) -> Iterator[dict[str, Any]]:
    for row in labelled:
        article = parsed(row["outlet"], row["title"], (block["text"] for block in row["blocks"]))
        lead = Reading.of(article).lead
        known = seen.get(row["outlet"], {})
        repetition = {fingerprint: len(stories - {lead}) for fingerprint, stories in known.items()}
        cleaned = clean(article, {key: number for key, number in repetition.items() if number})
        yield {
            "id": row["id"],
            "removed": [removed.index for removed in cleaned.removed if removed.start is None],
        }


def use(model: dict[str, Any]) -> None:
    """Let the program judge by this model instead of its own."""
    made = weights.compiled(model["bias"], model["trees"])
    weights._model = lambda: made


def score(title: str, folder: Path, made: Iterable[dict[str, Any]]) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in made)
        file.flush()
        done = subprocess.run(
            [sys.executable, str(folder / SCORER), str(folder / LABELLED), file.name],
            capture_output=True,
            text=True,
            check=False,
        )
    print(f"\n{title}\n  " + (done.stdout or done.stderr).strip().replace("\n", "\n  "), flush=True)


def main(folder: Path) -> int:
    missing = [name for name in (BACKGROUND, LABELLED, SCORER) if not (folder / name).is_file()]
    if missing:
        print(f"Nothing was measured: {folder} does not hold {', '.join(missing)}.", file=sys.stderr)
        return 2
    by_outlet = articles(folder / BACKGROUND)
    labelled = list(rows(folder / LABELLED))
    texts = {
        outlet: [text for _, blocks in stories for text in blocks] for outlet, stories in by_outlet.items()
    }
    for row in labelled:
        texts.setdefault(row["outlet"], []).extend(block["text"] for block in row["blocks"])
    support = Support(texts)
    names = sorted(texts)
    made: dict[str, list[dict[str, Any]]] = {"with history": [], "cold": []}
    for fold in (names[number::FOLDS] for number in range(FOLDS)):
        support.restrict(fold)
        use(stored(trained(examples({name: by_outlet[name] for name in names if name not in fold}))))
        judged = [row for row in labelled if row["outlet"] in fold]
        made["with history"] += predictions(judged, histories(by_outlet, fold))
        made["cold"] += predictions(judged, {})
        print(
            f"fold of {', '.join(fold)}: {Counter(row['outlet'] in fold for row in labelled)[True]} articles",
            flush=True,
        )
    for title, each in made.items():
        score(f"{title}, unseen outlets", folder, each)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "bench"))
