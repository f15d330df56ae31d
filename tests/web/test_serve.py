"""What does `publisher serve` answer, over a real connection?"""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

import brotli
import httpx
import pytest
import zstandard

from publisher import codings
from web.output import SECRET, SOUND, put, served, write

CODINGS = {"br": brotli.decompress, "zstd": zstandard.decompress, "gzip": gzip.decompress}


def raw(client: httpx.Client, path: str, **headers: str) -> tuple[httpx.Response, bytes]:
    """Return an answer with its body as it came over the wire."""
    named = {"accept-encoding": "identity"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    with client.stream("GET", path, headers=named) as response:
        return response, b"".join(response.iter_raw())


def exchange(client: httpx.Client, sent: bytes) -> bytes:
    """Return all that the server says to these bytes, which no client would send."""
    address = client.base_url
    with socket.create_connection((address.host, address.port or 0), timeout=30) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def test_a_page_comes_with_its_length_type_and_state(client, folder):
    response, body = raw(client, "/world/tide.html")
    assert response.status_code == 200
    assert body == (folder / "feeds/world/tide.html").read_bytes()
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["content-length"] == str(len(body))
    assert response.headers["vary"] == "accept-encoding"
    assert response.headers["etag"].startswith('"')
    assert response.headers["last-modified"].endswith(" GMT")
    assert response.headers["date"].endswith(" GMT")
    assert response.headers["cache-control"] == "max-age=3600"
    assert "server" not in response.headers


def test_a_page_may_run_only_what_the_publication_itself_serves(client):
    headers = raw(client, "/world/tide.html")[0].headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"


def test_an_edition_may_have_its_styles_on_its_elements_as_the_mail_has(client):
    policy = raw(client, "/editions/daily-1.html")[0].headers["content-security-policy"]
    assert "style-src 'self' 'unsafe-inline'; script-src 'self';" in policy


@pytest.mark.parametrize("path", ["plan.html", "../0123456789abcdef-480.svg"])
def test_an_attached_document_runs_nothing_at_all(client, path):
    response, _ = raw(
        client, str(httpx.URL(f"/media/0123456789abcdef/{path}")).replace("0123456789abcdef/../", "")
    )
    assert response.headers["content-security-policy"].startswith("sandbox; default-src 'none'")


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/atom.xml", "application/atom+xml; charset=utf-8"),
        ("/archive/first.xml", "application/atom+xml; charset=utf-8"),
        ("/world/rss.xml", "application/rss+xml; charset=utf-8"),
        ("/feed.json", "application/feed+json"),
        ("/feeds.opml", "text/x-opml; charset=utf-8"),
    ],
)
def test_a_feed_has_its_own_type_and_programs_on_other_sites_may_read_it(client, path, content_type):
    headers = raw(client, path)[0].headers
    assert headers["content-type"] == content_type
    assert headers["access-control-allow-origin"] == "*"
    assert headers["access-control-expose-headers"] == "etag"


def test_a_page_is_not_for_programs_on_other_sites(client):
    assert "access-control-allow-origin" not in raw(client, "/world/tide.html")[0].headers


def test_a_browser_that_asks_first_is_told_how_a_feed_may_be_fetched(client):
    asked = {"Origin": "https://reader.example.com", "Access-Control-Request-Method": "GET"}
    response = client.options("/atom.xml", headers=asked)
    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["access-control-allow-methods"] == "GET, HEAD"
    assert response.headers["access-control-allow-headers"] == "*"
    assert "access-control-allow-origin" not in client.options("/world/tide.html", headers=asked).headers


@pytest.mark.parametrize("name", CODINGS)
def test_each_coding_has_its_own_tag_and_gives_the_same_bytes(client, folder, name):
    plain, expected = raw(client, "/atom.xml")
    response, body = raw(client, "/atom.xml", accept_encoding=name)
    assert response.headers["content-encoding"] == name
    assert response.headers["content-length"] == str(len(body))
    assert len(body) < len(expected)
    assert CODINGS[name](body) == expected
    tags = {raw(client, "/atom.xml", accept_encoding=each)[0].headers["etag"] for each in CODINGS}
    assert len(tags | {plain.headers["etag"]}) == 4


