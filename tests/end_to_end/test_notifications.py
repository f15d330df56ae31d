"""Do subscribers of a hub, hooks and search engines learn what the real program publishes?"""

from __future__ import annotations

import json
import time
from pathlib import Path
from xml.etree import ElementTree

from click.testing import CliRunner

from publisher.cli import main
from tests.end_to_end.newsroom import Publication, Service, read_feed, running
from tests.hub import ATOM, running_hub, running_subscriber
from tests.notify.services import HANG, closed_port, running_service, static
from tests.notify.services import Service as WebService

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="


def hooked(folder: Path, *hooks: str) -> Publication:
    """Return a publication with these hooks, and its empty database."""
    secret = folder / "hook.secret"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    tables = [
        f'[[notify.hooks]]\nname = "hook {number}"\nurl = "{url}"\nsecret_file = "hook.secret"\n'
        for number, url in enumerate(hooks)
    ]
    return Publication(folder, settle=0, more="\n".join(tables)).with_database()


def test_what_is_built_reaches_the_subscribers_of_a_hub(tmp_path: Path) -> None:
    output = tmp_path / "feeds"
    output.mkdir()
    with (
        static(str(output)) as home,
        running_hub() as (hub, address),
        running_subscriber("a secret between us") as reader,
    ):
        publication = Publication(tmp_path, home=home, more=f'[notify]\nhubs = ["{address}"]').with_database()
        publication.drop("city/hall.md", "Market hall closes")
        first = publication.command("build")
        assert (first.returncode, first.stderr) == (0, "")
        # Discovery (§4) by the links of the feed itself.
        feed = (output / "city/atom.xml").read_bytes()
        links = {
            link.get("rel"): link.get("href") for link in ElementTree.fromstring(feed).findall(f"{ATOM}link")
        }
        assert links["hub"] == address
        topic = links["self"]
        assert topic == f"{home}city/atom.xml"
        hub.rest()
        reader.subscribe(links["hub"], topic)
        hub.wait_for(lambda: hub.subscriptions)
        (subscription,) = hub.subscriptions.values()
        assert subscription.lease_seconds == 3600

        publication.drop("city/crane.md", "A crane sinks")
        publication.build()
        (received,) = reader.wait_for(1)
        assert received.genuine
        assert received.links == {"hub": address, "self": topic}
        assert received.content == (output / "city/atom.xml").read_bytes()
        assert {entry.title for entry in read_feed(received.content)} == {
            "Market hall closes",
            "A crane sinks",
        }

        # Nothing new, nothing said; another section, nothing for this subscriber.
        pings = len(hub.pings)
        publication.build()
        assert len(hub.pings) == pings
        publication.drop("sport/race.md", "A race")
        publication.build()
        hub.rest()
        atom = [topic for topic in hub.fetched[pings:] if topic.endswith("atom.xml")]
        assert sorted(atom) == [f"{home}atom.xml", f"{home}sport/atom.xml"]
        assert len(reader.received) == 1


def test_the_hub_believes_nobody_who_speaks_in_the_name_of_a_subscriber() -> None:
    topic = "https://evening.example.org/atom.xml"
    with running_hub() as (hub, address), running_subscriber("x") as reader:
        reader.ask(address, topic, "subscribe")
        hub.wait_for(lambda: hub.refused == [reader.callback])
        assert not hub.subscriptions
        reader.subscribe(address, topic)
        hub.wait_for(lambda: hub.subscriptions)
        reader.ask(address, topic, "unsubscribe")
        hub.wait_for(lambda: len(hub.refused) == 2)
        assert hub.subscriptions
        reader.unsubscribe(address, topic)
        hub.wait_for(lambda: not hub.subscriptions)


def test_a_build_says_who_has_not_been_told_and_status_shows_what_waits(tmp_path: Path) -> None:
    publication = hooked(tmp_path, closed_port() + "token-of-ours")
    publication.drop("hall.md", "Market hall closes")
    built = publication.command("build")
    assert built.returncode == 0
    assert built.stderr.startswith("not announced: hook 0: no connection: ")
    shown = publication.command("status")
    assert "to tell  hook 0: 1 message, the next at " in shown.stdout
    assert "its last answer: no connection: " in shown.stdout
    (waiting,) = json.loads(publication.command("status", "--json").stdout)["notifications"]
    assert (waiting["kind"], waiting["target"], waiting["state"]) == ("webhook", "hook 0", "waiting")
    assert "token-of-ours" not in built.stderr + shown.stdout + json.dumps(waiting)


def test_what_was_given_up_is_shown_until_the_next_message_is_taken(tmp_path: Path) -> None:
    with running_service(410) as gone:
        publication = hooked(tmp_path, gone.address)
        publication.drop("hall.md", "Market hall closes")
        publication.build()
        status = ["status", "--config", str(publication.config)]
        shown = CliRunner().invoke(main, status).stdout
        assert "given up  hook 0: 1 not told; its last answer: 410 Gone" in shown
        publication.drop("crane.md", "A crane sinks")
        publication.build()
        assert "hook 0" not in CliRunner().invoke(main, status).stdout


def test_a_secret_that_cannot_be_used_is_said_before_anything_is_published(tmp_path: Path) -> None:
    publication = hooked(tmp_path, "https://hook.example.org/")
    (tmp_path / "hook.secret").write_text("not a secret")
    publication.drop("hall.md", "Market hall closes")
    built = publication.command("build")
    assert built.returncode == 78
    assert "notify.hooks.0.secret_file: expected a secret that begins with whsec_" in built.stderr
    assert not (publication.output / "atom.xml").exists()


def test_the_service_tells_in_a_second_and_nobody_waits_for_one_who_hangs(tmp_path: Path) -> None:
    with running_service(HANG) as hanging, running_service() as awake:
        publication = hooked(tmp_path, hanging.address, awake.address)
        with running(publication) as service:
            publication.drop("hall.md", "Market hall closes")
            service.until(lambda: told(awake, "hall"), deadline=10)
            service.until(lambda: hanging.posted, deadline=10)
            # Publication goes on while one hook hangs, and the other one hears of it.
            publication.drop("crane.md", "A crane sinks")
            service.until(lambda: told(awake, "crane"), deadline=10)
            assert len(hanging.posted) == 1
            begun = time.monotonic()
            assert service.stop() == 0
            assert time.monotonic() - begun < 5
        said = json.dumps(service.log)
        assert hanging.address not in said
        assert SECRET not in said


def test_the_service_says_what_was_answered(tmp_path: Path) -> None:
    with running_service(500) as busy, running(hooked(tmp_path, busy.address)) as service:
        said = service.wait_for("not announced yet", target="hook 0")
        assert said["reply"] == "500 Internal Server Error"


def test_a_service_that_is_killed_while_it_tells_tells_it_when_it_starts_again(tmp_path: Path) -> None:
    with running_service(HANG) as hook:
        publication = hooked(tmp_path, hook.address)
        publication.drop("hall.md", "Market hall closes")
        first = Service(publication)
        first.wait_for("ready")
        first.until(lambda: hook.posted)
        first.process.kill()
        first.stop()
        with running(publication) as service:
            service.until(lambda: len(hook.posted) == 2)
        assert hook.posted[1].json["pages"] == ["https://evening.example.org/articles/hall.html"]


def told(service: WebService, name: str) -> bool:
    """Say whether a web service has been told of an article's page."""
    return any(f"articles/{name}.html" in page for posted in service.posted for page in posted.json["pages"])
