"""Into which documents are the articles cut, so that a new one changes only the youngest?"""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path

import pytest
from desk import DAY, HOUR, MONDAY, Desk, markdown, open_desk, story
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher import naming
from publisher.publish import chunks, pages
from publisher.publish.chunks import Run
from publisher.renderers import search_shard, sitemap
from publisher.store.documents import Place, Position


def place(number: int, rank: int) -> Place:
    identifier = naming.identifier(naming.UUID(int=1), str(number))
    return Place(
        number=number,
        position=Position(published=MONDAY + number * HOUR, id=identifier),
        rank=rank,
        section="",
        fingerprint="",
        updated=MONDAY,
    )


PLACES = st.lists(st.integers(0, 8), max_size=60).map(
    lambda ranks: [place(number, rank) for number, rank in enumerate(ranks)]
)


def cut(places: list[Place], step: int, *, oldest: bool = True) -> list[Run]:
    return chunks.cut(places, lambda each: each.rank >= step, oldest=oldest)


def union(runs: list[Run]) -> list[Place]:
    return [each for run in runs for each in run.places]


@given(places=PLACES, step=st.integers(1, 8))
def test_every_article_stands_in_one_document_and_all_in_order(places: list[Place], step: int) -> None:
    runs = cut(places, step)
    assert union(runs) == places
    names = [run.chunk.name for run in runs]
    assert len(set(names)) == len(names)
    assert names[:1] == [chunks.FIRST][: len(names)]
    assert [run.chunk.previous for run in runs] == ["", *names][: len(runs)]
    assert [run.chunk.next for run in runs] == [*names[1:], ""][: len(runs)]


@given(places=PLACES, step=st.integers(1, 8), count=st.integers(0, 60))
def test_what_is_appended_changes_no_document_but_the_youngest(
    places: list[Place], step: int, count: int
) -> None:
    before = cut(places[:count], step)
    after = cut(places, step)
    assert after[: max(0, len(before) - 1)] == before[:-1]


@given(places=PLACES, step=st.integers(1, 8), gone=st.integers(0, 59))
def test_an_article_in_the_middle_concerns_its_document_and_its_neighbours_at_most(
    places: list[Place], step: int, gone: int
) -> None:
    without = [each for each in places if each.number != gone]
    before = {run.chunk.name: run for run in cut(without, step)}
    after = {run.chunk.name: run for run in cut(places, step)}
    assert sum(before.get(name) != after.get(name) for name in before.keys() | after.keys()) <= 4


@settings(max_examples=50)
@given(places=PLACES, step=st.integers(1, 8), start=st.integers(0, 59))
def test_a_part_of_the_articles_gives_the_same_documents_as_all(
    places: list[Place], step: int, start: int
) -> None:
    """What stands between two beginnings needs no look at what is older."""
    known = {run.chunk.name: run.places for run in cut(places, step)}
    for run in cut(places[start:], step, oldest=False):
        if run.places[0] != (places[0] if places else None):
            assert known[run.chunk.name] == run.places


def test_a_place_of_no_rank_begins_nothing() -> None:
    assert cut([place(1, 0)], 1, oldest=False) == []


# Lists: long documents of old articles, short ones of the newest


def lists(desk: Desk) -> dict[str, bytes]:
    files = [*(desk.output / "search").glob("*.js"), *(desk.output / "sitemaps").glob("*.xml")]
    return {
        **{file.relative_to(desk.output).as_posix(): file.read_bytes() for file in files},
        "sitemap.xml": (desk.output / "sitemap.xml").read_bytes(),
    }


@pytest.mark.parametrize("seed", range(3))
def test_lists_grown_article_by_article_are_those_of_all_articles_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Most come as the newest, some are dated back, and now and then several come together."""
    pages.loaded.cache_clear()
    for renderer in (search_shard.SearchShardRenderer, sitemap.SitemapRenderer):
        monkeypatch.setattr(renderer, "steps", (3, 2, 1))
    chance = random.Random(seed)
    moments = [MONDAY - 40 * DAY + number * HOUR for number in range(36)]
    for number in range(0, 36, 7):
        moments[number] -= 30 * DAY

    def drop(desk: Desk, number: int, at: datetime) -> None:
        desk.drop(f"{seed}-{number:02}.md", markdown(f"Story {number}", *story(number)), at=at)

    with open_desk(tmp_path / "grown") as desk:
        waiting = list(enumerate(moments))
        while waiting:
            for number, at in [waiting.pop(0) for _ in range(min(len(waiting), chance.choice((1, 1, 1, 3))))]:
                drop(desk, number, at)
            desk.build()
        grown = lists(desk)
    with open_desk(tmp_path / "whole") as desk:
        for number, at in enumerate(moments):
            drop(desk, number, at)
        desk.build()
        assert lists(desk) == grown
    assert len([path for path in grown if path.startswith("search/")]) > 6
    pages.loaded.cache_clear()


def test_the_newest_articles_stand_in_short_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages.loaded.cache_clear()
    monkeypatch.setattr(search_shard.SearchShardRenderer, "steps", (4, 1))
    with open_desk(tmp_path) as desk:
        for number in range(60):
            at = MONDAY - 40 * DAY + number * HOUR
            desk.drop(f"{number:02}.md", markdown(f"Story {number}", *story(number)), at=at)
        desk.build()
        ranks = [naming.rank(entry.id) for entry in reversed(desk.entries().values())]
        edges = [number for number, rank in enumerate(ranks) if rank >= 4 and number]
        expected = 1 + len(edges) + sum(rank >= 1 for rank in ranks[edges[-1] + 1 :])
        scripts = set((desk.output / "search").glob("*.js")) - set((desk.output / "search").glob("[is]*.js"))
        assert len(scripts) == expected
    pages.loaded.cache_clear()
