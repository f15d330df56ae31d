"""Where do readers see that several articles tell one story?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from desk import DAY, HOUR, MONDAY, Desk, markdown, open_desk

from publisher import digest
from publisher.config import Grouping
from publisher.editions import Closed
from publisher.model import Cadence
from publisher.renderers.templates import environment
from publisher.store import editions, signatures

from .newswire import LANGUAGES

SAMPLES = sorted((Path(__file__).parents[1] / "data" / "samples").glob("*.txt"))
CRANE, INSURER, FOOTBRIDGE = LANGUAGES["en"].values()


@pytest.fixture
def samples(desk: Desk) -> Desk:
    """A publication with nothing but the two samples, the protests a week after the welcome."""
    desk.drop("tensions.txt", SAMPLES[0].read_bytes(), at=MONDAY - HOUR)
    desk.drop("welcome.txt", SAMPLES[1].read_bytes(), at=MONDAY - 7 * DAY)
    desk.build()
    return desk


def drop(desk: Desk, path: str, article: dict[str, str], at: Any = MONDAY, **keys: object) -> None:
    desk.drop(path, markdown(article["title"], article["text"], **keys), at=at)


def close(desk: Desk, now: Any = MONDAY) -> Closed | None:
    return next(
        iter(desk.app.editions.close_now(desk.app.site.channels(now).publication, Cadence.DAILY, now)), None
    )


def told(closed: Closed | None) -> list[tuple[str, list[str]]]:
    assert closed is not None
    return [(each.title, [one.title for one in each.related]) for each in closed.edition.stories]


def cards(desk: Desk, path: str = "index.html") -> list[tuple[str, list[str]]]:
    """Return the title of each card of a front page, and the titles below it."""
    html = (desk.output / path).read_text(encoding="utf-8")
    found = re.findall(r'<article class="card".*?</article>', html, re.DOTALL)
    return [
        (
            re.findall(r"<h3.*?><a.*?>(.*?)</a></h3>", card)[0],
            re.findall(r"<li.*?><a.*?>(.*?)</a></li>", card),
        )
        for card in found
    ]


def test_the_two_samples_alone_are_one_story_in_the_digest(samples: Desk) -> None:
    closed = close(samples)

    ((lead, related),) = told(closed)
    assert lead.startswith("Russia accused Western countries")
    assert [title.startswith("The Kremlin") for title in related] == [True]
    assert closed is not None
    for shown in (closed.digest.html, closed.digest.text):
        assert shown.index("Russia accused") < shown.index("Also on this") < shown.rindex("The Kremlin")
        assert "/articles/welcome.html" in shown
    assert closed.edition.articles == 2


def test_the_two_samples_alone_are_one_story_on_the_front_page_and_two_in_the_feed(samples: Desk) -> None:
    ((lead, related),) = cards(samples)
    assert lead.startswith("Russia accused Western countries")
    assert len(related) == 1
    assert len(samples.feed().entries) == 2
    assert (samples.output / "articles/welcome.html").exists()


def test_what_stands_under_a_lead_story_has_been_told(samples: Desk) -> None:
    close(samples)
    assert close(samples, MONDAY + HOUR) is None


def test_a_near_copy_shows_once_and_does_not_come_back(desk: Desk) -> None:
    longer = CRANE | {"title": "Crane: update", "text": CRANE["text"] + " Nobody was hurt, the police said."}
    drop(desk, "first.md", CRANE, MONDAY - 3 * HOUR)
    drop(desk, "update.md", longer, MONDAY - HOUR)
    desk.build()
    assert cards(desk) == [("Crane: update", [])]
    assert len(desk.feed().entries) == 2
    closed = close(desk)
    assert told(closed) == [("Crane: update", [])]
    assert closed is not None
    assert closed.edition.omitted == 0
    assert close(desk, MONDAY + HOUR) is None


def test_an_edition_is_read_again_as_it_was_closed_and_renders_to_the_same_bytes(samples: Desk) -> None:
    closed = close(samples)
    assert closed is not None
    with samples.app.store.read() as connection:
        edition, mail = editions.load(connection, closed.edition.id)
    assert edition == closed.edition
    channel = samples.app.site.channels(MONDAY).publication
    web = "https://courier.example.org/editions/daily-1.html"
    assert digest.render(edition, channel, environment(samples.app.site.templates), web=web) == mail
    assert mail == closed.digest


def test_the_same_articles_give_the_same_output_in_whatever_order_they_come(tmp_path: Path) -> None:
    outputs = []
    for name, order in (("one", (0, 1, 2)), ("other", (2, 1, 0))):
        (tmp_path / name).mkdir()
        with open_desk(tmp_path / name) as desk:
            for number in order:
                drop(desk, f"{number}.md", (CRANE, INSURER, FOOTBRIDGE)[number], MONDAY - number * HOUR)
                desk.build()
            outputs.append((cards(desk), desk.rows()["terms"]))
    assert outputs[0] == outputs[1]
    assert outputs[0][0] == [(CRANE["title"], [INSURER["title"]]), (FOOTBRIDGE["title"], [])]


def test_a_section_page_groups_its_own_articles_and_the_front_page_those_of_all(desk: Desk) -> None:
    drop(desk, "harbour/crane.md", CRANE, MONDAY - HOUR)
    drop(desk, "money/insurer.md", INSURER, MONDAY - 2 * HOUR)
    desk.build()
    assert cards(desk) == [(CRANE["title"], [INSURER["title"]])]
    assert cards(desk, "money/index.html") == [(INSURER["title"], [])]


def test_switched_off_each_article_stands_for_itself_and_nothing_is_signed(tmp_path: Path) -> None:
    with open_desk(tmp_path, grouping=Grouping(enabled=False)) as desk:
        drop(desk, "crane.md", CRANE, MONDAY - HOUR)
        drop(desk, "insurer.md", INSURER, MONDAY - 2 * HOUR)
        desk.build()
        assert [related for _, related in cards(desk)] == [[], []]
        assert [related for _, related in told(close(desk))] == [[], []]
        assert desk.rows()["signatures"] == []
    with open_desk(tmp_path) as desk:  # and on again: the pages are made anew
        desk.build()
        assert cards(desk) == [(CRANE["title"], [INSURER["title"]])]


def test_switched_off_later_signatures_that_are_there_count_for_nothing(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        drop(desk, "crane.md", CRANE, MONDAY - HOUR)
        drop(desk, "insurer.md", INSURER, MONDAY - 2 * HOUR)
        desk.build()
    with open_desk(tmp_path, grouping=Grouping(enabled=False)) as desk:
        desk.build()
        assert len(desk.rows()["signatures"]) == 2
        assert [related for _, related in cards(desk)] == [[], []]
        assert [related for _, related in told(close(desk))] == [[], []]


def test_an_edited_article_goes_where_it_belongs_now(desk: Desk) -> None:
    drop(desk, "crane.md", CRANE, MONDAY - HOUR)
    drop(desk, "other.md", INSURER, MONDAY - 2 * HOUR)
    desk.build()
    drop(desk, "other.md", FOOTBRIDGE, MONDAY)
    desk.build(MONDAY + HOUR)
    assert [related for _, related in cards(desk)] == [[], []]


def test_only_the_newest_articles_keep_a_signature(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signatures, "KEPT", 2)
    for number, article in enumerate((CRANE, INSURER, FOOTBRIDGE)):
        drop(desk, f"{number}.md", article, MONDAY - number * HOUR)
        desk.build()
    assert len(desk.rows()["signatures"]) == 2
    with desk.app.store.read() as connection:
        known = signatures.of(connection, [entry.id for entry in desk.entries().values()])
        assert known.keys() == {desk.entries()[f"{number}.md"].id for number in (0, 1)}
        assert signatures.unsigned(connection) == []


def test_terms_are_counted_in_the_articles_that_have_a_signature_and_in_no_others(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signatures, "KEPT", 2)
    for number, article in enumerate((CRANE, INSURER, FOOTBRIDGE)):
        drop(desk, f"{number}.md", article, MONDAY - number * HOUR)
        desk.build()
    drop(desk, "0.md", FOOTBRIDGE, MONDAY)  # an edit: what it said before counts no more
    desk.build(MONDAY + HOUR)
    with desk.app.store.read() as connection:
        kept = signatures.of(connection, [entry.id for entry in desk.entries(MONDAY + HOUR).values()])
    counts = Counter(term for signature in kept.values() for term in signature.terms)
    assert dict(desk.rows()["terms"]) == counts


def test_a_publication_from_before_there_were_signatures_gets_them_with_the_next_look(samples: Desk) -> None:
    before = samples.rows()
    assert len(before["signatures"]) == 2
    with samples.app.store.write() as connection:
        for table in ("signatures", "terms"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    samples.take(MONDAY + HOUR)
    assert {name: samples.rows()[name] for name in ("signatures", "terms")} == {
        name: before[name] for name in ("signatures", "terms")
    }


def test_an_article_without_words_stands_alone_and_is_signed_once(desk: Desk) -> None:
    drop(desk, "signs.md", {"title": "…", "text": "— * —"})
    desk.build()
    assert [related for _, related in cards(desk)] == [[]]
    assert len(desk.rows()["signatures"]) == 1
    with desk.app.store.read() as connection:
        assert signatures.unsigned(connection) == []


def test_nothing_is_written_when_nothing_has_changed(samples: Desk) -> None:
    rows, state = samples.rows(), samples.state()
    samples.build(MONDAY + HOUR)
    assert samples.rows()["signatures"] == rows["signatures"]
    assert samples.state() == state


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Any]:
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(open_desk(tmp_path, **settings))


def test_an_edition_counts_stories_and_leaves_out_whole_ones(opened: Any) -> None:
    from publisher.config import DigestSettings

    desk = opened(digest=DigestSettings(stories=1))
    drop(desk, "bridge.md", FOOTBRIDGE, MONDAY - HOUR)
    drop(desk, "crane.md", CRANE, MONDAY - 2 * HOUR)
    drop(desk, "insurer.md", INSURER, MONDAY - 3 * HOUR)
    desk.build()
    closed = close(desk)
    # Two articles about the crane have a head start of six hours.
    assert told(closed) == [(CRANE["title"], [INSURER["title"]])]
    assert closed is not None
    assert closed.edition.omitted == 1
    assert "and 1 more article" in closed.digest.text
    assert close(desk, MONDAY + HOUR) is None


def test_sections_stand_in_the_order_of_the_configuration_when_their_news_are_of_one_morning(
    opened: Any,
) -> None:
    from publisher.config import SectionSettings

    sections = {"harbour": SectionSettings(title="Harbour"), "city": SectionSettings(title="City")}
    desk = opened(sections=sections)
    drop(desk, "city/bridge.md", FOOTBRIDGE, MONDAY - HOUR)
    drop(desk, "harbour/crane.md", CRANE, MONDAY - 2 * HOUR)
    desk.build()
    assert [title for title, _ in told(close(desk))] == [CRANE["title"], FOOTBRIDGE["title"]]
