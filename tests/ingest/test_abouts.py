"""Is what a publication and its sections say about themselves shown, and does nobody's accident undo it?"""

from __future__ import annotations

import re
import shutil

import pytest
from desk import DAY, HOUR, MONDAY, Desk, markdown, story

from tests.media.samples import photograph

ABOUT = "# Who we are\n\nThe **Courier** is made by two people and a cat.\n"


@pytest.fixture
def opened(desk: Desk) -> Desk:
    desk.drop("world/a.md", markdown("A", *story(0)))
    desk.drop("science/b.md", markdown("B", *story(1)))
    desk.drop("_index.md", ABOUT)
    desk.drop("science/_index.md", "Everything about the sea.\n")
    desk.build()
    return desk


def front(desk: Desk, section: str = "") -> str:
    """Return what stands above the articles of a front page."""
    html = (desk.output / section / "index.html").read_text()
    _, begun, rest = html.partition('<section class="about"')
    return rest.partition("</section>")[0] if begun else ""


def test_it_stands_on_the_front_page_and_is_no_article(opened: Desk) -> None:
    assert "<h2>Who we are</h2>" in front(opened)
    assert "<p>The <strong>Courier</strong> is made by two people and a cat.</p>" in front(opened)
    assert "Everything about the sea." in front(opened, "science")
    assert "<h2>" not in front(opened, "science")
    assert front(opened, "world") == ""
    assert set(opened.entries()) == {"world/a.md", "science/b.md"}


def test_the_title_may_stand_in_the_front_matter_and_the_language_too(opened: Desk) -> None:
    opened.drop("_index.md", "---\ntitle: Über uns\nlang: de\n---\n\nZwei Leute und eine Katze.\n", at=MONDAY)
    opened.build(MONDAY + HOUR)
    assert "<h2>Über uns</h2>" in front(opened)
    assert 'lang="de" dir="ltr"' in front(opened)


def test_a_change_is_seen_and_nothing_else_is_rendered(opened: Desk) -> None:
    before = opened.state()
    opened.drop("_index.md", "We are three now.\n", at=MONDAY)
    _, report = opened.build(MONDAY + HOUR)
    assert report.pages == 0
    changed = {path for path, state in opened.state().items() if state != before[path]}
    assert {path for path in changed if not path.endswith((".gz", ".br", ".zst"))} == {"index.html"}
    assert "We are three now." in front(opened)


def test_what_cannot_be_read_is_set_aside_and_the_old_text_stays(opened: Desk) -> None:
    opened.drop("_index.md", b"\x00\x01\x02" * 100, at=MONDAY)
    report, _ = opened.build(MONDAY + HOUR)
    assert [each.path for each in report.set_aside] == ["_index.md"]
    assert "_index.md" in opened.set_aside()
    assert "two people and a cat" in front(opened)
    opened.drop("_index.md", "Better now.\n", at=MONDAY + HOUR)
    opened.build(MONDAY + 2 * HOUR)
    assert opened.set_aside() == {}
    assert "Better now." in front(opened)


def test_one_that_is_gone_says_nothing_any_more(opened: Desk) -> None:
    (opened.inbox / "science/_index.md").unlink()
    opened.build(MONDAY + HOUR)
    assert front(opened, "science") == ""
    assert "two people and a cat" in front(opened)


def test_a_folder_that_is_not_mounted_takes_nothing_back(opened: Desk) -> None:
    shutil.rmtree(opened.inbox / "science")
    opened.build(MONDAY + HOUR)
    (opened.inbox / "science").mkdir()
    opened.build(MONDAY + 2 * HOUR)
    assert "Everything about the sea." in front(opened, "science")


def test_a_draft_is_not_shown(opened: Desk) -> None:
    opened.drop("_index.md", "---\ndraft: true\n---\n\nNot yet.\n", at=MONDAY)
    opened.build(MONDAY + HOUR)
    assert front(opened) == ""


def test_markup_is_sanitized_and_no_picture_is_broken(opened: Desk) -> None:
    text = (
        'Hello <script>alert(1)</script><b onclick="x()">there</b>.\n\n![Us](us.jpg)\n\n'
        "![Far](https://example.org/far.jpg)\n"
    )
    opened.drop("_index.md", text, at=MONDAY)
    report, published = opened.build(MONDAY + HOUR)
    assert "alert(1)" not in front(opened)
    assert "onclick" not in front(opened)
    assert "us.jpg" not in front(opened)
    assert 'src="https://example.org/far.jpg"' in front(opened)
    assert report.warnings == []
    assert [str(each) for each in published.remarks] == ['_index.md: "us.jpg" is not there; it is left out']
    assert published.faults == []


def test_what_lies_beside_it_is_published_with_it(opened: Desk) -> None:
    opened.drop("us.jpg", photograph(1200, 900))
    opened.drop("science/attachments/sea.jpg", photograph(600, 500))
    opened.drop("science/plan.pdf", b"%PDF-1.7")
    opened.drop(
        "_index.md",
        f"{ABOUT}\n![The three of us](us.jpg)\n\nSee [our first article](world/a.md).\n",
        at=MONDAY,
    )
    opened.drop(
        "science/_index.md",
        "Everything about the sea.\n\n![[sea.jpg]]\n\n[The plan](plan.pdf) of it.\n",
        at=MONDAY,
    )
    report, published = opened.build(MONDAY + HOUR)
    assert (report.set_aside, report.warnings, published.remarks, published.faults) == ([], [], [], [])
    image = re.search(
        r'<img src="(media/\w{16}-\d+\.jpg)" srcset="([^"]*)" sizes="[^"]+" width="900"', front(opened)
    )
    assert image
    assert [each.split()[1] for each in image[2].split(", ")] == ["480w", "900w"]
    assert 'alt="The three of us"' in front(opened)
    assert '<a href="world/a.html"' in front(opened)
    assert '<img src="../media/' in front(opened, "science")
    assert re.search(r'<a href="\.\./media/\w{16}/plan\.pdf"', front(opened, "science"))
    for section in ("", "science"):
        for address in re.findall(r'src="([^"]*)"', front(opened, section)):
            assert (opened.output / section / address).is_file()


def test_a_picture_that_comes_or_changes_is_seen_without_touching_the_text(opened: Desk) -> None:
    opened.drop("_index.md", f"{ABOUT}\n![Us](us.jpg)\n", at=MONDAY)
    _, first = opened.build(MONDAY + HOUR)
    assert len(first.remarks) == 1
    shown = []
    for number, width in enumerate((1000, 1100), start=2):
        opened.drop("us.jpg", photograph(width, 900), at=MONDAY + number * HOUR)
        _, report = opened.build(MONDAY + number * HOUR)
        assert (report.pages, report.remarks) == (0, [])
        shown.append(re.search(r'<img src="([^"]*)"', front(opened))[1])
    assert len(set(shown)) == 2
    (opened.output / shown[1]).unlink()
    opened.app.site.recover(MONDAY + 5 * HOUR)
    opened.publish(MONDAY + 5 * HOUR)
    assert (opened.output / shown[1]).is_file()


def test_a_file_of_that_name_deeper_in_a_section_is_nobodys(opened: Desk) -> None:
    opened.drop("science/2026/_index.md", "Not read.\n", at=MONDAY)
    report, _ = opened.build(MONDAY + DAY)
    assert report.set_aside == []
    assert "Everything about the sea." in front(opened, "science")
