"""What may somebody do who has a link, and what does nobody do by opening one?"""

from __future__ import annotations

import dataclasses

import pytest

from publisher import forms, keyring, subscribe, wording
from publisher.model import Cadence, SubscriberState
from publisher.tokens import Purpose
from web.visiting import ADA, BEN, LINK, ROOT, SUBSCRIBE, visiting

ONE_CLICK = "List-Unsubscribe=One-Click"
URLENCODED = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
def visit(tmp_path):
    with visiting(tmp_path) as opened:
        yield opened


@pytest.fixture
def languages(monkeypatch):
    """The language of each page, whether there are words of it or not."""
    asked = []

    def noting(language):
        asked.append(language)
        return wording.wording("en")

    monkeypatch.setattr(forms, "wording", noting)
    return asked


def _every_address(visit):
    """Return the address of every page with every link that anybody could have."""
    active, left = visit.subscriber(ADA), visit.subscriber("left@example.org")
    subscribe.remove(visit.store, left.address, visit.now)
    visit.ask(BEN)
    people = [active, visit.subscriber("weekly@example.org", cadence=Cadence.WEEKLY), left]
    links = [visit.link(purpose, person) for purpose in Purpose for person in people]
    tokens = [link.rpartition("/")[2] for link in links] + [visit.letter(BEN), visit.stamp()]
    pages = [
        f"{ROOT}{page}/{token}" for page in ("confirm", "preferences", "unsubscribe") for token in tokens
    ]
    plain = ["", "subscribe", "asked", "embed", "subscription.css", "zone.js", "openapi.json"]
    identifiers = [f"{ROOT}api/v1/subscribers/{person.id}" for person in people]
    return [*pages, *(ROOT + name for name in plain), f"{ROOT}api/v1/subscribers", *identifiers]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_opening_any_address_changes_nothing(visit, method):
    addresses = _every_address(visit)
    key = visit.api_key()
    before = visit.rows()
    answers = {
        (path, query): visit.client.request(method, path + query, headers=key)
        for path in addresses
        for query in ("", "?List-Unsubscribe=One-Click", "?address=x@example.org&stamp=" + visit.stamp())
    }
    assert visit.rows() == before
    assert len({answer.status_code for answer in answers.values()}) > 1 or method == "OPTIONS"
    assert all(answer.status_code < 500 for answer in answers.values())
    if method == "HEAD":
        assert not any(answer.content for answer in answers.values())


def test_the_links_on_every_page_that_can_be_opened_change_nothing_either(visit):
    seen, waiting = set(), [path for path in _every_address(visit) if "api" not in path]
    before = visit.rows()
    while waiting:
        path = waiting.pop()
        seen.add(path)
        # Each page signs new links that differ in nothing while the clock stands.
        waiting += set(LINK.findall(visit.get(path).text)) - seen - set(waiting)
    assert visit.rows() == before


def test_a_confirmation_is_good_once_and_then_says_that_it_was_used(visit):
    visit.ask()
    confirm = f"{ROOT}confirm/{visit.letter()}"
    assert visit.get(confirm).status_code == 200
    assert visit.post(confirm).status_code == 200
    assert visit.person().state is SubscriberState.ACTIVE
    subscribe.remove(visit.store, ADA, visit.now)
    before = visit.rows()
    assert visit.post(confirm).status_code == 410
    assert visit.get(confirm).status_code == 410
    assert visit.rows() == before


def test_a_confirmation_ends_after_seven_days(visit):
    visit.ask()
    confirm = f"{ROOT}confirm/{visit.letter()}"
    visit.forward(days=7, seconds=-1)
    assert visit.get(confirm).status_code == 200
    visit.forward(seconds=1)
    assert (visit.get(confirm).status_code, visit.post(confirm).status_code) == (410, 410)
    assert visit.person().state is SubscriberState.PENDING


@pytest.mark.parametrize("body", [ONE_CLICK, "", "rubbish=%", "list-unsubscribe=one-click"])
def test_one_click_unsubscribes_at_once_and_again_without_harm(visit, body):
    link = visit.link(Purpose.UNSUBSCRIBE, visit.subscriber())
    assert visit.client.post(link, content=body, headers=URLENCODED).status_code == 200
    assert visit.person().state is SubscriberState.UNSUBSCRIBED
    assert visit.person().origin == "unsubscribe link"
    before = visit.rows()
    visit.forward(days=9_000)
    assert visit.client.post(link, content=body, headers=URLENCODED).status_code == 200
    assert visit.rows() == before


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://mail.example"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"referer": "https://mail.example/inbox"},
        {"cookie": "session=stolen"},
        {"content-type": "application/json"},
    ],
)
def test_one_click_needs_nothing_but_the_link(visit, headers):
    link = visit.link(Purpose.UNSUBSCRIBE, visit.subscriber())
    assert visit.client.post(link, content=ONE_CLICK, headers=headers).status_code == 200
    assert visit.person().state is SubscriberState.UNSUBSCRIBED


