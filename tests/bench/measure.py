"""What does a program cost: processor time, wall time, memory?"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import psutil

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

MEGABYTE = 1_000_000
SAMPLE_SECONDS = 0.25
QUIET_SECONDS = 1.0
QUIET_CPU_SECONDS = 0.03  # three ticks of the kernel's clock: the sampling itself can show up as one
POLL_SECONDS = 0.002
REREAD_SECONDS = 0.1  # kernel timestamps move every 4 ms: two writes within one tick look like one
STOP_SECONDS = 15.0
_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


class ProgramFailedError(Exception):
    """A program under test ended badly or never did what was waited for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one run cost: seconds, and megabytes of 10⁶ bytes.

    ``tree`` is the highest sum over all processes at one moment (PSS, so that pages shared by
    two processes count once), ``largest`` the peak RSS of the biggest process (``ru_maxrss``).
    """

    cpu: float
    wall: float
    tree: float
    largest: float


class Tree:
    """A process with all its descendants."""

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)

    def memory(self) -> float:
        """Return the proportional set size of all processes in megabytes."""
        return sum(_proportional(process.pid) for process in self._processes()) / MEGABYTE

    def resident(self) -> float:
        """Return the resident set size of all processes in megabytes; shared pages count in each."""
        return self._sum(lambda process: process.memory_info().rss) / MEGABYTE

    def cpu(self) -> float:
        """Return the processor seconds of all processes, with those that they waited for."""
        return self._sum(lambda process: sum(process.cpu_times()[:4]))

    def _processes(self) -> list[psutil.Process]:
        try:
            return [self._root, *self._root.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def _sum(self, value: Callable[[psutil.Process], float]) -> float:
        total = 0.0
        for process in self._processes():
            try:
                total += value(process)
            except psutil.NoSuchProcess:
                continue
        return total


class PeakMemory:
    """The highest memory of a process tree while the ``with`` block runs, sampled in a thread."""

    def __init__(self, tree: Tree) -> None:
        self.megabytes = 0.0
        self._tree = tree
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()

    def _sample(self) -> None:
        while True:
            self.megabytes = max(self.megabytes, self._tree.memory())
            if self._done.wait(SAMPLE_SECONDS):
                return


def run(command: Sequence[str], *, folder: Path, log: Path) -> Cost:
    """Run ``command`` in ``folder`` to its end and return its cost; its output goes to ``log``.

    Processor time and ``largest`` come from ``wait4``, which covers the child and every descendant
    that it waited for. Those that nobody waited for, such as a fork server with all its workers,
    are inherited by this process when their parent ends, and counted then.
    """
    _adopt_orphans()
    # Dirty pages of whoever ran before are written now, not on this program's account.
    os.sync()
    begin = time.perf_counter()
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
    with PeakMemory(Tree(process.pid)) as peak:
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
    usages = [usage, *_reap_orphans()]
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise ProgramFailedError(f"{' '.join(command)} ended with {process.returncode}:\n{_tail(log)}")
    return Cost(
        cpu=sum(each.ru_utime + each.ru_stime for each in usages),
        wall=wall,
        tree=peak.megabytes,
        largest=max(each.ru_maxrss for each in usages) * 1024 / MEGABYTE,
    )


class Service:
    """A program that keeps running and watches a folder."""

    def __init__(self, command: Sequence[str], *, folder: Path, log: Path) -> None:
        self._log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )
        self.tree = Tree(self._process.pid)

    def wait_until_idle(self, limit: float) -> None:
        """Return once the tree has used no processor time for a second; fail after ``limit`` seconds.

        Idleness is measured and not read from the log, so that it means the same for every program.
        """
        deadline = time.monotonic() + limit
        before = self.tree.cpu()
        while time.monotonic() < deadline:
            time.sleep(QUIET_SECONDS)
            self._ensure_alive()
            now = self.tree.cpu()
            if now - before <= QUIET_CPU_SECONDS and now > 0:
                return
            before = now
        raise ProgramFailedError(f"still busy after {limit:.0f} s:\n{_tail(self._log)}")

    def wait_for_content(self, file: Path, needle: bytes, limit: float) -> float:
        """Return the ``perf_counter`` at which ``needle`` was first in ``file``; fail after ``limit`` s."""
        deadline = time.perf_counter() + limit
        seen: tuple[int, int, int] | None = None
        read = 0.0
        while (now := time.perf_counter()) < deadline:
            version = _version(file)
            if version != seen or now - read >= REREAD_SECONDS:
                seen, read = version, now
                if needle in _content(file):
                    return time.perf_counter()
                self._ensure_alive()
            time.sleep(POLL_SECONDS)
        raise ProgramFailedError(
            f"{needle!r} was not in {file.name} after {limit:.0f} s:\n{_tail(self._log)}"
        )

    def stop(self) -> float:
        """Ask the program to end, insist after a while, and return how many seconds it took."""
        begin = time.perf_counter()
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        return time.perf_counter() - begin

    def _ensure_alive(self) -> None:
        if self._process.poll() is not None:
            raise ProgramFailedError(
                f"ended with {self._process.returncode} while it watched:\n{_tail(self._log)}"
            )


def _adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends (prctl(2), Linux)."""
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")


def _reap_orphans() -> list[resource.struct_rusage]:
    """Wait for all inherited processes and return what they used; fail when one does not end."""
    usages = []
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline:
        try:
            pid, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return usages
        if pid:
            usages.append(usage)
        else:
            time.sleep(POLL_SECONDS)
    raise ProgramFailedError(f"left processes behind that were still running after {STOP_SECONDS:.0f} s")


def _proportional(pid: int) -> int:
    """Return a process's PSS in bytes, or its RSS where the kernel does not tell, or 0 when it is gone."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_bytes().splitlines():
            if line.startswith(b"Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def _version(file: Path) -> tuple[int, int, int] | None:
    try:
        status = file.stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


def _tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
