"""Is anything left of a withdrawn article, wherever it has been published?"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import DAY, HOUR, MONDAY, Desk, markdown, open_desk, story

from publisher.config import DigestSettings, Feed, Grouping
from publisher.files import NOTICES
from publisher.model import Cadence
from tests.media.samples import photograph

OLD, NEW = "city/old.md", "city/new.md"
# Each of them stands in one place of the article alone.
TITLE, TEXT, AUTHOR, TAG = "Crane scandal", "thermos", "Ines Halloran", "hoisting-gear"
DESCRIPTION, ORIGINAL, PICTURE = "A standfirst about winches", "wire.example.net", "A winch, seen from below"
SECRETS = (TITLE, TEXT, AUTHOR, TAG, DESCRIPTION, ORIGINAL, PICTURE)
REASON = "None of it is so."
_WITHDRAWAL = '[[withdrawal]]\narticle = "{path}"\nat = 2026-11-25T10:00:00Z\nreason = "{reason}"\n'


def scandal(date: str, **keys: object) -> str:
    about = {"author": AUTHOR, "tags": TAG, "description": DESCRIPTION, "url": f"https://{ORIGINAL}/crane"}
    paragraphs = (
        f"The operator had left his {TEXT} flask in the cabin of the crane.",
        f"![{PICTURE}](winch.jpg)",
    )
    return markdown(TITLE, *paragraphs, date=date, image="winch.jpg", **about, **keys)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Desk]:
    """A publication whose feeds hold three entries: an older scandal stands in its archive."""
    alone = Grouping(enabled=False)
    with open_desk(
        tmp_path,
        feed=Feed(entries=3),
        grouping=alone,
        digest=DigestSettings(pictures="linked", newest_days=30),
    ) as desk:
        for number in range(8):
            desk.drop(
                f"city/{number}.md", markdown(f"Story {number}", *story(number), date=f"2026-11-{8 + number}")
            )
        desk.drop("city/winch.jpg", photograph(900, 600))
        yield desk


def holding(desk: Desk, word: str) -> set[str]:
    """Return which published files hold a word; compressed ones are opened."""
    found = set()
    for path, (_, data) in desk.state().items():
        if path.endswith((".br", ".zst")):
            continue
        text = gzip.decompress(data) if path.endswith(".gz") else data
        if word.encode() in text:
            found.add(path)
    return found


@pytest.mark.parametrize(("path", "date"), [(OLD, "2026-11-09"), (NEW, "2026-11-22")])
@pytest.mark.parametrize("command", [False, True])
def test_nothing_of_it_is_left_in_any_file_and_all_of_it_comes_back(
    opened: Desk, path: str, date: str, command: bool
) -> None:
    opened.drop(path, scandal(date))
    opened.build(MONDAY)
    channel = opened.app.site.channels(MONDAY).publication
    assert next(iter(opened.app.editions.close_now(channel, Cadence.DAILY, MONDAY)), None)
    opened.publish(MONDAY)
    before = {word: holding(opened, word) for word in SECRETS}
    page = path.replace(".md", ".html")
    assert all(page in found for found in before.values()), before
    named = before[TITLE]
    assert {"search/first.js", "editions/daily-1.html"} <= named
    assert ("city/index.html" in named) == (path == NEW)
    feed = "archive/" if path == OLD else "atom.xml"
    assert any(feed in each for each in before[TEXT])
    (picture,) = {each.split("-")[0] for each in opened.state() if each.startswith("media/")}
    assert holding(opened, picture)

    if command:
        opened.drop(NOTICES, _WITHDRAWAL.format(path=path, reason=REASON), at=MONDAY + DAY)
    else:
        opened.drop(path, scandal(date, withdrawn=f'"{REASON}"'), at=MONDAY + DAY)
    opened.build(MONDAY + 2 * DAY)
    assert {word: holding(opened, word) for word in SECRETS} == {word: set() for word in SECRETS}
    assert holding(opened, picture) == set()
    told = holding(opened, REASON)
    assert page in told
    # Nor how long it took to read.
    assert "min read" not in (opened.output / page).read_text()
    assert any(feed in each for each in told)
    # No search engine is sent to it, and no front page names it.
    address = f"https://courier.example.org/{page}"
    assert not {each for each in holding(opened, address) if "sitemap" in each or "search" in each}
    assert "city/index.html" not in holding(opened, "Withdrawn article")

    if command:
        (opened.inbox / NOTICES).unlink()
    else:
        opened.drop(path, scandal(date), at=MONDAY + 3 * DAY)
    opened.build(MONDAY + 3 * DAY + HOUR)
    assert holding(opened, TITLE) >= named - {each for each in named if "news" in each}


def test_a_digest_that_is_closed_later_tells_neither_its_title_nor_its_text(opened: Desk) -> None:
    opened.drop(NEW, scandal("2026-11-22"))
    opened.build(MONDAY)
    opened.drop(NOTICES, _WITHDRAWAL.format(path=NEW, reason=REASON), at=MONDAY + DAY)
    opened.build(MONDAY + 2 * DAY)
    now = MONDAY + 2 * DAY
    closed = next(
        iter(opened.app.editions.close_now(opened.app.site.channels(now).publication, Cadence.DAILY, now)),
        None,
    )
    assert closed is not None
    for text in (closed.digest.html, closed.digest.text, closed.digest.subject):
        assert not [word for word in SECRETS if word in text]


def test_the_map_of_news_holds_two_days_and_nothing_that_is_withdrawn(opened: Desk) -> None:
    for hours in (1, 47, 49, 71):
        at = (MONDAY - hours * HOUR).isoformat()
        opened.drop(f"city/h{hours}.md", markdown(f"Of {hours} hours", *story(20 + hours), date=at))
    opened.drop(NEW, scandal((MONDAY - HOUR).isoformat()))
    opened.build(MONDAY)
    news = (opened.output / "sitemaps/news.xml").read_text()
    assert [hours for hours in (1, 47, 49, 71) if f"<news:title>Of {hours} hours<" in news] == [1, 47]
    assert TITLE in news
    opened.drop(NEW, scandal((MONDAY - HOUR).isoformat(), withdrawn="true"), at=MONDAY)
    opened.build(MONDAY + HOUR)
    assert "city/new" not in (opened.output / "sitemaps/news.xml").read_text()
