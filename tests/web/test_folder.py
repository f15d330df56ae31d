"""Which bytes does the folder give, and which never?"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from publisher.web import folder as module
from publisher.web.addresses import Addresses, is_servable
from publisher.web.folder import Folder, Large, Resource
from web.output import SECRET, put, write


def body(folder: Folder, path: str) -> bytes | None:
    found = folder.find(path)
    return found.plain.body if isinstance(found, Resource) else None


def age(path: Path) -> None:
    """Let a file be one that has been there for long: nobody can set a change time, so the limit moves."""
    os.utime(path, (1_000_000_000, 1_000_000_000))


_WORDS = st.sampled_from(
    [
        *(
            "world",
            "tide.html",
            "index.html",
            "..",
            ".",
            "",
            "private",
            "key.html",
            "leak.html",
            "hidden.html",
        ),
        *(
            ".hidden.html",
            ".git",
            "config",
            "publisher.db.secret",
            "feeds",
            "%2e%2e",
            "%2f",
            "%00",
            "~",
            "\\",
        ),
        *("media", "latest.html", "..%2f..", "%c0%ae", "tmp", ".tmp", "grün und blau.html"),
    ]
)
_TARGETS = st.lists(_WORDS | st.text(max_size=8), max_size=8).map("/".join)


def test_whatever_is_asked_for_no_byte_comes_from_outside_the_folder(folder):
    output = folder / "feeds"
    allowed = {
        path.read_bytes()
        for path in output.rglob("*")
        if path.is_file() and output in path.resolve().parents and b"nobody" not in path.read_bytes()
    }
    addresses, opened = Addresses("https://a.example.org/"), Folder(output, 100_000)

    @given(_TARGETS, st.booleans())
    def holds(target: str, encoded: bool) -> None:
        sent = ("/" + (quote(target, safe="/%") if encoded else target)).encode()
        path = addresses.file(sent)
        found = body(opened, path) if path is not None else None
        assert found is None or found in allowed
        # And so it is for who does not come through an address.
        if "\0" not in target:
            assert body(opened, target) != SECRET or not is_servable(target)

    holds()


@given(st.text(alphabet="ab./%~\0 ü", max_size=12))
def test_an_address_that_is_given_leads_back_to_the_file(path):
    addresses = Addresses("https://a.example.org/news/")
    if is_servable(path) and path and not path.endswith("/"):
        assert addresses.file(addresses.location(path)) == path
        assert addresses.location(path).startswith(b"/news/")
        assert b"//" not in addresses.location(path)


def test_a_file_that_has_rested_is_read_once_for_all_requests(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_UNSURE_NANOSECONDS", -1)
    put(tmp_path / "page.html", b"one")
    folder = Folder(tmp_path, 100_000)
    first = folder.find("page.html")
    assert folder.find("page.html") is first


def test_a_file_that_has_just_changed_is_read_again_and_keeps_what_was_made_of_it(tmp_path):
    put(tmp_path / "page.html", b"word " * 1000)
    folder = Folder(tmp_path, 100_000)
    first = folder.find("page.html")
    assert isinstance(first, Resource)
    coded = folder.represent(first, ("gzip",))
    second = folder.find("page.html")
    assert isinstance(second, Resource)
    assert second is not first
    assert folder.represent(second, ("gzip",)) is coded


def test_a_tag_is_of_the_bytes_and_not_of_their_time(tmp_path):
    def tags(folder: Folder) -> list[bytes]:
        found = folder.find("page.html")
        assert isinstance(found, Resource)
        return [folder.represent(found, wanted).etag for wanted in ((), ("gzip",))]

    path = tmp_path / "page.html"
    put(path, b"word " * 1000)
    folder = Folder(tmp_path, 100_000)
    first = tags(folder)
    os.utime(path, (1_600_000_000, 1_600_000_000))
    assert tags(folder) == first
    # Also for another server, and for a copy of the folder.
    assert tags(Folder(tmp_path, 100_000)) == first
    path.write_bytes(b"verb " * 1000)
    os.utime(path, (1_600_000_000, 1_600_000_000))
    assert not set(tags(Folder(tmp_path, 100_000))).intersection(first)


def test_other_bytes_with_the_same_times_and_length_are_seen(tmp_path):
    path = tmp_path / "page.html"
    put(path, b"one")
    age(path)
    folder = Folder(tmp_path, 100_000)
    assert body(folder, "page.html") == b"one"
    path.write_bytes(b"two")
    age(path)
    assert body(folder, "page.html") == b"two"


def test_memory_holds_what_was_asked_for_last_and_no_more(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_UNSURE_NANOSECONDS", -1)
    for number in range(10):
        put(tmp_path / f"{number}.html", bytes([number]) * 20_000)
    folder = Folder(tmp_path, 100_000)
    found = [folder.find(f"{number}.html") for number in range(10)]
    assert folder._used <= 100_000
    assert folder.find("9.html") is found[9]
    assert folder.find("0.html") is not found[0]
    for number in (7, 8, 9, 0):
        resource = folder.find(f"{number}.html")
        assert isinstance(resource, Resource)
        folder.represent(resource, ("gzip", "br"))
        assert folder._used == sum(each.size for each in folder._known.values()) <= 100_000


def test_a_file_that_is_larger_than_the_memory_is_served_all_the_same(tmp_path):
    put(tmp_path / "page.html", b"x" * 5000)
    folder = Folder(tmp_path, 1000)
    assert body(folder, "page.html") == b"x" * 5000
    assert folder._used == 0
    put(tmp_path / "film.mp4", bytes(module.LARGEST + 1))
    assert isinstance(folder.find("film.mp4"), Large)


def test_a_folder_that_comes_later_is_served_and_one_that_goes_is_not(tmp_path):
    folder = Folder(tmp_path / "feeds", 100_000)
    assert folder.find("atom.xml") is None
    put(tmp_path / "feeds/atom.xml", b"<feed/>")
    assert body(folder, "atom.xml") == b"<feed/>"
    (tmp_path / "feeds/atom.xml").unlink()
    (tmp_path / "feeds").rmdir()
    assert folder.find("atom.xml") is None


def test_pipes_folders_and_what_cannot_be_followed_are_not_there(tmp_path):
    os.mkfifo(tmp_path / "pipe.html")
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "loop.html").symlink_to("loop.html")
    folder = Folder(tmp_path, 100_000)
    assert [folder.find(name) for name in ("pipe.html", "folder.html", "loop.html", "a" * 300)] == [None] * 4


def test_a_link_put_in_place_of_a_folder_after_the_check_is_not_followed(tmp_path, monkeypatch):
    output = write(tmp_path)
    real = os.path.realpath

    def swapped(path: str) -> str:
        found = real(path)
        if found.endswith("world/key.html"):
            (output / "world").rename(output / "elsewhere")
            (output / "world").symlink_to(tmp_path / "private")
        return found

    put(output / "world/key.html", b"harmless")
    monkeypatch.setattr(os.path, "realpath", swapped)
    assert Folder(output, 100_000).find("world/key.html") is None


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_no_descriptor_stays_open(tmp_path):
    output = write(tmp_path)
    folder = Folder(output, 0)
    before = descriptors()
    for path in ("atom.xml", "leak.html", "private/key.html", "world", "nothing", "world/nothing.html"):
        folder.find(path)
    assert descriptors() == before