def test_one_click_in_parts_as_rfc_8058_allows_it(visit):
    link = visit.link(Purpose.UNSUBSCRIBE, visit.subscriber())
    assert visit.client.post(link, files={"List-Unsubscribe": (None, "One-Click")}).status_code == 200
    assert visit.person().state is SubscriberState.UNSUBSCRIBED


def test_one_click_works_for_who_has_been_forgotten_and_says_the_same(visit):
    link = visit.link(Purpose.UNSUBSCRIBE, visit.subscriber())
    shown = visit.post(link).content
    subscribe.forget(visit.store, ADA, visit.keys, visit.now)
    assert visit.post(link).content == shown
    assert visit.get(link).status_code == 200


def test_who_leaves_while_their_confirmation_is_open_is_not_subscribed(visit):
    visit.ask()
    visit.letter()
    assert visit.post(visit.link(Purpose.UNSUBSCRIBE, visit.person())).status_code == 200
    assert visit.person().state is SubscriberState.UNSUBSCRIBED


@pytest.mark.parametrize("state", [SubscriberState.BOUNCED, SubscriberState.COMPLAINED])
def test_one_click_leaves_it_at_what_weighs_more(visit, state):
    person = visit.subscriber()
    with visit.store.write() as connection:
        connection.exec_driver_sql("UPDATE subscribers SET state = ?", (state.value,))
    assert visit.post(visit.link(Purpose.UNSUBSCRIBE, person)).status_code == 200
    assert visit.person().state is state


def test_no_link_is_good_for_anything_else_or_for_anybody_else(visit):
    ada, ben = visit.subscriber(ADA), visit.subscriber(BEN)
    visit.ask("cleo@example.org")
    tokens = {purpose: visit.link(purpose, ada).rpartition("/")[2] for purpose in Purpose}
    confirmation, stamp = visit.letter("cleo@example.org"), visit.stamp()
    wrong = {
        "unsubscribe": [tokens[Purpose.PREFERENCES], tokens[Purpose.FORM], confirmation, stamp],
        "preferences": [tokens[Purpose.UNSUBSCRIBE], tokens[Purpose.FORM], confirmation, stamp],
        "confirm": [*tokens.values(), stamp],
    }
    before = visit.rows()
    for page, exchanged in wrong.items():
        for token in exchanged:
            for answer in (visit.get(f"{ROOT}{page}/{token}"), visit.post(f"{ROOT}{page}/{token}")):
                assert answer.status_code == (404 if page == "unsubscribe" else 410), page
    assert visit.rows() == before
    other = visit.link(Purpose.UNSUBSCRIBE, ben).rpartition("/")[2]
    for mixed in (
        tokens[Purpose.UNSUBSCRIBE][:30] + other[30:],
        other[:30] + tokens[Purpose.UNSUBSCRIBE][30:],
    ):
        assert visit.post(f"{ROOT}unsubscribe/{mixed}").status_code == 404
    assert visit.rows() == before


def test_a_changed_token_opens_nothing_and_its_page_says_nothing_of_it(visit):
    visit.ask()
    links = [
        visit.link(purpose, visit.subscriber(BEN)) for purpose in (Purpose.UNSUBSCRIBE, Purpose.PREFERENCES)
    ]
    links.append(f"{ROOT}confirm/{visit.letter()}")
    before = visit.rows()
    for link in links:
        page, _, token = link.rpartition("/")
        strange = [
            token[:-1],
            token + "A",
            token + "=",
            token.swapcase(),
            "A" * len(token),
            "%00",
            "é",
            "..",
            "*",
        ]
        strange += [
            token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :] for at in range(len(token))
        ]
        for each in strange:
            for answer in (visit.get(f"{page}/{each}"), visit.post(f"{page}/{each}", {"cadence": "weekly"})):
                assert answer.status_code in {404, 405, 410}
                assert len(each) < 9 or each not in answer.text
                assert "@" not in answer.text.replace("name@example.org", "")
    assert visit.rows() == before


