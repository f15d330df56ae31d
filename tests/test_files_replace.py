"""How does a file get to its place whole or not at all, and who may put it there?"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from disk import put

from publisher import files
from publisher.errors import BusyError, OutputError, StoreError

Replace = Callable[[Path, bytes], bool]


# Replacing


@pytest.mark.parametrize("replace", [files.replace, files.replace_unsynced])
class TestReplace:
    def test_a_file_is_written_with_the_folders_that_it_needs(self, tmp_path: Path, replace: Replace) -> None:
        assert replace(tmp_path / "a/b/c.html", b"one") is True
        assert (tmp_path / "a/b/c.html").read_bytes() == b"one"
        assert [path.name for path in (tmp_path / "a/b").iterdir()] == ["c.html"]

    def test_equal_bytes_are_left_alone_to_the_nanosecond(self, tmp_path: Path, replace: Replace) -> None:
        path = put(tmp_path, "a", b"one")
        os.utime(path, ns=(1, 1_234_567_891))
        before = path.stat()
        assert replace(path, b"one") is False
        after = path.stat()
        assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)

    @pytest.mark.parametrize("data", [b"two", b"longer", b""])
    def test_other_bytes_replace_it_by_a_rename(self, tmp_path: Path, replace: Replace, data: bytes) -> None:
        path = put(tmp_path, "a", b"one")
        before = path.stat().st_ino
        with path.open("rb") as reader:
            assert replace(path, data) is True
            assert reader.read() == b"one"  # who reads the old one reads all of it
        assert path.read_bytes() == data
        assert path.stat().st_ino != before

    def test_a_failed_write_leaves_the_old_file_and_nothing_else(
        self, tmp_path: Path, replace: Replace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = put(tmp_path, "a", b"one")

        def full(self: Path, target: Path) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "replace", full)
        with pytest.raises(OutputError, match="No space left on device; the old file stays") as caught:
            replace(path, b"two")
        assert caught.value.exit_code == 73
        assert path.read_bytes() == b"one"
        assert [each.name for each in tmp_path.iterdir()] == ["a"]

    def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(
        self, tmp_path: Path, replace: Replace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = put(tmp_path, "a", b"one")

        def interrupt(self: Path, target: Path) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(os, "replace", interrupt)
        with pytest.raises(KeyboardInterrupt):
            replace(path, b"two")
        assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("a", b"one")]

    def test_a_folder_in_the_way_is_an_error_of_the_output(self, tmp_path: Path, replace: Replace) -> None:
        (tmp_path / "a").mkdir()
        with pytest.raises(OutputError, match="Is a directory"):
            replace(tmp_path / "a", b"two")
        put(tmp_path, "file")
        with pytest.raises(OutputError, match="Not a directory"):
            replace(tmp_path / "file/b", b"two")


def test_what_must_survive_a_power_cut_is_synced_file_first_and_then_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[bool] = []
    monkeypatch.setattr(
        os,
        "fsync",
        lambda descriptor: synced.append(os.path.isdir(f"/proc/self/fd/{descriptor}")),  # noqa: PTH112  a descriptor has no path
    )
    files.replace_unsynced(tmp_path / "page", b"one")
    assert synced == []
    files.replace(tmp_path / "feed", b"one")
    assert synced == [False, True]
    files.replace(tmp_path / "feed", b"one")
    assert synced == [False, True]


# The lock


HOLD = """
import sys, pathlib
from publisher import files
with files.lock(pathlib.Path(sys.argv[1])):
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
            files.lock(path).__enter__()
        assert caught.value.exit_code == 75
        other.send_signal(signal.SIGKILL)
        other.wait()
    with files.lock(path):
        pass
    with files.lock(path):  # it is free again, and the file that stays behind means nothing
        pass


def test_one_who_only_asks_for_the_lock_does_not_keep_the_service_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, "lock")
    with path.open() as asking:
        fcntl.flock(asking, fcntl.LOCK_SH)
        monkeypatch.setattr(time, "sleep", lambda _: fcntl.flock(asking, fcntl.LOCK_UN))
        with files.lock(path):
            assert files.is_locked(path)
    assert not files.is_locked(path)


def test_a_lock_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    put(tmp_path, "file")
    with pytest.raises(StoreError, match="the lock file cannot be opened") as caught:
        files.lock(tmp_path / "file" / "lock").__enter__()
    assert not isinstance(caught.value, BusyError)
