"""Is the newest state of every feed told in the end, whatever fails and whenever the process is killed?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from desk import Desk, open_desk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.announce import FEEDS, Announcer
from publisher.config import Notify
from publisher.store import notifications, output_tables
from tests.notify.conftest import Clock
from tests.notify.services import HANG_UP, Service, running_service

HOME = "https://courier.example.org/"

CHANGES = st.tuples(st.just("change"), st.sampled_from(FEEDS))
ANSWERS = st.tuples(st.just("tell"), st.lists(st.sampled_from([204, 500, 503, HANG_UP]), max_size=3))
STEPS = st.lists(
    st.one_of(CHANGES, ANSWERS, st.sampled_from([("gather", ()), ("send", ()), ("kill", ())])), max_size=12
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Service]]:
    folder: Path = tmp_path_factory.mktemp("publication")
    with running_service() as hub, open_desk(folder, notify=Notify(hubs=(hub.address,))) as desk:
        desk.output.mkdir()
        yield desk, hub


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_every_feed_is_told_after_its_last_change(running: tuple[Desk, Service], steps: list[tuple]) -> None:
    desk, hub = running
    clock = Clock()
    with desk.app.store.write() as connection:
        connection.execute(output_tables.notifications.delete())
        connection.execute(output_tables.topics.delete())
    for name in FEEDS:
        (desk.output / name).unlink(missing_ok=True)
    hub.answers.clear()
    hub.posted.clear()
    announcer = Announcer(desk.app.store, desk.app.config)
    # How many requests had come when a feed changed last.
    changed: dict[str, int] = {}
    for count, (step, what) in enumerate(steps):
        match step:
            case "change":
                (desk.output / what).write_text(f"version {count}")
                changed[what] = len(hub.posted)
            case "gather":
                announcer.gather(clock.now)
            case "send":
                announcer.turn(clock)
            case "tell":
                hub.answer(*what)
                announcer.finish(clock, seconds=5)
                clock.now += timedelta(minutes=5)
            case "kill":
                announcer = Announcer(desk.app.store, desk.app.config)
                announcer.begin()
    hub.answers.clear()
    announcer.gather(clock.now)
    for _ in range(10):
        announcer.finish(clock, seconds=5)
        clock.now += timedelta(hours=6)
    with desk.app.store.read() as connection:
        assert notifications.listed(connection) == []
    for name, before in changed.items():
        assert HOME + name in {posted.form["hub.url"] for posted in hub.posted[before:]}