def test_the_shortest_coding_that_the_client_takes_is_sent(client):
    assert [each.name for each in codings.available()] == ["br", "zstd", "gzip"]
    response, _ = raw(client, "/atom.xml", accept_encoding="gzip, deflate, br, zstd")
    assert response.headers["content-encoding"] == "br"
    response, _ = raw(client, "/atom.xml", accept_encoding="br;q=0.1, gzip;q=0.9")
    assert response.headers["content-encoding"] == "gzip"
    for none in ("identity", "gzip;q=0", "compress", ""):
        assert "content-encoding" not in raw(client, "/atom.xml", accept_encoding=none)[0].headers


def test_what_compression_does_not_shorten_is_sent_as_it_is(client):
    assert "content-encoding" not in raw(client, "/robots.txt", accept_encoding="gzip, br")[0].headers
    sound, _ = raw(client, "/media/0123456789abcdef/waves.mp3", accept_encoding="gzip, br")
    assert "content-encoding" not in sound.headers
    assert "vary" not in sound.headers


@pytest.mark.parametrize("coding", ["identity", *CODINGS])
def test_who_has_the_newest_is_told_so_without_a_body(client, coding):
    first, _ = raw(client, "/atom.xml", accept_encoding=coding)
    again, body = raw(client, "/atom.xml", accept_encoding=coding, if_none_match=first.headers["etag"])
    assert again.status_code == 304
    assert body == b""
    for name in ("etag", "cache-control", "last-modified", "vary", "access-control-allow-origin"):
        assert again.headers[name] == first.headers[name]
    assert "content-type" not in again.headers


def test_the_tag_of_another_coding_is_another_state(client):
    plain, _ = raw(client, "/atom.xml")
    assert (
        raw(client, "/atom.xml", accept_encoding="gzip", if_none_match=plain.headers["etag"])[0].status_code
        == 200
    )


@pytest.mark.parametrize("shape", ['"old", {}', "W/{}", '{} , "b"', "*", 'W/"a",W/{}'])
def test_tags_are_compared_weakly_and_one_of_a_list_is_enough(client, shape):
    tag = raw(client, "/")[0].headers["etag"]
    assert raw(client, "/", if_none_match=shape.format(tag))[0].status_code == 304


@pytest.mark.parametrize("tags", ['"old"', 'W/"old", "older"', "old", '""'])
def test_other_tags_bring_the_whole_page(client, tags):
    assert raw(client, "/", if_none_match=tags)[0].status_code == 200


def test_a_date_tells_whether_there_is_something_newer(client):
    date = raw(client, "/")[0].headers["last-modified"]
    assert raw(client, "/", if_modified_since=date)[0].status_code == 304
    assert raw(client, "/", if_modified_since=formatdate(4_000_000_000, usegmt=True))[0].status_code == 304
    assert raw(client, "/", if_modified_since=formatdate(1_000_000_000, usegmt=True))[0].status_code == 200
    assert raw(client, "/", if_modified_since="yesterday")[0].status_code == 200


def test_the_tag_counts_and_not_the_date_when_both_are_sent(client):
    first, _ = raw(client, "/")
    date = first.headers["last-modified"]
    assert raw(client, "/", if_none_match='"old"', if_modified_since=date)[0].status_code == 200


def test_head_says_the_same_without_the_body(client):
    for path in ("/", "/atom.xml", "/media/0123456789abcdef/waves.mp3", "/nothing"):
        response = client.head(path, headers={"Accept-Encoding": "gzip", "Range": "bytes=0-9"})
        other, body = raw(client, path, accept_encoding="gzip")
        assert response.content == b""
        assert response.status_code == other.status_code
        assert int(response.headers["content-length"]) == len(body)
        same = {key: value for key, value in other.headers.items() if key != "date"}
        assert {key: value for key, value in response.headers.items() if key != "date"} == same


