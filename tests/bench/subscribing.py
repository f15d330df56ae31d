"""How quickly do people subscribe and leave where a million are subscribed, and does the answer tell who is?

Usage: python tests/bench/subscribing.py [--subscribers 1000000] [--seconds 10]

Needs wrk from Debian. All of `publisher run` is at work, on the disk of the temporary folder, with the limits
of a fresh configuration; every request comes from a network of its own, through a trusted proxy.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import httpx

from publisher.keyring import Keyring
from publisher.tokens import Purpose, sign

if TYPE_CHECKING:
    from collections.abc import Iterator

SUBSCRIBE_MILLISECONDS = 10.0
ONE_CLICK_MILLISECONDS = 5.0
RATE = 200.0
# Two medians that differ by less tell nobody anything over a network.
TELLING_MILLISECONDS = 0.5
SAMPLES = 1_000
PUBLISHER = Path(sys.executable).parent / "publisher"

_LUA = """\
local number = 0
request = function()
  number = number + 1
  local from = string.format("100.%%d.%%d.7", math.floor(number / 256) %% 256, number %% 256)
  local body = "address=new" .. number .. "@wrk.example.org&cadence=daily&stamp=%(stamp)s"
  local headers = { ["content-type"] = "application/x-www-form-urlencoded", ["x-forwarded-for"] = from }
  return wrk.format("POST", "/subscribe", headers, body)
end
"""


def main() -> int:
    """Measure, print the table, and say whether the limits are met."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--subscribers", type=int, default=1_000_000)
    arguments.add_argument("--seconds", type=int, default=10)
    wanted = arguments.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        port = free_port()
        make(folder, wanted.subscribers, port)
        with running(folder, port) as client:
            stamp = stamped(client)
            known, unknown = subscribes(client, stamp, wanted.subscribers)
            clicks = one_clicks(client, folder)
            rate, said = flood(folder, port, stamp, wanted.seconds)
    print(f"{wanted.subscribers:,} subscribers in SQLite; milliseconds, median and 99th of 100:")
    results = [
        limit("subscribe, an unknown address", unknown, SUBSCRIBE_MILLISECONDS),
        limit("subscribe, a subscriber's address", known, SUBSCRIBE_MILLISECONDS),
        limit("one-click unsubscribe", clicks, ONE_CLICK_MILLISECONDS),
    ]
    apart = abs(statistics.median(known) - statistics.median(unknown))
    results.append(apart < TELLING_MILLISECONDS)
    print(f"- {met(results[-1])}: the two differ by {apart:.2f} ms (limit {TELLING_MILLISECONDS})")
    results.append(rate >= RATE)
    print(
        f"- {met(results[-1])}: subscribe requests a second, 8 at once: {rate:.0f} (limit {RATE:.0f}); {said}"
    )
    return 0 if all(results) else 1


def make(folder: Path, subscribers: int, port: int) -> None:
    subprocess.run([PUBLISHER, "init"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    config = folder / "publisher.toml"
    web = f'[web]\naddress = "http://127.0.0.1:{port}/"\nport = {port}\ntrusted_proxies = ["127.0.0.1"]\n'
    config.write_text(config.read_text(encoding="utf-8") + web, encoding="utf-8")
    with (folder / "list.csv").open("w", encoding="utf-8") as file:
        file.write("email,subscriber_type\n")
        file.writelines(f"{address(each)},regular\n" for each in range(subscribers))
    subprocess.run(
        [PUBLISHER, "subscribers", "import", "list.csv", "--confirmed", "bench"],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def address(number: int) -> str:
    return f"reader.{number}@mail{number % 997}.example.org"


@contextmanager
def running(folder: Path, port: int) -> Iterator[httpx.Client]:
    with (folder / "log").open("wb") as log:
        service = subprocess.Popen([PUBLISHER, "run"], cwd=folder, stderr=log)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}/") as client:
            for _ in range(200):
                try:
                    client.get("asked").raise_for_status()
                    break
                except httpx.HTTPError:
                    time.sleep(0.1)
            yield client
    finally:
        service.send_signal(signal.SIGTERM)
        service.wait(timeout=30)


def stamped(client: httpx.Client) -> str:
    found = re.search(r'name="stamp" value="([^"]+)"', client.get("").text)
    assert found
    time.sleep(2.5)  # the shortest time in which a person fills in the form
    return found[1]


def subscribes(client: httpx.Client, stamp: str, subscribers: int) -> tuple[list[float], list[float]]:
    """Return the milliseconds of requests for known and for unknown addresses, asked in turns."""
    chosen = random.Random(7)
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(2 * SAMPLES):
        is_unknown = number % 2
        who = f"new{number}@bench.example.org" if is_unknown else address(chosen.randrange(subscribers))
        data = {"address": who, "cadence": "daily", "stamp": stamp}
        headers = {"x-forwarded-for": f"10.{number // 250}.{number % 250}.7"}
        began = time.perf_counter()
        answer = client.post("subscribe", data=data, headers=headers)
        taken[is_unknown].append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 303, answer.text
    return taken


def one_clicks(client: httpx.Client, folder: Path) -> list[float]:
    keys = Keyring(folder / "publisher.keys").keys()
    with closing(sqlite3.connect(folder / "publisher.db")) as connection:
        rows = connection.execute(
            "SELECT id FROM subscribers WHERE number % 97 = 3 LIMIT ?", (SAMPLES,)
        ).fetchall()
    taken = []
    for (person,) in rows:
        token = sign(keys, Purpose.UNSUBSCRIBE, UUID(person), None)
        began = time.perf_counter()
        answer = client.post(f"unsubscribe/{token}", data={"List-Unsubscribe": "One-Click"})
        taken.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, answer.text
    with closing(sqlite3.connect(folder / "publisher.db")) as connection:
        (left,) = connection.execute(
            "SELECT count(*) FROM subscribers WHERE state = 'unsubscribed'"
        ).fetchone()
    assert left == len(rows)
    return taken


def flood(folder: Path, port: int, stamp: str, seconds: int) -> tuple[float, str]:
    """Return how many requests a second are answered, and what wrk says of their latency."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("this benchmark needs wrk: apt-get install wrk")
    script = folder / "subscribe.lua"
    script.write_text(_LUA % {"stamp": stamp}, encoding="utf-8")
    command = [wrk, "-t1", "-c8", f"-d{seconds}s", "--latency", "-s", str(script), f"http://127.0.0.1:{port}"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in said, said
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])  # type: ignore[index]
    slowest = re.search(r"99%\s+(\S+)", said)[1]  # type: ignore[index]
    return rate, f"99 of 100 within {slowest}, {os.cpu_count()} cores"


def limit(name: str, taken: list[float], most: float) -> bool:
    median = statistics.median(taken)
    slow = sorted(taken)[int(len(taken) * 0.99)]
    print(f"- {met(median < most)}: {name}: {median:.2f}, {slow:.2f} (limit of the median {most:.0f})")
    return median < most


def met(is_met: bool) -> str:
    return "met" if is_met else "NOT met"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


if __name__ == "__main__":
    raise SystemExit(main())
