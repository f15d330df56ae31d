"""How is the server of the subscribers' pages started, and how does it end?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import httpx
import pytest
from click.testing import CliRunner
from end_to_end.newsroom import DEADLINE, Publication

from publisher.cli import main

WEB = '[web]\naddress = "https://news.example.org/subscription/"\n'


def test_without_its_table_the_command_says_what_to_write(tmp_path):
    publication = Publication(tmp_path)
    result = CliRunner().invoke(main, ["web", "--config", str(publication.config)])
    assert result.exit_code == 78
    assert "[web]" in result.output
    assert 'address = "https://news.example.org/subscription/"' in result.output
    assert not publication.database.exists()


def test_a_host_that_is_none_of_this_machine_is_named_with_its_key(tmp_path):
    publication = Publication(tmp_path, more=WEB).with_database()
    result = CliRunner().invoke(main, ["web", "--host", "192.0.2.1", "--config", str(publication.config)])
    assert result.exit_code == 78
    assert "web.host" in result.output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_says_where_answers_over_http_and_ends_well_without_a_word_of_who_asked(tmp_path, number):
    publication = Publication(tmp_path, more=WEB).with_database()
    with subprocess.Popen(
        [sys.executable, "-m", "publisher", "web", "--port", "0", "--config", str(publication.config)],
        stderr=subprocess.PIPE,
        env={key: value for key, value in os.environ.items() if key != "JOURNAL_STREAM"},
        text=True,
    ) as process:
        assert process.stderr
        said = process.stderr.readline()
        address = said.partition('"address": "')[2].partition('"')[0]
        assert address.endswith("/subscription/"), said
        with httpx.Client(base_url=address, timeout=DEADLINE) as client:
            assert client.get("").status_code == 200
            assert client.head("").content == b""
            assert client.post("subscribe", data={"address": "ada@example.org"}).status_code == 200
            # The connection goes on after a body that nobody wanted to read to its end.
            assert client.post("subscribe", content=b"a" * 100_000).status_code in {413, 415}
            assert client.post("unsubscribe/ada@example.org").status_code == 404
            assert client.get("confirm/AAAAAAAAAAAAAAAAAAAAAA").status_code == 410
        process.send_signal(number)
        assert process.wait(timeout=DEADLINE) == 0
        assert process.stderr.read() == ""
    assert publication.database.with_name("publisher.keys").stat().st_mode & 0o077 == 0