@pytest.mark.parametrize(
    ("wanted", "part", "told"),
    [
        ("bytes=0-9", SOUND[:10], "bytes 0-9/5120"),
        ("bytes=5000-", SOUND[5000:], "bytes 5000-5119/5120"),
        ("bytes=-20", SOUND[-20:], "bytes 5100-5119/5120"),
        ("bytes=-9999", SOUND, "bytes 0-5119/5120"),
        ("bytes=5119-9999", SOUND[-1:], "bytes 5119-5119/5120"),
    ],
)
def test_a_part_of_a_sound_can_be_fetched(client, wanted, part, told):
    response, body = raw(client, "/media/0123456789abcdef/waves.mp3", range=wanted)
    assert response.status_code == 206
    assert response.headers["content-range"] == told
    assert response.headers["content-length"] == str(len(part))
    assert body == part


@pytest.mark.parametrize("wanted", ["bytes=5120-", "bytes=9999-10000", "bytes=-0"])
def test_a_part_behind_the_end_is_refused_with_the_length(client, wanted):
    response, body = raw(client, "/media/0123456789abcdef/waves.mp3", range=wanted)
    assert (response.status_code, response.headers["content-range"], body) == (416, "bytes */5120", b"")


@pytest.mark.parametrize("wanted", ["bytes=0-1,5-6", "bytes=9-1", "bytes=-", "lines=1-2", "bytes=a-b"])
def test_what_is_no_single_part_brings_the_whole(client, wanted):
    response, body = raw(client, "/media/0123456789abcdef/waves.mp3", range=wanted)
    assert (response.status_code, body) == (200, SOUND)


def test_a_part_is_sent_only_of_the_state_that_the_client_has(client):
    first, _ = raw(client, "/media/0123456789abcdef/waves.mp3")
    assert first.headers["accept-ranges"] == "bytes"
    for state, status in [
        (first.headers["etag"], 206),
        (first.headers["last-modified"], 206),
        ('"old"', 200),
        ("W/" + first.headers["etag"], 200),
        (formatdate(1_000_000_000, usegmt=True), 200),
    ]:
        path = "/media/0123456789abcdef/waves.mp3"
        assert raw(client, path, range="bytes=0-1", if_range=state)[0].status_code == status


def test_media_never_need_to_be_asked_for_again(client):
    headers = raw(client, "/media/0123456789abcdef/waves.mp3")[0].headers
    assert headers["cache-control"] == "max-age=31536000, immutable"
    assert headers["content-type"] == "audio/mpeg"


def test_a_folder_is_its_index_and_wants_its_slash(client, folder):
    assert raw(client, "/world/")[1] == (folder / "feeds/world/index.html").read_bytes()
    response, _ = raw(client, "/world")
    assert (response.status_code, response.headers["location"]) == (301, "/world/")
    assert raw(client, "/archive")[0].status_code == 404
    assert raw(client, "/archive/")[0].status_code == 404


def test_names_are_found_however_they_are_encoded(client, folder):
    expected = (folder / "feeds/world/grün und blau.html").read_bytes()
    assert raw(client, "/world/gr%C3%BCn%20und%20blau.html")[1] == expected
    assert raw(client, "/%77orld/gr%c3%bcn%20und%20blau.html?from=mail")[1] == expected


