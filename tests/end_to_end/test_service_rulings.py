"""Does the running service follow what editors rule meanwhile?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.end_to_end.newsroom import Publication, Service, feed_is_always_whole, running

MILL = "The old mill at Harrow Bend grinds on Thursdays, and its door stands open to whoever comes by."
STORY = "The bridge over the Morra opened on Tuesday, two winters after the flood had taken the old one."


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Publication, Service]]:
    """One service for all tests here; the feed is watched all the while."""
    publication = Publication(tmp_path_factory.mktemp("newsroom")).with_database()
    with running(publication) as service, feed_is_always_whole(publication):
        yield publication, service


def text(publication: Publication, title: str) -> str:
    entry = publication.feed().get(title)
    return publication.page(entry) if entry else ""


def test_a_ruling_by_a_command_is_followed_at_once_and_no_reader_is_told_of_an_edit(
    newsroom: tuple[Publication, Service],
) -> None:
    publication, service = newsroom
    publication.drop("a.md", "By command", STORY, MILL)
    service.until(lambda: MILL in text(publication, "By command"))
    before = publication.feed()["By command"].updated
    result = publication.command("learn", "--boilerplate", MILL)
    assert result.returncode == 0, result.stderr
    assert "the service corrects the articles now" in result.stdout
    service.until(lambda: MILL not in text(publication, "By command"))
    service.until(lambda: MILL not in publication.feed()["By command"].content)
    assert publication.feed()["By command"].updated == before
    publication.command("learn", "--forget", MILL)
    service.until(lambda: MILL in text(publication, "By command"))


def test_a_clean_toml_is_followed_when_it_comes_when_it_breaks_and_when_it_goes(
    newsroom: tuple[Publication, Service],
) -> None:
    publication, service = newsroom
    publication.drop("city/b.md", "By file", STORY, MILL)
    service.until(lambda: MILL in text(publication, "By file"))
    file = publication.inbox / "city" / "_clean.toml"
    file.write_text(f'boilerplate = ["{MILL}"]\n', encoding="utf-8")
    service.until(lambda: MILL not in text(publication, "By file"))
    file.write_text("boilerplate = 3\n", encoding="utf-8")
    service.wait_for("set aside", file="city/_clean.toml")
    assert MILL not in text(publication, "By file")
    file.unlink()
    service.until(lambda: MILL in text(publication, "By file"))
