"""What lies in the inbox, and what does one file of it hold?"""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from disk import put

from publisher import files
from publisher.errors import ArticleError, InboxError
from publisher.files import Barred, Found


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def found(inbox: Path) -> set[str]:
    return {each.path for each in files.walk(inbox) if isinstance(each, Found)}


def barred(inbox: Path) -> dict[str, str]:
    return {each.path: each.reason for each in files.walk(inbox) if isinstance(each, Barred)}


# The inbox


def test_files_of_every_depth_are_found_with_slashes_in_their_paths(inbox: Path) -> None:
    for path in ("a.md", "world/b.html", "world/deep/er/c.txt"):
        put(inbox, path)
    assert found(inbox) == {"a.md", "world/b.html", "world/deep/er/c.txt"}


def test_what_is_found_carries_the_stamp_of_the_file(inbox: Path) -> None:
    status = put(inbox, "a.md", b"12345").stat()
    (only,) = files.walk(inbox)
    assert isinstance(only, Found)
    assert only.stamp == files.Stamp(inode=status.st_ino, size=5, mtime_ns=status.st_mtime_ns)
    assert only.ctime_ns == status.st_ctime_ns
    assert files.look(inbox, "a.md") == only


@pytest.mark.parametrize(
    "name",
    [
        *(".hidden.md", "_draft.md", "~$letter.md", "#a.md#", "a.md~", "a.md#"),
        *("a.md.part", "a.md.partial", "a.md.tmp", "a.TMP", "a.temp", ".a.md.swp", "a.swx", "a.crdownload"),
        *("a.download", "a.md.filepart", "a.lftp", "a.md.bak", "a.orig", "a.lock"),
        *(".git/config.md", "_templates/a.md", ".Trash-0/files/a.md", "world/.sync/a.md", "a.tmp/b.md"),
    ],
)
def test_hidden_reserved_and_unfinished_names_are_nobodys_article(inbox: Path, name: str) -> None:
    put(inbox, name)
    put(inbox, "good.md")
    assert found(inbox) == {"good.md"}
    assert barred(inbox) == {}
    assert files.look(inbox, name) is None


@pytest.mark.parametrize(
    "name", ["part.md", "a.part.md", "tmp/a.md", "a_b.md", "a#b.md", "swp", "Ünïcode 文.md"]
)
def test_names_that_only_look_a_little_like_these_are_articles(inbox: Path, name: str) -> None:
    put(inbox, name)
    assert found(inbox) == {name}


@pytest.mark.parametrize("name", ["a.jpg", "a.PNG", "a.svg", "a.mp3", "a.mp4", "a.css", "a.js", "a.woff2"])
def test_pictures_sound_and_styles_beside_articles_are_passed_over_in_silence(inbox: Path, name: str) -> None:
    put(inbox, name)
    assert list(files.walk(inbox)) == []


def test_the_folder_of_a_saved_page_is_passed_over(inbox: Path) -> None:
    put(inbox, "world/Page.html")
    put(inbox, "world/Page_files/frame.html")
    put(inbox, "world/Page_files/deep/frame.html")
    put(inbox, "Other.htm")
    put(inbox, "Other_files/frame.html")
    assert found(inbox) == {"world/Page.html", "Other.htm"}


def test_an_event_in_the_folder_of_a_saved_page_finds_nothing_either(inbox: Path) -> None:
    put(inbox, "world/Page.html")
    put(inbox, "world/Page_files/frame.html")
    put(inbox, "world/Page_files/deep/frame.html")
    assert files.look(inbox, "world/Page_files/frame.html") is None
    assert files.look(inbox, "world/Page_files/deep/frame.html") is None


def test_a_folder_called_files_without_its_page_is_a_folder_like_others(inbox: Path) -> None:
    put(inbox, "case_files/a.md")
    assert found(inbox) == {"case_files/a.md"}
    assert files.look(inbox, "case_files/a.md") is not None


def test_a_section_is_not_taken_for_part_of_a_page_that_is_called_like_it(inbox: Path) -> None:
    put(inbox, "world.html")
    put(inbox, "world/a.md")
    assert found(inbox) == {"world.html", "world/a.md"}
    assert files.look(inbox, "world/a.md") is not None


def test_a_link_inside_the_inbox_is_followed(inbox: Path) -> None:
    put(inbox, "a.md", b"12345")
    (inbox / "b.md").symlink_to("a.md")
    assert found(inbox) == {"a.md", "b.md"}
    link = files.look(inbox, "b.md")
    assert isinstance(link, Found)
    assert link.stamp.size == 5


