"""How long does a person wait before the program has started?

Usage: python tests/bench/startup.py [--runs 20]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import corpus
from programs import Publisher

if TYPE_CHECKING:
    from collections.abc import Sequence

HELP_LIMIT_SECONDS = 0.3
ARTICLES = 20
WARM_UP_RUNS = 3  # the first runs read the modules from disk and write their bytecode


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """One way to start, and the seconds it took in the median and at worst."""

    name: str
    median: float
    worst: float


def measure(name: str, command: Sequence[str], *, folder: Path, runs: int) -> Start:
    """Run ``command`` in ``folder`` with hyperfine, or in a loop of our own where it is not installed."""
    # Once by ourselves: a failure then shows the program's own words, which hyperfine hides.
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    seconds = (
        _with_hyperfine(command, folder, runs)
        if shutil.which("hyperfine")
        else _in_a_loop(command, folder, runs)
    )
    return Start(name=name, median=statistics.median(seconds), worst=max(seconds))


def _with_hyperfine(command: Sequence[str], folder: Path, runs: int) -> list[float]:
    import shlex

    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        subprocess.run(
            [
                "hyperfine",
                "--shell=none",
                f"--warmup={WARM_UP_RUNS}",
                f"--runs={runs}",
                f"--export-json={report.name}",
                shlex.join(command),
            ],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        times: list[float] = json.loads(Path(report.name).read_bytes())["results"][0]["times"]
        return times


def _in_a_loop(command: Sequence[str], folder: Path, runs: int) -> list[float]:
    times = []
    for _ in range(WARM_UP_RUNS + runs):
        begin = time.perf_counter()
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        times.append(time.perf_counter() - begin)
    return times[WARM_UP_RUNS:]


def main() -> int:
    """Measure, print one Markdown table and whether the limit is kept; 1 when a start failed."""
    parser = argparse.ArgumentParser(description="Start-up times of the program.")
    parser.add_argument("--runs", type=int, default=20, help="measured runs of each command (default: 20)")
    runs = parser.parse_args().runs

    program = Publisher()
    if missing := program.missing():
        print(missing, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="publisher-bench-") as folder:
        articles, work = Path(folder, "articles"), Path(folder, "site")
        corpus.write(articles, ARTICLES)
        work.mkdir()
        site = program.prepare(work, articles)
        python, status = sys.executable, ("status", *site.build[-2:])
        module = (python, "-m", "publisher")
        try:
            subprocess.run(
                site.build, cwd=work, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            )
            starts = [
                measure("python -c pass", (python, "-c", "pass"), folder=work, runs=runs),
                measure("import publisher", (python, "-c", "import publisher"), folder=work, runs=runs),
                measure("publisher --help", (*module, "--help"), folder=work, runs=runs),
                measure(
                    f"publisher status ({ARTICLES} articles)", (*module, *status), folder=work, runs=runs
                ),
            ]
        except subprocess.CalledProcessError as error:
            print(f"{error}\n{(error.stderr or b'').decode(errors='replace')}", file=sys.stderr)
            return 1

    load = " ".join(f"{value:.2f}" for value in os.getloadavg())
    print(f"{runs} runs each, load at the end {load}\n")
    print("| | median | worst |\n| --- | ---: | ---: |")
    for start in starts:
        print(f"| `{start.name}` | {start.median * 1000:.0f} ms | {start.worst * 1000:.0f} ms |")
    took = next(start for start in starts if start.name == "publisher --help").median
    verdict = "met" if took <= HELP_LIMIT_SECONDS else "NOT met"
    print(f"\n- {verdict}: publisher --help under {HELP_LIMIT_SECONDS} s ({took:.2f} s)")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
