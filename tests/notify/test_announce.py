"""Is everyone told of what has been published, once it has and as long as it takes?"""

from __future__ import annotations

import json
from datetime import timedelta

import newsroom
import pytest
from desk import MONDAY, Desk, markdown
from sqlalchemy import select

from publisher.announce import FEEDS as ALL_FEEDS
from publisher.announce import Report
from publisher.renderers import renderers
from publisher.renderers.templates import default_folder, environment
from publisher.store import notifications, output_tables
from publisher.store.notifications import Notification, State
from tests.notify.conftest import KEY, Clock, Open
from tests.notify.services import HANG, HANG_UP, Service, closed_port, running_service

HOME = "https://courier.example.org/"


def publish(desk: Desk, clock: Clock, path: str, title: str) -> int:
    """Put one article into the inbox and publish it; return what is news about that."""
    desk.drop(path, markdown(title))
    desk.build(clock.now)
    return desk.app.announcer.gather(clock.now)


def tell(desk: Desk, clock: Clock) -> Report:
    return desk.app.announcer.finish(clock, seconds=10)


def waiting(desk: Desk) -> list[Notification]:
    with desk.app.store.read() as connection:
        return notifications.listed(connection)


# What is told


def test_a_hub_is_pinged_once_for_each_feed_that_has_changed(
    opened: Open, service: Service, clock: Clock
) -> None:
    desk = opened(hubs=(service.address,))
    publish(desk, clock, "city/hall.md", "Market hall closes")
    assert tell(desk, clock).told == 2
    topics = {posted.form["hub.url"] for posted in service.posted}
    assert topics == {HOME + "atom.xml", HOME + "city/atom.xml"}
    assert all(posted.form["hub.mode"] == "publish" for posted in service.posted)
    publish(desk, clock, "sport/race.md", "A race")
    publish(desk, clock, "sport/race-two.md", "Another race")
    tell(desk, clock)
    assert [posted.form["hub.topic"] for posted in service.posted[2:]].count(HOME + "city/atom.xml") == 0
    assert waiting(desk) == []


def test_what_changes_no_byte_of_a_feed_is_no_news(opened: Open, service: Service, clock: Clock) -> None:
    desk = opened(hubs=(service.address,))
    publish(desk, clock, "a.md", "A crane sinks")
    tell(desk, clock)
    desk.app.site.recover(clock.now)
    desk.build(clock.now)
    assert desk.app.announcer.gather(clock.now) == 0
    (desk.output / "atom.xml").touch()
    assert desk.app.announcer.gather(clock.now) == 0
    assert tell(desk, clock).told == 0


def test_another_template_is_no_news_of_an_article(opened: Open, service: Service, clock: Clock) -> None:
    desk = opened(hooks={"site": service.address})
    publish(desk, clock, "a.md", "A crane sinks")
    tell(desk, clock)
    with desk.app.store.write() as connection:
        connection.exec_driver_sql("UPDATE articles SET rendered = 'from another template'")
    (desk.output / "articles/a.html").write_text("what it looked like")
    assert desk.publish(clock.now).pages == 1
    assert desk.app.announcer.gather(clock.now) == 0
    assert tell(desk, clock).told == 0


def test_a_hook_is_told_of_a_change_in_one_message(opened: Open, service: Service, clock: Clock) -> None:
    desk = opened(hooks={"site": service.address + "in?key=1"})
    publish(desk, clock, "city/hall.md", "Market hall closes")
    assert tell(desk, clock).told == 1
    (posted,) = service.posted
    assert posted.path == "/in?key=1"
    assert posted.json == {
        "event": "published",
        "id": posted.headers["webhook-id"],
        "at": "2026-11-23T12:00:00+00:00",
        "publication": {
            "id": "urn:uuid:5d0c7a52-8f7e-4c7b-9f55-c0ffee000001",
            "title": "The Danube Courier",
            "home": HOME,
        },
        "feeds": [HOME + "atom.xml", HOME + "city/atom.xml"],
        "pages": [HOME + "city/hall.html"],
    }


def test_search_engines_are_told_of_pages_and_can_check_the_key(
    opened: Open, service: Service, clock: Clock
) -> None:
    desk = opened(endpoint=service.address + "indexnow")
    publish(desk, clock, "hall.md", "Market hall closes")
    tell(desk, clock)
    (posted,) = service.posted
    assert posted.json == {
        "host": "courier.example.org",
        "key": KEY,
        "keyLocation": f"{HOME}{KEY}.txt",
        "urlList": [HOME + "articles/hall.html"],
    }
    assert (desk.output / f"{KEY}.txt").read_text() == KEY