def test_links_that_leave_the_inbox_lead_to_folders_nowhere_or_in_a_circle_are_barred(
    inbox: Path, tmp_path: Path
) -> None:
    put(tmp_path, "secret.md")
    put(inbox, "world/a.md")
    (inbox / "out.md").symlink_to(tmp_path / "secret.md")
    (inbox / "up.md").symlink_to("../secret.md")
    (inbox / "folder").symlink_to("world")
    (inbox / "away").symlink_to("/etc")
    (inbox / "broken.md").symlink_to("none.md")
    (inbox / "circle.md").symlink_to("circle.md")
    (inbox / "ping").symlink_to("pong")
    (inbox / "pong").symlink_to("ping")
    reasons = barred(inbox)
    assert found(inbox) == {"world/a.md"}
    assert set(reasons) == {
        *("out.md", "up.md", "folder", "away", "broken.md", "circle.md", "ping", "pong"),
    }
    assert "leaves the inbox" in reasons["out.md"]
    assert "leaves the inbox" in reasons["up.md"]
    assert "leaves the inbox" in reasons["away"]
    assert "put the folder itself here" in reasons["folder"]
    assert "not there" in reasons["broken.md"]
    assert "back to itself" in reasons["circle.md"]
    assert "back to itself" in reasons["ping"]


def test_an_event_behind_a_link_to_a_folder_finds_nothing(inbox: Path, tmp_path: Path) -> None:
    put(inbox, "world/a.md")
    (inbox / "link").symlink_to("world")
    put(tmp_path, "outside/a.md")
    (inbox / "away").symlink_to(tmp_path / "outside")
    assert files.look(inbox, "link/a.md") is None
    assert files.look(inbox, "away/a.md") is None


def test_an_inbox_that_is_itself_a_link_is_good(inbox: Path, tmp_path: Path) -> None:
    put(inbox, "world/a.md")
    (tmp_path / "link").symlink_to(inbox)
    assert found(tmp_path / "link") == {"world/a.md"}
    assert files.look(tmp_path / "link", "world/a.md") is not None


