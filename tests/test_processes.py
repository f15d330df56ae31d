"""How is much work spread over the cores, and what if one piece of it kills its process?"""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool

import pytest
from hostile import breaking_pool

from publisher.processes import End, Limits, Processes

MANY = 300
KILLERS = {3, 150, 151}


def square(number: int) -> int:
    return number * number


def process_id(_: int) -> int:
    return os.getpid()


def fail_at_thirteen(number: int) -> int:
    if number == 13:
        raise ValueError("thirteen")
    return number


def die_at_some(number: int) -> int:
    if number in KILLERS:
        os._exit(9)
    return number


def killed(number: int, end: End) -> int:
    assert end is End.CRASH
    return -number


def nothing() -> None:
    pass


def be_busy() -> None:
    sum(range(30_000_000))


def misbehave(number: int) -> str:
    """Do at some numbers what a hostile file makes a parser do; all of it in C, where no handler runs."""
    match number:
        case 3:
            sum(range(10**12))
        case 11:
            signal.pause()
        case 12:
            bytearray(10**10)
        case 20:
            os.abort()
    return "done"


def memory_limit(_: int) -> int:
    return resource.getrlimit(resource.RLIMIT_DATA)[0]


def tell(_: int, end: End) -> str:
    return end.name


def limits(seconds: float = 0.3, prepare: Callable[[], None] = nothing) -> Limits:
    return Limits(seconds=seconds, megabytes=500, prepare=prepare)


@pytest.fixture(scope="module")
def processes() -> Iterator[Processes]:
    with Processes() as opened:
        yield opened


def test_results_come_in_the_order_of_the_items_from_several_processes(processes: Processes) -> None:
    assert list(processes.map(square, range(MANY), killed)) == [number * number for number in range(MANY)]
    workers = set(processes.map(process_id, range(MANY), killed))
    assert os.getpid() not in workers


def test_no_process_is_started_for_few_items() -> None:
    with Processes() as fresh:
        assert set(fresh.map(process_id, range(4), killed, heft=40)) == {os.getpid()}
        assert list(fresh.map(square, [], killed)) == []
        assert fresh._pool is None


def test_an_iterator_is_read_only_a_little_ahead_of_the_results(processes: Processes) -> None:
    read = 0

    def items() -> Iterator[int]:
        nonlocal read
        for number in range(10_000):
            read = number
            yield number

    results = processes.map(square, items(), killed)
    assert next(results) == 0
    assert read < 1_000 * len(os.sched_getaffinity(0))
    results.close()  # type: ignore[attr-defined]  # it is a generator


@pytest.mark.parametrize("count", [20, MANY])
def test_an_exception_reaches_the_one_who_asked(processes: Processes, count: int) -> None:
    with pytest.raises(ValueError, match="thirteen"):
        list(processes.map(fail_at_thirteen, range(count), killed))


@breaking_pool
def test_an_item_that_kills_its_process_harms_no_other(processes: Processes) -> None:
    found = list(processes.map(die_at_some, range(MANY), killed))
    assert found == [-number if number in KILLERS else number for number in range(MANY)]
    # and the next work finds processes again
    assert list(processes.map(square, range(MANY), killed))[-1] == (MANY - 1) ** 2


@breaking_pool
def test_a_pool_that_breaks_while_results_are_being_stored_is_replaced() -> None:
    with Processes() as fresh:
        found = []
        for number in fresh.map(square, range(MANY * 3), killed):
            found.append(number)
            if len(found) == 10:
                assert fresh._pool is not None
                with pytest.raises(BrokenProcessPool):
                    fresh._pool.submit(os._exit, 9).result(20)
    assert found == [number * number for number in range(MANY * 3)]


def test_rest_ends_the_processes_and_work_starts_them_again(processes: Processes) -> None:
    processes.rest()
    assert processes._pool is None
    assert list(processes.map(square, range(MANY), killed))[7] == 49


@breaking_pool
def test_an_item_beyond_its_limits_is_ended_with_the_reason_and_harms_no_other(processes: Processes) -> None:
    found = list(processes.map(misbehave, range(24), tell, limits=limits(0.1)))
    wanted = {3: "TIME", 11: "TIME", 12: "MEMORY", 20: "CRASH"}
    assert found == [wanted.get(number, "done") for number in range(24)]


@breaking_pool
@pytest.mark.parametrize(("number", "end"), [(3, "TIME"), (12, "MEMORY"), (20, "CRASH"), (1, "done")])
def test_limits_hold_for_a_single_item_too(processes: Processes, number: int, end: str) -> None:
    assert list(processes.map(misbehave, [number], tell, limits=limits())) == [end]


@breaking_pool
def test_a_busy_item_is_ended_by_its_processor_time_and_a_sleeping_one_later(processes: Processes) -> None:
    seconds = {}
    for number in (1, 3, 11):  # the first starts the processes
        started = time.monotonic()
        list(processes.map(misbehave, [number], tell, limits=limits(0.4)))
        seconds[number] = time.monotonic() - started
    assert seconds[3] < 3 < 4 <= seconds[11]


def test_what_is_loaded_before_the_first_item_does_not_count_as_its_time(processes: Processes) -> None:
    assert list(processes.map(misbehave, [1, 2], tell, limits=limits(0.1, be_busy))) == ["done", "done"]


def test_limits_end_with_the_work_that_they_were_given_for(processes: Processes) -> None:
    assert set(processes.map(memory_limit, range(20), killed, limits=limits())) == {500_000_000}
    assert set(processes.map(memory_limit, range(MANY), killed)) == {
        resource.getrlimit(resource.RLIMIT_DATA)[1]
    }


def test_without_items_no_process_is_started_for_limits() -> None:
    with Processes() as fresh:
        assert list(fresh.map(misbehave, [], tell, limits=limits())) == []
        assert fresh._pool is None
