"""How is much work spread over the cores, and what if one piece of it hangs or kills its process?"""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

# Below this many pieces the start of the processes (0.5 s) costs more than they save.
WORTHWHILE = 200
_BATCH = 64
# With limits somebody expects the worst: when a batch ends its process, the others in it are done again.
_LIMITED_BATCH = 8
# Batches under way per process: enough that none waits, few enough that memory stays flat.
_AHEAD = 4
# Waiting for a disk takes no processor time; a process that sleeps this many times its limit will not wake.
_PATIENCE = 10
# New values after which a process looks for those that only hold each other.
_COLLECTED = 20_000
# What a process ends with when it runs out of memory (EX_OSERR of sysexits.h).
_OUT_OF_MEMORY = 71


class End(Enum):
    """Why a piece of work has ended its process."""

    TIME = auto()
    MEMORY = auto()
    CRASH = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one piece of work may take: processor time in seconds, and memory of its process in megabytes.

    ``prepare`` loads what all pieces need, before the time of the first is counted; of module level.
    """

    seconds: float
    megabytes: int
    prepare: Callable[[], None]


class Processes:
    """Worker processes that are started when there is much to do; they end with the block, or at ``rest``.

    They import only the module of the function that they run, so that a process stays small.
    """

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._children: list[BaseProcess] = []

    def __enter__(self) -> Processes:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.rest()

    def rest(self) -> None:
        """End the processes, which gives their memory back; the next ``map`` starts them again."""
        if self._pool:
            # Waiting also for a broken pool: its thread closes descriptors whose numbers a new one would get.
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def kill(self) -> None:
        """End the processes at once, whatever they are doing; nobody waits for what they were given.

        A broken pool must be ended so: it asks its other processes with SIGTERM, which they ignore, and
        then waits for them for ever.
        """
        if self._pool:
            for child in multiprocessing.active_children():
                child.kill()
        self.rest()

    def map(
        self,
        function: Callable[[_Item], _Result],
        items: Iterable[_Item],
        killed: Callable[[_Item, End], _Result],
        limits: Limits | None = None,
        heft: int = 1,
    ) -> Iterator[_Result]:
        """Return ``function`` of each item, in order; ``function`` is of module level.

        ``heft`` says for how many ordinary items one of these counts. Fewer than ``WORTHWHILE`` ordinary
        ones are worked on right here, unless there are ``limits``: those hold for each
        item, and only a process can be ended for them. ``killed`` gives the result of an item whose
        processing ended its process (time, memory, or a fault in a library written in C): the other
        items are not harmed.
        """
        iterator = iter(items)
        least = max(1, WORTHWHILE // heft)
        first = list(islice(iterator, least))
        if not first or (len(first) < least and limits is None):
            yield from map(function, first)
            return
        batches = _batches(first, iterator, _LIMITED_BATCH if limits else max(1, _BATCH // heft))
        under_way: deque[tuple[list[_Item], Future[list[_Result]]]] = deque()
        for batch in islice(batches, _AHEAD * _cores()):
            under_way.append((batch, self._submit(function, batch, limits)))
        while under_way:
            batch, future = under_way.popleft()
            try:
                results = future.result()
            except BrokenProcessPool:
                # Everything under way died with it: find the guilty one alone, then go on with the others.
                end = self._end()
                if len(batch) == 1 and not under_way and end is not End.CRASH:
                    results = [killed(batch[0], end)]
                else:
                    results = [self._alone(function, item, killed, limits) for item in batch]
                under_way = deque((later, self._submit(function, later, limits)) for later, _ in under_way)
            for following in islice(batches, 1):
                under_way.append((following, self._submit(function, following, limits)))
            yield from results

    def _submit(
        self, function: Callable[[_Item], _Result], batch: list[_Item], limits: Limits | None
    ) -> Future[list[_Result]]:
        if self._pool is None:
            self._pool = self._start(_cores())
        try:
            future = self._pool.submit(_each, function, batch, limits)
        except (BrokenProcessPool, OSError, ValueError):
            # It died since the last result was fetched; what it had under way is found out there. One that
            # is just dying has closed pipes, and Python 3.11 says so with whatever the system says.
            self.kill()
            self._pool = self._start(_cores())
            future = self._pool.submit(_each, function, batch, limits)
        self._children = multiprocessing.active_children()
        return future

    def _alone(
        self,
        function: Callable[[_Item], _Result],
        item: _Item,
        killed: Callable[[_Item, End], _Result],
        limits: Limits | None,
    ) -> _Result:
        try:
            return self._submit(function, [item], limits).result()[0]
        except BrokenProcessPool:
            return killed(item, self._end())

    def _end(self) -> End:
        """End a broken pool, and say why it broke: one of its processes did not wait to be killed."""
        children = self._children
        self.kill()
        codes = {child.exitcode for child in children}
        if codes & {-signal.SIGPROF, -signal.SIGALRM}:
            return End.TIME
        return End.MEMORY if _OUT_OF_MEMORY in codes else End.CRASH

    def _start(self, processes: int) -> ProcessPoolExecutor:
        # Not fork: the service has threads, and forking those is undefined (POSIX). Not forkserver:
        # it would stay behind with everything that it has imported.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(processes, mp_context=context, initializer=_follow_parent)


def _each(function: Callable[[_Item], _Result], batch: list[_Item], limits: Limits | None) -> list[_Result]:
    if limits is None:
        return [function(item) for item in batch]
    limits.prepare()
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (limits.megabytes * 1_000_000, most))
    try:
        return [_limited(function, item, limits) for item in batch]
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _limited(function: Callable[[_Item], _Result], item: _Item, limits: Limits) -> _Result:
    # No handler: Python's run between its own instructions only, and a library written in C may not return
    # for minutes. What both signals do without one is to end the process.
    signal.setitimer(signal.ITIMER_PROF, limits.seconds)
    signal.setitimer(signal.ITIMER_REAL, limits.seconds * _PATIENCE)
    try:
        return function(item)
    except MemoryError:
        # Its pieces may lie anywhere: only the end of the process gives all of it back.
        os._exit(_OUT_OF_MEMORY)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _follow_parent() -> None:
    """End when the parent ends, however it does, and not before.

    Ctrl-C at a terminal and service managers signal every process of a service: the parent decides what
    is finished first. A killed one cannot say so, and its processes would wait for work for ever.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    # A process makes many small values that hold each other in no circle: looking for those at every
    # 700 of them takes 5 % of its time.
    gc.set_threshold(_COLLECTED)
    if parent := multiprocessing.parent_process():

        def end() -> None:
            parent.join()
            os._exit(1)

        threading.Thread(target=end, name="follow parent", daemon=True).start()


def _batches(first: list[_Item], rest: Iterator[_Item], size: int) -> Iterator[list[_Item]]:
    for start in range(0, len(first), size):
        yield first[start : start + size]
    while batch := list(islice(rest, size)):
        yield batch


def _cores() -> int:
    return len(os.sched_getaffinity(0))
