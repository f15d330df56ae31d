"""Do nginx and Caddy, with our example configurations, serve the folder as `publisher serve` does?"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from publisher.publish import siblings
from publisher.web.addresses import Addresses
from publisher.web.answers import Answer, Answers, Asked
from publisher.web.folder import Folder
from publisher.web.marks import Gone, Moved
from publisher.web.rules import rules
from web import servers
from web.output import HOME, SECRET, page, put, write

MARKS = {
    "world/withdrawn.html": Gone(),
    "world/vanished.html": Gone(),
    "world/old name.html": Moved(path="world/grün und blau.html"),
}
# What nginx and Caddy must say as we do; what else they say is their own business.
COMPARED = (
    *("content-type", "access-control-allow-origin", "access-control-expose-headers"),
    *("content-security-policy", "referrer-policy", "x-content-type-options"),
)


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write(tmp_path_factory.mktemp("published"))
    put(folder / "world/withdrawn.html", page("Withdrawn").encode())
    for path in ("atom.xml", "world/rss.xml", "feed.json", "index.html", "archive/first.xml", "sitemap.xml"):
        data = (folder / path).read_bytes()
        (folder / path).unlink()
        siblings.replace(folder / path, data)
    # The program runs as root in CI, nginx's worker does not.
    for each in [folder, *folder.rglob("*")]:
        if not each.is_symlink():
            each.chmod(0o755 if each.is_dir() else 0o644)
    for each in folder.parents:
        if any(part.startswith("pytest-of-") for part in each.parts):
            each.chmod(0o755)
    return folder


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("nginx", marks=pytest.mark.program("nginx")),
        pytest.param("caddy", marks=pytest.mark.program("caddy")),
    ],
)
def theirs(request: Any, output: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    work = tmp_path_factory.mktemp(request.param)
    start = getattr(servers, request.param)
    with start(output, work, rules(MARKS, Addresses(HOME), request.param)) as client:
        yield client


@pytest.fixture(scope="module")
def ours(output: Path) -> Answers:
    return Answers(Folder(output, 10_000_000), Addresses(HOME), lambda: MARKS, lambda: 300)


def said(answer: Answer) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in answer.headers}


@pytest.mark.parametrize("coding", ["", "gzip"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/index.html",
        "/world/",
        "/world",
        "/editions/daily-1.html",
        "/world/gr%C3%BCn%20und%20blau.html",
        "/atom.xml",
        "/archive/first.xml",
        "/world/rss.xml",
        "/feed.json",
        "/feeds.opml",
        "/style.css",
        "/robots.txt",
        "/media/0123456789abcdef/waves.mp3",
        "/media/0123456789abcdef/plan.html",
        "/nothing.html",
        "/.hidden.html",
        "/world/tide.html.tmp",
        "/world/withdrawn.html",
        "/world/old%20name.html",
    ],
)
def test_an_answer_is_the_same(theirs, ours, path, coding):
    response = theirs.get(path, headers={"Accept-Encoding": coding or "identity"})
    answer = ours.answer("GET", path.encode(), Asked(accept_encoding=coding.encode()))
    assert isinstance(answer, Answer)
    expected = said(answer)
    if answer.status == 301:
        # Caddy says of a folder without its slash the same in another number.
        assert response.status_code in {301, 308}
        assert response.headers["location"] == expected["location"]
        return
    assert response.status_code == answer.status
    plain = gzip.decompress(answer.body) if "content-encoding" in expected else answer.body
    assert response.content == plain
    for name in COMPARED:
        assert normal(response.headers.get(name, "")) == normal(expected.get(name, "")), name
    # A server may compress less than we do; what it does compress must not reach those who cannot read it.
    if "content-encoding" in response.headers:
        assert response.headers["content-encoding"] == expected["content-encoding"]
        assert normal(response.headers["vary"]) == normal(expected["vary"])


def normal(value: str) -> str:
    return value.lower().replace(" ", "")


@pytest.mark.parametrize("path", ["/atom.xml", "/", "/feed.json", "/world/tide.html"])
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_who_has_the_newest_is_told_so(theirs, path, coding):
    first = theirs.get(path, headers={"Accept-Encoding": coding})
    assert first.headers["etag"]
    asked = {"Accept-Encoding": coding, "If-None-Match": first.headers["etag"]}
    assert theirs.get(path, headers=asked).status_code == 304
    asked = {"Accept-Encoding": coding, "If-Modified-Since": first.headers["last-modified"]}
    assert theirs.get(path, headers=asked).status_code == 304
    assert theirs.get(path, headers={"If-None-Match": '"old"'}).status_code == 200


def test_a_feed_is_sent_from_the_compressed_file_under_a_strong_tag_of_its_own(theirs, output):
    with theirs.stream("GET", "/atom.xml", headers={"Accept-Encoding": "gzip"}) as response:
        assert b"".join(response.iter_raw()) == (output / "atom.xml.gz").read_bytes()
    plain = theirs.get("/atom.xml", headers={"Accept-Encoding": "identity"})
    assert response.headers["etag"].startswith('"')
    assert plain.headers["etag"].startswith('"')
    assert response.headers["etag"] != plain.headers["etag"]


def test_a_browser_that_asks_first_is_told_how_a_feed_may_be_fetched(theirs, ours):
    response = theirs.options(
        "/atom.xml", headers={"Access-Control-Request-Method": "GET", "Origin": "https://a"}
    )
    answer = ours.answer("OPTIONS", b"/atom.xml", Asked(request_method=b"GET"))
    assert isinstance(answer, Answer)
    assert response.status_code == answer.status == 204
    for name, value in said(answer).items():
        if name.startswith("access-control"):
            assert response.headers[name] == value


def test_media_are_kept_for_ever_and_sent_in_parts(theirs):
    response = theirs.get("/media/0123456789abcdef/waves.mp3", headers={"Range": "bytes=1-2"})
    assert (response.status_code, response.content) == (206, b"\1\2")
    assert response.headers["cache-control"] == "max-age=31536000, immutable"
    assert theirs.get("/atom.xml").headers["cache-control"] == "max-age=300"


@pytest.mark.parametrize("path", ["/.git/config", "/%2ehidden.html", "/..%2fpublisher.db.secret"])
def test_what_is_not_published_stays_so(theirs, path):
    response = theirs.get(path)
    assert response.status_code in {400, 403, 404}
    assert SECRET not in response.content


@pytest.mark.parametrize("path", ["/hidden.html", "/leak.html", "/private/key.html"])
def test_links_are_not_followed_out_of_the_folder(theirs, path, request):
    if "caddy" in request.node.callspec.id:
        # It follows them all and has no setting for it: docs/serving.md says so.
        assert theirs.get(path).status_code == 200
    else:
        assert theirs.get(path).status_code in {403, 404}
