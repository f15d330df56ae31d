"""Does one process alone work on a publication, and does its death free it?"""

from __future__ import annotations

import fcntl
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from disk import put

from publisher import locks
from publisher.errors import BusyError, StoreError

HOLD = """
import sys, pathlib
from publisher import locks
with locks.hold(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_one_process_works_on_a_publication_and_its_death_frees_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "publisher.db.lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(BusyError, match="another process works on this publication") as caught:
            locks.hold(path).__enter__()
        assert caught.value.exit_code == 75
        other.send_signal(signal.SIGKILL)
        other.wait()
    with locks.hold(path):
        pass
    with locks.hold(path):  # it is free again, and the file that stays behind means nothing
        pass


def test_one_who_only_asks_for_the_lock_does_not_keep_the_service_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, "lock")
    with path.open() as asking:
        fcntl.flock(asking, fcntl.LOCK_SH)
        monkeypatch.setattr(time, "sleep", lambda _: fcntl.flock(asking, fcntl.LOCK_UN))
        with locks.hold(path):
            assert locks.is_held(path)
    assert not locks.is_held(path)


def test_a_lock_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    put(tmp_path, "file")
    with pytest.raises(StoreError, match="the lock file cannot be opened") as caught:
        locks.hold(tmp_path / "file" / "lock").__enter__()
    assert not isinstance(caught.value, BusyError)
