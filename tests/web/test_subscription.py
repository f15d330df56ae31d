"""Can people subscribe, and does nobody learn who already has?"""

from __future__ import annotations

import pytest

from publisher import subscribe, tokens
from publisher.model import Cadence, SubscriberState
from publisher.tokens import Purpose
from web.visiting import ADA, BEN, ROOT, STAMP, SUBSCRIBE, Visit, visiting


@pytest.fixture
def visit(tmp_path):
    with visiting(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("path", [ROOT, SUBSCRIBE])
def test_the_form_is_there_with_a_stamp_and_everything_to_choose_from(visit, path):
    page = visit.get(path)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert tokens.stamped_at(visit.keys, STAMP.search(page.text)[1], visit.now) == visit.now
    for wanted in ('name="address"', 'value="weekly"', 'value="science"', ">Europe/Berlin<"):
        assert wanted in page.text


@pytest.mark.parametrize("encoding", ["urlencoded", "multipart"])
def test_a_wish_is_written_down_with_all_that_was_chosen(visit, encoding):
    form = {
        "address": ADA,
        "cadence": "weekly",
        "section": ["world", "science"],
        "time_zone": "Asia/Tokyo",
        "website": "",
        "stamp": visit.stamp(),
    }
    if encoding == "multipart":
        parts = [(name, value) for name, value in form.items() if name != "section"]
        parts += [("section", value) for value in form["section"]]
        answer = visit.client.post(SUBSCRIBE, files=[(name, (None, value)) for name, value in parts])
    else:
        answer = visit.client.post(SUBSCRIBE, data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{ROOT}asked")
    (asked,) = visit.asked()
    assert (asked.address, asked.asked_at) == (ADA, visit.now)
    wanted = asked.preferences
    assert (wanted.cadence, wanted.sections) == (Cadence.WEEKLY, ("world", "science"))
    assert (wanted.time_zone, wanted.language) == ("Asia/Tokyo", "")


def test_who_chooses_nothing_gets_everything_as_often_as_it_is_sent(visit):
    visit.ask()
    (asked,) = visit.asked()
    assert (asked.preferences.cadence, asked.preferences.sections) == (Cadence.DAILY, ())


def test_the_answer_is_the_same_for_who_is_new_known_gone_forgotten_or_over_a_limit(tmp_path):
    with visiting(tmp_path, requests_per_network=1) as visit:
        people = {state: f"{state}@example.org" for state in SubscriberState}
        for state, address in people.items():
            visit.subscriber(address)
            with visit.store.write() as connection:
                connection.exec_driver_sql(
                    "UPDATE subscribers SET state = ? WHERE folded = ?", (state.value, address)
                )
        visit.subscriber(BEN)
        subscribe.forget(visit.store, BEN, visit.keys, visit.now)
        answers = {
            (answer.status_code, answer.content, tuple(answer.headers.multi_items()))
            for address in ("new@example.org", *people.values(), BEN)
            for answer in [visit.ask(address)]
        } | {
            (answer.status_code, answer.content, tuple(answer.headers.multi_items()))
            for answer in [visit.ask("new@example.org") for _ in range(30)]
        }
        assert len(answers) == 1
        # The burst of an hour and the wait of a day: beyond them nothing is kept.
        assert len(visit.asked()) < 38


def test_what_a_program_writes_into_the_hidden_field_is_answered_as_ever_and_thrown_away(visit):
    honest = visit.ask()
    before = visit.rows()
    trapped = visit.ask(BEN, website="https://spam.example/")
    assert (trapped.status_code, trapped.headers) == (honest.status_code, honest.headers)
    assert visit.rows() == before


def _stamps(visit: Visit) -> dict[str, str]:
    person = visit.subscriber(BEN)
    good = visit.stamp()
    return {
        "missing": "",
        "of a form that was sent at once": visit.stamp(1),
        "of this moment": visit.stamp(0),
        "a day old": visit.stamp(86_400),
        "forged": good[:-2] + ("A" if good[-2] != "A" else "B") + good[-1],
        "of a link to unsubscribe": tokens.sign(visit.keys, Purpose.UNSUBSCRIBE, person.id, None),
        "rubbish": "\u0000\u20ac" * 9,
    }


def test_a_form_without_a_good_stamp_leads_to_the_page_that_asks_once_more(visit):
    for name, stamp in _stamps(visit).items():
        before = visit.rows()
        again = visit.ask(stamp=stamp, cadence="weekly", section="world", time_zone="UTC")
        assert again.status_code == 200, name
        assert visit.rows() == before, name
        for kept in (f'value="{ADA}"', 'value="weekly"', 'value="world"', 'value="UTC"'):
            assert kept in again.text, name
    fresh = STAMP.search(again.text)[1]
    assert visit.ask(stamp=fresh).status_code == 200
    visit.forward(seconds=2)
    assert visit.ask(stamp=fresh).status_code == 303
    assert len(visit.asked()) == 1


def test_who_is_merely_quick_is_asked_once_and_not_again(visit):
    quick = visit.stamp(1)
    again = STAMP.search(visit.ask(stamp=quick).text)[1]
    assert again == quick
    visit.forward(seconds=1)
    assert visit.ask(stamp=again).status_code == 303


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"address": ""}, "#address"),
        ({"address": "ada"}, "#address"),
        ({"address": "a" * 250 + "@example.org"}, "#address"),
        ({"address": "(" * 4_000}, "#address"),
        ({"address": f"{ADA}\r\nBcc: {BEN}"}, "#address"),
        ({"address": f"{ADA}\0"}, "#address"),
        ({"address": f"{ADA}, {BEN}"}, "#address"),
        ({"address": f"Ada <{ADA}>"}, "#address"),
        ({"cadence": "hourly"}, "#cadence"),
        ({"section": ["world", "sports"]}, "#section"),
        ({"time_zone": "Europe/Atlantis"}, "#time_zone"),
        ({"time_zone": "../../etc/passwd"}, "#time_zone"),
    ],
)
def test_a_fault_is_named_beside_what_was_typed_and_nothing_is_stored(visit, fields, fault):
    before = visit.rows()
    form = {"address": ADA, "cadence": "weekly", "time_zone": "Asia/Tokyo", **fields}
    page = visit.ask(**form)
    assert page.status_code == 422
    assert f'href="{fault}"' in page.text
    assert STAMP.search(page.text)
    if "address" not in fields:
        assert f'value="{ADA}"' in page.text
    assert visit.rows() == before


