"""How does the web server live beside the service, and how do both end?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from end_to_end.newsroom import DEADLINE, Publication, Service, running

from publisher.cli import main
from web.output import SOUND
from web.servers import free_port


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def publication(tmp_path: Path, port: int) -> Publication:
    made = Publication(tmp_path, more=f"[serve]\nport = {port}").with_database()
    made.drop("tide.md", "The tide")
    return made


def fetch(port: int, path: str) -> httpx.Response:
    return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=DEADLINE)


def is_running(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_service_serves_what_it_publishes_and_ends_with_it_whoever_still_reads(publication, port):
    with running(publication) as service:
        (serving,) = service.until(lambda: service.events("serving"))
        assert serving["address"] == f"http://127.0.0.1:{port}/"
        assert "The tide" in fetch(port, "/atom.xml").text
        publication.drop("ebb.md", "The ebb")
        service.until(lambda: "The ebb" in fetch(port, "/atom.xml").text)
        assert fetch(port, "/").headers["content-type"] == "text/html; charset=utf-8"
        (child,) = service.children()
        sound = publication.output / "media" / "0123456789abcdef"
        sound.mkdir(parents=True)
        (sound / "waves.mp3").write_bytes(SOUND * 2000)
        # More than the buffers of both ends take: the answer waits for a reader who does not read.
        with httpx.stream("GET", f"http://127.0.0.1:{port}/media/0123456789abcdef/waves.mp3") as response:
            assert response.status_code == 200
            began = time.monotonic()
            assert service.stop() == 0
            assert time.monotonic() - began < 10
        assert not is_running(child)
    with pytest.raises(httpx.ConnectError):
        fetch(port, "/")
    assert not service.events("a web server has ended and is started again")


def test_a_web_server_that_dies_comes_again_and_no_reader_is_refused(publication, port):
    with running(publication) as service:
        assert fetch(port, "/atom.xml").status_code == 200
        (child,) = service.children()
        os.kill(child, signal.SIGKILL)
        assert fetch(port, "/atom.xml").status_code == 200
        assert service.wait_for("a web server has ended and is started again", exit_code=-signal.SIGKILL)
        assert service.children() != [child]


def test_the_web_server_ends_when_the_service_is_killed(publication, port):
    service = Service(publication)
    try:
        service.wait_for("ready")
        assert fetch(port, "/atom.xml").status_code == 200
        (child,) = service.children()
    finally:
        service.stop(signal.SIGKILL)
    end = time.monotonic() + DEADLINE
    while is_running(child):
        assert time.monotonic() < end
        os.sched_yield()


def test_a_port_that_is_taken_ends_the_service_at_once_with_the_key(publication, port):
    with subprocess.Popen(
        [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)], stderr=-3
    ) as other:
        try:
            end = time.monotonic() + DEADLINE
            while time.monotonic() < end:
                finished = publication.process("run")
                if finished.returncode == 78:
                    break
            assert f"serve.port: {port} is taken on 127.0.0.1" in finished.stderr
        finally:
            other.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serving_alone_says_where_and_ends_well(tmp_path, number):
    publication = Publication(tmp_path, home="https://a.example.org/news/")
    with subprocess.Popen(
        [sys.executable, "-m", "publisher", "serve", "--port", "0", "--config", str(publication.config)],
        stderr=subprocess.PIPE,
        env={key: value for key, value in os.environ.items() if key != "JOURNAL_STREAM"},
        text=True,
    ) as process:
        assert process.stderr
        said = process.stderr.readline()
        address = said.partition('"address": "')[2].partition('"')[0]
        assert address.endswith("/news/"), said
        # There is no output yet, and no database: it is served when it comes, and none is made.
        assert httpx.get(address, timeout=DEADLINE).status_code == 404
        publication.output.mkdir()
        (publication.output / "index.html").write_text("<p>News")
        assert httpx.get(address, timeout=DEADLINE).text == "<p>News"
        process.send_signal(number)
        assert process.wait(timeout=DEADLINE) == 0
        assert process.stderr.read() == ""
    assert not publication.database.exists()


@pytest.mark.parametrize("server", ["nginx", "caddy"])
def test_rules_for_another_web_server_are_printed(tmp_path, server):
    publication = Publication(tmp_path)
    result = CliRunner().invoke(main, ["serve", "--rules", server, "--config", str(publication.config)])
    assert result.exit_code == 0
    # A comment alone: Caddy does not start with an empty file.
    assert result.output.startswith("#")
    assert result.output.count("\n") == 1