def test_what_is_not_there_is_answered_with_the_page_of_the_site(client, folder):
    response, body = raw(client, "/nothing.html")
    assert response.status_code == 404
    assert body == (folder / "feeds/404.html").read_bytes()
    assert response.headers["cache-control"] == "max-age=60"
    assert "etag" not in response.headers
    assert raw(client, "/nothing.html", if_none_match="*")[0].status_code == 404
    assert raw(client, "/nothing.html", accept_encoding="gzip")[0].headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_nothing_can_be_changed(client, method):
    response = client.request(method, "/atom.xml", content=b"anything")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize(
    "target",
    [
        "/../publisher.db.secret",
        "/world/../../publisher.db.secret",
        "/%2e%2e/publisher.db.secret",
        "/..%2fpublisher.db.secret",
        "/world/..%2f..%2fpublisher.db.secret",
        "/%252e%252e/publisher.db.secret",
        "/..%c0%afpublisher.db.secret",
        "/%5c..%5cpublisher.db.secret",
        "//private/key.html",
        "/./.hidden.html",
        "/.hidden.html",
        "/%2ehidden.html",
        "/.git/config",
        "/world/.tide.html.77.tmp",
        "/world/tide.html.tmp",
        "/leak.html",
        "/private/key.html",
        "/private/",
        "/private",
        "/hidden.html",
        "/index.html%00.png",
        "/world//tide.html",
        "/world/./tide.html",
        "/tide.html/",
        "/%ff%fe",
        "//evil.example.com/..",
        "//evil.example.com",
        "/" + "a" * 5000,
        "/" + "a/" * 2000,
    ],
)
def test_nothing_but_published_files_can_be_reached(client, target):
    said = exchange(client, f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    assert said.startswith(b"HTTP/1.1 404 ")
    assert SECRET not in said
    assert b"evil" not in said


def test_a_link_within_the_folder_is_followed(client, folder):
    assert raw(client, "/latest.html")[1] == (folder / "feeds/world/tide.html").read_bytes()


def test_a_proxy_may_name_the_whole_address(client, folder):
    said = exchange(
        client, b"GET http://harbour.example.org/robots.txt HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
    )
    assert said.endswith((folder / "feeds/robots.txt").read_bytes())
    assert exchange(client, b"OPTIONS * HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").startswith(
        b"HTTP/1.1 204 "
    )


def test_one_connection_serves_many_requests(client):
    one = b"GET /robots.txt HTTP/1.1\r\nHost: h\r\n\r\n"
    said = exchange(client, one * 20 + one.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    assert said.count(b"HTTP/1.1 200 OK") == 21


def test_a_home_below_the_root_of_its_host_is_served_there(tmp_path):
    output = write(tmp_path)
    with served(tmp_path, home="https://example.org/news/today/") as client:
        assert raw(client, "/news/today/world/tide.html")[1] == (output / "world/tide.html").read_bytes()
        assert raw(client, "/news/today/world")[0].headers["location"] == "/news/today/world/"
        assert raw(client, "/world/tide.html")[0].status_code == 404
        assert raw(client, "/news/todayworld/tide.html")[0].status_code == 404


@pytest.fixture(scope="module")
def changing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Path]]:
    """A client, and the output folder, which the test changes."""
    folder = tmp_path_factory.mktemp("changing")
    output = write(folder)
    with served(folder) as opened:
        yield opened, output


def test_new_bytes_come_with_the_next_request_under_a_new_tag(changing):
    client, output = changing
    tags = set()
    # Of equal length, one right after the other: only the bytes tell them apart.
    for number in range(100, 160):
        text = f"state {number}\n".encode()
        temporary = output / ".new"
        put(temporary, text)
        temporary.rename(output / "state.txt")
        response, body = raw(client, "/state.txt")
        assert body == text
        tags.add(response.headers["etag"])
    assert len(tags) == 60
    (output / "state.txt").write_bytes(b"state 999\n")
    assert raw(client, "/state.txt")[1] == b"state 999\n"
    (output / "state.txt").unlink()
    assert raw(client, "/state.txt")[0].status_code == 404


def test_a_date_is_not_told_while_its_second_lasts(changing):
    client, output = changing
    put(output / "new.txt", b"one")
    response, _ = raw(client, "/new.txt")
    if date := response.headers.get("last-modified"):
        put(output / "new.txt", b"two")
        assert raw(client, "/new.txt", if_modified_since=date)[1] == b"two"


def test_a_large_file_is_sent_from_the_disk_whole_and_in_parts(changing):
    client, output = changing
    film = bytes(range(256)) * 40_000
    put(output / "media/aaaaaaaaaaaaaaaa/film.mp4", film)
    path = "/media/aaaaaaaaaaaaaaaa/film.mp4"
    response, body = raw(client, path)
    assert body == film
    tag = response.headers["etag"]
    assert response.headers["content-length"] == str(len(film))
    assert raw(client, path, if_none_match=tag)[0].status_code == 304
    part, body = raw(client, path, range="bytes=300000-900000", if_range=tag)
    assert (part.status_code, body) == (206, film[300_000:900_001])
    assert raw(client, path, range=f"bytes={len(film)}-")[0].status_code == 416
    assert client.head(path).headers["content-length"] == str(len(film))
    put(output / "media/aaaaaaaaaaaaaaaa/film.mp4", film[::-1])
    assert raw(client, path, if_none_match=tag)[1] == film[::-1]
