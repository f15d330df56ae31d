"""How well are articles about one story found, and how long does it take?

usage: python tests/bench/grouping.py [FOLDER]

FOLDER holds boilerplate_background.jsonl.gz and boilerplate_labelled.jsonl.gz; without it
../shared/bench beside the repository is used. The labels are in tests/data/related.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from publisher.grouping import WINDOW, Frequencies, Kind, Signature, compare, group, sign  # noqa: E402  the path is set above
from publisher.model import Article, Entry, Meta  # noqa: E402  the same

NEEDED = ("boilerplate_background.jsonl.gz", "boilerplate_labelled.jsonl.gz")
LABELS = ROOT / "tests" / "data" / "related"
EXPECTED = 0.85
MOST_SECONDS = 1.0  # for a window of 1,000 articles


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """An article of the data without the blocks that another article of its outlet has, word for word.

    So these figures do not move when cleaning does.
    """

    outlet: str
    title: str
    date: str
    blocks: tuple[str, ...]

    def signature(self) -> Signature:
        return sign(self.title, self.blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A labelled pair and what the program says of it."""

    set: str
    label: str
    dated: bool
    said: Kind


def texts(folder: Path) -> dict[str, Text]:
    """Return every article by its id."""
    rows: list[tuple[dict[str, Any], list[str]]] = []
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for name in NEEDED:
        with gzip.open(folder / name, "rt", encoding="utf-8") as file:
            for row in map(json.loads, file):
                plain = (each if isinstance(each, str) else each["text"] for each in row["blocks"])
                blocks = [text for text in plain if text.strip()]
                rows.append((row, blocks))
                seen[row["outlet"]].update(set(blocks))
    return {
        row["id"]: Text(
            outlet=row["outlet"],
            title=row["title"],
            date=row["date"],
            blocks=tuple(text for text in blocks if seen[row["outlet"]][text] == 1),
        )
        for row, blocks in rows
    }