def test_only_pages_whose_article_is_new_or_edited_are_told(
    opened: Open, service: Service, clock: Clock
) -> None:
    desk = opened(endpoint=service.address)
    publish(desk, clock, "hall.md", "Market hall closes")
    publish(desk, clock, "crane.md", "A crane sinks in the harbour")
    tell(desk, clock)
    text = "Nobody had expected that the hall would open again before Christmas, and yet it did."
    desk.drop("hall.md", markdown("Market hall opens again", text), clock.now)
    desk.build(clock.now)
    desk.app.announcer.gather(clock.now)
    tell(desk, clock)
    assert HOME + "articles/hall.html" in service.posted[-1].json["urlList"]
    assert len(service.posted) == 2


def test_an_endpoint_gets_no_more_pages_in_one_message_than_it_takes(
    opened: Open, service: Service, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = opened(endpoint=service.address, hooks={"site": service.address + "hook"})
    for target in desk.app.announcer._targets.values():
        object.__setattr__(target, "most", 2)
    for number in range(5):
        desk.drop(f"story-{number}.md", markdown(f"Story {number}", f"Paragraph number {number} of these."))
    desk.build(clock.now)
    desk.app.announcer.gather(clock.now)
    tell(desk, clock)
    lists = [posted.json["urlList"] for posted in service.posted if posted.path == "/"]
    assert [len(each) for each in lists] == [2, 2, 1]
    assert len({page for each in lists for page in each}) == 5
    hooks = [posted.json for posted in service.posted if posted.path == "/hook"]
    assert [len(each["pages"]) for each in hooks] == [2, 2, 1]
    assert [len(each["feeds"]) for each in hooks] == [1, 0, 0]


def test_where_nobody_is_to_be_told_nothing_is_noted(opened: Open, clock: Clock) -> None:
    desk = opened()
    assert publish(desk, clock, "hall.md", "Market hall closes") == 0
    assert desk.app.announcer.gather(clock.now) == 0
    rows = desk.rows()
    assert rows["changes"] == rows["topics"] == rows["notifications"] == []


# Failing and trying again


def test_a_service_that_fails_is_tried_again_with_growing_pauses_for_two_days(
    opened: Open, service: Service, clock: Clock
) -> None:
    desk = opened(hooks={"site": service.address})
    service.answer(*[500] * 100)
    publish(desk, clock, "hall.md", "Market hall closes")
    pauses = []
    for _ in range(100):
        (fault,) = tell(desk, clock).faults
        assert fault.reply == "500 Internal Server Error"
        if fault.again_at is None:
            break
        pauses.append(fault.again_at - clock.now)
        clock.now = fault.again_at - timedelta(seconds=1)
        assert tell(desk, clock).faults == []
        clock.pass_(seconds=1)
    assert [pause.total_seconds() for pause in pauses[:7]] == [30, 120, 600, 3600, 21_600, 21_600, 21_600]
    assert timedelta(hours=42) < clock.now - MONDAY <= timedelta(hours=48)
    (left,) = waiting(desk)
    assert left.state is State.GIVEN_UP
    clock.pass_(days=1)
    assert tell(desk, clock).faults == []


def test_a_repeat_is_the_same_message_with_a_new_signature(
    opened: Open, service: Service, clock: Clock
) -> None:
    desk = opened(hooks={"site": service.address})
    service.answer(502)
    publish(desk, clock, "hall.md", "Market hall closes")
    tell(desk, clock)
    clock.pass_(seconds=30)
    assert tell(desk, clock).told == 1
    first, second = service.posted
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert int(second.headers["webhook-timestamp"]) == int(first.headers["webhook-timestamp"]) + 30
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]


def test_a_success_forgets_what_was_given_up(opened: Open, service: Service, clock: Clock) -> None:
    desk = opened(hooks={"site": service.address})
    service.answer(410)
    publish(desk, clock, "hall.md", "Market hall closes")
    (fault,) = tell(desk, clock).faults
    assert (fault.reply, fault.again_at) == ("410 Gone", None)
    assert [each.state for each in waiting(desk)] == [State.GIVEN_UP]
    publish(desk, clock, "crane.md", "A crane sinks in the harbour")
    assert tell(desk, clock).told == 1
    assert waiting(desk) == []


@pytest.mark.parametrize(
    ("status", "asked", "seconds"),
    [(503, "3600", 3600), (429, "5", 30)],  # never sooner than our own pause
)
def test_a_service_that_asks_to_be_left_alone_is(
    opened: Open, service: Service, clock: Clock, status: int, asked: str, seconds: int
) -> None:
    desk = opened(hubs=(service.address,))
    service.answer((status, {"Retry-After": asked}))
    publish(desk, clock, "city/hall.md", "Market hall closes")
    (fault,) = tell(desk, clock).faults
    assert fault.again_at == clock.now + timedelta(seconds=seconds)
    # All that is for it waits so long, although only one message was answered.
    assert len(service.posted) == 1
    assert {each.due_at for each in waiting(desk)} == {fault.again_at}
    clock.now = fault.again_at
    assert tell(desk, clock).told == 2


