"""Do the compressed files beside a file always say what it says?"""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher import codings, files
from publisher.errors import OutputError
from publisher.publish import siblings

DECODE = {".gz": gzip.decompress, ".br": brotli.decompress, ".zst": zstandard.decompress}
LONG = b"The tide came twice on Monday. " * 200
OTHER = b"The tide came once on Tuesday. " * 200


def beside(path: Path) -> dict[str, bytes]:
    """Return what lies beside a file, decompressed, by suffix."""
    return {
        each.suffix: DECODE[each.suffix](each.read_bytes())
        for each in path.parent.iterdir()
        if each.name != path.name
    }


def test_a_file_has_its_compressed_siblings(tmp_path):
    path = tmp_path / "city/atom.xml"
    assert siblings.replace(path, LONG) is True
    assert path.read_bytes() == LONG
    assert beside(path) == {".gz": LONG, ".br": LONG, ".zst": LONG}


def test_equal_bytes_are_not_written_again(tmp_path):
    path = tmp_path / "atom.xml"
    siblings.replace(path, LONG)
    before = {each: each.stat() for each in tmp_path.iterdir()}
    assert siblings.replace(path, LONG) is False
    assert {each: each.stat() for each in tmp_path.iterdir()} == before


def test_a_file_that_has_become_short_loses_its_siblings(tmp_path):
    path = tmp_path / "atom.xml"
    siblings.replace(path, LONG)
    siblings.replace(path, b"short")
    assert beside(path) == {}


def test_a_coding_that_is_not_installed_any_more_leaves_nothing_stale(tmp_path, monkeypatch):
    path = tmp_path / "atom.xml"
    siblings.replace(path, LONG)
    only = tuple(each for each in codings.available() if each.name == "gzip")
    monkeypatch.setattr(codings, "available", lambda: only)
    siblings.replace(path, OTHER)
    assert beside(path) == {".gz": OTHER}


def test_a_coding_that_is_new_here_is_added_to_what_has_not_changed(tmp_path, monkeypatch):
    path = tmp_path / "atom.xml"
    with monkeypatch.context() as patch:
        patch.setattr(codings, "available", lambda: ())
        siblings.replace(path, LONG)
    assert beside(path) == {}
    assert siblings.replace(path, LONG) is False
    assert set(beside(path)) == {".gz", ".br", ".zst"}


@pytest.mark.parametrize("step", range(5))
def test_whenever_it_is_killed_no_sibling_disagrees_and_the_next_time_mends_it(tmp_path, monkeypatch, step):
    path = tmp_path / "atom.xml"
    siblings.replace(path, LONG)
    real, calls = files.replace, []

    def killed(target: Path, data: bytes) -> bool:
        calls.append(target)
        if len(calls) > step:
            raise KeyboardInterrupt
        return real(target, data)

    with monkeypatch.context() as patch:
        patch.setattr(files, "replace", killed)
        try:
            siblings.replace(path, OTHER)
        except KeyboardInterrupt:
            assert set(beside(path).values()) <= {path.read_bytes()}
    for data in (path.read_bytes(), OTHER):
        siblings.replace(path, data)
        assert beside(path) == {".gz": data, ".br": data, ".zst": data}


def test_removing_a_file_removes_its_siblings(tmp_path):
    path = tmp_path / "atom.xml"
    siblings.replace(path, LONG)
    assert siblings.remove(path) is True
    assert list(tmp_path.iterdir()) == []
    assert siblings.remove(path) is False
    assert siblings.remove(tmp_path / "nothing/atom.xml") is False


def test_what_cannot_be_removed_is_said(tmp_path):
    (tmp_path / "atom.xml.gz").mkdir()
    with pytest.raises(OutputError, match=r"atom\.xml\.gz: cannot be removed"):
        siblings.replace(tmp_path / "atom.xml", LONG)


@settings(max_examples=30)
@given(st.binary(max_size=200))
def test_codings_give_the_same_shorter_bytes_each_time_and_lose_nothing(data):
    data *= 30
    for coding in codings.available():
        coded = coding.shorten(data)
        assert coded == coding.shorten(data)
        assert coded is None or (len(coded) < len(data) and DECODE[coding.suffix](coded) == data)
        assert coded is not None or len(data) < 2000


def test_every_coding_has_its_suffix_in_the_list_of_what_may_lie_there():
    assert {each.suffix for each in codings.available()} == set(codings.SUFFIXES)
