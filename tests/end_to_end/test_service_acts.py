"""Does the running service follow corrections and withdrawals, also when it is killed meanwhile?"""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator

import pytest

from tests.end_to_end.newsroom import Publication, Service, feed_is_always_whole, running

STORY = "The bridge over the Morra opened on Tuesday, two winters after the flood had taken the old one."


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Publication, Service]]:
    """One service for the tests here; the feed is watched all the while."""
    publication = Publication(tmp_path_factory.mktemp("newsroom")).with_database()
    with running(publication) as service, feed_is_always_whole(publication):
        yield publication, service


def test_commands_reach_readers_through_the_running_service(newsroom: tuple[Publication, Service]) -> None:
    publication, service = newsroom
    publication.drop("city/bridge.md", "The bridge", STORY)
    before = service.until(lambda: publication.feed().get("The bridge"))
    result = publication.command("correct", "city/bridge.md", "It was Wednesday.", "--announce")
    assert result.returncode == 0, result.stderr
    assert "the service shows it to readers now" in result.stdout
    service.until(lambda: "It was Wednesday." in publication.feed()["The bridge"].content)
    service.until(lambda: "Correction: The bridge" in publication.feed())
    after = publication.feed()["The bridge"]
    assert (after.id, after.published) == (before.id, before.published)
    assert after.updated > before.updated
    result = publication.command("withdraw", before.id, "--reason", "There is no bridge.")
    assert result.returncode == 0, result.stderr
    service.until(
        lambda: (
            before.id not in {each.id for each in publication.feed().values() if each.title == "The bridge"}
        )
    )
    found = service.until(lambda: publication.feed().get("Withdrawn article"))
    assert found.id == before.id
    assert "There is no bridge." in publication.page(found)
    lines = publication.command("articles", "--json").stdout.splitlines()
    states = {line["id"]: line for line in map(json.loads, lines)}
    assert states[before.id]["withdrawn"]["reason"] == "There is no bridge."
    assert [each["text"] for each in states[before.id]["corrections"]] == ["It was Wednesday."]
    assert "withdrawn" in publication.command("articles").stdout


def test_an_unknown_article_is_an_error_with_a_guess(newsroom: tuple[Publication, Service]) -> None:
    publication, service = newsroom
    publication.drop("city/ferry.md", "The ferry")
    service.until(lambda: publication.feed().get("The ferry"))
    result = publication.command("withdraw", "city/fery.md")
    assert result.returncode == 65
    assert 'did you mean "city/ferry.md"?' in result.stderr


def test_killed_between_the_file_and_the_look_nothing_is_lost(newsroom: tuple[Publication, Service]) -> None:
    publication, service = newsroom
    publication.drop("city/tower.md", "The tower")
    before = service.until(lambda: publication.feed().get("The tower"))
    service.process.send_signal(signal.SIGSTOP)
    assert publication.command("correct", "city/tower.md", "It is a mast.").returncode == 0
    service.process.kill()
    service.process.wait()
    publication.build()
    after = publication.feed()["The tower"]
    assert "It is a mast." in after.content
    assert after.id == before.id
