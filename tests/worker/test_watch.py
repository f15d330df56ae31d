"""Which file events say that a file came whole?"""

from __future__ import annotations

from pathlib import Path

import pytest
from watchfiles import Change

from publisher.worker.birth import born
from publisher.worker.events import Event, Touched
from publisher.worker.watch import Watcher


@pytest.mark.parametrize(("seconds", "renamed"), [(-1.0, False), (0.0, False), (10.0, True)])
def test_only_a_file_that_is_older_than_the_batch_of_events_was_renamed_in(
    tmp_path: Path, seconds: float, renamed: bool
) -> None:
    file = tmp_path / "a.md"
    file.write_text("text")
    birth = born(str(file))
    if birth is None:
        pytest.skip("the file system of the temporary folder keeps no time of creation")
    events: list[Event] = []
    watcher = Watcher(tmp_path, events.append)
    watcher._tell(tmp_path, [(Change.added, str(file))], birth + seconds)
    names = frozenset({"a.md"})
    assert events == [Touched(paths=names, renamed=names if renamed else frozenset())]


def test_a_link_is_no_rename(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("text")
    (tmp_path / "b.md").hardlink_to(file)
    assert born(str(file)) is None
