"""How fast is a text cleaned and summarized, and how much room does what was learned take?

usage: python tests/bench/texts.py [--articles 10000]

Generated articles of 5 kB (``corpus``, with a newsroom's furniture around them) go into a real inbox and
through the real intake; then 500 of them are cleaned and summarized with all that was learned, on one core,
without files and database. sumy's LexRank and trafilatura's deduplication get the same articles in the
same run.
"""

from __future__ import annotations

import argparse
import gc
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parents[1]
sys.path.insert(0, str(ROOT))

import corpus  # noqa: E402  the path is set above

from publisher.clean import Reading, clean  # noqa: E402  the same
from publisher.config import Summary  # noqa: E402  the same
from publisher.model import Block, BlockKind, Meta, Parsed, Repetition  # noqa: E402  the same
from publisher.summarize import article  # noqa: E402  the same

CHARACTERS = 5_000
MEASURED = 500
ROUNDS = 5
PER_SECOND = 1_000
BYTES_PER_BLOCK = 100
START_SECONDS = 0.3
SEED = 20261123

# What a newsroom puts around its stories: two thirds the same in each, the rest with a name or a number.
APPEAL = (
    "Before you go",
    "You have read {number} of our articles this month. We are glad that you are here.",
    "We belong to no company and to no party. Readers like you pay for every line that we print.",
    "If everybody who reads this gave the price of a coffee, our work would be safe for the year.",
    "Support us from $2 a month",
)
FURNITURE = (
    "Share this article: Facebook, Twitter, WhatsApp, e-mail",
    "Sign up for our newsletter: the morning in {place}, at seven o'clock in your inbox.",
    "Read more: {title}",
    "Follow us on Facebook and Twitter.",
    "© 2026 The Harbour Review. All rights reserved.",
)
BYLINE = "By {person}, our correspondent in {place}"

ONE_ARTICLE = """
from publisher import clean, summarize
from publisher.config import Summary
from publisher.model import Block, BlockKind, Meta, Parsed

text = "The market hall was closed on Monday after the storm took a third of its roof."
block = Block(kind=BlockKind.PARAGRAPH, text=text)
summarize.article(clean.clean(Parsed(meta=Meta(), blocks=(block,) * 3), {}), Summary(), "en")
"""

