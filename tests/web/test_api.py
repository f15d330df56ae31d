"""What can programs do through the API, and what can they not?"""

from __future__ import annotations

import uuid

import msgspec
import pytest

from publisher import subscribe
from publisher.model import Cadence, SubscriberState
from web.visiting import ADA, API, BEN, ROOT, visiting


@pytest.fixture
def visit(tmp_path):
    with visiting(tmp_path) as opened:
        yield opened


@pytest.fixture
def key(visit):
    return visit.api_key()


def call(visit, key, method, path="", **options):
    return visit.client.request(method, API + path, headers=key, **options)


def is_problem(answer, status, *words):
    """Say whether an answer is what RFC 9457 writes, and names these words."""
    told = answer.json()
    return (
        answer.status_code == told["status"] == status
        and answer.headers["content-type"] == "application/problem+json"
        and set(told) == {"title", "status", "detail"}
        and all(word in told["detail"] for word in words)
    )


def test_a_program_asks_for_a_person_who_is_asked_by_mail(visit, key):
    wishes = {
        "cadence": "weekly",
        "sections": ["world", "world"],
        "time_zone": "Asia/Tokyo",
        "language": "de",
        "visitor": "2001:db8::1",
    }
    answer = call(visit, key, "POST", json={"address": ADA, **wishes})
    assert (answer.status_code, answer.json()) == (202, {})
    (asked,) = visit.asked()
    wanted = asked.preferences
    assert (asked.address, wanted.cadence, wanted.sections) == (ADA, Cadence.WEEKLY, ("world",))
    assert (wanted.time_zone, wanted.language) == ("Asia/Tokyo", "de")
    visit.post(f"{ROOT}confirm/{visit.letter()}")
    assert visit.person().preferences == wanted


def test_the_answer_is_the_same_whoever_is_asked_for(visit, key):
    visit.subscriber(ADA)
    visit.subscriber(BEN)
    subscribe.forget(visit.store, BEN, visit.keys, visit.now)
    answers = [call(visit, key, "POST", json={"address": each}) for each in (ADA, BEN, "new@example.org")]
    assert len({(each.status_code, each.content, tuple(each.headers.multi_items())) for each in answers}) == 1


def test_the_limit_counts_the_visitor_or_else_the_key(tmp_path):
    with visiting(tmp_path, requests_per_network=1) as visit:
        key, other = visit.api_key("website"), visit.api_key("shop")

        def ask(key, number, **more):
            return call(visit, key, "POST", json={"address": f"a{number}@example.org", **more})

        for number in range(60):
            assert ask(key, number).status_code == 202
        kept = len(visit.asked())
        assert kept < 60
        ask(key, 100, visitor="192.0.2.7")
        ask(other, 101)
        assert len(visit.asked()) == kept + 2
        # The same as in the form of the page: what one has used up is missing for the other.
        for number in range(60):
            ask(other, 200 + number, visitor="198.51.100.9")
        full = len(visit.asked())
        visit.ask(BEN, visit.visitor("198.51.100.1"))
        assert len(visit.asked()) == full


def test_a_subscriber_is_looked_up_with_all_that_has_become_of_them(visit, key):
    person = visit.subscriber(sections=("world",))
    visit.forward(days=1)
    subscribe.remove(visit.store, ADA, visit.now)
    answer = call(visit, key, "POST", "/look-up", json={"address": "ADA@Example.org"})
    assert answer.status_code == 200
    told = answer.json()
    assert (told["id"], told["address"], told["state"]) == (str(person.id), ADA, "unsubscribed")
    assert (told["cadence"], told["sections"], told["time_zone"], told["language"]) == (
        "daily",
        ["world"],
        "",
        "",
    )
    assert told["consent"] == "command line, 2026-11-23"
    assert (told["created_at"], told["changed_at"]) == ("2026-11-23T12:00:00Z", "2026-11-24T12:00:00Z")
    assert [(each["at"], each["state"]) for each in told["history"]] == [
        ("2026-11-23T12:00:00Z", "active"),
        ("2026-11-24T12:00:00Z", "unsubscribed"),
    ]
    assert is_problem(call(visit, key, "POST", "/look-up", json={"address": BEN}), 404, "nobody")


def test_a_program_changes_what_a_subscriber_wants_and_nothing_else(visit, key):
    person = visit.subscriber(sections=("world",), language="fr")
    changed = call(visit, key, "PATCH", f"/{person.id}", json={"cadence": "weekly"})
    assert changed.status_code == 200
    assert (changed.json()["cadence"], changed.json()["sections"]) == ("weekly", ["world"])
    assert visit.person().origin == "API key website"
    call(visit, key, "PATCH", f"/{person.id}", json={"sections": [], "time_zone": "UTC", "language": ""})
    wanted = visit.person().preferences
    assert (wanted.cadence, wanted.sections, wanted.time_zone, wanted.language) == (
        Cadence.WEEKLY,
        (),
        "UTC",
        "",
    )
    before = visit.rows()
    assert call(visit, key, "PATCH", f"/{person.id}", json={}).status_code == 200
    assert visit.rows() == before


def test_only_who_is_active_can_be_changed(visit, key):
    person = visit.subscriber()
    subscribe.remove(visit.store, ADA, visit.now)
    before = visit.rows()
    change = {"cadence": "weekly"}
    assert is_problem(call(visit, key, "PATCH", f"/{person.id}", json=change), 409, "active")
    assert is_problem(call(visit, key, "PATCH", f"/{uuid.uuid4()}", json=change), 404, "id")
    assert visit.rows() == before


