"""Is a file found where a vault of Obsidian keeps it, and nowhere that its author did not mean?"""

from __future__ import annotations

import pytest
from desk import HOUR, MONDAY, STORY, Desk, markdown

from publisher.ingest.scan import glance
from publisher.media.addresses import places
from tests.media.samples import photograph
from tests.publish.test_attachments import broken, media, page


def test_the_nearest_place_comes_first() -> None:
    assert places("world/old/quay.png") == (
        "world/old/quay.png",
        "world/old/attachments/quay.png",
        "old/quay.png",
        "world/attachments/quay.png",
        "quay.png",
        "attachments/quay.png",
    )
    assert places("quay.png") == ("quay.png", "attachments/quay.png")


@pytest.mark.parametrize(
    "place", ["world/quay.jpg", "world/attachments/quay.jpg", "quay.jpg", "attachments/quay.jpg"]
)
@pytest.mark.parametrize("written", ["![[quay.jpg]]", "![The quay](quay.jpg)"])
def test_a_name_alone_is_found_beside_the_note_and_in_attachments(
    desk: Desk, place: str, written: str
) -> None:
    desk.drop(place, photograph(600, 500))
    desk.drop("world/story.md", markdown("Crane sinks", *STORY, written))
    report, published = desk.build()
    assert (report.set_aside, published.remarks) == ([], [])
    assert '<img src="../media/' in page(desk)
    assert broken(desk) == []


def test_a_path_from_the_root_of_the_vault_is_found(desk: Desk) -> None:
    desk.drop("pictures/quay.jpg", photograph(600, 500))
    desk.drop("science/wreck.md", markdown("Wreck"))
    text = (
        "![[pictures/quay.jpg]]\n\nAs we wrote in [[science/wreck|the other note]] on it, and in [[nowhere]]."
    )
    desk.drop("world/story.md", markdown("Crane sinks", *STORY, text))
    _, published = desk.build()
    assert [str(each) for each in published.remarks] == [
        'world/story.md: "nowhere.md" is not there; it is left out'
    ]
    assert '<img src="../media/' in page(desk)
    assert '<a href="../science/wreck.html" rel="noopener">the other note</a>' in page(desk)
    assert "and in nowhere." in page(desk)
    assert broken(desk) == []


def test_a_document_in_attachments_is_not_set_aside(desk: Desk) -> None:
    desk.drop("attachments/plan.pdf", b"%PDF-1.7 the plan")
    desk.drop("attachments/other.pdf", b"%PDF-1.7 another")
    desk.drop(
        "world/story.md",
        markdown("Crane sinks", *STORY, "The plan ![[plan.pdf]] shows where the crane stood."),
    )
    report, published = desk.build()
    assert [each.path for each in report.set_aside] == ["attachments/other.pdf"]
    assert published.remarks == []
    assert "/plan.pdf" in page(desk)


@pytest.mark.parametrize("place", ["world/attachments/quay.jpg", "quay.jpg"])
def test_a_file_that_comes_later_to_another_place_is_noticed(desk: Desk, place: str) -> None:
    desk.drop("world/story.md", markdown("Crane sinks", *STORY, "![[quay.jpg]]"))
    desk.build()
    assert "<img" not in page(desk)
    desk.drop(place, photograph(600, 500))
    # As an event of the file system names it, and as the next look at the whole inbox finds it.
    (seen,) = glance(desk.app.store, desk.inbox, [place]).beside
    assert seen.path == "world/quay.jpg"
    desk.build(MONDAY + HOUR)
    assert "<img" in page(desk)
    desk.drop(place, photograph(700, 500), MONDAY)
    assert glance(desk.app.store, desk.inbox, [place]).beside
    before = media(desk)
    desk.build(MONDAY + 2 * HOUR)
    assert media(desk) > before


def test_a_note_that_moves_is_followed(desk: Desk) -> None:
    desk.drop("science/wreck.md", markdown("Wreck"))
    desk.drop("world/story.md", markdown("Crane sinks", *STORY, "As we wrote in [[science/wreck]] of it."))
    desk.build()
    desk.drop("science/wreck.md", markdown("Wreck", slug="found"), MONDAY)
    desk.build(MONDAY + HOUR)
    assert '<a href="../science/found.html"' in page(desk)
    assert broken(desk) == []


def test_what_is_hidden_or_leads_out_of_the_inbox_is_found_nowhere(desk: Desk) -> None:
    (desk.inbox.parent / "secret.jpg").write_bytes(photograph(100, 100))
    (desk.inbox / "attachments").mkdir()
    (desk.inbox / "attachments/out.jpg").symlink_to(desk.inbox.parent / "secret.jpg")
    desk.drop("_hidden/quay.jpg", photograph(100, 100))
    desk.drop(
        "world/story.md",
        markdown("Crane sinks", *STORY, "![[out.jpg]] ![[_hidden/quay.jpg]] ![[../../secret.jpg]]"),
    )
    _, published = desk.build()
    assert len(published.remarks) == 3
    assert media(desk) == set()