def test_a_redirect_is_not_followed(opened: Open, service: Service, clock: Clock) -> None:
    desk = opened(hooks={"site": service.address})
    for count, (status, phrase) in enumerate([(303, "See Other"), (307, "Temporary Redirect")], start=1):
        service.answer((status, {"Location": service.address + "elsewhere"}))
        publish(desk, clock, "hall.md", "Market hall closes")
        (fault,) = tell(desk, clock).faults
        assert fault.reply == f"{status} {phrase}"
        assert len(service.posted) == count
        assert fault.again_at is not None
        clock.now = fault.again_at


def test_where_nobody_listens_the_system_says_so(opened: Open, clock: Clock) -> None:
    desk = opened(hooks={"site": closed_port() + "token-of-ours"})
    publish(desk, clock, "hall.md", "Market hall closes")
    (fault,) = tell(desk, clock).faults
    assert fault.reply.startswith("no connection: ")
    assert "token-of-ours" not in repr(fault)
    (left,) = waiting(desk)
    assert "token-of-ours" not in repr(left)


def test_one_who_hangs_up_is_tried_again(opened: Open, service: Service, clock: Clock) -> None:
    desk = opened(hooks={"site": service.address})
    service.answer(HANG_UP)
    publish(desk, clock, "hall.md", "Market hall closes")
    (fault,) = tell(desk, clock).faults
    assert fault.reply == "no answer: RemoteProtocolError"
    clock.pass_(seconds=30)
    assert tell(desk, clock).told == 1


def test_one_who_hangs_costs_the_others_nothing(
    opened: Open, service: Service, clock: Clock, impatient: None
) -> None:
    with running_service(HANG, HANG) as hanging:
        desk = opened(hubs=(hanging.address, service.address), hooks={"site": service.address + "hook"})
        publish(desk, clock, "city/hall.md", "Market hall closes")
        report = tell(desk, clock)
        assert report.told == 3
        (fault,) = report.faults
        assert fault.target == hanging.address
        assert fault.reply.startswith("no answer within")
        assert len(hanging.posted) == 1
        assert {each.target for each in waiting(desk)} == {hanging.address}


def test_a_turn_waits_for_nobody(opened: Open, clock: Clock) -> None:
    with running_service(HANG) as hanging:
        desk = opened(hooks={"site": hanging.address})
        publish(desk, clock, "hall.md", "Market hall closes")
        announcer = desk.app.announcer
        for _ in range(3):
            assert announcer.turn(clock) == Report()
        assert not announcer.is_answered()
        with desk.app.store.read() as connection:
            # Nor does the loop spin: what is being asked is not due.
            assert announcer.next_due(connection) is None
        assert [each.state for each in waiting(desk)] == [State.SENDING]
        report = announcer.finish(clock, seconds=0.01)
        assert report.faults[0].reply == "no answer within 0.01 s"
        assert [each.state for each in waiting(desk)] == [State.WAITING]


# Newer news


def test_newer_news_replaces_what_still_waits(opened: Open, service: Service, clock: Clock) -> None:
    desk = opened(
        hubs=(service.address,), hooks={"site": service.address + "hook"}, endpoint=service.address + "i"
    )
    publish(desk, clock, "hall.md", "Market hall closes")
    clock.pass_(minutes=1)
    publish(desk, clock, "crane.md", "A crane sinks in the harbour")
    assert len(waiting(desk)) == 3
    tell(desk, clock)
    by_path = {posted.path: posted for posted in service.posted}
    assert len(service.posted) == len(by_path) == 3
    pages = [HOME + "articles/hall.html", HOME + "articles/crane.html"]
    assert by_path["/i"].json["urlList"] == pages
    assert by_path["/hook"].json["pages"] == pages
    assert by_path["/hook"].json["feeds"] == [HOME + "atom.xml"]
    assert by_path["/hook"].json["at"] == "2026-11-23T12:01:00+00:00"


def test_newer_news_for_a_service_that_fails_waits_for_its_next_time(
    opened: Open, service: Service, clock: Clock
) -> None:
    desk = opened(hubs=(service.address,))
    service.answer(503)
    publish(desk, clock, "hall.md", "Market hall closes")
    (fault,) = tell(desk, clock).faults
    publish(desk, clock, "city/crane.md", "A crane sinks in the harbour")
    assert len(waiting(desk)) == 2
    assert {each.due_at for each in waiting(desk)} == {fault.again_at}


