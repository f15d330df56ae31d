"""What do the subscribers' pages answer to requests that no form sends, and when something does not work?"""

from __future__ import annotations

import logging

import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.errors import StoreError
from publisher.model import SubscriberState
from publisher.tokens import Purpose
from web.visiting import ADA, BEN, ROOT, SUBSCRIBE, visiting

FORM = {"content-type": "application/x-www-form-urlencoded"}
PARTS = {"content-type": "multipart/form-data; boundary=cut"}
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """A publication that no test changes."""
    with visiting(tmp_path_factory.mktemp("publication")) as opened:
        yield opened


@pytest.fixture
def visit(tmp_path):
    with visiting(tmp_path) as opened:
        yield opened


def part(head: bytes, value: bytes = ADA.encode()) -> bytes:
    return b"--cut\r\n" + head + b"\r\n\r\n" + value + b"\r\n--cut--\r\n"


NAMED = b'Content-Disposition: form-data; name="address"'


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("", 200),
        ("subscribe", 200),
        ("asked", 200),
        ("embed", 200),
        ("zone.js", 200),
        ("confirm/x", 410),
        ("preferences/x", 410),
        ("unsubscribe/x", 404),
        ("nothing", 404),
        ("subscribe/", 404),
        ("../publisher.toml", 404),
        ("openapi.json", 200),
        ("api/v1/nothing", 404),
    ],
)
def test_every_answer_has_the_headers_that_keep_others_out(shared, path, status):
    answer = shared.get(ROOT + path)
    assert answer.status_code == status
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert ("x-robots-tag" in answer.headers) == path.endswith("/x")
    kept = "max-age=3600" if path == "zone.js" else "no-store"
    assert answer.headers["cache-control"] == kept


def test_the_files_of_the_pages_have_their_types(shared):
    for name, kind in (("subscription.css", "text/css"), ("zone.js", "text/javascript")):
        assert shared.get(ROOT + name).headers["content-type"] == f"{kind}; charset=utf-8"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
def test_another_method_is_told_which_there_are(shared, method):
    for path, allowed in ((SUBSCRIBE, {"GET", "HEAD", "POST"}), (f"{ROOT}asked", {"GET", "HEAD"})):
        answer = shared.client.request(method, path)
        assert answer.status_code == 405
        assert set(answer.headers["allow"].split(", ")) == allowed
    assert shared.post(ROOT).status_code == 405


