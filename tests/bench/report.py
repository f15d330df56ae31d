"""How are the figures shown, and which expectations do they meet?"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from measure import Cost

IDLE_SECONDS = 20.0
IDLE_CPU_LIMIT = 0.1  # of IDLE_SECONDS: half a percent of one core is "near zero"


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """The first build and the one after it, and what they left behind."""

    first: Cost
    unchanged: Cost
    pages: int
    rewritten: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A running service: seconds from each drop to the feed; memory as RSS at rest, PSS at its peak."""

    resting: float
    idle_cpu: float
    peak: float
    renamed: tuple[float, ...]
    written: tuple[float, ...]
    stop: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything measured of one program; ``failure`` says why something is missing that was asked for."""

    label: str
    build: Build | None = None
    watch: Watch | None = None
    failure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One sentence of the issue, and whether the figures meet it."""

    sentence: str
    measured: str
    met: bool


def expectations(figures: Mapping[str, Figures], articles: int) -> Iterator[Expectation]:
    """Yield what the issue expects of this program, as far as it was measured."""
    ours, hugo = figures.get("publisher"), figures.get("hugo")
    if ours and ours.failure:
        yield Expectation(sentence="every phase ends well", measured=ours.failure, met=False)
    if ours and ours.build:
        build = ours.build
        if hugo and hugo.build:
            yield _at_most("first build: CPU at or under Hugo's", build.first.cpu, hugo.build.first.cpu, "s")
            yield _at_most(
                "first build: wall time at or under Hugo's", build.first.wall, hugo.build.first.wall, "s"
            )
        yield _at_most("first build: memory under 250 MB", build.first.tree, 250, "MB")
        yield _at_most("a build without changes under 1 s", build.unchanged.wall, 1, "s")
        yield _at_most("a build without changes rewrites no file", build.rewritten, 0, "files")
        yield _at_most(
            "first build: a page for every article (missing)", max(articles - build.pages, 0), 0, "pages"
        )
    if ours and ours.watch:
        watch = ours.watch
        yield _at_most(
            "a renamed file is in the feed within 300 ms (worst)", max(watch.renamed) * 1000, 300, "ms"
        )
        yield _at_most(
            "a written file is in the feed within 300 ms after the settle time (worst)",
            max(watch.written) * 1000,
            300,
            "ms",
        )
        yield _at_most("the service under 200 MB while it publishes", watch.peak, 200, "MB")
        yield _at_most("the idle service: RSS under 90 MB", watch.resting, 90, "MB")
        yield _at_most(
            f"the idle service: CPU near zero in {IDLE_SECONDS:.0f} s", watch.idle_cpu, IDLE_CPU_LIMIT, "s"
        )
        yield _at_most("SIGTERM ends the service within 10 s", watch.stop, 10, "s")


def table(figures: Mapping[str, Figures]) -> str:
    """Return all figures as a Markdown table, a column per program."""
    columns = [_column(one) for one in figures.values()]
    rows = [["", *(one.label for one in figures.values())], ["---", *("---:" for _ in columns)]]
    for name in _ROWS:
        cells = [column[name] for column in columns]
        if any(cell != _ABSENT for cell in cells):
            rows.append([name, *cells])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


_ABSENT = "–"  # not asked for, or failed with its reason on standard error
_ROWS = (
    "first build, CPU",
    "first build, wall",
    "first build, peak memory of all processes (PSS)",
    "first build, peak memory of the largest process (RSS)",
    "pages written",
    "build without changes, CPU",
    "build without changes, wall",
    "build without changes, files rewritten",
    "watching at rest, memory (RSS)",
    f"watching at rest, CPU in {IDLE_SECONDS:.0f} s",
    "watching at work, peak memory (PSS)",
    "renamed into the folder → in the feed, median / worst",
    "written to the folder → in the feed, median / worst, less the settle time",
    "SIGTERM → ended",
)


def _column(figures: Figures) -> dict[str, str]:
    cells: list[str] = []
    if build := figures.build:
        cells += [
            f"{build.first.cpu:.1f} s",
            f"{build.first.wall:.1f} s",
            f"{build.first.tree:.0f} MB",
            f"{build.first.largest:.0f} MB",
            f"{build.pages:,}",
            f"{build.unchanged.cpu:.2f} s",
            f"{build.unchanged.wall:.2f} s",
            f"{build.rewritten:,}",
        ]
    else:
        cells += [_ABSENT] * 8
    if watch := figures.watch:
        cells += [
            f"{watch.resting:.0f} MB",
            f"{watch.idle_cpu:.2f} s",
            f"{watch.peak:.0f} MB",
            median_and_worst(watch.renamed),
            median_and_worst(watch.written),
            f"{watch.stop:.1f} s",
        ]
    else:
        cells += [_ABSENT] * 6
    return dict(zip(_ROWS, cells, strict=True))


def median_and_worst(seconds: tuple[float, ...]) -> str:
    return f"{statistics.median(seconds) * 1000:,.0f} / {max(seconds) * 1000:,.0f} ms"


def _at_most(sentence: str, measured: float, limit: float, unit: str) -> Expectation:
    digits = 0 if unit in {"MB", "ms", "files", "pages"} else 2
    shown = f"{measured:.{digits}f} {unit}, limit {limit:.{digits}f} {unit}"
    return Expectation(sentence=sentence, measured=shown, met=measured <= limit)
