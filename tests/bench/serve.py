"""How many requests a second does `publisher serve` answer, beside uvicorn with an empty Starlette route?

Usage: python tests/bench/serve.py [--seconds 5] [--rounds 3] [--connections 32]

Needs wrk from Debian. Both servers run at the same time in one process each, on the same parser and loop, and
are asked in turns, so that whatever else the machine does meets both. Of each the best round counts.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator

# An answer may cost twice what an empty one costs.
LEAST_SHARE = 0.5
MOST_MEGABYTES = 100
FEED_BYTES = 190_000

_PEER = """\
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

async def empty(request):
    return Response()

app = Starlette(routes=[Route("/", empty)])
"""


@dataclass(slots=True, kw_only=True)
class Question:
    """One request, asked again and again; ``required`` says whether a limit holds for it."""

    name: str
    url: str
    headers: tuple[str, ...] = ()
    required: bool = True
    rates: list[float] = field(default_factory=list)
    slowest: str = ""


def main() -> int:
    """Measure, print the table, and say whether the limits are met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=32)
    options = parser.parse_args()
    if not shutil.which("wrk"):
        print("wrk is not installed (apt-get install wrk)", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder, servers(Path(folder)) as (ours, peer, process):
        asked = questions(ours, peer)
        for _ in range(options.rounds):
            for question in asked:
                rate, latency = wrk(question, options.seconds, options.connections)
                question.rates.append(rate)
                question.slowest = latency
        megabytes = resident(process)
    return report(asked, megabytes)


def questions(ours: str, peer: str) -> list[Question]:
    """Return what is asked: the peer first, then pages and feeds in every shape."""
    answer = httpx.get(f"{ours}/atom.xml", headers={"Accept-Encoding": "gzip"})
    known = (f"If-None-Match: {answer.headers['etag']}", "Accept-Encoding: gzip")
    return [
        Question(name="uvicorn, empty Starlette route", url=f"{peer}/", required=False),
        Question(name="304, feed", url=f"{ours}/atom.xml", headers=known),
        Question(name="200, page of 1 kB", url=f"{ours}/small.html"),
        Question(name="200, page of 5 kB, gzip", url=f"{ours}/page.html", headers=("Accept-Encoding: gzip",)),
        Question(name="404", url=f"{ours}/nothing"),
        Question(name="200, feed of 190 kB, gzip", url=f"{ours}/atom.xml", headers=known[1:], required=False),
        Question(name="200, feed of 190 kB", url=f"{ours}/atom.xml", required=False),
    ]


@contextmanager
def servers(folder: Path) -> Iterator[tuple[str, str, int]]:
    """Start both; give their addresses and the process of ours."""
    output = folder / "feeds"
    output.mkdir()
    words = " ".join(f"{number * 7919 % 10_007:x}" for number in range(60_000))
    (output / "small.html").write_text(f"<p>{words[:990]}</p>", encoding="utf-8")
    (output / "page.html").write_text(f"<p>{words[:5000]}</p>", encoding="utf-8")
    (output / "atom.xml").write_text(f"<feed>{words[:FEED_BYTES]}</feed>", encoding="utf-8")
    (folder / "publisher.toml").write_text(
        '[publication]\ntitle = "a"\nhome = "https://a.example.org/"\n', encoding="utf-8"
    )
    (folder / "peer.py").write_text(_PEER, encoding="utf-8")
    first, second = free_port(), free_port()
    commands = [
        [sys.executable, "-m", "publisher", "serve", "--port", str(first)],
        [
            *(sys.executable, "-m", "uvicorn", "peer:app", "--port", str(second)),
            *("--no-access-log", "--log-level", "error"),
        ],
    ]
    started = [
        subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for command in commands
    ]
    try:
        for port in (first, second):
            wait_for(port)
        # What has just been written is read for each request (publisher/web/folder.py).
        time.sleep(2.5)
        yield f"http://127.0.0.1:{first}", f"http://127.0.0.1:{second}", started[0].pid
    finally:
        for process in started:
            process.terminate()
            process.wait()


def wrk(question: Question, seconds: int, connections: int) -> tuple[float, str]:
    """Return requests a second and the 99th percentile of the latency. Raises RuntimeError on any error."""
    headers = [word for header in question.headers for word in ("--header", header)]
    said = subprocess.run(
        [
            *("wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s"),
            *("--latency", *headers, question.url),
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    if "Socket errors" in said:
        raise RuntimeError(said)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    latency = re.search(r"99%\s+(\S+)", said)
    if rate is None or latency is None:
        raise RuntimeError(said)
    return float(rate[1]), latency[1]


def report(asked: list[Question], megabytes: float) -> int:
    """Print the table and the limits; return 1 when one is not met."""
    peer = max(asked[0].rates)
    print(f"Load {os.getloadavg()[0]:.1f}; the best of {len(asked[0].rates)} rounds.\n")
    print("| answer | requests/s | of the peer's | 99 % within |\n|---|---|---|---|")
    for each in asked:
        best = max(each.rates)
        print(f"| {each.name} | {best:,.0f} | {best / peer:.0%} | {each.slowest} |")
    print(f"\nMemory of `publisher serve` (PSS): {megabytes:.0f} MB\n")
    good = True
    for each in asked:
        if each.required:
            met = max(each.rates) >= LEAST_SHARE * peer
            good &= met
            verdict = "met" if met else "NOT met"
            print(f"{verdict}: {each.name} at {LEAST_SHARE:.0%} of the peer's rate or more")
    met = megabytes <= MOST_MEGABYTES
    print(f"{'met' if met else 'NOT met'}: at most {MOST_MEGABYTES} MB of memory")
    return 0 if good and met else 1


def resident(process: int) -> float:
    """Return the memory of a process in megabytes, pages that it shares counted by their share."""
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{process}/smaps_rollup").read_text(), re.MULTILINE)
    return int(found[1]) / 1000 if found else float("nan")


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return int(listener.getsockname()[1])


def wait_for(port: int) -> None:
    """Wait until somebody listens there."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"nobody listens at port {port}")


if __name__ == "__main__":
    sys.exit(main())