@pytest.mark.parametrize(
    ("headers", "content", "status"),
    [
        ({}, b"address=ada@example.org", 415),
        ({"content-type": ""}, b"address=ada@example.org", 415),
        ({"content-type": "application/json"}, b'{"address": "ada@example.org"}', 415),
        ({"content-type": "text/plain"}, b"address=ada@example.org", 415),
        ({"content-type": "application/x-www-form-urlencoded-not"}, b"address=ada@example.org", 415),
        (FORM, b"address=%ff%fe", 400),
        (FORM, "address=jürgen@example.org".encode("latin-1"), 400),
        (FORM, b"address=%ED%A0%80", 400),
        (FORM, b"a=b&" * 300, 400),
        (FORM, b"a" * 16_385, 413),
        (FORM, b"", 422),
        ({"content-type": "APPLICATION/X-WWW-FORM-URLENCODED; charset=utf-8"}, b"address=x", 422),
        ({"content-type": "multipart/form-data"}, part(NAMED), 400),
        ({"content-type": "multipart/form-data; boundary=" + "c" * 5_000}, part(NAMED), 400),
        ({"content-type": "multipart/form-data; boundary=" + "(" * 5_000}, part(NAMED), 400),
        ({"content-type": "multipart/form-data; boundary=other"}, part(NAMED), 400),
        (PARTS, b"", 400),
        (PARTS, b"--cut", 400),
        (PARTS, part(NAMED)[:-6], 400),
        (PARTS, part(b"Content-Disposition: form-data"), 400),
        (PARTS, part(NAMED + b"; other=" + b"a" * 1_000), 400),
        ({"content-type": "multipart/form-data; boundary=cut; other=" + "a" * 1_000}, part(NAMED), 400),
        (PARTS, part(b"Content-Type: text/plain"), 400),
        (PARTS, part(b"Content-Disposition: form-data; name=" + b"(" * 15_000), 400),
        (PARTS, part(b"Content-Disposition: form-data" + b";" * 15_000), 400),
        (PARTS, part(NAMED + b"\r\nX: y" * 50), 400),
        (PARTS, part(NAMED, b"\xff\xfe"), 400),
        (PARTS, part(b'Content-Disposition: form-data; name="\xff"'), 400),
        (PARTS, b"".join(part(NAMED, b"")[:-10] + b"\r\n" for _ in range(220)) + b"--cut--\r\n", 400),
        (PARTS, part(NAMED, b"a" * 17_000), 413),
        (PARTS, part(NAMED, b"ada"), 422),
    ],
)
def test_a_body_that_is_no_form_is_refused_and_nothing_is_stored(shared, headers, content, status):
    before = shared.rows()
    answer = shared.client.post(SUBSCRIBE, content=content, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert shared.rows() == before


def test_a_long_body_is_refused_also_where_nothing_says_how_long_it_is(shared):
    sent = 0

    async def chunks():
        nonlocal sent
        for _ in range(1_000):
            sent += 1
            yield b"a" * 1_000

    assert shared.client.post(SUBSCRIBE, content=chunks(), headers=FORM).status_code == 413
    assert sent < 20


def test_a_long_body_unsubscribes_nobody(visit):
    link = visit.link(Purpose.UNSUBSCRIBE, visit.subscriber())
    assert visit.client.post(link, content=b"a" * 20_000, headers=FORM).status_code == 413
    assert visit.person().state is SubscriberState.ACTIVE


@pytest.mark.parametrize("host", ["[", "evil.example", "a" * 300, "news.example.org:99999", ""])
def test_the_header_host_is_believed_by_nobody(shared, host):
    for path in (ROOT, f"{ROOT}nothing", f"{ROOT}confirm/x", f"{ROOT}api/v1/nothing"):
        answer = shared.get(path, headers={"host": host})
        assert answer.status_code < 500
        assert not host or len(host) < 2 or host not in answer.text


@given(
    kind=st.sampled_from(["application/x-www-form-urlencoded", "multipart/form-data; boundary=cut"]),
    pieces=st.lists(
        st.sampled_from(
            [b"--cut", b"--cut--", b"\r\n", b"\r\n\r\n", NAMED, b"address=", b"&", b"%", b"=", b'"']
        )
        | st.binary(max_size=20),
        max_size=30,
    ),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_body_makes_the_server_fail(shared, kind, pieces):
    answer = shared.client.post(SUBSCRIBE, content=b"".join(pieces), headers={"content-type": kind})
    assert answer.status_code in {200, 303, 400, 413, 422}


def test_a_visitor_cannot_say_where_they_come_from(tmp_path):
    with visiting(tmp_path, requests_per_network=1) as visit:
        for number in range(60):
            forged = visit.visitor("192.0.2.7", **{"X-Forwarded-For": f"198.51.{number}.1"})
            assert visit.ask(f"a{number}@example.org", forged).status_code == 303
        assert len(visit.asked()) < 60


def test_a_trusted_proxy_says_where_visitors_come_from(tmp_path):
    with visiting(tmp_path, requests_per_network=1, trusted_proxies=("10.0.0.0/8", "fd00::/8")) as visit:
        for number in range(60):
            through = visit.visitor("10.0.0.1", **{"X-Forwarded-For": f"198.51.{number}.1"})
            assert visit.ask(f"a{number}@example.org", through).status_code == 303
        assert len(visit.asked()) == 60
        for number in range(60):
            # What stands before the last one the visitor has written.
            claimed = f"203.0.{number}.1, 198.51.100.1"
            through = visit.visitor("fd00::1", **{"X-Forwarded-For": claimed})
            visit.ask(f"b{number}@example.org", through)
        assert len(visit.asked()) < 120


def test_while_the_database_is_locked_people_are_told_to_come_again(visit, monkeypatch):
    link = visit.link(Purpose.UNSUBSCRIBE, visit.subscriber())

    def locked(*_):
        raise StoreError("publisher.db: is locked by another process; try again when it has ended")

    monkeypatch.setattr(visit.service, "_store", locked)
    with structlog.testing.capture_logs() as logs:
        for answer in (visit.ask(), visit.post(link), visit.get(f"{ROOT}confirm/x" + "A" * 21)):
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "10"
            assert "try again" in answer.text
    (said,) = logs
    assert said["reason"].startswith("publisher.db: is locked")


def test_a_database_that_is_too_slow_for_all_lets_nobody_wait_for_ever(visit):
    visit.service._waiting = 500
    assert visit.ask().status_code == 503
    visit.service._waiting = 499
    assert visit.ask().status_code == 303


def test_a_database_that_is_not_there_is_one_sentence(visit):
    visit.service._database.close()
    visit.settings.database.rename(visit.settings.database.with_name("away"))
    assert visit.ask().status_code == 503


def test_keys_that_cannot_be_read_are_said_to_the_operator_alone(visit):
    link = visit.link(Purpose.UNSUBSCRIBE, visit.subscriber())
    visit.settings.keys_file.write_text("rubbish")
    with structlog.testing.capture_logs() as logs:
        answer = visit.post(link)
    assert answer.status_code == 503
    assert "keys_file" not in answer.text
    assert "keys_file" in logs[0]["reason"]


def test_a_mistake_of_ours_is_a_page_and_neither_address_nor_token_is_logged(visit, monkeypatch, caplog):
    person = visit.subscriber(BEN)
    link = visit.link(Purpose.UNSUBSCRIBE, person)

    async def broken(*arguments):
        raise RuntimeError(f"{arguments} {BEN}")

    monkeypatch.setattr(visit.service, "unsubscribe", broken)
    monkeypatch.setattr(visit.service, "ask", broken)
    with structlog.testing.capture_logs() as logs, caplog.at_level(logging.DEBUG):
        answers = [visit.post(link), visit.ask()]
    for answer in answers:
        assert answer.status_code == 500
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["content-security-policy"] == POLICY
    assert [each["error"] for each in logs] == ["RuntimeError"] * 2
    ours = [each.getMessage() for each in caplog.records if each.name != "httpx"]  # that is the visitor
    said = repr((logs, ours))
    for secret in (ADA, BEN, link.rpartition("/")[2], str(person.id)):
        assert secret not in said


def test_pages_that_cannot_be_made_are_a_sentence(visit, monkeypatch):
    broken = visit.settings.inbox.with_name("templates") / "web"
    broken.mkdir(parents=True)
    (broken / "base.html").write_text("{{ nobody_knows_this }}")
    visit.service._offers._config = type(visit.settings)(
        **{**vars(visit.settings), "templates": broken.parent}
    )
    with structlog.testing.capture_logs() as logs:
        answer = visit.get(ROOT)
    assert answer.status_code == 503
    assert answer.text == "This is not possible right now. Please try again in some minutes.\n"
    assert "nobody_knows_this" in logs[0]["reason"]
