"""How does a file get to its place whole or not at all?"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from disk import put

from publisher import files
from publisher.errors import OutputError

Replace = Callable[[Path, bytes], bool]


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
