"""Which files have stopped changing, so that they can be taken whole?"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from publisher.files import Found, Stamp
from publisher.worker.settling import Settling

QUIET = 2.0
WALL = 1_800_000_000.0


def found(size: int = 10, *, age: float = 0.0, path: str = "a.md", inode: int = 1) -> Found:
    """Return a file that was last changed ``age`` seconds before ``WALL``."""
    changed = int((WALL - age) * 1e9)
    return Found(path=path, stamp=Stamp(inode=inode, size=size, mtime_ns=changed), ctime_ns=changed)


def test_a_new_file_is_due_after_the_quiet_time_and_not_before() -> None:
    settling = Settling(QUIET)
    settling.observe(found(), 100.0, WALL)
    assert settling.due(101.9) == []
    assert settling.next_due() == 102.0
    assert settling.due(102.0) == ["a.md"]
    assert settling.take(found())
    assert (len(settling), settling.next_due()) == (0, None)


def test_a_change_starts_the_time_again() -> None:
    settling = Settling(QUIET)
    settling.observe(found(10), 100.0, WALL)
    settling.observe(found(20), 101.5, WALL)
    assert settling.due(102.0) == []
    assert settling.due(103.5) == ["a.md"]


def test_an_event_starts_the_time_again_even_when_the_file_looks_the_same() -> None:
    settling = Settling(QUIET)
    settling.observe(found(), 100.0, WALL)
    settling.disturb("a.md", 101.5)
    assert settling.due(102.0) == []
    assert settling.due(103.5) == ["a.md"]


def test_a_file_that_has_changed_when_it_is_due_is_not_taken() -> None:
    settling = Settling(QUIET)
    settling.observe(found(10), 100.0, WALL)
    assert settling.due(102.0) == ["a.md"]
    assert not settling.take(found(20))
    assert len(settling) == 1


def test_a_file_that_has_lain_there_for_long_is_due_at_once() -> None:
    settling = Settling(QUIET)
    settling.observe(found(age=3600), 100.0, WALL)
    assert settling.due(100.0) == ["a.md"]


def test_a_copy_that_keeps_an_old_modification_time_is_as_new_as_its_change_time() -> None:
    settling = Settling(QUIET)
    old = Stamp(inode=1, size=10, mtime_ns=int((WALL - 86_400) * 1e9))
    settling.observe(Found(path="a.md", stamp=old, ctime_ns=int(WALL * 1e9)), 100.0, WALL)
    assert settling.due(101.9) == []


def test_a_file_that_was_renamed_into_the_inbox_is_due_at_once() -> None:
    settling = Settling(QUIET)
    settling.complete(found())
    assert settling.due(100.0) == ["a.md"]


def test_a_file_that_is_gone_is_not_waited_for() -> None:
    settling = Settling(QUIET)
    settling.observe(found(), 100.0, WALL)
    settling.forget("a.md")
    settling.forget("b.md")
    assert settling.due(200.0) == []


def test_what_is_gone_is_believed_once_nothing_else_goes() -> None:
    settling = Settling(QUIET)
    settling.vanish({"_notices.toml"}, 100.0)
    assert settling.vanished(101.9) == frozenset()
    settling.vanish({"a.md"}, 101.9)
    assert settling.next_due() == 103.9
    assert settling.vanished(103.8) == frozenset()
    assert settling.vanished(103.9) == {"_notices.toml", "a.md"}
    assert (settling.vanished(200.0), settling.next_due()) == (frozenset(), None)


def test_a_file_that_is_saved_by_deleting_it_is_not_gone() -> None:
    settling = Settling(QUIET)
    settling.vanish({"a.md", "b.md", "c.md"}, 100.0)
    settling.observe(found(path="a.md"), 100.5, WALL)
    settling.complete(found(path="b.md"))
    assert settling.vanished(102.0) == {"c.md"}


@given(
    changes=st.lists(
        st.tuples(st.floats(min_value=0.01, max_value=1.99), st.integers(min_value=1, max_value=1_000_000)),
        min_size=1,
        max_size=20,
    )
)
def test_no_file_is_due_while_it_changes_more_often_than_the_quiet_time(
    changes: list[tuple[float, int]],
) -> None:
    settling = Settling(QUIET)
    clock, size = 100.0, 0
    settling.observe(found(size), clock, WALL)
    for pause, more in changes:
        clock += pause
        assert settling.due(clock) == []
        size += more
        settling.observe(found(size), clock, WALL)
    assert settling.due(clock + QUIET) == ["a.md"]
