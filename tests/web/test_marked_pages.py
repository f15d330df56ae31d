"""What does the real server say of withdrawn and moved articles, also of those that change while it runs?"""

from __future__ import annotations

import gzip
import os
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from end_to_end.newsroom import DEADLINE, Publication, running

from publisher import codings
from web import output, servers

HOME = "https://evening.example.org/news/"
REASON = "The crane never sank."
CRANE, FERRY, BOTH = "world/crane.html", "world/ferry.html", "world/both.html"
NEW_FERRY, NEW_BOTH = "sport/night ferry.md", "sport/both.md"
# Headers of a client that has the page as it was before: none of them may turn the answer into a 304.
CONDITIONS = (
    {},
    {"If-None-Match": "*"},
    {"If-None-Match": '"what-it-was"'},
    {"If-Modified-Since": "Fri, 31 Dec 2100 23:59:59 GMT"},
    {"Range": "bytes=0-9"},
)


def publication(folder: Path, more: str = "") -> Publication:
    made = Publication(folder, home=HOME, more=more)
    for path in ("world/crane.md", "world/ferry.md", "world/both.md"):
        made.drop(path, f"The story of {path}", *(f"Paragraph {n} tells of {path}." for n in range(40)))
    return made


def command(made: Publication, *arguments: str) -> None:
    done = made.command(*arguments)
    assert done.returncode == 0, done.stderr


def withdraw_and_move(made: Publication) -> None:
    command(made, "withdraw", "world/crane.md", "--reason", REASON)
    command(made, "withdraw", "world/both.md")
    (made.inbox / "sport").mkdir()
    (made.inbox / "world/ferry.md").rename(made.inbox / NEW_FERRY)
    (made.inbox / "world/both.md").rename(made.inbox / NEW_BOTH)


def until(what: Callable[[], object]) -> None:
    end = time.monotonic() + DEADLINE
    while not what():
        assert time.monotonic() < end
        os.sched_yield()


def ask(client: httpx.Client, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    wanted = {"Accept-Encoding": "identity"} | {key.replace("_", "-"): text for key, text in headers.items()}
    return client.request(method, f"/news/{path}", headers=wanted)


def check_marks(client: httpx.Client, folder: Path) -> None:
    """Whatever the client has and takes, the withdrawn page is gone and the moved one is elsewhere."""
    notice = (folder / CRANE).read_bytes()
    assert REASON.encode() in notice
    assert b"Paragraph" not in notice
    for condition in CONDITIONS:
        for coding in ("identity", *(each.name for each in codings.available())):
            answer = ask(client, CRANE, **condition, Accept_Encoding=coding)
            assert (answer.status_code, answer.content) == (410, notice), condition
            assert answer.headers.get("content-encoding", "identity") == coding
            assert answer.headers["vary"] == "accept-encoding"
            assert "etag" not in answer.headers
            assert "last-modified" not in answer.headers
            head = ask(client, CRANE, "HEAD", **condition, Accept_Encoding=coding)
            assert (head.status_code, head.content) == (410, b"")
            assert same_but_the_date(head) == same_but_the_date(answer)
            for path, there in ((FERRY, "sport/night-ferry.html"), (BOTH, "sport/both.html")):
                for method in ("GET", "HEAD"):
                    moved = ask(client, path, method, **condition, Accept_Encoding=coding)
                    assert (moved.status_code, moved.content) == (301, b""), condition
                    assert moved.headers["location"] == f"/news/{there}"
                    assert moved.headers["content-length"] == "0"
                    assert "content-encoding" not in moved.headers
                    assert "etag" not in moved.headers
    # What it was compressed to before it was withdrawn is not sent instead, not even under its own name.
    with client.stream("GET", f"/news/{CRANE}", headers={"Accept-Encoding": "gzip"}) as compressed:
        assert gzip.decompress(b"".join(compressed.iter_raw())) == notice
    assert b"Paragraph 7" in ask(client, "sport/night-ferry.html").content
    # A withdrawn article that is moved: its old address leads to the notice.
    assert ask(client, "sport/both.html").status_code == 410


def same_but_the_date(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name != "date"}


def test_the_service_answers_410_and_301_while_it_runs_and_after_a_restart(tmp_path: Path) -> None:
    port = servers.free_port()
    made = publication(tmp_path, f"[serve]\nport = {port}").with_database()
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=DEADLINE)
    with client, running(made) as service:
        service.until(lambda: ask(client, CRANE).status_code == 200)
        before = ask(client, CRANE, Accept_Encoding="gzip")
        withdraw_and_move(made)
        service.until(lambda: ask(client, CRANE).status_code == 410)
        service.until(lambda: ask(client, BOTH).status_code == ask(client, FERRY).status_code == 301)
        service.until(lambda: ask(client, "sport/both.html").status_code == 410)
        # Who had the page is not told that it has not changed.
        assert ask(client, CRANE, If_None_Match=before.headers["etag"]).status_code == 410
        assert ask(client, CRANE, If_Modified_Since=before.headers["date"]).status_code == 410
        check_marks(client, made.output)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=DEADLINE) as client, running(made):
        check_marks(client, made.output)
    with output.serving(made.config) as client:
        check_marks(client, made.output)


