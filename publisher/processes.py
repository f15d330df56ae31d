"""How is much work spread over the cores, and what if one piece of it kills its process?"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from types import TracebackType
from typing import TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

# Below this many pieces the start of the processes (0.5 s) costs more than they save.
WORTHWHILE = 200
_BATCH = 64
# Batches under way per process: enough that none waits, few enough that memory stays flat.
_AHEAD = 4


class Processes:
    """Worker processes that are started when there is much to do; they end with the block, or at ``rest``.

    They import only the module of the function that they run, so that a process stays small.
    """

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

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
        killed: Callable[[_Item], _Result],
        least: int = WORTHWHILE,
    ) -> Iterator[_Result]:
        """Return ``function`` of each item, in order; ``function`` is of module level.

        Fewer than ``least`` items are worked on right here. ``killed`` gives the result of an item
        whose processing ended its process (a fault in a library written in C, or too much memory):
        the other items are not harmed.
        """
        iterator = iter(items)
        first = list(islice(iterator, least))
        if len(first) < least:
            yield from map(function, first)
            return
        batches = _batches(first, iterator)
        under_way: deque[tuple[list[_Item], Future[list[_Result]]]] = deque()
        for batch in islice(batches, _AHEAD * _cores()):
            under_way.append((batch, self._submit(function, batch)))
        while under_way:
            batch, future = under_way.popleft()
            try:
                results = future.result()
            except BrokenProcessPool:
                # Everything under way died with it: find the guilty one alone, then go on with the others.
                self.kill()
                results = [self._alone(function, item, killed) for item in batch]
                under_way = deque((later, self._submit(function, later)) for later, _ in under_way)
            for following in islice(batches, 1):
                under_way.append((following, self._submit(function, following)))
            yield from results

    def _submit(self, function: Callable[[_Item], _Result], batch: list[_Item]) -> Future[list[_Result]]:
        if self._pool is None:
            self._pool = self._start(_cores())
        try:
            return self._pool.submit(_each, function, batch)
        except (BrokenProcessPool, OSError, ValueError):
            # It died since the last result was fetched; what it had under way is found out there. One that
            # is just dying has closed pipes, and Python 3.11 says so with whatever the system says.
            self.kill()
            self._pool = self._start(_cores())
            return self._pool.submit(_each, function, batch)

    def _alone(
        self, function: Callable[[_Item], _Result], item: _Item, killed: Callable[[_Item], _Result]
    ) -> _Result:
        try:
            return self._submit(function, [item]).result()[0]
        except BrokenProcessPool:
            self.kill()
            return killed(item)

    def _start(self, processes: int) -> ProcessPoolExecutor:
        # Not fork: the service has threads, and forking those is undefined (POSIX). Not forkserver:
        # it would stay behind with everything that it has imported.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(processes, mp_context=context, initializer=_follow_parent)


def _each(function: Callable[[_Item], _Result], batch: list[_Item]) -> list[_Result]:
    return [function(item) for item in batch]


def _follow_parent() -> None:
    """End when the parent ends, however it does, and not before.

    Ctrl-C at a terminal and service managers signal every process of a service: the parent decides what
    is finished first. A killed one cannot say so, and its processes would wait for work for ever.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    if parent := multiprocessing.parent_process():

        def end() -> None:
            parent.join()
            os._exit(1)

        threading.Thread(target=end, name="follow parent", daemon=True).start()


def _batches(first: list[_Item], rest: Iterator[_Item]) -> Iterator[list[_Item]]:
    for start in range(0, len(first), _BATCH):
        yield first[start : start + _BATCH]
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _cores() -> int:
    return len(os.sched_getaffinity(0))
