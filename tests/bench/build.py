"""What do a first build, a build without changes and one new file cost, beside Hugo and Pelican?

Usage: python tests/bench/build.py [--articles 10000] [--only hugo,pelican,publisher]
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import corpus
from measure import PeakMemory, ProgramFailedError, Service, run
from programs import ENTRIES, PROGRAMS
from report import IDLE_SECONDS, Build, Figures, Watch, expectations, median_and_worst, table

if TYPE_CHECKING:
    from programs import Program, Site

WAIT_SECONDS = 600.0
STAGED_SECONDS = 2.0


def measure(programs: list[Program], work: Path, arguments: argparse.Namespace) -> dict[str, Figures]:
    """Return the figures of each program on the articles in ``work/articles``.

    The builds are repeated in turn and the one with the median wall time counts; the services
    follow one after the other.
    """
    built: dict[str, list[tuple[Build, Site]]] = {program.name: [] for program in programs}
    failures: dict[str, str] = {}
    for number in range(arguments.rounds):
        for program in programs:
            folder = work / f"{program.name}-{number}"
            folder.mkdir()
            site = program.prepare(folder, work / "articles")
            try:
                build = measure_build(site, arguments.articles)
            except ProgramFailedError as error:
                failures[program.name] = _failed(program, error)
            else:
                _report(f"{program.name}: {build.first.wall:.1f} s, unchanged {build.unchanged.wall:.1f} s")
                built[program.name].append((build, site))

    figures: dict[str, Figures] = {}
    for program in programs:
        label = f"{program.name} {program.version()}"
        if not built[program.name]:
            figures[program.name] = Figures(label=label, failure=failures[program.name])
            continue
        by_wall_time = sorted(built[program.name], key=lambda pair: pair[0].first.wall)
        build, site = by_wall_time[len(by_wall_time) // 2]
        watch = None
        if not arguments.no_watch:
            try:
                watch = measure_watch(site, arguments.drops)
                _report(f"{program.name}: {median_and_worst(watch.renamed)} from a renamed file to the feed")
            except ProgramFailedError as error:
                failures[program.name] = _failed(program, error)
        failure = failures.get(program.name, "")
        figures[program.name] = Figures(label=label, build=build, watch=watch, failure=failure)
    return figures


def measure_build(site: Site, articles: int) -> Build:
    """Build twice: from nothing, and once more without any change."""
    log = site.folder / "build.log"
    first = run(site.build, folder=site.folder, log=log)
    before = _versions(site.output)
    unchanged = run(site.build, folder=site.folder, log=log)
    after = _versions(site.output)
    _ensure_complete(site, articles)
    pages = sum(1 for file in before if file.suffix == ".html" and not _is_index(file, site.output))
    rewritten = sum(1 for file, version in after.items() if before.get(file) != version)
    return Build(first=first, unchanged=unchanged, pages=pages, rewritten=rewritten)


def measure_watch(site: Site, drops: int) -> Watch:
    """Let the program watch its folder, leave it alone for a while, then drop files."""
    staging = site.folder / "staging"
    staging.mkdir()
    service = Service(site.watch, folder=site.folder, log=site.folder / "watch.log")
    try:
        service.wait_until_idle(WAIT_SECONDS)
        idle_cpu = _idle_cpu(service)
        resting = service.tree.resident()
        with PeakMemory(service.tree) as peak:
            staged = [_stage(staging, number) for number in range(drops)]
            # Whoever delivers by rename has written the file elsewhere before: seconds ago, not milliseconds.
            time.sleep(STAGED_SECONDS)
            renamed = tuple(_drop_by_rename(service, site, staging, sample) for sample in staged)
            written = tuple(_drop_by_write(service, site, number) for number in range(drops, 2 * drops))
    finally:
        stop = service.stop()
    return Watch(
        resting=resting, idle_cpu=idle_cpu, peak=peak.megabytes, renamed=renamed, written=written, stop=stop
    )


def _ensure_complete(site: Site, articles: int) -> None:
    """Refuse to compare a program that published less than the others."""
    if not site.feed.is_file():
        raise ProgramFailedError(f"wrote no {site.feed.name}")
    entries, expected = site.feed.read_bytes().count(b"<entry"), min(ENTRIES, articles)
    if entries != expected:
        raise ProgramFailedError(f"{site.feed.name} holds {entries} entries instead of {expected}")


def _is_index(file: Path, output: Path) -> bool:
    """Tell the index pages of the site and its sections from pages such as Hugo's SECTION/SLUG/index.html."""
    return file.name == "index.html" and file.parent in {output, *(output / name for name in corpus.SECTIONS)}