def test_pipes_and_sockets_are_barred_and_never_opened(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(inbox / "pipe.md")
    monkeypatch.chdir(inbox)  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.md")
        assert set(barred(inbox)) == {"pipe.md", "socket.md"}
        assert all("expected a regular file" in reason for reason in barred(inbox).values())
    with pytest.raises(ArticleError, match="expected a regular file"):
        files.read(inbox, "pipe.md", 1000)


def test_names_that_are_not_utf_8_are_barred_and_can_be_printed(inbox: Path) -> None:
    for name in (b"\xff.md", b"\xff/a.md"):
        path = os.fsencode(inbox) + b"/" + name
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120  paths of bytes
        with open(path, "wb") as file:  # noqa: PTH123  the same
            file.write(b"text")
    assert set(barred(inbox)) == {"\N{REPLACEMENT CHARACTER}.md", "\N{REPLACEMENT CHARACTER}"}
    assert all("not valid UTF-8" in reason for reason in barred(inbox).values())
    assert files.look(inbox, os.fsdecode(b"\xff.md")) is None


def test_a_folder_that_cannot_be_read_is_named_and_the_others_go_on(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(inbox, "closed/a.md")
    put(inbox, "open/b.md")
    scandir = os.scandir

    def without_right(path: Path) -> object:  # root may read everything, so that a mode tests nothing
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", without_right)
    assert found(inbox) == {"open/b.md"}
    assert barred(inbox) == {"closed": "the folder cannot be read: Permission denied"}


def test_an_inbox_that_is_not_there_is_not_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(InboxError, match="the inbox is not there") as caught:
        list(files.walk(tmp_path / "none"))
    assert caught.value.exit_code == 66
    put(tmp_path, "file")
    with pytest.raises(InboxError, match="is not a folder"):
        list(files.walk(tmp_path / "file"))


def test_what_is_gone_or_below_a_file_is_nothing(inbox: Path) -> None:
    put(inbox, "a")
    assert files.look(inbox, "none.md") is None
    assert files.look(inbox, "a/b.md") is None
    (inbox / "world").mkdir()
    assert files.look(inbox, "world") is None


# Rulings


def test_the_rulings_of_the_inbox_and_of_its_sections_are_found_and_no_others(inbox: Path) -> None:
    for path in ("_clean.toml", "city/_clean.toml", "city/deep/_clean.toml", "_drafts/_clean.toml"):
        put(inbox, path)
    put(inbox, ".hidden/_clean.toml")
    (inbox / "sport/_clean.toml").mkdir(parents=True)
    put(inbox, "sport/_clean.toml/a.md")
    assert found(inbox) == {"_clean.toml", "city/_clean.toml"}
    assert barred(inbox) == {}
    for path in ("_clean.toml", "city/_clean.toml"):
        assert isinstance(files.look(inbox, path), Found)
        assert not files.unread(path)
    for path in ("city/deep/_clean.toml", "_drafts/_clean.toml", "sport/_clean.toml/a.md", "../_clean.toml"):
        assert files.look(inbox, path) is None
        assert files.unread(path)


def test_sections_are_the_folders_of_the_inbox_that_are_looked_into(inbox: Path) -> None:
    for path in ("sport/a.md", "city/deep/a.md", ".git/config", "_drafts/a.md", "a.md"):
        put(inbox, path)
    assert files.sections(inbox) == ["city", "sport"]
    assert files.sections(inbox / "none") == []


def test_a_folder_that_is_gone_or_holds_nothing_but_rulings_is_not_used(inbox: Path) -> None:
    put(inbox, "_clean.toml")
    put(inbox, "city/.DS_Store")
    assert not files.is_used(inbox, "city")
    assert not files.is_used(inbox, "sport")
    assert files.is_used(inbox, "")
    put(inbox, "city/a.md")
    assert files.is_used(inbox, "city")


# Reading one file


def test_a_file_is_read_with_the_stamp_that_belongs_to_its_bytes(inbox: Path) -> None:
    put(inbox, "world/a.md", b"12345")
    os.utime(inbox / "world/a.md", ns=(0, 1_700_000_000_500_000_000))
    source, stamp = files.read(inbox, "world/a.md", 5)
    assert (source.path, source.data) == ("world/a.md", b"12345")
    assert source.modified == files.moment(1_700_000_000_500_000_000)
    assert stamp.size == 5


def test_a_file_above_the_limit_is_not_read(inbox: Path) -> None:
    put(inbox, "a.md", b"123456")
    with pytest.raises(ArticleError, match=r"more than intake\.maximum_megabytes allows"):
        files.read(inbox, "a.md", 5)


@pytest.mark.parametrize("path", ["none.md", "world", "a.md/b.md"])
def test_what_cannot_be_read_is_the_authors_matter(inbox: Path, path: str) -> None:
    put(inbox, "a.md")
    (inbox / "world").mkdir()
    with pytest.raises(ArticleError, match="cannot be read: "):
        files.read(inbox, path, 1000)


@pytest.mark.parametrize("nanoseconds", [-(2**63), 2**63 - 1])
def test_a_time_that_no_calendar_has_is_still_a_moment(nanoseconds: int) -> None:
    assert files.moment(nanoseconds).tzinfo is not None


# File systems without events


MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:50 / {0}/net rw - nfs4 server:/export rw
31 22 0:51 / {0}/my\\040share rw shared:7 master:1 - cifs //server/share rw
32 30 8:2 / {0}/net/disk rw - ext4 /dev/sdb rw
33 22 0:52 / {0}/ssh rw - fuse.sshfs me@server: rw
34 22 0:53 / {0}/host rw - 9p host rw
"""


@pytest.mark.parametrize(
    ("folder", "remote"),
    [
        *(("local", False), ("net", True), ("net/inbox", True), ("network", False), ("net/disk", False)),
        *(("net/disk/inbox", False), ("my share/inbox", True), ("ssh", True), ("host", True), ("..", False)),
    ],
)
def test_the_innermost_mount_says_whether_a_folder_sends_events(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, remote: bool
) -> None:
    read_text = Path.read_text

    def mounts(self: Path, *args: str, **options: str) -> str:
        return (
            MOUNTS.format(tmp_path)
            if str(self) == "/proc/self/mountinfo"
            else read_text(self, *args, **options)
        )

    monkeypatch.setattr(Path, "read_text", mounts)
    assert files.is_remote(tmp_path / folder) is remote


def test_a_system_that_does_not_tell_its_mounts_has_local_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(self: Path, **options: str) -> str:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_text", nothing)
    assert files.is_remote(tmp_path) is False


def test_an_inbox_that_goes_while_it_is_looked_at_is_not_taken_for_one_that_lost_its_files(
    inbox: Path,
) -> None:
    for path in ("a.md", "world/b.md"):
        put(inbox, path)
    found = files.walk(inbox)
    next(found)
    inbox.rename(inbox.with_name("unmounted"))
    with pytest.raises(InboxError, match="the inbox is not there"):
        list(found)
