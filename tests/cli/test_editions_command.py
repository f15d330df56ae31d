"""Can an editor see who has an edition, and say what is to become of it?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from desk import KEYS, Desk, markdown, open_desk
from post import Post

from publisher import subscribe, verp
from publisher.deliver import Deliverer
from publisher.handover import Deferred, Refused
from publisher.keyring import Keyring
from publisher.model import Cadence, SubscriberState
from publisher.store import subscribers
from publisher.subscriber import Preferences

from .terminal import one_sentence, publisher

NOW = datetime.now(UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    """A publication with an edition for three, of whom one is refused and one deferred."""
    with open_desk(folder) as opened:
        for name in ("ada", "ben", "cy"):
            wanted = Preferences(cadence=Cadence.DAILY)
            subscribe.add(opened.app.store, f"{name}@example.org", wanted, "test", opened.keys, NOW)
        opened.drop("crane.md", markdown("The crane of Brindleport"), NOW)
        opened.take(NOW)
        close(opened)
        send(opened, Refused(reply="550 5.6.0 no"), Deferred(reply="451 4.3.0 later", after=80_000.0))
        yield opened


def close(desk: Desk) -> None:
    assert desk.app.editions.close_now(desk.app.site.channels(NOW).publication, Cadence.DAILY, NOW)
    desk.publish(NOW)


def send(desk: Desk, *outcomes: Refused | Deferred) -> list[str]:
    post = Post(list(outcomes))
    sends = Deliverer(desk.app.store, desk.composer, post, 8, "repeat")
    sends.run(desk.app.site.channels(NOW).publication, lambda: NOW, lambda: False)
    return [each.recipient for each in post.sent]


def test_the_sum_and_who_is_missing_are_shown(desk: Desk) -> None:
    shown = publisher("editions", "show", "daily 1")
    assert shown.exit_code == 0, shown.output
    assert "daily 1: The crane of Brindleport" in shown.stdout
    assert (
        "being sent: 3 planned = 1 accepted + 1 refused + 0 suppressed + 1 open (1 deferred)" in shown.stdout
    )
    assert "ada@example.org  refused, 1 attempt: 550 5.6.0 no" in shown.stdout
    assert "ben@example.org  deferred, 1 attempt, again at " in shown.stdout
    assert "cy@example.org" not in shown.stdout
    assert "daily 1" in publisher("editions", "list").stdout


def test_a_held_edition_waits_and_a_released_one_goes_on(desk: Desk) -> None:
    held = publisher("editions", "hold", "daily-1", "--reason", "the mayor called")
    assert held.exit_code == 0, held.output
    assert "held (the mayor called)" in publisher("editions", "show", "daily-1").stdout
    one_sentence(publisher("editions", "hold", "daily-1"), 65, "there is nothing to hold")
    publisher("editions", "resend-missing", "daily-1")
    assert send(desk) == []
    assert publisher("editions", "release", "daily-1").exit_code == 0
    one_sentence(publisher("editions", "release", "daily-1"), 65, "it is not held")


def test_exactly_who_is_missing_gets_it_again(desk: Desk) -> None:
    again = publisher("editions", "resend-missing", "daily 1")
    assert "daily 1 goes to 1 subscriber again" in again.stdout
    assert send_later(desk) == ["ada@example.org"]
    assert "Nobody is missing" in publisher("editions", "resend-missing", "daily 1").stdout


def send_later(desk: Desk) -> list[str]:
    post = Post()
    sends = Deliverer(desk.app.store, desk.composer, post, 8, "repeat")
    later = datetime.now(UTC)
    sends.run(desk.app.site.channels(later).publication, lambda: later, lambda: False)
    return [each.recipient for each in post.sent]


def test_a_cancelled_edition_is_over_for_who_does_not_have_it(desk: Desk) -> None:
    cancelled = publisher("editions", "cancel", "daily 1")
    assert "daily 1 is cancelled: 1 subscriber will not get it" in cancelled.stdout
    shown = publisher("editions", "show", "daily 1").stdout
    assert "cancelled: 3 planned = 1 accepted + 1 refused + 1 suppressed" in shown
    assert "the edition was cancelled" in shown
    one_sentence(publisher("editions", "resend-missing", "daily 1"), 65, "nobody gets it any more")
    one_sentence(publisher("editions", "cancel", "daily 1"), 65, "there is nothing to cancel")
    one_sentence(publisher("editions", "release", "daily 1"), 65, "it is not held")


def test_what_a_cancelled_edition_was_to_tell_comes_with_the_next(desk: Desk) -> None:
    desk.drop("diver.md", markdown("The diver of Brindleport"), NOW)
    desk.take(NOW)
    channel = desk.app.site.channels(NOW).publication
    (second,) = desk.app.editions.close_now(channel, Cadence.DAILY, NOW + SECOND)
    assert publisher("editions", "cancel", "daily 2").exit_code == 0
    (third,) = desk.app.editions.close_now(channel, Cadence.DAILY, NOW + 2 * SECOND)
    assert [each.entry for each in third.edition.stories] == [each.entry for each in second.edition.stories]
    assert third.edition.number == 3


@pytest.mark.parametrize(
    "wanted", ["daily 2", "weekly 1", "yearly 1", "daily", "daily-1-asia-tokyo", "daily ²"]
)
def test_an_edition_that_there_is_not_is_named_beside_those_that_there_are(desk: Desk, wanted: str) -> None:
    one_sentence(publisher("editions", "show", wanted), 64, "known here: daily-1")


def test_without_any_edition_that_is_said(folder: Path) -> None:
    assert "No edition has been closed yet." in publisher("editions", "list").stdout


# What comes back


def test_a_mail_server_pipes_a_report_and_the_reader_is_given_up(desk: Desk) -> None:
    file = desk.inbox.parent / "publisher.toml"
    file.write_text(file.read_text().replace('#bounces = "bounces@', 'bounces = "bounces@'))
    keys = Keyring(desk.app.config.keys_file).keys()
    text = (Path(__file__).parents[1] / "data" / "reports" / "postfix-unknown-user.eml").read_text()
    report = text.replace("TOKEN", verp.reference(keys, 3))
    checked = desk.inbox.parent / "report.eml"
    checked.write_text(report)
    assert "bounce 5.1.1" in publisher("bounces", "check", str(checked)).stdout
    strange = publisher("bounces", "receive", typed=text.replace("TOKEN", verp.reference(KEYS, 3)))
    assert "Nothing is done with this mail" in strange.stderr
    done = publisher("bounces", "receive", typed=report)
    assert done.exit_code == 0
    assert done.stdout.endswith("bounce 5.1.1\n")
    with desk.app.store.read() as connection:
        known = subscribers.find(connection, "cy@example.org")
    assert known is not None
    assert known.state is SubscriberState.BOUNCED
    said = publisher("bounces", "receive", typed="To: somebody@example.org\n\nI am away.\n")
    assert said.exit_code == 0
    assert "Nothing is done with this mail" in said.stderr


def test_without_a_mailbox_for_bounces_that_is_said(folder: Path) -> None:
    one_sentence(publisher("bounces", "receive", typed="x"), 78, "mail.bounces: missing")