def test_removing_unsubscribes_and_again_changes_nothing(visit, key):
    person = visit.subscriber()
    assert call(visit, key, "DELETE", f"/{person.id}").status_code == 204
    assert (visit.person().state, visit.person().origin) == (SubscriberState.UNSUBSCRIBED, "API key website")
    before = visit.rows()
    for each in (person.id, uuid.uuid4()):
        answer = call(visit, key, "DELETE", f"/{each}")
        assert (answer.status_code, answer.content) == (204, b"")
    assert visit.rows() == before


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer pub_unknown",
        "Basic cHViOnB1Yg==",
        "pub_x",
        "Bearer \xff",
        "Bearer a b",
    ],
)
def test_without_a_known_key_nothing_opens(visit, authorization):
    person = visit.subscriber()
    headers = {"authorization": authorization.encode("latin-1")} if authorization else {}
    before = visit.rows()
    for method, path in (
        ("POST", ""),
        ("POST", "/look-up"),
        ("PATCH", f"/{person.id}"),
        ("DELETE", f"/{person.id}"),
    ):
        answer = visit.client.request(method, API + path, headers=headers, json={"address": ADA})
        assert is_problem(answer, 401)
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert ADA not in answer.text
    assert visit.rows() == before


def test_a_removed_key_opens_nothing_any_more(visit, key):
    from publisher.store import api_keys

    assert call(visit, key, "POST", "/look-up", json={"address": ADA}).status_code == 404
    with visit.store.write() as connection:
        api_keys.remove(connection, "website")
    assert call(visit, key, "POST", "/look-up", json={"address": ADA}).status_code == 401


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, ["address"]),
        ({"address": 7}, ["$.address"]),
        ({"address": "ada"}, ["address: "]),
        ({"address": "a" * 300}, ["$.address"]),
        ({"address": f"{ADA}\r\nBcc: {BEN}"}, ["address: "]),
        ({"address": f"Ada <{ADA}>"}, ["address: "]),
        ({"address": ADA, "name": "Ada"}, ["name"]),
        ({"address": ADA, "cadence": "hourly"}, ["$.cadence"]),
        ({"address": ADA, "sections": "world"}, ["$.sections"]),
        ({"address": ADA, "sections": ["wrold"]}, ["sections: ", 'did you mean "world"']),
        ({"address": ADA, "sections": ["world"] * 300}, ["$.sections"]),
        ({"address": ADA, "time_zone": "Mars/Crater"}, ["time_zone: "]),
        ({"address": ADA, "language": "no language"}, ["language: "]),
        ({"address": ADA, "visitor": "localhost"}, ["visitor: "]),
        ([], ["object"]),
        ("ada", ["object"]),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_its_field(visit, key, body, words):
    before = visit.rows()
    assert is_problem(call(visit, key, "POST", json=body), 422, *words)
    assert visit.rows() == before


def test_a_cadence_that_is_not_sent_cannot_be_chosen(visit, key):
    object.__setattr__(visit.settings.digest, "weekly", None)
    answer = call(visit, key, "POST", json={"address": ADA, "cadence": "weekly"})
    assert is_problem(answer, 422, "cadence: ")


@pytest.mark.parametrize("content", [b"", b"{", b'{"address": "\xff"}', b"\x00"])
def test_what_is_no_json_is_400(visit, key, content):
    headers = key | {"content-type": "application/json"}
    assert is_problem(visit.client.post(API, content=content, headers=headers), 400)


@pytest.mark.parametrize(
    "content",
    [
        b'{"address": "\\ud800"}',
        b'{"address": "ada@example.org", "sections": ["\\udfff"]}',
        b'{"address": "ada@example.org", "\\ud800": 1}',
        b'{"address": "ada@example.org", "time_zone": "\\u0000"}',
    ],
)
def test_characters_that_are_none_are_refused(visit, key, content):
    headers = key | {"content-type": "application/json"}
    assert visit.client.post(API, content=content, headers=headers).status_code in {400, 422}


def test_other_types_and_long_bodies_are_refused(visit, key):
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        headers = key | {"content-type": kind}
        assert is_problem(visit.client.post(API, content=b"{}", headers=headers), 415)
    headers = key | {"content-type": "application/json; charset=utf-8"}
    assert is_problem(visit.client.post(API, content=b" " * 17_000, headers=headers), 413)


def test_wrong_addresses_and_methods_are_answered_to_programs(visit, key):
    assert is_problem(call(visit, key, "GET", "/nothing"), 404)
    assert is_problem(call(visit, key, "PATCH", "/no-id", json={}), 404)
    for method, path, allowed in (("GET", "", {"POST"}), ("DELETE", "/look-up", {"POST"})):
        answer = call(visit, key, method, path)
        assert is_problem(answer, 405)
        assert set(answer.headers["allow"].split(", ")) == allowed
    answer = call(visit, key, "POST", f"/{uuid.uuid4()}")
    assert set(answer.headers["allow"].split(", ")) == {"PATCH", "DELETE"}


def test_the_description_names_every_address_and_where_it_is(visit):
    answer = visit.get(f"{ROOT}openapi.json")
    assert answer.headers["content-type"] == "application/json"
    told = msgspec.json.decode(answer.content)
    assert told["openapi"] == "3.1.0"
    assert told["servers"] == [{"url": "https://news.example.org/subscription"}]
    found = {
        (path, method) for path, item in told["paths"].items() for method in item if method != "parameters"
    }
    assert found == {
        ("/api/v1/subscribers", "post"),
        ("/api/v1/subscribers/look-up", "post"),
        ("/api/v1/subscribers/{id}", "patch"),
        ("/api/v1/subscribers/{id}", "delete"),
    }
    assert "logs of proxies" in told["paths"]["/api/v1/subscribers/look-up"]["post"]["description"]
