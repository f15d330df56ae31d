"""How often is the language of an article told right, and what does it cost?

usage: python tests/bench/languages.py [FOLDER]

FOLDER holds summaries.jsonl.gz; without it ../shared/bench beside the repository is used. The labelled
newsrooms of the tests are asked too. py3langid, langdetect and lingua are measured where they are installed.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from quality import newsrooms  # noqa: E402  the path is set above

from publisher.model import Block, BlockKind, Cleaned, Meta  # noqa: E402  the same
from publisher.summarize import language  # noqa: E402  the same

SUMMARIES = "summaries.jsonl.gz"
# What the others are given: publisher reads no more.
CHARACTERS = 1_200
# A teaser instead of an article: what is told of so little shows where a library begins to guess.
SHORT = 60
# Other names of one language in the labels and in the libraries.
SAME = {"nb": "no", "nn": "no", "zh-cn": "zh", "zh-tw": "zh", "zh-Hant": "zh", "iw": "he", "id": "ms"}
ROUNDS = 3

Detect = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The beginning of an article and its language."""

    text: str
    language: str


def summaries(folder: Path) -> Iterator[Text]:
    with gzip.open(folder / SUMMARIES, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            yield Text(text=row["body"][:CHARACTERS], language=row["lang"])


def newsroom() -> Iterator[Text]:
    for article in newsrooms.articles():
        yield Text(text="\n".join(article.texts)[:CHARACTERS], language=article.language)


def ours(text: str) -> str:
    blocks = tuple(Block(kind=BlockKind.PARAGRAPH, text=line) for line in text.split("\n") if line.strip())
    return language(Cleaned(meta=Meta(), blocks=blocks), "")[0]


def detectors() -> Iterator[tuple[str, Detect]]:
    """Yield what is installed; each loads what it needs before it is measured."""
    yield "publisher (pycld2)", ours
    try:
        import py3langid
    except ImportError:
        pass
    else:
        yield "py3langid", lambda text: str(py3langid.classify(text)[0])
    try:
        import langdetect
    except ImportError:
        pass
    else:
        langdetect.DetectorFactory.seed = 0
        yield "langdetect", langdetect.detect
    try:
        from lingua import LanguageDetectorBuilder
    except ImportError:
        pass
    else:
        detector = LanguageDetectorBuilder.from_all_languages().with_preloaded_language_models().build()

        def lingua(text: str) -> str:
            found = detector.detect_language_of(text)
            return found.iso_code_639_1.name.lower() if found else ""

        yield "lingua", lingua


def right(detect: Detect, texts: Sequence[Text]) -> tuple[float, Counter[str]]:
    """Return the share of texts whose language is told right, and which are told wrong most often."""
    wrong: Counter[str] = Counter()
    for each in texts:
        try:
            found = detect(each.text)
        except Exception:  # a library that fails on a text has not told its language
            found = ""
        base = SAME.get(found, found.partition("-")[0])
        if base != SAME.get(each.language, each.language):
            wrong[f"{each.language} as {found or 'none'}"] += 1
    return 1 - wrong.total() / len(texts), wrong


def microseconds(detect: Detect, texts: Sequence[Text]) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        begin = time.process_time()
        for each in texts:
            try:
                detect(each.text)
            except Exception:  # counted as wrong already
                continue
        best = min(best, time.process_time() - begin)
    return 1e6 * best / len(texts)


def main(folder: Path) -> int:
    if not (folder / SUMMARIES).is_file():
        print(f"Nothing was measured: {folder} does not hold {SUMMARIES}.", file=sys.stderr)
        return 2
    articles, invented = list(summaries(folder)), list(newsroom())
    short = [Text(text=each.text[:SHORT], language=each.language) for each in articles]
    sets = {
        f"{len(articles)} articles": articles,
        f"their first {SHORT} characters": short,
        f"{len(invented)} invented articles": invented,
    }
    print(f"| right | {' | '.join(sets)} | µs an article |")
    print(f"| --- |{' ---: |' * (len(sets) + 1)}")
    misses = []
    for name, detect in detectors():
        found = [right(detect, texts) for texts in sets.values()]
        shares = " | ".join(f"{100 * share:.1f} %" for share, _ in found)
        print(f"| {name} | {shares} | {microseconds(detect, articles[::4]):,.0f} |", flush=True)
        misses.append(
            f"{name}: " + ", ".join(f"{what} {number}" for what, number in found[0][1].most_common(8))
        )
    print("\nmost often wrong among the articles\n- " + "\n- ".join(misses))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "bench"))
