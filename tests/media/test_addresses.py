"""Which files beside an article does it name, and where in the inbox are they?"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher import beside
from publisher.errors import ArticleError
from publisher.files import Found
from publisher.media.addresses import located, named
from publisher.media.kinds import kind
from publisher.model import Block, BlockKind
from tests.media.samples import DRAWING, animation, encoded, noise

HTML = (
    '<p>See <a href="https://x.example/a">there</a>, <a href="#note-1">below</a>, '
    '<a href="mailto:a@b.c">us</a>, '
    '<a href="?q">q</a>, <a href="//cdn.example/x">cdn</a> and <a href="the%20report.pdf">here</a>. '
    '<img src="pics/a&amp;b.jpg" alt="src=&quot;no.jpg&quot;"></p>'
)


def test_relative_addresses_are_named_once_and_in_order_and_no_others() -> None:
    blocks = [Block(kind=BlockKind.PARAGRAPH, text="See", html=HTML)] * 2
    assert named(blocks, "lead.jpg") == ("lead.jpg", "the%20report.pdf", "pics/a&b.jpg")
    assert named(blocks, "https://x.example/lead.jpg") == ("the%20report.pdf", "pics/a&b.jpg")


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("cat.jpg", "world/cat.jpg"),
        ("./a/../cat.jpg", "world/cat.jpg"),
        ("../cat.jpg", "cat.jpg"),
        ("/pics/cat.jpg", "pics/cat.jpg"),
        ("the%20report.pdf#page=3", "world/the report.pdf"),
        ("caf%C3%A9.jpg?x=1", "world/café.jpg"),
        ("../../etc/passwd", ""),
        ("..%2f..%2fetc/passwd", ""),
        ("/../../etc/passwd", ""),
        ("..", ""),
        ("a\\b.jpg", ""),
        ("a%00.jpg", ""),
        ("%ff.jpg", ""),
    ],
)
def test_an_address_means_a_path_below_the_inbox_or_nothing(address: str, path: str) -> None:
    assert located("world/story.md", address) == path


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["..", ".", "a", "%2e%2e", "%2F", "/", "\\", "etc"])).map("/".join)
)
def test_no_address_means_anything_outside_the_inbox(address: str) -> None:
    for article in ("story.md", "world/story.md"):
        path = located(article, address)
        assert not path.startswith("/")
        assert ".." not in path.split("/")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An inbox with a secret beside it, and links to the secret in it."""
    folder = tmp_path_factory.mktemp("house")
    (folder / "secret.jpg").write_bytes(b"secret")
    inbox = folder / "inbox"
    (inbox / "world/.hidden").mkdir(parents=True)
    (inbox / "world/.hidden/x.jpg").write_bytes(b"secret")
    (inbox / "world/_clean.toml").write_bytes(b"secret")
    (inbox / "world/cat.jpg").write_bytes(b"open")
    (inbox / "world/link.jpg").symlink_to(folder / "secret.jpg")
    (inbox / "world/out").symlink_to(folder)
    (inbox / "world/in.jpg").symlink_to("cat.jpg")
    (inbox / "world/sly.jpg").symlink_to(".hidden/x.jpg")
    (inbox / "world/round.jpg").symlink_to("round.jpg")
    os.mkfifo(inbox / "world/pipe.jpg")
    return inbox


PARTS = st.sampled_from(
    [
        *("..", "a", "world", "cat.jpg", "link.jpg", "out", "in.jpg", "sly.jpg", "round.jpg", "pipe.jpg"),
        *(".hidden", "x.jpg", "_clean.toml", "secret.jpg", "inbox", "%2e%2e", ""),
    ]
)


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(address=st.lists(PARTS, min_size=1, max_size=6).map("/".join) | st.text(max_size=20))
def test_whatever_the_address_nothing_outside_the_inbox_is_read(house: Path, address: str) -> None:
    path = located("world/story.md", address)
    if path and isinstance(beside.look(house, path), Found):
        assert beside.head(house, path, 100) == b"open"


def test_a_link_to_another_file_of_the_inbox_is_followed(house: Path) -> None:
    assert isinstance(beside.look(house, "world/in.jpg"), Found)
    assert beside.head(house, "world/in.jpg", 100) == b"open"


def test_a_file_that_has_become_a_link_to_the_outside_is_not_read(house: Path) -> None:
    with pytest.raises(ArticleError):
        beside.head(house, "world/link.jpg", 100)


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        (encoded(noise(9, 9), "JPEG"), "x.png", ("image/jpeg", "jpg")),
        (animation("WEBP"), "x", ("image/webp", "webp")),
        (encoded(noise(9, 9), "AVIF"), "x.avif", ("image/avif", "avif")),
        (DRAWING, "x.svg", ("image/svg+xml", "svg")),
        (b"%PDF-1.7", "x.exe", ("application/pdf", "pdf")),
        (b"ID3\x04", "talk.MP3", ("audio/mpeg", "mp3")),
        (b"\xff\xfb\x90", "talk.mp3", ("audio/mpeg", "mp3")),
        (b"\0\0\0\x20ftypM4A ", "a", ("audio/mp4", "m4a")),
        (b"\0\0\0\x20ftypisom", "a.mp4", ("video/mp4", "mp4")),
        (b"\0\0\0\x20ftypisom", "a.m4a", ("audio/mp4", "m4a")),
        (b"PK\x03\x04", "a.odt", ("application/vnd.oasis.opendocument.text", "odt")),
        (b"PK\x03\x04", "a.zip", ("application/zip", "zip")),
        (b"RIFF\0\0\0\0WAVE", "a.wav", ("audio/wav", "wav")),
        (b"a,b\n1,2\n", "a.csv", ("text/csv", "csv")),
        (b"a,<script>x</script>\n", "a.csv", None),
        (b"<!doctype html><p>", "a.pdf", None),
        (b"<html>", "a.svg", None),
        (b"\x7fELF", "a.jpg", None),
        (b"MZ\x90", "a.zip", None),
        (b"alert(1)", "a.js", None),
        (b"", "a.jpg", None),
    ],
)
def test_a_file_is_what_its_content_says(head: bytes, name: str, expected: tuple[str, str] | None) -> None:
    found = kind(head, name)
    assert (found and (found.type, found.suffix)) == expected
