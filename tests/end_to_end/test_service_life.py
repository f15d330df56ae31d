"""Does the running service survive what happens to services?"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from publisher.app import open_app
from publisher.config import load
from publisher.ingest.scan import Scan, scan
from publisher.store import memory, open_store
from tests.end_to_end.newsroom import (
    DEADLINE,
    Publication,
    Service,
    feed_is_always_whole,
    leftovers,
    running,
)
from tests.transports.servers import POLITE, scripted_server

# What systemd and the documentation grant.
STOP_WITHIN = 10.0
# More than 200 files at once are spread over processes.
MANY = 210

READERS = """\
[digest]
daily = "{cron}"
late_hours = {late}

[subscribers]
daily = ["ada.reader@example.org", "bo.reader@example.org"]
"""


def fill(publication: Publication, count: int) -> None:
    for number in range(count):
        publication.drop(f"{number}.md", f"Story {number}", f"Paragraph {number}.")


def test_it_begins_with_nothing_and_publishes_what_lies_there_before_it_is_ready(tmp_path: Path) -> None:
    # Python alone takes longer to start than such a file has to rest.
    publication = Publication(tmp_path, settle=0.01)
    publication.drop("early.md", "The early bird")
    with running(publication) as service:
        assert "The early bird" in publication.feed()
    assert service.events("stopped")


def test_a_file_dropped_the_moment_it_is_ready_is_not_lost(tmp_path: Path) -> None:
    publication = Publication(tmp_path, settle=0).with_database()
    with running(publication) as service:
        publication.drop("moment.md", "At the very moment")
        service.until(lambda: "At the very moment" in publication.feed(), deadline=5)


def test_the_inbox_may_go_and_come_back(tmp_path: Path) -> None:
    publication = Publication(tmp_path).with_database()
    publication.drop("world/before.md", "Before it went")
    with running(publication) as service:
        before = service.until(lambda: publication.entries("world/atom.xml"))
        away = publication.inbox.rename(publication.folder / "unmounted")
        service.until(lambda: any("not there" in line["reason"] for line in service.events("inbox")))
        assert publication.entries() == before
        away.rename(publication.inbox)
        publication.drop("world/after.md", "After it came back")
        service.until(lambda: "After it came back" in publication.feed())
        assert before[0] in publication.entries()
        assert len(service.events("inbox")) == 1


def test_an_inbox_that_is_replaced_in_a_moment_is_watched_again(tmp_path: Path) -> None:
    publication = Publication(tmp_path).with_database()
    with running(publication) as service:
        shutil.rmtree(publication.inbox)
        publication.inbox.mkdir()
        publication.drop("new-folder.md", "In the new folder")
        service.until(lambda: "In the new folder" in publication.feed())
        publication.drop("and-again.md", "And again")
        service.until(lambda: "And again" in publication.feed())


def test_it_waits_for_an_inbox_that_is_not_mounted_yet(tmp_path: Path) -> None:
    publication = Publication(tmp_path).with_database()
    publication.inbox.rmdir()
    with running(publication) as service:
        publication.drop("mounted.md", "Mounted at last")
        service.until(lambda: "Mounted at last" in publication.feed())


def test_a_second_one_on_the_same_publication_says_so_and_leaves(tmp_path: Path) -> None:
    publication = Publication(tmp_path).with_database()
    with running(publication):
        second = publication.process("run")
        assert second.returncode == 75
        assert "another process works on this publication" in second.stderr
        assert "Traceback" not in second.stderr
        assert publication.command("build").returncode == 75


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_soon(tmp_path: Path, number: signal.Signals) -> None:
    publication = Publication(tmp_path).with_database()
    with running(publication) as service:
        began = time.monotonic()
        assert service.stop(number) == 0
        assert time.monotonic() - began < 3
    assert service.events("stopped")


def test_a_stop_in_the_middle_of_a_large_intake_is_quick_and_loses_nothing(tmp_path: Path) -> None:
    publication = Publication(tmp_path, settle=0).with_database()
    fill(publication, 600)
    service = Service(publication)
    try:
        service.until(lambda: service.children() or publication.pages())
        began = time.monotonic()
        assert service.stop() == 0
        assert time.monotonic() - began < STOP_WITHIN
    finally:
        service.process.kill()
    assert not service.events("ready")
    assert not service.strange
    with running(publication) as service:
        assert len(publication.pages()) == 600
    assert len(publication.entries()) == 300
    assert not leftovers(publication.output)


def test_what_was_read_but_not_finished_is_finished_at_the_next_start(tmp_path: Path) -> None:
    class Killed(BaseException):
        pass

    def die(_: int) -> None:
        raise Killed

    publication = Publication(tmp_path)
    fill(publication, 3)
    with open_app(load(publication.config)) as app, contextlib.suppress(Killed):
        app.intake.run(scan(app.store, publication.inbox), datetime.now(UTC), die)
    with running(publication) as service:
        assert len(publication.entries()) == 3
    assert service.events("taken")[0]["new"] == 3


def test_kills_at_several_moments_leave_a_whole_feed_and_the_next_start_completes_it(tmp_path: Path) -> None:
    publication = Publication(tmp_path, settle=0).with_database()
    fill(publication, MANY)
    journal = publication.database.with_name("publisher.db-wal")
    moments: list[Callable[[Service], object]] = [
        lambda _: journal.exists() and journal.stat().st_size > 100_000,
        lambda _: len(publication.pages()) > 70,
        lambda _: (publication.output / "atom.xml").exists(),
    ]
    with feed_is_always_whole(publication):
        for reached in moments:
            service = Service(publication)
            service.until(lambda reached=reached, service=service: reached(service))  # type: ignore[misc]
            children = service.children()
            assert service.stop(signal.SIGKILL) == -signal.SIGKILL
            end = time.monotonic() + DEADLINE
            while any(Path(f"/proc/{child}").exists() for child in children):
                assert time.monotonic() < end, "its processes outlive the service"
        # Had it been killed while it wrote: this is what is left then.
        publication.output.joinpath(".atom.xml.4711.tmp").write_text("<feed>half of")
        with running(publication):
            assert len(publication.pages()) == MANY
    assert {entry.title for entry in publication.entries()} == {f"Story {number}" for number in range(MANY)}
    assert not leftovers(publication.output)


def test_pages_that_are_gone_from_the_output_are_made_again_at_the_start(tmp_path: Path) -> None:
    publication = Publication(tmp_path)
    publication.drop("city/lamp.md", "A lamp")
    publication.build()
    before = publication.published()
    shutil.rmtree(publication.output)
    with running(publication):
        assert publication.published() == before


def test_an_article_of_the_near_future_waits_for_its_time(tmp_path: Path) -> None:
    publication = Publication(tmp_path, settle=0).with_database()
    soon = datetime.now(UTC) + timedelta(seconds=3)
    (publication.inbox / "soon.md").write_text(
        f"---\ntitle: Soon\ndate: {soon.isoformat()}\n---\nIt comes.\n"
    )
    with running(publication) as service:
        assert "Soon" not in publication.feed() or datetime.now(UTC) >= soon
        service.until(lambda: "Soon" in publication.feed(), deadline=8)
        assert datetime.now(UTC) >= soon


def test_an_edition_closed_by_a_command_is_sent_by_the_service(tmp_path: Path) -> None:
    publication = Publication(
        tmp_path, settle=0, more=READERS.format(cron="0 0 1 1 *", late=1)
    ).with_database()
    publication.drop("news.md", "News for the digest")
    with running(publication) as service:
        service.until(lambda: "News for the digest" in publication.feed())
        result = publication.command("digest", "--now")
        assert result.returncode == 0, result.stderr
        assert "the service sends it." in result.stdout
        service.until(lambda: len(publication.mails()) == 2, deadline=10)
        service.wait_for("delivered", accepted=2)
        assert "Nothing new" in publication.command("digest", "--now").stdout
    assert len(publication.mails()) == 2
    assert not any("@example.org" in repr(line) for line in service.log)


def set_last_tick(publication: Publication, when: datetime) -> None:
    """Let the service believe that it has answered the schedule for the last time then."""
    store = open_store(publication.database)
    with store.write() as connection:
        memory.remember(connection, "tick daily", when.isoformat())
    store.close()


def test_an_edition_that_was_missed_is_closed_once_and_sent_at_the_start(tmp_path: Path) -> None:
    two_hours_ago = datetime.now(UTC) - timedelta(hours=2)
    cron = f"{two_hours_ago.minute} {two_hours_ago.hour} * * *"
    publication = Publication(tmp_path, settle=0, more=READERS.format(cron=cron, late=12)).with_database()
    publication.drop("missed.md", "Missed news")
    set_last_tick(publication, two_hours_ago - timedelta(days=3))
    for _ in range(2):
        with running(publication) as service:
            service.until(lambda: len(publication.mails()) == 2)
    assert len(publication.mails()) == 2
    assert not service.events("edition closed")


def test_an_edition_that_is_too_late_is_held_and_reported(tmp_path: Path) -> None:
    two_hours_ago = datetime.now(UTC) - timedelta(hours=2)
    cron = f"{two_hours_ago.minute} {two_hours_ago.hour} * * *"
    publication = Publication(tmp_path, settle=0, more=READERS.format(cron=cron, late=1)).with_database()
    publication.drop("late.md", "Late news")
    set_last_tick(publication, two_hours_ago - timedelta(days=3))
    with running(publication) as service:
        held = service.events("edition held: too late to be sent unasked")
        assert "2 hours ago" in held[0]["reason"]
        assert '"held": "due at ' in publication.command("status", "--json").stdout
    assert not publication.mails()


def test_the_log_names_no_address_even_when_the_mail_server_does(tmp_path: Path) -> None:
    answers = POLITE | {"RCPT": "550 5.1.1 <ada.reader@example.org>: no such user here"}
    with scripted_server(answers) as server:
        more = READERS.format(cron="0 0 1 1 *", late=1) + (
            '[mail]\ntransport = "smtp"\n[mail.smtp]\nhost = "127.0.0.1"\nsecurity = "none"\n'
            f"port = {server.port}\nconnections = 1\n"
        )
        publication = Publication(tmp_path, settle=0, more=more).with_database()
        publication.drop("news.md", "News for nobody")
        with running(publication) as service:
            service.until(lambda: "News for nobody" in publication.feed())
            assert publication.command("digest", "--now").returncode == 0
            said = service.wait_for("the last answer that was not a yes")
        assert "no such user here" in said["reply"]
        assert not any("@" in line for line in map(repr, service.log))


def test_more_files_may_vanish_than_a_statement_of_the_database_takes_values(tmp_path: Path) -> None:
    publication = Publication(tmp_path)
    gone = frozenset(f"{number}.md" for number in range(260_000))
    with open_app(load(publication.config)) as app:
        report = app.intake.run(Scan(files=0, changed=(), barred=(), gone=gone), datetime.now(UTC))
    assert not report.set_aside


def test_a_terminal_that_interrupts_the_whole_group_sees_no_traceback(tmp_path: Path) -> None:
    publication = Publication(tmp_path, settle=0).with_database()
    fill(publication, MANY)
    process = subprocess.Popen(
        [sys.executable, "-m", "publisher", "run", "--config", str(publication.config)],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        end = time.monotonic() + DEADLINE
        while not publication.pages():
            assert time.monotonic() < end
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.01)
        # As Ctrl-C does: to the service and to the processes it has started.
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=STOP_WITHIN)
    finally:
        process.kill()
    assert process.returncode == 0
    assert "Traceback" not in said