def test_links_of_a_key_that_has_been_followed_by_another_work_until_it_is_retired(visit):
    link = visit.link(Purpose.UNSUBSCRIBE, visit.subscriber())
    old = keyring.listed(visit.settings.keys_file)[0].name
    keyring.rotate(visit.settings.keys_file, lambda size: bytes(range(size)), visit.now.date())
    assert visit.get(link).status_code == 200
    keyring.retire(visit.settings.keys_file, old)
    assert (visit.get(link).status_code, visit.post(link).status_code) == (404, 404)
    assert visit.person().state is SubscriberState.ACTIVE


def test_preferences_show_what_is_chosen_and_save_what_is_sent(visit):
    person = visit.subscriber(
        cadence=Cadence.WEEKLY, sections=("world",), time_zone="Asia/Tokyo", language="de"
    )
    link = visit.link(Purpose.PREFERENCES, person, days=90)
    page = visit.get(link).text
    for chosen in ('value="weekly" required checked', 'value="world" checked', "<option selected>Asia/Tokyo"):
        assert chosen in page
    saved = visit.post(link, {"cadence": "daily", "section": ["science"], "time_zone": ""})
    assert saved.status_code == 200
    assert 'role="status"' in saved.text
    assert visit.person().preferences == dataclasses.replace(
        person.preferences, cadence=Cadence.DAILY, sections=("science",), time_zone=""
    )
    assert visit.person().origin == "preferences link"
    assert 'value="science" checked' in visit.get(link).text


def test_preferences_that_a_form_does_not_ask_for_stay(visit):
    link = visit.link(Purpose.PREFERENCES, visit.subscriber(cadence=Cadence.WEEKLY, language="fr"))
    visit.post(link, {"section": "world"})
    wanted = visit.person().preferences
    assert (wanted.cadence, wanted.language, wanted.sections) == (Cadence.WEEKLY, "fr", ("world",))


@pytest.mark.parametrize("form", [{"cadence": "hourly"}, {"section": "sports"}, {"time_zone": "Mars/Crater"}])
def test_preferences_that_cannot_be_had_are_not_saved(visit, form):
    link = visit.link(Purpose.PREFERENCES, visit.subscriber(cadence=Cadence.WEEKLY))
    before = visit.rows()
    page = visit.post(link, form)
    assert page.status_code == 422
    assert 'id="fault"' in page.text
    assert visit.rows() == before


def test_preferences_end_after_ninety_days(visit):
    person = visit.subscriber()
    visit.ask(BEN)
    (link,) = set(LINK.findall(visit.post(f"{ROOT}confirm/{visit.letter(BEN)}").text))
    old = visit.link(Purpose.PREFERENCES, person, days=90)
    visit.forward(days=90, seconds=-1)
    assert (visit.get(link).status_code, visit.get(old).status_code) == (200, 200)
    visit.forward(seconds=1)
    assert (visit.get(link).status_code, visit.post(old).status_code) == (410, 410)


def test_nobody_chooses_who_has_left_or_was_forgotten(visit):
    link = visit.link(Purpose.PREFERENCES, visit.subscriber())
    subscribe.remove(visit.store, ADA, visit.now)
    before = visit.rows()
    for answer in (
        visit.get(link),
        visit.post(link, {"cadence": "weekly"}),
        visit.post(link, {"cadence": "x"}),
    ):
        assert answer.status_code == 200
        assert f'href="{SUBSCRIBE}"' in answer.text
        assert "<form" not in answer.text
    assert visit.rows() == before
    subscribe.forget(visit.store, ADA, visit.keys, visit.now)
    assert (visit.get(link).status_code, visit.post(link).status_code) == (410, 410)


def test_no_page_shows_an_address_or_is_remembered_or_found(visit):
    person = visit.subscriber()
    visit.ask(BEN)
    confirm = f"{ROOT}confirm/{visit.letter(BEN)}"
    links = [visit.link(Purpose.UNSUBSCRIBE, person), visit.link(Purpose.PREFERENCES, person), confirm]
    for path in (*links, *links):
        for answer in (visit.get(path), visit.post(path)):
            assert ADA not in answer.text
            assert BEN not in answer.text
            assert answer.headers["x-robots-tag"] == "noindex"
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["referrer-policy"] == "no-referrer"


def test_who_has_a_language_is_answered_in_it_and_everybody_else_in_that_of_the_publication(visit, languages):
    person = visit.subscriber(language="de")
    for purpose in (Purpose.UNSUBSCRIBE, Purpose.PREFERENCES):
        visit.get(visit.link(purpose, person))
        visit.post(visit.link(purpose, person))
    assert languages == ["de"] * 4
    languages.clear()
    visit.get(visit.link(Purpose.PREFERENCES, visit.subscriber(BEN)))
    visit.get(ROOT)
    visit.get(f"{ROOT}unsubscribe/x")
    assert languages == ["en"] * 3
