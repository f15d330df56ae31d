"""How do others hand over the same edition to the same server, and what does the server count?"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Self

import corpus
import psutil
from mailing import SENDER, FailedError, address
from sending import Worked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

_PLAIN = Path(__file__).with_name("plain_mailing.py")
_COUNTED = re.compile(rb"mesg=(\d+)")
# smtp-sink counts aloud once a second, and when a session ends.
_COUNT_SECONDS = 5.0
_SILENCE_SECONDS = 1.5
_MLMMJ = "/usr/bin/mlmmj-send"
_STORY_PARAGRAPHS = 3


class Sink:
    """Debian's smtp-sink: takes every message and keeps none; only its own counter says how many came."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._counter = folder / f"sink-{self.port}"
        # It refuses to work as root.
        user = ("-u", "nobody") if os.geteuid() == 0 else ()
        with self._counter.open("wb") as output:
            self._process = psutil.Popen(
                ["smtp-sink", *user, "-c", f"127.0.0.1:{self.port}", "1000"],
                stdout=output,
                stderr=subprocess.DEVNULL,
            )
        _wait_for(self.port)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait()

    def counted(self) -> int:
        """Return how many messages had come when it last said so, at most a second ago."""
        with self._counter.open("rb") as file:
            file.seek(max(0, self._counter.stat().st_size - 200))
            found = _COUNTED.findall(file.read())
        return int(found[-1]) if found else 0

    def settled(self) -> int:
        """Return how many messages have come, once every session has ended and nothing moves any more."""
        before = -1
        while (now := self.counted()) != before:
            before = now
            time.sleep(_SILENCE_SECONDS)
        return now

    def expect(self, messages: int) -> None:
        """Raise FailedError unless so many have come."""
        end = time.monotonic() + _COUNT_SECONDS
        while self.counted() < messages and time.monotonic() < end:
            time.sleep(0.05)
        if self.counted() != messages:
            raise FailedError(f"the server counted {self.counted()} messages instead of {messages}")

    def processor(self) -> float:
        """Return its processor seconds."""
        times = self._process.cpu_times()
        return float(times.user + times.system)


def smtp_source(port: int, messages: int, size: int, sessions: int) -> Worked:
    """Send the same bytes again and again with Postfix's generator, over so many sessions."""
    return _worked(
        messages,
        [
            *("smtp-source", "-d", "-s", str(sessions), "-l", str(size), "-m", str(messages)),
            *("-f", SENDER, "-t", address(0), f"127.0.0.1:{port}"),
        ],
    )


def plain_loop(port: int, messages: int, stories: int) -> Worked:
    """Render, build and send a message for each recipient with jinja2, email and smtplib."""
    wanted = {
        "port": port,
        "sender": SENDER,
        "subject": "The news of the day",
        "addresses": [address(each) for each in range(messages)],
        "stories": [
            {
                "title": sample.title,
                "url": f"https://bench.example.org/{sample.path}",
                "paragraphs": sample.text.split("---\n", 2)[2].split("\n\n")[:_STORY_PARAGRAPHS],
            }
            for sample in corpus.articles(stories)
        ],
    }
    done = subprocess.run(
        [sys.executable, _PLAIN], input=json.dumps(wanted), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise FailedError(f"the plain loop: {done.stderr[-2000:]}")
    return Worked(**json.loads(done.stdout))


def has_mlmmj() -> bool:
    """Say whether mlmmj is installed."""
    return Path(_MLMMJ).exists()


def mlmmj(folder: Path, port: int, messages: int, size: int) -> Worked:
    """Send one mail to a list of mlmmj: the same bytes for everybody, with an envelope sender for each."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in (
        *("incoming", "queue/discarded", "archive", "text", "subconf", "unsubconf", "bounce", "control"),
        *("moderation", "subscribers.d", "digesters.d", "requeue", "nomailsubs.d"),
    ):
        (folder / name).mkdir(parents=True)
    (folder / "index").write_text("0")
    control = {"listaddress": SENDER, "relayhost": "127.0.0.1", "smtpport": port, "owner": SENDER}
    for name, value in control.items():
        (folder / "control" / name).write_text(f"{value}\n", encoding="utf-8")
    people = "".join(f"{address(each)}\n" for each in range(messages))
    (folder / "subscribers.d" / "r").write_text(people, encoding="utf-8")
    head = f"From: {SENDER}\nTo: {SENDER}\nSubject: The news of the day\n\n"
    line = "The quick brown fox jumps over the lazy dog, and nobody is any the wiser.\n"
    mail = folder / "mail"
    mail.write_text(head + line * ((size - len(head)) // len(line)), encoding="utf-8")
    return _worked(messages, [_MLMMJ, "-L", str(folder), "-m", str(mail), "-D"])


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return int(listener.getsockname()[1])


def _worked(messages: int, command: Sequence[str]) -> Worked:
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        said = process.stderr.read().decode() if process.stderr else ""
        raise FailedError(f"{command[0]} ended with {process.returncode}: {said[-2000:]}")
    return Worked(
        count=messages,
        seconds=seconds,
        processor=usage.ru_utime + usage.ru_stime,
        memory=usage.ru_maxrss * 1024 / 1_000_000,
    )


def _wait_for(port: int) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise FailedError(f"nobody listens at port {port}")
