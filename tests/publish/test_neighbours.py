"""Do the pages of a section lead to one another, also after a change, and as after a rebuild?"""

from __future__ import annotations

import itertools
import random
import re
import shutil
from pathlib import Path

import pytest
from desk import DAY, HOUR, MONDAY, Desk, markdown, open_desk, story

from publisher.config import Publication
from publisher.publish import pages

_LINK = re.compile(r'<li><a href="([^"]+)" rel="(prev|next)">.*?<span class="headline"[^>]*>([^<]*)<')


def article(desk: Desk, number: int, section: str = "world", name: str = "", **keys: object) -> None:
    day = (MONDAY - (30 - number) * DAY).isoformat()
    path = f"{section}/{number}.md".lstrip("/")
    desk.drop(path, markdown(name or f"Story {number}", *story(number), **{"date": day} | keys))


def links(desk: Desk, page: str) -> dict[str, tuple[str, str]]:
    """Return address and title of the neighbours that a page names."""
    html = (desk.output / page).read_text()
    return {relation: (href, title) for href, relation, title in _LINK.findall(html)}


def chain(desk: Desk, *numbers: int, section: str = "world") -> None:
    """See that the pages of these articles lead to one another in this order."""
    for older, newer in itertools.pairwise(numbers):
        assert links(desk, f"{section}/{older}.html")["next"] == (
            f"../{section}/{newer}.html",
            f"Story {newer}",
        )
        assert links(desk, f"{section}/{newer}.html")["prev"] == (
            f"../{section}/{older}.html",
            f"Story {older}",
        )
    assert "prev" not in links(desk, f"{section}/{numbers[0]}.html")
    assert "next" not in links(desk, f"{section}/{numbers[-1]}.html")


@pytest.fixture
def three(desk: Desk) -> Desk:
    for number in (1, 3, 5):
        article(desk, number)
    article(desk, 4, "science")
    desk.build()
    return desk


def test_each_page_names_the_older_and_the_newer_article_of_its_section(three: Desk) -> None:
    chain(three, 1, 3, 5)
    assert links(three, "science/4.html") == {}


def test_articles_of_no_section_are_neighbours_too(desk: Desk) -> None:
    for number in (1, 2):
        article(desk, number, "")
    article(desk, 3)
    desk.build()
    chain(desk, 1, 2, section="articles")


def test_a_new_article_renders_both_its_neighbours_again_and_no_other_page(
    three: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[str] = []
    real = pages.make

    def make(job: pages.Job, stored: pages.StoredEntry) -> pages.Page:
        rendered.append(stored.page)
        return real(job, stored)

    article(three, 4)
    monkeypatch.setattr(pages, "make", make)
    three.build(MONDAY + HOUR)
    assert sorted(rendered) == ["world/3.html", "world/4.html", "world/5.html"]
    chain(three, 1, 3, 4, 5)
    rendered.clear()
    three.build(MONDAY + 2 * HOUR)
    assert rendered == []


def test_another_title_stands_on_the_pages_of_the_neighbours(three: Desk) -> None:
    article(three, 3, name="Quite another story")
    three.build(MONDAY + HOUR)
    assert links(three, "world/1.html")["next"][1] == "Quite another story"
    assert links(three, "world/5.html")["prev"][1] == "Quite another story"


def test_drafts_and_what_is_withdrawn_are_passed_over(three: Desk) -> None:
    article(three, 2, draft="true")
    three.build(MONDAY + HOUR)
    chain(three, 1, 3, 5)
    article(three, 3, withdrawn="true")
    three.build(MONDAY + 2 * HOUR)
    chain(three, 1, 5)
    article(three, 3)
    three.build(MONDAY + 3 * HOUR)
    chain(three, 1, 3, 5)


def test_an_article_is_no_neighbour_before_its_time(three: Desk) -> None:
    article(three, 31)
    three.build(MONDAY + HOUR)
    chain(three, 1, 3, 5)
    three.publish(MONDAY + 2 * DAY)
    chain(three, 1, 3, 5, 31)


def test_who_moves_to_another_section_leaves_its_neighbours_to_one_another(three: Desk) -> None:
    (three.inbox / "science").mkdir(exist_ok=True)
    shutil.move(three.inbox / "world/3.md", three.inbox / "science/3.md")
    three.build(MONDAY + HOUR)
    chain(three, 1, 5)
    newer = links(three, "science/4.html")["prev"]
    assert newer[1] == "Story 3"


def test_articles_of_one_moment_have_one_order(desk: Desk) -> None:
    for number in range(6):
        desk.drop(f"world/{number}.md", markdown(f"Story {number}", *story(number), date="2026-11-01"))
    desk.build()
    seen, page = [], next(f"world/{n}.html" for n in range(6) if "prev" not in links(desk, f"world/{n}.html"))
    while True:
        seen.append(page)
        if "next" not in links(desk, page):
            break
        page = links(desk, page)["next"][0].removeprefix("../")
    assert sorted(seen) == [f"world/{number}.html" for number in range(6)]


@pytest.mark.parametrize("seed", range(2))
def test_pages_are_what_they_are_after_a_rebuild_whatever_the_order_of_arrival(
    tmp_path: Path, seed: int
) -> None:
    numbers = list(range(9))
    random.Random(seed).shuffle(numbers)
    with open_desk(tmp_path / "grown") as grown:
        for step, number in enumerate(numbers):
            article(grown, number, "world" if number % 3 else "science")
            if step % 3 == 2:
                grown.build(MONDAY + step * HOUR)
        grown.build(MONDAY + DAY)
        shutil.copytree(grown.inbox, tmp_path / "fresh/inbox")
        with open_desk(tmp_path / "fresh") as fresh:
            fresh.build(MONDAY + DAY)
            for page in sorted(grown.output.glob("*/[0-9]*.html")):
                assert page.read_text() == (fresh.output / page.relative_to(grown.output)).read_text(), page


def test_another_title_of_the_publication_renders_no_page_twice(
    tmp_path: Path, three: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = Publication(
        title="Another", home="https://courier.example.org/", id=three.app.config.publication.id
    )
    with open_desk(tmp_path, publication=title) as other:
        assert other.publish(MONDAY + HOUR).pages == 4
        chain(other, 1, 3, 5)