def test_what_is_too_long_for_an_address_is_not_even_looked_at(visit, monkeypatch):
    def slow(text):
        raise AssertionError(f"{len(text)} characters were looked at")

    monkeypatch.setattr("publisher.web.visitors.normalise", slow)
    assert visit.ask("a" * 243 + "@example.org").status_code == 422
    assert visit.ask("a" * 242 + "@example.org").status_code == 500


def test_what_was_typed_is_shown_again_without_becoming_a_part_of_the_page(visit):
    page = visit.ask('"><script>alert(1)</script>')
    assert page.status_code == 422
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


def test_international_addresses_can_subscribe(visit):
    assert visit.ask("jürgen@bücher.de").status_code == 303
    assert [each.address for each in visit.asked()] == ["jürgen@bücher.de"]


def test_the_whole_way_from_the_form_to_the_last_mail(visit):
    assert visit.ask(cadence="weekly").status_code == 303
    token = visit.letter()
    confirm = f"{ROOT}confirm/{token}"
    assert f'action="{confirm}"' in visit.get(confirm).text
    assert visit.person().state is SubscriberState.PENDING
    done = visit.post(confirm)
    assert done.status_code == 200
    assert (visit.person().state, visit.person().cadence) == (SubscriberState.ACTIVE, Cadence.WEEKLY)
    preferences = done.text.partition('href="/subscription/preferences/')[2].partition('"')[0]
    page = visit.get(f"{ROOT}preferences/{preferences}")
    assert page.status_code == 200
    leave = page.text.partition(f'href="{ROOT}unsubscribe/')[2].partition('"')[0]
    assert visit.get(f"{ROOT}unsubscribe/{leave}").status_code == 200
    assert visit.person().state is SubscriberState.ACTIVE
    assert visit.post(f"{ROOT}unsubscribe/{leave}").status_code == 200
    assert visit.person().state is SubscriberState.UNSUBSCRIBED


def test_the_form_offers_new_sections_and_the_last_ones_while_the_inbox_is_gone(visit, monkeypatch):
    assert "science" in visit.get(ROOT).text
    (visit.settings.inbox / "sports").mkdir()
    assert "sports" not in visit.get(ROOT).text
    later = visit.service._offers._until + 1
    monkeypatch.setattr("publisher.web.offer.time.monotonic", lambda: later)
    assert "sports" in visit.get(ROOT).text
    visit.settings.inbox.rename(visit.settings.inbox.with_name("unmounted"))
    monkeypatch.setattr("publisher.web.offer.time.monotonic", lambda: later + 100)
    assert "sports" in visit.get(ROOT).text


def test_the_snippet_for_other_sites_leads_to_the_second_page(visit):
    page = visit.get(f"{ROOT}embed")
    assert page.status_code == 200
    assert f"https://news.example.org{SUBSCRIBE}" in page.text
    other = {
        "origin": "https://blog.example",
        "referer": "https://blog.example/",
        "sec-fetch-site": "cross-site",
    }
    assert visit.post(SUBSCRIBE, {"address": ADA}, headers=other).status_code == 200
    assert not visit.asked()


def test_the_limit_of_the_network_is_told_to_nobody_and_counts_the_network(tmp_path):
    with visiting(tmp_path, requests_per_network=1) as visit:
        for number in range(60):
            assert visit.ask(f"a{number}@example.org").status_code == 303
        kept = len(visit.asked())
        assert kept < 60
        assert visit.ask(BEN, visit.visitor("192.0.2.99")).status_code == 303
        assert len(visit.asked()) == kept, "the same /24"
        assert visit.ask(BEN, visit.visitor("192.0.3.7")).status_code == 303
        assert len(visit.asked()) == kept + 1