def _versions(folder: Path) -> dict[Path, tuple[int, int]]:
    found = {}
    for root, _, names in os.walk(folder):
        for name in names:
            file = Path(root, name)
            status = file.stat()
            found[file] = (status.st_ino, status.st_mtime_ns)
    return found


def _idle_cpu(service: Service) -> float:
    before = service.tree.cpu()
    time.sleep(IDLE_SECONDS)
    return service.tree.cpu() - before


def _stage(staging: Path, number: int) -> corpus.Sample:
    sample = _fresh(number)
    (staging / Path(sample.path).name).write_text(sample.text)
    return sample


def _drop_by_rename(service: Service, site: Site, staging: Path, sample: corpus.Sample) -> float:
    begin = time.perf_counter()
    (staging / Path(sample.path).name).rename(site.inbox / sample.path)
    return _until_published(service, site, sample, begin)


def _drop_by_write(service: Service, site: Site, number: int) -> float:
    sample = _fresh(number)
    begin = time.perf_counter()
    (site.inbox / sample.path).write_text(sample.text)
    return _until_published(service, site, sample, begin) - site.settle


def _until_published(service: Service, site: Site, sample: corpus.Sample, begin: float) -> float:
    seconds = service.wait_for_content(site.feed, sample.title.encode(), WAIT_SECONDS) - begin
    # The next drop must not meet the pages and sections that may follow the feed.
    service.wait_until_idle(WAIT_SECONDS)
    return seconds


def _fresh(number: int) -> corpus.Sample:
    # A moment ago: a date in the future would rightly wait.
    return corpus.fresh(number, datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=5))


def _failed(program: Program, error: ProgramFailedError) -> str:
    """Show the whole failure at once and return its first line for the table."""
    _report(f"{program.name}: {error}")
    return str(error).splitlines()[0]


def _report(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _chosen(names: str) -> list[Program]:
    known = {program.name: program for program in PROGRAMS}
    unknown = set(names.split(",")) - known.keys()
    if unknown:
        raise SystemExit(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(known)}")
    usable = []
    for name in names.split(","):
        if missing := known[name].missing():
            _report(f"{name} is left out: {missing}")
        else:
            usable.append(known[name])
    return usable


def main() -> int:
    """Measure, print one Markdown table and a line per expectation; 1 when a program failed."""
    parser = argparse.ArgumentParser(description="Builds beside Hugo and Pelican on the same articles.")
    parser.add_argument("--articles", type=int, default=10_000, help="how many (default: 10000)")
    parser.add_argument("--only", default=",".join(program.name for program in PROGRAMS), metavar="NAME,…")
    parser.add_argument("--drops", type=int, default=5, help="how often each way of dropping (default: 5)")
    parser.add_argument("--rounds", type=int, default=1, help="first builds per program; the median counts")
    parser.add_argument("--folder", type=Path, help="where to work (default: the temporary folder)")
    parser.add_argument("--no-watch", action="store_true", help="leave out the watching services")
    arguments = parser.parse_args()

    programs = _chosen(arguments.only)
    if not programs:
        return 1
    with tempfile.TemporaryDirectory(prefix="publisher-bench-", dir=arguments.folder) as name:
        work = Path(name)
        size = corpus.write(work / "articles", arguments.articles)
        _report(f"{arguments.articles:,} articles, {size / arguments.articles:,.0f} bytes each")
        figures = measure(programs, work, arguments)

    load = " ".join(f"{value:.2f}" for value in os.getloadavg())
    print(
        f"{arguments.articles:,} Markdown articles of {size / arguments.articles:,.0f} bytes, "
        f"{os.cpu_count()} cores, Python {platform.python_version()}, load at the end {load}\n"
    )
    print(table(figures))
    print()
    for expectation in expectations(figures, arguments.articles):
        print(f"- {'met' if expectation.met else 'NOT met'}: {expectation.sentence} ({expectation.measured})")
    return 1 if any(one.failure for one in figures.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
