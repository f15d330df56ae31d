"""What is answered for withdrawn and moved pages, and what do headers mean?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.config import load
from publisher.errors import ConfigError
from publisher.store import open_store
from publisher.web import conditions
from publisher.web.addresses import Addresses
from publisher.web.answers import Answer, Answers, Asked
from publisher.web.folder import Folder
from publisher.web.freshness import Freshness
from publisher.web.listening import listen, url
from publisher.web.marks import Gone, Moved
from publisher.web.rules import rules
from web.output import put

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def answers(folder: Path, marks: Mapping[str, Gone | Moved], home: str = "https://a.example.org/") -> Answers:
    return Answers(Folder(folder, 100_000), Addresses(home), lambda: marks, lambda: 600)


def got(made: Answers, path: str, **asked: bytes) -> tuple[Answer, dict[bytes, bytes]]:
    found = made.answer("GET", path.encode(), Asked(**asked))
    assert isinstance(found, Answer)
    return found, dict(found.headers)


def test_a_withdrawn_page_says_so_and_is_gone(tmp_path):
    put(tmp_path / "world/tide.html", b"<p>Withdrawn.</p>" * 100)
    answer, headers = got(answers(tmp_path, {"world/tide.html": Gone()}), "/world/tide.html")
    assert (answer.status, answer.body) == (410, b"<p>Withdrawn.</p>" * 100)
    assert headers[b"content-type"] == b"text/html; charset=utf-8"
    assert headers[b"cache-control"] == b"max-age=600"
    assert b"content-security-policy" in headers
    assert b"etag" not in headers
    answer, headers = got(
        answers(tmp_path, {"world/tide.html": Gone()}),
        "/world/tide.html",
        if_none_match=b"*",
        accept_encoding=b"gzip",
    )
    assert (answer.status, headers[b"content-encoding"]) == (410, b"gzip")


def test_a_withdrawn_page_without_a_file_is_gone_in_a_sentence(tmp_path):
    answer, headers = got(answers(tmp_path, {"tide.html": Gone()}), "/tide.html")
    assert (answer.status, answer.body) == (410, b"This page has been withdrawn.\n")
    assert headers[b"content-type"] == b"text/plain; charset=utf-8"


def test_a_moved_page_leads_to_its_new_address_even_where_a_page_stayed(tmp_path):
    put(tmp_path / "old.html", b"moved")
    made = answers(
        tmp_path, {"old.html": Moved(path="welt/grün & blau?.html")}, "https://a.example.org/news/"
    )
    answer, headers = got(made, "/news/old.html")
    assert (answer.status, answer.body) == (301, b"")
    assert headers[b"location"] == b"/news/welt/gr%C3%BCn%20&%20blau%3F.html"
    assert headers[b"content-length"] == b"0"


def test_marks_are_asked_for_each_request(tmp_path):
    put(tmp_path / "tide.html", b"the tide")
    marks: dict[str, Gone | Moved] = {}
    made = answers(tmp_path, marks)
    assert got(made, "/tide.html")[0].status == 200
    marks["tide.html"] = Gone()
    assert got(made, "/tide.html")[0].status == 410
    del marks["tide.html"]
    assert got(made, "/tide.html")[0].status == 200


def test_rules_for_other_servers_name_decoded_addresses_and_encoded_targets():
    marks = {"old name.html": Moved(path="neu/grün.html"), 'a"b.html': Gone()}
    addresses = Addresses("https://a.example.org/news/")
    comment = "# Which pages are withdrawn, and where the others have moved.\n"
    assert rules(marks, addresses, "caddy") == (
        f'{comment}"/news/a\\"b.html" "410"\n"/news/old name.html" "/news/neu/gr%C3%BCn.html"\n'
    )
    assert rules(marks, addresses, "nginx").count(";\n") == 2
    assert rules({}, addresses, "nginx") == comment


@pytest.mark.parametrize(
    ("header", "order"),
    [
        (b"gzip, br, zstd", ("br", "zstd", "gzip")),
        (b"gzip;q=1.0, br;q=0.5", ("gzip", "br")),
        (b"GZIP", ("gzip",)),
        (b"x-gzip", ("gzip",)),
        (b"*", ("br", "zstd", "gzip")),
        (b"*, br;q=0", ("zstd", "gzip")),
        (b"gzip;q=0", ()),
        (b"gzip;q=0.5, identity", ()),
        (b"gzip;q=0.5, identity;q=0.1", ("gzip",)),
        (b"gzip;q=high", ()),
        (b"", ()),
        (b",;,", ()),
    ],
)
def test_codings_are_chosen_by_the_weights_of_the_client(header, order):
    assert conditions.codings(header, ("br", "zstd", "gzip")) == order


@given(st.binary(max_size=40), st.integers(min_value=0, max_value=50))
def test_no_header_breaks_the_answer(header, length):
    conditions.codings(header, ("br", "gzip"))
    conditions.is_known(header, b'"a"')
    conditions.is_unchanged(header, 1_700_000_000)
    try:
        part = conditions.part(b"bytes=" + header, b"", length, b'"a"', None)
    except conditions.UnsatisfiableError:
        return
    assert part is None or 0 <= part.start < part.stop <= length


@given(st.text(alphabet="0123456789-, =bytes", max_size=20), st.integers(min_value=0, max_value=50))
def test_a_part_lies_within_the_file(wanted, length):
    try:
        part = conditions.part(b"bytes=" + wanted.encode(), b"", length, b'"a"', None)
    except conditions.UnsatisfiableError:
        return
    assert part is None or 0 <= part.start < part.stop <= length


@pytest.fixture
def settings(tmp_path: Path):
    path = tmp_path / "publisher.toml"
    path.write_text(
        '[publication]\ntitle = "a"\nhome = "https://a.example.org/"\n[digest]\ndaily = "30 12 * * *"\n',
        encoding="utf-8",
    )
    return load(path)


def test_readers_may_wait_until_the_next_edition_is_closed(settings):
    moment = [NOON]
    fresh = Freshness(lambda: None, settings, 3600, lambda: moment[0])
    assert fresh() == 1800
    moment[0] += timedelta(seconds=3)
    assert fresh() == 1797
    moment[0] = NOON + timedelta(minutes=29, seconds=50)
    assert fresh() == 60
    moment[0] = NOON + timedelta(minutes=31)
    assert fresh() == 3600


def test_readers_may_wait_until_a_waiting_article_has_its_date(desk):
    desk.drop("tide.md", "---\ntitle: The tide\ndate: 2026-11-23T12:05:00Z\n---\nThe tide came on Monday.\n")
    desk.take(NOON)
    fresh = Freshness(lambda: desk.app.store, desk.app.config, 3600, lambda: NOON)
    assert fresh() == 300


def test_a_database_that_cannot_be_read_does_not_keep_readers_away(settings, tmp_path):
    store = open_store(tmp_path / "publisher.db")
    store.close()
    (tmp_path / "publisher.db").write_bytes(b"not a database" * 1000)
    assert Freshness(lambda: store, settings, 3600, lambda: NOON)() == 1800


def test_an_address_that_cannot_be_listened_at_is_the_operators_to_change():
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        assert url(listener, "/news/") == f"http://127.0.0.1:{port}/news/"
        with pytest.raises(ConfigError, match=rf"serve\.port: {port} is taken on 127\.0\.0\.1"):
            listen("127.0.0.1", port)
    with pytest.raises(ConfigError, match=r"serve\.host: '192\.0\.2\.1' is no address of this machine"):
        listen("192.0.2.1", 0)
    with pytest.raises(ConfigError, match=r"serve\.host: 'no host' ?: expected an address"):
        listen("no host", 0)
