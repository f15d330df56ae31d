"""What does one new article cost beside a large archive, and what does a new title cost?

Usage: python tests/bench/archive.py [--articles 100000] [--titled 10000] [--folder DIR]

The first part builds an archive, starts the service, and renames new files into the inbox: each must be in
every output that tells of it (feed, section feed, page, front page, list of the search), and no file may be
written whose bytes are the same. The second part changes the title of a smaller site, on which every file
depends, beside Hugo's full build of the same articles.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import corpus
from measure import Cost, PeakMemory, ProgramFailedError, Service, run
from programs import Hugo, Publisher, Site

WAIT_SECONDS = 3_600.0
STAGED_SECONDS = 2.0
DROPS = 5

NEW_ARTICLE_SECONDS = 0.5
MEGABYTES = 250.0
TITLE_TIMES_HUGO = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """How long it took until one new article was in the feed and in all outputs, and what was written."""

    feed: float
    everywhere: float
    rewritten: int
    archives: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """The figures of one archive."""

    articles: int
    first: Cost
    drops: tuple[Drop, ...]
    peak: float
    resting: float
    output_files: int


def grown(work: Path, count: int) -> Grown:
    """Build an archive of ``count`` articles and drop new ones into the running service."""
    corpus.write(work / "articles", count)
    folder = work / "publisher"
    folder.mkdir()
    site = Publisher().prepare(folder, work / "articles")
    first = run(site.build, folder=site.folder, log=site.folder / "build.log")
    _report(f"{count:,} articles built in {first.wall:.0f} s")
    staging = site.folder / "staging"
    staging.mkdir()
    service = Service(site.watch, folder=site.folder, log=site.folder / "watch.log")
    try:
        service.wait_until_idle(WAIT_SECONDS)
        resting = service.tree.resident()
        with PeakMemory(service.tree) as peak:
            drops = [_drop(service, site, staging, number) for number in range(DROPS)]
    finally:
        service.stop()
    return Grown(
        articles=count,
        first=first,
        drops=tuple(drops),
        peak=peak.megabytes,
        resting=resting,
        output_files=len(_versions(site.output)),
    )


def titled(work: Path, count: int) -> tuple[Cost, Cost | None]:
    """Return what a change of the title costs, and Hugo's full build of the same articles."""
    corpus.write(work / "articles", count)
    folder = work / "publisher"
    folder.mkdir()
    site = Publisher().prepare(folder, work / "articles")
    run(site.build, folder=site.folder, log=site.folder / "build.log")
    settings = folder / "publisher.toml"
    text = settings.read_text(encoding="utf-8")
    lines = [
        'title = "Quite another title"' if line.startswith("title") else line for line in text.splitlines()
    ]
    settings.write_text("\n".join(lines) + "\n", encoding="utf-8")
    changed = run(site.build, folder=site.folder, log=site.folder / "build.log")
    hugo = Hugo()
    if missing := hugo.missing():
        _report(f"Hugo is left out: {missing}")
        return changed, None
    other = work / "hugo"
    other.mkdir()
    peer = hugo.prepare(other, work / "articles")
    return changed, run(peer.build, folder=peer.folder, log=peer.folder / "build.log")


def _drop(service: Service, site: Site, staging: Path, number: int) -> Drop:
    sample = corpus.fresh(number, datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=5))
    staged = staging / Path(sample.path).name
    staged.write_text(sample.text, encoding="utf-8")
    # Whoever delivers by rename has written the file elsewhere before: seconds ago, not milliseconds.
    time.sleep(STAGED_SECONDS)
    before = _versions(site.output)
    needle = sample.title.encode()
    begin = time.perf_counter()
    staged.rename(site.inbox / sample.path)
    feed = service.wait_for_content(site.feed, needle, WAIT_SECONDS) - begin
    section = site.output / Path(sample.path).parts[0]
    for file in (section / "atom.xml", section / "index.html", site.output / "index.html"):
        everywhere = service.wait_for_content(file, needle, WAIT_SECONDS) - begin
    service.wait_until_idle(WAIT_SECONDS)
    after = _versions(site.output)
    rewritten = [file for file, version in after.items() if before.get(file) != version]
    # Everything must be there by the last file that was written, whichever it is.
    last = max(file.stat().st_mtime for file in rewritten)
    everywhere = max(everywhere, last - (time.time() - (time.perf_counter() - begin)))
    archives = sum(1 for file in rewritten if file.parent.name == "archive" and file.suffix == ".xml")
    return Drop(feed=feed, everywhere=everywhere, rewritten=len(rewritten), archives=archives)


def _versions(folder: Path) -> dict[Path, tuple[int, int]]:
    found = {}
    for root, _, names in os.walk(folder):
        for name in names:
            status = Path(root, name).stat()
            found[Path(root, name)] = (status.st_ino, status.st_mtime_ns)
    return found


def _report(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _judged(sentence: str, measured: float, limit: float, unit: str) -> None:
    print(
        f"- {'met' if measured <= limit else 'NOT met'}: {sentence}: "
        f"{measured:.2f} (limit {limit:.2f} {unit})"
    )


def main() -> int:
    """Measure and print; 1 when a program failed."""
    parser = argparse.ArgumentParser(description="One new article, and a new title, beside an archive.")
    parser.add_argument("--articles", type=int, default=100_000, help="in the archive (default: 100000)")
    parser.add_argument("--titled", type=int, default=10_000, help="for the new title (default: 10000)")
    parser.add_argument("--folder", type=Path, help="where to work (default: the temporary folder)")
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}\n")
    try:
        if arguments.articles:
            with tempfile.TemporaryDirectory(prefix="publisher-bench-", dir=arguments.folder) as name:
                figures = grown(Path(name), arguments.articles)
            worst = max(drop.everywhere for drop in figures.drops)
            print(f"{figures.articles:,} articles, {figures.output_files:,} files of output")
            print(
                f"first build: {figures.first.cpu:.0f} s CPU, {figures.first.wall:.0f} s wall, "
                f"{figures.first.tree:.0f} MB in all processes"
            )
            for drop in figures.drops:
                print(
                    f"new article: feed {drop.feed * 1000:.0f} ms, "
                    f"everywhere {drop.everywhere * 1000:.0f} ms, "
                    f"{drop.rewritten} files written, {drop.archives} of them archive documents"
                )
            _judged("one new file is in all outputs", worst, NEW_ARTICLE_SECONDS, "s")
            _judged("memory of the service at work", figures.peak, MEGABYTES, "MB")
        if arguments.titled:
            with tempfile.TemporaryDirectory(prefix="publisher-bench-", dir=arguments.folder) as name:
                changed, hugo = titled(Path(name), arguments.titled)
            print(f"a new title at {arguments.titled:,}: {changed.cpu:.1f} s CPU, {changed.wall:.1f} s wall")
            if hugo:
                print(f"Hugo's full build: {hugo.cpu:.1f} s CPU, {hugo.wall:.1f} s wall")
                _judged("a new title", changed.cpu / hugo.cpu, TITLE_TIMES_HUGO, "times Hugo's CPU")
    except ProgramFailedError as error:
        _report(str(error))
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