def test_what_is_taken_back_is_a_page_again_and_no_address_leads_round_in_a_circle(tmp_path: Path) -> None:
    made = publication(tmp_path)
    made.build()
    withdraw_and_move(made)
    made.build()
    with output.serving(made.config) as client:
        check_marks(client, made.output)
        (made.inbox / NEW_FERRY).rename(made.inbox / "world/ferry.md")
        (made.inbox / "_notices.toml").unlink()
        made.build()
        until(lambda: ask(client, CRANE).status_code == 200)
        assert b"Paragraph 7" in ask(client, CRANE).content
        until(lambda: ask(client, FERRY).status_code == 200)
        back = ask(client, "sport/night-ferry.html")
        assert (back.status_code, back.headers["location"]) == (301, f"/news/{FERRY}")
        assert ask(client, "sport/both.html").status_code == 200


def test_a_server_that_was_there_before_the_database_and_outlives_it_knows_what_is_marked(
    tmp_path: Path,
) -> None:
    made = publication(tmp_path)
    assert not made.database.exists()
    with output.serving(made.config) as client:
        assert ask(client, CRANE).status_code == 404
        made.build()
        until(lambda: ask(client, CRANE).status_code == 200)
        command(made, "withdraw", "world/crane.md", "--reason", REASON)
        made.build()
        until(lambda: ask(client, CRANE).status_code == 410)
        # The database is lost, and made again from the inbox alone.
        for file in tmp_path.glob("publisher.db*"):
            file.unlink()
        assert ask(client, CRANE).status_code == 410
        made.build()
        (made.inbox / "sport").mkdir()
        (made.inbox / "world/ferry.md").rename(made.inbox / NEW_FERRY)
        made.build()
        until(lambda: ask(client, FERRY).status_code == 301)
        assert ask(client, CRANE).status_code == 410


@pytest.mark.parametrize(
    "server",
    [
        pytest.param("nginx", marks=pytest.mark.program("nginx")),
        pytest.param("caddy", marks=pytest.mark.program("caddy")),
    ],
)
def test_nginx_and_caddy_do_the_same_with_the_rules_and_the_nearest_without(
    tmp_path: Path, server: str
) -> None:
    made = Publication(tmp_path / "news", home="https://evening.example.org/")
    for path in ("world/crane.md", "world/ferry.md", "world/both.md"):
        made.drop(path, f"The story of {path}", *(f"Paragraph {n} tells of {path}." for n in range(40)))
    made.build()
    withdraw_and_move(made)
    made.build()
    _readable(made.output)
    comment, *lines = made.command("serve", "--rules", server).stdout.splitlines(keepends=True)
    assert len(lines) == 4
    notice = (made.output / CRANE).read_bytes()
    # A comment alone is what is printed where nothing is marked.
    for given in ("".join(lines), ""):
        work = tmp_path / ("with" if given else "without")
        work.mkdir()
        with getattr(servers, server)(made.output, work, comment + given) as client:
            for method in ("GET", "HEAD"):
                for condition in CONDITIONS if given else ({},):
                    gone = client.request(method, f"/{CRANE}", headers=condition)
                    assert gone.status_code == (410 if given else 200), (server, method, condition)
                    if method == "GET":
                        assert gone.content == notice
                    moved = client.request(method, f"/{FERRY}", headers=condition)
                    if given:
                        assert moved.status_code == 301
                        assert moved.headers["location"] == "/sport/night-ferry.html"
                    elif method == "GET":
                        # Browsers leave it at once, and nothing of the article stands there.
                        assert b'content="0; url=../sport/night-ferry.html"' in moved.content
                        assert b"Paragraph" not in moved.content


def _readable(folder: Path) -> None:
    """Let nginx's worker read the folder: the program runs as root in CI, the worker does not."""
    for each in [folder, *folder.rglob("*")]:
        each.chmod(0o755 if each.is_dir() else 0o644)
    for each in folder.parents:
        if any(part.startswith("pytest-of-") for part in each.parts):
            each.chmod(0o755)