def test_newer_news_while_a_message_is_under_way_is_told_after_it(opened: Open, clock: Clock) -> None:
    with running_service(HANG) as hub:
        desk = opened(hubs=(hub.address,))
        publish(desk, clock, "hall.md", "Market hall closes")
        desk.app.announcer.turn(clock)
        publish(desk, clock, "crane.md", "A crane sinks in the harbour")
        assert [each.state for each in waiting(desk)] == [State.SENDING, State.WAITING]
        # The older one fails: it says nothing that the newer one does not say.
        desk.app.announcer.finish(clock, seconds=0.01)
        (left,) = waiting(desk)
        assert (left.state, left.attempts) == (State.WAITING, 1)


# Kills


def test_a_kill_between_publication_and_queue_loses_nothing(
    opened: Open, service: Service, clock: Clock
) -> None:
    first = opened(hubs=(service.address,), endpoint=service.address + "i")
    first.drop("city/hall.md", markdown("Market hall closes"))
    first.build(clock.now)
    # Killed here; the next process begins with what is on the disk.
    second = opened(hubs=(service.address,), endpoint=service.address + "i")
    second.build(clock.now)
    assert second.app.announcer.gather(clock.now) == 3
    assert tell(second, clock).told == 3
    assert {posted.form["hub.url"] for posted in service.posted if posted.path == "/"} == {
        HOME + "atom.xml",
        HOME + "city/atom.xml",
    }


def test_a_kill_before_a_page_is_marked_as_rendered_loses_nothing(
    opened: Open, service: Service, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = opened(endpoint=service.address)

    class Killed(BaseException):
        pass

    def kill(*_: object) -> None:
        raise Killed

    desk.drop("hall.md", markdown("Market hall closes"))
    with monkeypatch.context() as patch:
        patch.setattr("publisher.store.entries.mark_rendered", kill)
        with pytest.raises(Killed):
            desk.build(clock.now)
    assert (desk.output / "articles/hall.html").exists()
    with desk.app.store.read() as connection:
        assert connection.execute(select(output_tables.changes)).all() == []
    _, report = desk.build(clock.now)
    assert report.pages == 0  # it is there already, and still news
    assert desk.app.announcer.gather(clock.now) > 0
    tell(desk, clock)
    assert service.posted[0].json["urlList"] == [HOME + "articles/hall.html"]


def test_a_kill_while_sending_tells_it_again(opened: Open, service: Service, clock: Clock) -> None:
    with running_service(HANG) as hanging:
        first = opened(hooks={"site": hanging.address})
        publish(first, clock, "hall.md", "Market hall closes")
        first.app.announcer.turn(clock)
        assert [each.state for each in waiting(first)] == [State.SENDING]
    second = opened(hooks={"site": service.address})
    assert tell(second, clock).told == 1
    assert service.posted[0].json["pages"] == [HOME + "articles/hall.html"]


def test_who_is_taken_out_of_the_configuration_is_forgotten(
    opened: Open, service: Service, clock: Clock
) -> None:
    first = opened(hubs=(closed_port(),))
    publish(first, clock, "hall.md", "Market hall closes")
    tell(first, clock)
    second = opened(hubs=(service.address,))
    assert waiting(second) == []


def test_a_damaged_row_is_given_up_and_the_others_are_told(
    opened: Open, service: Service, clock: Clock
) -> None:
    desk = opened(hubs=(service.address,))
    publish(desk, clock, "city/hall.md", "Market hall closes")
    with desk.app.store.write() as connection:
        damaged = output_tables.notifications.c.topic == HOME + "atom.xml"
        connection.execute(output_tables.notifications.update().where(damaged).values(payload="{"))
    assert tell(desk, clock).told == 1


def test_a_new_hub_stands_in_the_feeds_with_the_next_build(
    opened: Open, service: Service, clock: Clock
) -> None:
    first = opened()
    first.drop("city/hall.md", markdown("Market hall closes"))
    first.build(clock.now)
    second = opened(hubs=(service.address,))
    second.build(clock.now)
    for folder in ("", "city/"):
        for name in ("atom.xml", "rss.xml"):
            hubs = [link.href for link in second.feed(folder + name).feed.links if link.rel == "hub"]
            assert hubs == [service.address]
        found = json.loads((second.output / f"{folder}feed.json").read_bytes())
        assert found["hubs"] == [{"type": "WebSub", "url": service.address}]


def test_every_format_of_feed_is_one_that_is_told() -> None:
    made = renderers(environment([default_folder()])).channel
    # The other files of a channel are its front page and, once, the style of all feeds.
    feeds = {each.path(newsroom.CHANNEL) for each in made if each.sections and not each.grouped}
    assert feeds == set(ALL_FEEDS)
