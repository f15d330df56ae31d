"""How many sentence boundaries are found, by the splitter alone and by ours, and how fast?

usage: python tests/bench/sentences.py [FOLDER]

FOLDER holds sentences_golden.json and sentences_news.json; without it ../shared/bench beside the
repository is used. pySBD is measured too where it is installed.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from publisher.summarize.sentences import sentences  # noqa: E402  the path is set above

UNSPACED = ("ja", "zh")
NEEDED = ("sentences_golden.json", "sentences_news.json")

Splitter = Callable[[str, str], list[str]]
Case = tuple[str, str, list[str]]


def plain(text: str, language: str) -> list[str]:
    """Return what sentencex finds, line by line."""
    from sentencex import segment

    return [sentence for line in text.split("\n") for sentence in segment(language, line) if sentence.strip()]


def splitters() -> dict[str, Splitter]:
    found: dict[str, Splitter] = {"sentencex": plain, "ours": sentences}
    try:
        import pysbd
    except ImportError:
        return found
    known: dict[str, pysbd.Segmenter] = {}

    def rules(text: str, language: str) -> list[str]:
        if language not in known:
            known[language] = pysbd.Segmenter(language=language, clean=False)
        return list(known[language].segment(text))

    return {**found, "pySBD": rules}


def cases(folder: Path) -> dict[str, list[Case]]:
    golden = json.loads((folder / NEEDED[0]).read_text(encoding="utf-8"))
    news = json.loads((folder / NEEDED[1]).read_text(encoding="utf-8"))
    found = {
        f"{language} {kind}": [(language, text, expected) for text, expected in rules]
        for language, groups in golden.items()
        for kind, rules in groups.items()
        if rules
    }
    found["news"] = [
        (case["lang"], ("" if case["lang"] in UNSPACED else " ").join(case["sentences"]), case["sentences"])
        for case in news
    ]
    return found


def right(split: Splitter, case: Case) -> bool:
    language, text, expected = case
    try:
        found = split(text, language)
    except Exception:  # a splitter that fails on a case has not found its boundaries
        return False
    return [" ".join(each.split()) for each in found] == [" ".join(each.split()) for each in expected]


def per_second(split: Splitter, chosen: list[Case]) -> float:
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        for language, text, _expected in chosen:
            split(text, language)
        best = min(best, time.process_time() - start)
    return sum(len(expected) for _, _, expected in chosen) / best


def main(folder: Path) -> int:
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if missing:
        print(f"Nothing was measured: {folder} does not hold {', '.join(missing)}.", file=sys.stderr)
        return 2
    groups, known = cases(folder), splitters()
    print(f"{'':10s}{'cases':>7s}" + "".join(f"{name:>11s}" for name in known))
    for name, chosen in groups.items():
        counts = [sum(right(split, case) for case in chosen) for split in known.values()]
        print(f"{name:10s}{len(chosen):7d}" + "".join(f"{count:11d}" for count in counts))
    english = groups["en gold"] + [case for case in groups["news"] if case[0] == "en"]
    speeds = [per_second(split, english) for split in known.values()]
    print(f"{'English sentences/s':19s}" + "".join(f"{speed:11,.0f}" for speed in speeds)[2:])
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "bench"))
