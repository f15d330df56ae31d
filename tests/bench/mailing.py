"""How does a publication come to have many subscribers and an edition that waits to be sent?"""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import corpus
from sending import Worked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PUBLISHER = Path(sys.executable).parent / "publisher"
CONNECTIONS = 16
SENDER = "news@bench.example.org"
_SENDING = Path(__file__).with_name("sending.py")
_POLL_SECONDS = 0.05

_CONFIG = """\
[publication]
title = "Benchmark"
home = "https://bench.example.org/"
id = "6f4f0c52-6a0e-4b53-9c0a-3d0f5c1b7e11"

[digest]
daily = "0 7 * * *"
stories = %(stories)d
newest_days = 36500

[mail]
sender = "Benchmark <%(sender)s>"
bounces = "bounces@bench.example.org"
transport = "smtp"

[mail.smtp]
host = "127.0.0.1"
port = %(port)d
security = "none"
connections = %(connections)d

[web]
address = "https://bench.example.org/subscription/"
"""


class FailedError(Exception):
    """A program under test ended badly, or did less than it was asked to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """A publication in a folder of its own, with an edition that nobody has been sent yet."""

    folder: Path
    subscribers: int

    def copied(self, folder: Path, port: int, keys: Sequence[str] = ()) -> Mailing:
        """Return the same one in another folder, for a server at a port, signed with keys of these kinds."""
        shutil.copytree(self.folder, folder)
        config = folder / "publisher.toml"
        text = _configured(port=port, stories=1)
        for kind in keys:
            file = folder / f"{kind}.pem"
            make = [PUBLISHER, "keys", "dkim", "--file", file, "--algorithm", kind]
            _run([*make, "--domain", "bench.example.org", "--selector", kind], folder)
            text += (
                f'\n[[mail.dkim]]\ndomain = "bench.example.org"\nselector = "{kind}"\nkey_file = "{file}"\n'
            )
        config.write_text(text, encoding="utf-8")
        return Mailing(folder=folder, subscribers=self.subscribers)

    def send_to(self, port: int) -> None:
        """Send to the server at another port from now on."""
        config = self.folder / "publisher.toml"
        config.write_text(_configured(port=port, stories=1), encoding="utf-8")

    def close(self) -> Worked:
        """Close the edition in a process of its own."""
        return self._work("close")

    def compose(self) -> Worked:
        """Build some messages in a process of its own."""
        return self._work("compose")

    def send(self, until: Callable[[], bool] = lambda: False, tracer: Sequence[str] = ()) -> Worked:
        """Send it in a process of its own; ``until`` says when SIGTERM is to end it before its time."""
        process = self.start(tracer)
        is_told = False
        while process.poll() is None:
            if not is_told and until():
                is_told = True
                # A tracer would keep it for itself.
                pid = process.pid if not tracer else _child(process.pid)
                subprocess.run(["kill", "-TERM", str(pid)], check=True)
            time.sleep(_POLL_SECONDS)
        return _result(process)

    def start(self, tracer: Sequence[str] = ()) -> subprocess.Popen[str]:
        """Start to send."""
        return subprocess.Popen(
            [*tracer, *self._command("send")],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def kill(self, until: Callable[[], bool]) -> None:
        """Start to send, and kill the process the moment ``until`` says so."""
        process = self.start()
        while not until():
            if process.poll() is not None:
                raise FailedError(f"ended before it could be killed: {_result(process)}")
            time.sleep(_POLL_SECONDS)
        process.send_signal(signal.SIGKILL)
        process.communicate()

    def states(self) -> dict[str, int]:
        """Return how many deliveries are in which state."""
        with closing(sqlite3.connect(self.folder / "publisher.db")) as connection:
            return dict(connection.execute("SELECT state, count(*) FROM deliveries GROUP BY state"))

    def database_bytes(self) -> int:
        """Return how much of the database is in use; its file may hold pages that are free."""
        with closing(sqlite3.connect(self.folder / "publisher.db")) as connection:
            pages, free, size = (
                connection.execute(f"PRAGMA {each}").fetchone()[0]
                for each in ("page_count", "freelist_count", "page_size")
            )
        return int((pages - free) * size)

    def _work(self, work: str) -> Worked:
        process = subprocess.Popen(
            self._command(work),
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        return _result(process)

    def _command(self, work: str) -> list[str]:
        return [sys.executable, str(_SENDING), work, str(self.folder / "publisher.toml")]


def prepare(folder: Path, subscribers: int, stories: int) -> Mailing:
    """Make a publication with so many subscribers and articles; its edition is still to be closed."""
    folder.mkdir()
    corpus.write(folder / "inbox", stories)
    (folder / "publisher.toml").write_text(_configured(port=1, stories=stories), encoding="utf-8")
    with (folder / "list.csv").open("w", encoding="utf-8") as file:
        file.write("email,subscriber_type\n")
        file.writelines(f"{address(each)},regular\n" for each in range(subscribers))
    _run([PUBLISHER, "subscribers", "import", "list.csv", "--confirmed", "bench"], folder)
    (folder / "list.csv").unlink()
    _run([PUBLISHER, "build"], folder)
    return Mailing(folder=folder, subscribers=subscribers)


def address(number: int) -> str:
    """Return the address of a subscriber; they are spread over 997 domains."""
    return f"reader.{number}@mail{number % 997}.example.org"


def _configured(*, port: int, stories: int) -> str:
    return _CONFIG % {"port": port, "stories": stories, "sender": SENDER, "connections": CONNECTIONS}


def _run(command: Sequence[str | Path], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode:
        raise FailedError(f"{' '.join(map(str, command))}: {done.stdout}{done.stderr}")


def _result(process: subprocess.Popen[str]) -> Worked:
    out, err = process.communicate()
    if process.returncode:
        raise FailedError(f"ended with {process.returncode}: {err[-2000:]}")
    return Worked(**json.loads(out.splitlines()[-1]))


def _child(pid: int) -> int:
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])