_MARKUP = re.compile(r"\[([^\]]*)\]\([^)]*\)|[*_`#>]|^- ", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Articles a second on one core, the best of five rounds."""

    name: str
    per_second: float


def texts(count: int) -> Iterator[tuple[str, list[str]]]:
    """Yield title and paragraphs of articles of 5 kB, each with a byline, an appeal and four other lines."""
    generator = random.Random(SEED)
    stories = corpus.articles(count + 1)
    spare = next(stories)
    for sample in stories:
        body = _MARKUP.sub(r"\1", sample.text.split("---\n", 2)[2])
        paragraphs = [" ".join(each.split()) for each in body.split("\n\n") if each.strip()]
        known = {
            "number": generator.randrange(2, 40),
            "place": generator.choice(sample.title.split()),
            "person": " ".join(
                word.title() for word in generator.sample(("ada", "quist", "noor", "vale"), 2)
            ),
            "title": spare.title,
        }
        furniture = [each.format_map(known) for each in (*FURNITURE, *APPEAL)]
        room = CHARACTERS - sum(map(len, furniture))
        story: list[str] = []
        for paragraph in _endless(paragraphs, generator):
            if sum(map(len, story)) + len(paragraph) / 2 > room:
                break
            story.append(paragraph)
        half = len(story) // 2
        text = [BYLINE.format_map(known), *story[:half], furniture[2], *story[half:], *furniture]
        spare = sample
        yield sample.title, text


def _endless(paragraphs: Sequence[str], generator: random.Random) -> Iterator[str]:
    """Yield paragraphs for ever: a generated body has 3 kB, and its sentences, mixed, are others."""
    yield from paragraphs
    sentences = [each for paragraph in paragraphs for each in paragraph.rstrip(".").split(". ")]
    while True:
        yield ". ".join(generator.sample(sentences, 4)) + "."


def parsed(title: str, paragraphs: Sequence[str]) -> Parsed:
    return Parsed(
        meta=Meta(title=title),
        blocks=tuple(Block(kind=BlockKind.PARAGRAPH, text=text) for text in paragraphs),
    )


def learned(folder: Path, articles: Sequence[tuple[str, list[str]]]) -> Path:
    """Publish the articles with the program itself; return its database."""
    inbox = folder / "inbox"
    inbox.mkdir()
    for number, (title, paragraphs) in enumerate(articles):
        (inbox / f"{number:05d}.txt").write_text("\n\n".join([title, *paragraphs]), encoding="utf-8")
    (folder / "publisher.toml").write_text(
        '[publication]\ntitle = "Harbour Review"\nhome = "https://news.example.org/"\n', encoding="utf-8"
    )
    command = (sys.executable, "-m", "publisher", "build", "--config", str(folder / "publisher.toml"))
    subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(ROOT), "PATH": ""}, check=True, stdout=subprocess.DEVNULL
    )
    return folder / "publisher.db"


def witnesses(database: Path) -> tuple[Repetition, int]:
    """Return in how many other stories each text stands that several have, and how many texts are known."""
    with sqlite3.connect(database) as connection:
        counts = connection.execute(
            "SELECT fingerprint, COUNT(DISTINCT lead) - 1 FROM sightings GROUP BY fingerprint"
        ).fetchall()
    return {fingerprint: others for fingerprint, others in counts if others}, len(counts)


def room(database: Path) -> int:
    """Return the bytes that what was learned takes in the database, with its indexes."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "copy.sqlite3"
        with sqlite3.connect(database) as before, sqlite3.connect(copy, isolation_level=None) as connection:
            before.backup(connection)
            # Not every SQLite has dbstat: what dropping the table frees is what it takes.
            connection.execute("VACUUM")
            whole = copy.stat().st_size
            connection.execute("DROP TABLE sightings")
            connection.execute("VACUUM")
            return whole - copy.stat().st_size


def speed(name: str, work: Callable[[], object], count: int, rounds: int = ROUNDS) -> Speed:
    best = float("inf")
    for _ in range(rounds):
        gc.collect()
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return Speed(name=name, per_second=count / best)


def ours(articles: Sequence[Parsed], repetition: Repetition) -> Iterator[Speed]:
    settings = Summary()
    each = [clean(one, repetition) for one in articles]
    count = len(articles)
    yield speed(
        "clean and summarize",
        lambda: [article(clean(one, repetition), settings, "en") for one in articles],
        count,
    )
    yield speed("clean", lambda: [clean(one, repetition) for one in articles], count)
    yield speed("summarize", lambda: [article(one, settings, "en") for one in each], count)
    yield speed("clean, nothing learned", lambda: [clean(one, {}) for one in articles], count)
    yield speed("what it teaches others", lambda: [_teaches(one) for one in articles], count)


def _teaches(one: Parsed) -> tuple[int, tuple[int, ...]]:
    reading = Reading.of(one)
    return reading.lead, reading.candidates


def others(articles: Sequence[Parsed]) -> Iterator[Speed]:
    """Measure the peers; what is not installed is named and left out."""
    try:
        yield lexrank(articles[: len(articles) // 10])
    except ImportError:
        print("sumy is not installed: LexRank is left out", file=sys.stderr)
    from lxml.etree import Element
    from trafilatura.deduplication import LRUCache, duplicate_test
    from trafilatura.settings import Extractor

    elements = []
    for one in articles:
        for block in one.blocks:
            element = Element("p")
            element.text = block.text
            elements.append(element)

    def deduplicate() -> None:
        # With the room of its own cache; larger than that it would remember all.
        options = Extractor(dedup=LRUCache(maxsize=4_096))
        for element in elements:
            duplicate_test(element, options)

    yield speed("trafilatura: duplicate test of each block", deduplicate, len(articles))


def lexrank(articles: Sequence[Parsed]) -> Speed:
    from sentencex import segment
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
    from sumy.summarizers.lex_rank import LexRankSummarizer

    class Words:
        """sumy's own tokenizer wants data of NLTK that must be downloaded."""

        def to_words(self, text: str) -> tuple[str, ...]:
            return tuple(re.findall(r"\w+", text))

    def document(one: Parsed) -> ObjectDocumentModel:
        return ObjectDocumentModel(
            [
                Paragraph([Sentence(each, Words()) for each in segment("en", block.text)])
                for block in one.blocks
            ]
        )

    summarizer = LexRankSummarizer()
    return speed(
        "sumy: LexRank, two sentences",
        lambda: [summarizer(document(one), 2) for one in articles],
        len(articles),
        2,
    )


def starts() -> Iterator[tuple[str, float]]:
    """Yield what a person waits for, in seconds: the best of five, with the bytecode written."""
    programs = {
        "python -c pass": ("-c", "pass"),
        "import publisher": ("-c", "import publisher"),
        "publisher --help": ("-m", "publisher", "--help"),
        "import of clean and summarize": ("-c", "import publisher.clean, publisher.summarize"),
        "the same, and one article": ("-c", ONE_ARTICLE),
    }
    for name, arguments in programs.items():
        best = float("inf")
        for _ in range(ROUNDS + 1):
            begin = time.perf_counter()
            subprocess.run((sys.executable, *arguments), cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
            best = min(best, time.perf_counter() - begin)
        yield name, best


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        description="Speed of cleaning and summarizing, and room of what is learned."
    )
    parser.add_argument(
        "--articles", type=int, default=10_000, help="how many are learned from (default: 10000)"
    )
    count = parser.parse_args(arguments).articles
    begin = datetime.now(UTC)
    made = list(texts(count))
    with tempfile.TemporaryDirectory(prefix="publisher-bench-") as name:
        database = learned(Path(name), made)
        repetition, known = witnesses(database)
        taken = room(database)
    took = (datetime.now(UTC) - begin).total_seconds()
    articles = [parsed(title, paragraphs) for title, paragraphs in made[:: max(1, count // MEASURED)]]
    size = sum(len(block.text) for one in articles for block in one.blocks) / len(articles)
    print(
        f"{count:,} articles published in {took:.0f} s; {len(articles)} of {size:,.0f} characters measured\n"
    )
    print("| on one core | articles/s | ms each |\n| --- | ---: | ---: |")
    speeds = [*ours(articles, repetition), *others(articles)]
    for each in speeds:
        print(f"| {each.name} | {each.per_second:,.0f} | {1000 / each.per_second:.2f} |")
    each_block = taken / known
    fast, small = speeds[0].per_second >= PER_SECOND, each_block <= BYTES_PER_BLOCK
    repeated = f"{len(repetition):,} in several stories"
    print(f"\nlearned: {known:,} distinct texts and patterns, {repeated}, {taken / 1e6:.1f} MB")
    print("\n| start | ms |\n| --- | ---: |")
    waits = dict(starts())
    for name, seconds in waits.items():
        print(f"| {name} | {1000 * seconds:.0f} |")
    wait = waits["publisher --help"]
    quick = wait <= START_SECONDS
    print(f"\n- {'met' if fast else 'NOT met'}: {PER_SECOND:,} articles/s ({speeds[0].per_second:,.0f})")
    print(f"- {'met' if small else 'NOT met'}: {BYTES_PER_BLOCK} bytes per distinct block ({each_block:.0f})")
    print(f"- {'met' if quick else 'NOT met'}: publisher --help within {START_SECONDS} s ({wait:.2f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