def version(text: Text, how: str, other: Text) -> Text:
    """Return a near-copy of an article, made by rule: see tests/data/related/README.md."""
    blocks = text.blocks
    match how:
        case "cut":
            title, blocks = blocks[0][:70], blocks[: -(len(blocks) // 3)]
        case "updated":
            kept = tuple(block for number, block in enumerate(blocks) if number % 5 != 4)
            title, blocks = other.title, (other.blocks[0], *kept, *other.blocks[1:3])
        case _:
            title = text.title.upper()
            quotes = str.maketrans("“”’", '""\'')
            blocks = tuple(
                " ".join(
                    word for number, word in enumerate(block.translate(quotes).split()) if number % 23 != 22
                )
                for block in blocks
            )
    return Text(outlet=text.outlet, title=title, date=text.date, blocks=blocks)


def _thinned(text: str) -> str:
    return " ".join(word for number, word in enumerate(text.split()) if number % 23 != 22)


def apart(one: Text, other: Text) -> timedelta | None:
    if not one.date or not other.date:
        return None
    return abs(datetime.fromisoformat(one.date) - datetime.fromisoformat(other.date))


def judged(found: dict[str, Text], frequencies: Frequencies) -> Iterator[Pair]:
    """Return every labelled pair with the program's word on it; it never compares across its window."""
    tuning = set((LABELS / "tuning_outlets.txt").read_text(encoding="utf-8").split())
    others = sorted(found)
    for number, line in enumerate((LABELS / "pairs.jsonl").read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        one, other = found[row["a"]], found[row["b"]]
        if row["label"] == "same":
            other = version(one, row["found"], found[others[number]])
        days = apart(one, other)
        said = compare(one.signature(), other.signature(), frequencies).kind
        inside = sum(outlet in tuning for outlet in row["outlets"])
        yield Pair(
            set=("judged", "mixed", "tuning")[inside],
            label=row["label"],
            dated=row["label"] == "same" or days is not None,
            said=Kind.OTHER if days is not None and days > WINDOW else said,
        )


def figures(pairs: Iterable[Pair], wanted: set[str], yes: set[Kind]) -> tuple[float, str]:
    """Return F1 and a row of the table; doubtful pairs do not count."""
    counts = Counter((pair.label in wanted, pair.said in yes) for pair in pairs if pair.label != "doubtful")
    right, missed, wrong = counts[True, True], counts[True, False], counts[False, True]
    score = 2 * right / (2 * right + missed + wrong) if right else 0.0
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    pairs_of = f"{right + missed} of {counts.total()}"
    return score, f"{pairs_of:>12} {precision:10.3f} {recall:7.3f} {score:6.3f}"


def quality(pairs: list[Pair]) -> bool:
    """Print the tables; return whether the judged outlets are as good as expected."""
    story, told = {"same", "related"}, {Kind.NEAR_COPY, Kind.RELATED}
    dated = [pair for pair in pairs if pair.dated]
    met = False
    print(f"\n{'one story or not':44}    positive  precision  recall     F1")
    for name in ("tuning", "judged", "mixed"):
        found = [pair for pair in dated if pair.set == name]
        score, row = figures([pair for pair in found if pair.label != "same"], story, told)
        print(f"{name + ' outlets':44}{row}")
        print(f"{name + ' outlets, with near-copies':44}{figures(found, story, told)[1]}")
        met |= name == "judged" and score >= EXPECTED
    undated = [pair for pair in pairs if not pair.dated]
    print(f"{'without dates: no window helps':44}{figures(undated, story, told)[1]}")
    doubtful = [pair.said in told for pair in dated if pair.label == "doubtful"]
    print(f"doubtful pairs, which do not count: {sum(doubtful)} of {len(doubtful)} stand together")
    print(f"\n{'near-copy or not':44}    positive  precision  recall     F1")
    for name in ("tuning", "judged"):
        found = [pair for pair in pairs if pair.set == name]
        print(f"{name + ' outlets':44}{figures(found, {'same'}, {Kind.NEAR_COPY})[1]}")
    return met


def entries(number: int, days: float) -> list[Entry]:
    """Return so many entries, published within so many days; nothing but their dates counts."""
    randomness = random.Random(7)
    newest = datetime(2026, 11, 23, tzinfo=UTC)
    nothing = Article(meta=Meta(title="-"), blocks=(), summary="")
    found = []
    for each in range(number):
        moment = newest - timedelta(days=days * randomness.random())
        found.append(
            Entry(
                id=UUID(int=each),
                path="",
                section="",
                page="",
                article=nothing,
                fingerprint="",
                published=moment,
                updated=moment,
            )
        )
    return found


def speed(found: dict[str, Text]) -> bool:
    """Print the processor time of signing and grouping; return whether it is as short as expected."""
    several = list(found.values())
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        signatures = [text.signature() for text in several[:1000]]
        best = min(best, time.process_time() - start)
    size = sum(len(each.pack()) for each in signatures) / len(signatures)
    mean = sum(sum(map(len, text.blocks)) for text in several[:1000]) / 1000
    print(
        f"\nsigning: {best:.2f} ms CPU an article of {mean / 1000:.1f} kB on average, {size:.0f} bytes each"
    )
    signatures += [text.signature() for text in several[1000:]]
    met = True
    for number, days in ((1_000, 7), (10_000, 70)):
        # More than there are: each again with another one's terms, so that none is a copy.
        pool = list(islice(mixed(signatures), number))
        made = entries(number, days)
        of = {entry.id: signature for entry, signature in zip(made, pool, strict=True)}
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            groups = group(made, of, Frequencies.of(pool))
            best = min(best, time.process_time() - start)
        print(f"grouping {number:,} articles of {days} days: {best:.2f} s CPU, {len(groups):,} groups")
        met &= number > 1_000 or best < MOST_SECONDS
    return met


def mixed(signatures: list[Signature]) -> Iterator[Signature]:
    yield from signatures
    for step in range(1, len(signatures)):
        for one, other in zip(signatures, signatures[step:] + signatures[:step], strict=True):
            codes = dict(zip(other.terms, other.codes, strict=True))
            codes |= dict(list(zip(one.terms, one.codes, strict=True))[::2])
            kept = dict(list(codes.items())[:128])
            yield Signature(
                terms=tuple(kept),
                codes=bytes(kept.values()),
                shingles=tuple(sorted((one.shingles[::2] + other.shingles[::2])[:64])),
                length=one.length,
            )


def main(folder: Path) -> int:
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if missing:
        print(f"Nothing was measured: {folder} does not hold {', '.join(missing)}.", file=sys.stderr)
        return 2
    found = texts(folder)
    every = [text.signature() for text in found.values()]
    print(
        f"{len(found):,} articles of {len({text.outlet for text in found.values()})} outlets counted", end=""
    )
    good = quality(list(judged(found, Frequencies.of(every))))
    print("\nthe same with only 20 articles counted, as in a new publication", end="")
    few = random.Random(7).sample(every, 20)
    quality(list(judged(found, Frequencies.of(few))))
    fast = speed(found)
    print(f"\n{'met' if good else 'NOT met'}: F1 of at least {EXPECTED} on the judged outlets")
    print(f"{'met' if fast else 'NOT met'}: a window of 1,000 articles in less than {MOST_SECONDS:g} s")
    return 0 if good and fast else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "bench"))
