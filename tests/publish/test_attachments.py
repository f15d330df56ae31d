"""Which files beside articles do pages and feeds show, and what if one is missing, hostile or changed?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from desk import DAY, HOUR, MONDAY, STORY, Desk, markdown, open_desk
from PIL import Image

from publisher.cli import main
from publisher.config import DigestSettings, MediaSettings
from publisher.model import Cadence
from publisher.renderers.content import addresses
from tests.media.samples import DRAWING, SECRET, animation, bomb, encoded, noise, photograph

pytestmark = pytest.mark.usefixtures("one_pool")

HOME = "https://courier.example.org/"
ATOM = "{http://www.w3.org/2005/Atom}"
MEDIA = "{http://search.yahoo.com/mrss/}"
TEXT = """![A crane](crane.jpg "On Monday")

The plan is [here](the%20plan.pdf#page=2), with a ![drawing](../plans/quay.svg) of the quay of the harbour.

[Listen to the divers](talk.mp3) or read [what was said before](before.md) of the same harbour.

![moving](wave.gif)
"""


def article(**keys: object) -> str:
    return markdown("Crane sinks", *STORY, TEXT, **keys)


def fill(desk: Desk) -> Desk:
    """Publish an article that uses files of every kind."""
    desk.drop("world/crane.jpg", photograph(1200, 900))
    desk.drop("world/the plan.pdf", b"%PDF-1.7 the plan")
    desk.drop("plans/quay.svg", DRAWING)
    desk.drop("world/talk.mp3", b"ID3" + bytes(500))
    desk.drop("world/wave.gif", animation("GIF"))
    desk.drop("world/before.md", markdown("Before", date="2026-11-01"))
    desk.drop("world/story.md", article())
    report, published = desk.build()
    assert (report.set_aside, published.remarks, published.faults) == ([], [], [])
    return desk


@pytest.fixture
def harbour(desk: Desk) -> Desk:
    return fill(desk)


@pytest.fixture(scope="module")
def quay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The same for tests that change nothing."""
    with open_desk(tmp_path_factory.mktemp("quay")) as desk:
        yield fill(desk)


def page(desk: Desk, path: str = "world/story.html") -> str:
    return (desk.output / path).read_text()


def media(desk: Desk) -> set[str]:
    folder = desk.output / "media"
    return {path.relative_to(desk.output).as_posix() for path in folder.rglob("*") if path.is_file()}


def broken(desk: Desk) -> list[str]:
    """Return every address in pages and feeds that leads to the publication and to no file of it."""
    found = []
    for file in desk.output.rglob("*"):
        if file.suffix not in {".html", ".xml", ".json"}:
            continue
        text, base = file.read_text(), HOME + file.relative_to(desk.output).as_posix()
        named = re.findall(r'(?:href|src|url)="([^"]*)"', text)
        named += re.findall(rf'content="({HOME}[^"]*)"', text)
        named += [
            each.split()[0] for each in ",".join(re.findall(r'srcset="([^"]*)"', text)).split(",") if each
        ]
        named += addresses(unescape(text))
        if file.suffix == ".json":
            for item in json.loads(text)["items"]:
                named += addresses(item["content_html"])
                named += [each["url"] for each in item.get("attachments", [])]
        for each in named:
            whole = urljoin(base, unescape(each))
            if whole.startswith(HOME):
                path = unquote(urlsplit(whole).path).lstrip("/")
                target = desk.output / (path + "index.html" if path.endswith("/") or not path else path)
                if not target.is_file():
                    found.append(f"{file.name}: {each}")
    return found


def test_pictures_stand_on_the_page_in_widths_that_are_there(quay: Desk) -> None:
    html = page(quay)
    image = re.search(
        r'<img src="(\.\./media/\w{16}-900\.jpg)" srcset="([^"]*)" sizes="[^"]+" ([^>]*)>', html
    )
    assert image, html
    assert 'width="900" height="1200" alt="A crane" title="On Monday" loading="lazy"' in image[3]
    for each in image[2].split(", "):
        address, width = each.split(" ")
        with Image.open(quay.output / "world" / address) as picture:
            assert f"{picture.width}w" == width
    assert not [path for path in media(quay) if SECRET in (quay.output / path).read_bytes()]


def test_no_address_is_broken_in_pages_and_feeds(quay: Desk) -> None:
    assert broken(quay) == []
    assert "crane.jpg" not in page(quay)


def test_documents_are_linked_under_a_name_that_people_know(quay: Desk) -> None:
    assert re.search(r'<a href="\.\./media/\w{16}/the-plan\.pdf#page=2"', page(quay))
    assert '<a href="../world/before.html"' in page(quay)
    assert any(path.endswith("/the-plan.pdf") for path in media(quay))


def test_a_document_that_an_article_links_to_is_not_set_aside(harbour: Desk) -> None:
    harbour.drop("world/alone.pdf", b"%PDF-1.7")
    harbour.build(MONDAY + HOUR)
    assert set(harbour.set_aside()) == {"world/alone.pdf"}


def test_a_drawing_is_published_without_what_acts(quay: Desk) -> None:
    (path,) = (path for path in media(quay) if path.endswith(".svg"))
    assert b"script" not in (quay.output / path).read_bytes()


def test_a_moving_picture_still_moves(quay: Desk) -> None:
    (path,) = (path for path in media(quay) if path.endswith(".gif"))
    with Image.open(quay.output / path) as picture:
        assert picture.n_frames == 3


def test_the_first_picture_stands_for_the_article_everywhere(quay: Desk) -> None:
    whole = re.search(r'og:image" content="([^"]*)"', page(quay))[1]
    assert whole.startswith(f"{HOME}media/")
    assert whole in re.search(r'"image":\["([^"]*)"', page(quay))[1]
    feed = ElementTree.parse(quay.output / "atom.xml")
    entry = next(each for each in feed.iter(f"{ATOM}entry") if each.findtext(f"{ATOM}title") == "Crane sinks")
    sound, picture = entry.findall(f"{ATOM}link[@rel='enclosure']")
    assert picture.attrib == {
        "rel": "enclosure",
        "href": whole,
        "type": "image/jpeg",
        "length": str((quay.output / whole.removeprefix(HOME)).stat().st_size),
    }
    assert (sound.get("type"), sound.get("length")) == ("audio/mpeg", "503")
    small = entry.find(f"{MEDIA}thumbnail")
    with Image.open(quay.output / small.get("url").removeprefix(HOME)) as shown:
        assert (
            (small.get("width"), small.get("height"))
            == (str(shown.width), str(shown.height))
            == ("480", "640")
        )


def test_sound_makes_an_episode_for_podcast_programs(quay: Desk) -> None:
    feed = ElementTree.parse(quay.output / "rss.xml")
    items = {each.findtext("title"): each for each in feed.iter("item")}
    (enclosure,) = items["Crane sinks"].findall("enclosure")
    assert (enclosure.get("length"), enclosure.get("type")) == ("503", "audio/mpeg")
    assert (quay.output / enclosure.get("url").removeprefix(HOME)).stat().st_size == 503
    assert not items["Before"].findall("enclosure")
    found = json.loads((quay.output / "feed.json").read_text())["items"]
    (item,) = (each for each in found if each["title"] == "Crane sinks")
    assert item["attachments"] == [
        {"url": enclosure.get("url"), "mime_type": "audio/mpeg", "size_in_bytes": 503}
    ]


def test_feed_readers_understand_the_feeds(quay: Desk) -> None:
    for path in ("atom.xml", "rss.xml"):
        (found,) = (each for each in quay.feed(path).entries if each.title == "Crane sinks")
        assert found.media_thumbnail[0]["width"] == "480"
        assert "audio/mpeg" in [each["type"] for each in found.enclosures]


def test_the_picture_of_the_front_matter_stands_above_the_story_once(desk: Desk) -> None:
    desk.drop("world/crane.jpg", photograph(600, 500))
    desk.drop("world/story.md", markdown("Crane sinks", image="crane.jpg"))
    desk.drop("world/again.md", markdown("Again", *STORY, "![x](crane.jpg)", image="crane.jpg"))
    _, published = desk.build()
    assert published.remarks == []
    assert page(desk).count("<img") == page(desk, "world/again.html").count("<img") == 1
    assert '<figure class="lead"><img src="../media/' in page(desk)
    assert broken(desk) == []


def test_a_missing_file_is_named_and_left_out(desk: Desk) -> None:
    text = (
        "![gone](gone.jpg)\n\n[the report](gone.pdf) of the harbour of Brindleport, and ![too](too.jpg) gone."
    )
    desk.drop("world/story.md", markdown("Crane sinks", *STORY, text, image="lead.jpg"))
    _, published = desk.build()
    assert [str(each) for each in published.remarks] == [
        f'world/story.md: "{name}" is not there; it is left out'
        for name in ("lead.jpg", "gone.jpg", "gone.pdf", "too.jpg")
    ]
    assert "the report of the harbour of Brindleport" in page(desk)
    assert "<img" not in page(desk)
    assert broken(desk) == []


@pytest.mark.parametrize(
    "address", ["../../secret.jpg", "../secret.jpg", "/../secret.jpg", "out.jpg", ".x.jpg"]
)
def test_nothing_outside_the_inbox_is_published(desk: Desk, address: str) -> None:
    (desk.inbox.parent / "secret.jpg").write_bytes(photograph(100, 100))
    desk.drop("world/.x.jpg", photograph(100, 100))
    (desk.inbox / "world/out.jpg").symlink_to(desk.inbox.parent / "secret.jpg")
    desk.drop("world/story.md", markdown("Crane sinks", *STORY, f"![x]({address})"))
    _, published = desk.build()
    assert len(published.remarks) == 1
    assert media(desk) == set()
    assert "<img" not in page(desk)


def test_hostile_pictures_end_as_remarks_and_harm_no_other(desk: Desk) -> None:
    desk.drop("world/bomb.png", bomb())
    desk.drop("world/cut.jpg", photograph(600, 500)[:9000])
    desk.drop("world/page.jpg", b"<html><script>alert(1)</script>")
    desk.drop("world/good.png", encoded(noise(100, 80), "PNG"))
    images = "".join(f"![{name}]({name})\n\n" for name in ("bomb.png", "cut.jpg", "page.jpg", "good.png"))
    desk.drop("world/story.md", markdown("Crane sinks", *STORY, images))
    _, published = desk.build()
    assert [each.address for each in published.remarks] == ["bomb.png", "cut.jpg", "page.jpg"]
    assert all("left out" in each.reason for each in published.remarks)
    assert page(desk).count("<img") == 1
    assert len(media(desk)) == 1


def test_what_takes_too_long_is_ended_and_named(tmp_path: Path) -> None:
    with open_desk(tmp_path, media=MediaSettings(picture_seconds=0.05)) as slow:
        slow.drop("world/large.png", encoded(noise(5000, 4000), "PNG", compress_level=1))
        slow.drop("world/story.md", markdown("Crane sinks", *STORY, "![x](large.png)"))
        _, published = slow.build()
        (remark,) = published.remarks
        assert "0.05 s of processor time" in remark.reason


def test_a_changed_picture_has_a_new_name_and_its_page_is_rendered_again(harbour: Desk) -> None:
    before, published = media(harbour), harbour.state()
    updated = harbour.entries()["world/story.md"].updated
    harbour.drop("world/crane.jpg", photograph(1300, 900), MONDAY)
    report, again = harbour.build(MONDAY + HOUR)
    assert (report.edited, again.pages) == (0, 1)
    added = media(harbour) - before
    assert {path.rpartition("-")[2] for path in added} == {"480.jpg", "900.jpg"}
    # Readers' programs may have the old ones' addresses for years.
    assert before < media(harbour)
    assert all(path in page(harbour) for path in added)
    assert harbour.entries()["world/story.md"].updated == updated
    after = harbour.state()
    assert after["world/before.html"] == published["world/before.html"]


def test_nothing_is_written_when_nothing_has_changed(harbour: Desk) -> None:
    before = harbour.state()
    _, again = harbour.build(MONDAY + HOUR)
    assert (again.pages, again.files, again.remarks) == (0, [], [])
    assert harbour.state() == before


def test_a_touched_but_equal_picture_changes_no_page(harbour: Desk) -> None:
    before = page(harbour)
    harbour.drop("world/crane.jpg", photograph(1200, 900), MONDAY)
    harbour.build(MONDAY + HOUR)
    assert page(harbour) == before


def test_a_picture_that_comes_later_is_shown_then(desk: Desk) -> None:
    desk.drop("world/story.md", markdown("Crane sinks", *STORY, "![x](crane.jpg) and [y](later.md) of it."))
    _, first = desk.build()
    assert [each.address for each in first.remarks] == ["crane.jpg", "later.md"]
    desk.drop("world/crane.jpg", photograph(600, 500))
    _, second = desk.build(MONDAY + HOUR)
    assert [each.address for each in second.remarks] == ["later.md"]
    assert "<img" in page(desk)
    desk.drop("world/later.md", markdown("Later"))
    _, third = desk.build(MONDAY + 2 * HOUR)
    assert third.remarks == []
    assert '<a href="../world/later.html"' in page(desk)


def test_a_picture_that_vanishes_or_breaks_stays_as_it_was(harbour: Desk) -> None:
    before = page(harbour)
    (harbour.inbox / "world/crane.jpg").write_bytes(photograph(1200, 900)[:4000])
    _, broke = harbour.build(MONDAY + HOUR)
    assert [each.address for each in broke.remarks] == ["crane.jpg"]
    assert "the one before stays" in broke.remarks[0].reason
    assert page(harbour) == before
    (harbour.inbox / "world/crane.jpg").unlink()
    harbour.drop("world/story.md", article(author="Ada"), MONDAY)
    _, gone = harbour.build(MONDAY + 2 * HOUR)
    assert "is not there; the one before stays" in str(gone.remarks[0])
    assert "<img" in page(harbour)
    assert broken(harbour) == []


def test_what_was_deleted_from_the_output_comes_back(harbour: Desk) -> None:
    before = media(harbour)
    for path in before:
        (harbour.output / path).unlink()
    harbour.app.site.recover(MONDAY)
    harbour.publish(MONDAY)
    assert media(harbour) == before


def test_a_database_built_anew_gives_the_same_bytes(harbour: Desk, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with open_desk(other) as anew:
        for file in harbour.inbox.rglob("*"):
            if file.is_file():
                path = file.relative_to(harbour.inbox).as_posix()
                anew.drop(path, file.read_bytes())
        anew.build()
        bytes_of = lambda desk: {path: data for path, (_, data) in desk.state().items()}  # noqa: E731
        assert bytes_of(anew) == bytes_of(harbour)


def test_a_saved_page_brings_the_pictures_of_its_folder(desk: Desk) -> None:
    paragraphs = "".join(f"<p>{text} {text}</p>" for text in STORY)
    body = (
        f'<p>{STORY[0]}</p><p><img src="./Story_files/crane.jpg" width="800" height="600" alt="A crane"></p>'
        f"{paragraphs}"
    )
    head = '<title>Crane sinks</title><link rel="canonical" href="https://other.example/news/1">'
    story = f"<article><h1>Crane sinks</h1>{body}</article>"
    html = f"<!doctype html><html lang=en><head>{head}</head><body>{story}</body></html>"
    desk.drop("world/Story.html", html)
    desk.drop("world/Story_files/crane.jpg", photograph(1000, 800))
    _, published = desk.build()
    assert published.remarks == []
    assert "../media/" in page(desk)
    assert "Story_files" not in page(desk)


def test_ten_articles_without_files_are_not_looked_at(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(10):
        desk.drop(f"world/{number}.md", markdown(f"Story {number}"))
    monkeypatch.setattr("publisher.beside.look", None)
    monkeypatch.setattr("publisher.publish.attachments._uses", None)
    _, published = desk.build()
    assert published.pages == 10


@pytest.mark.parametrize(("how", "images"), [("linked", 1), ("attached", 1), ("none", 0)])
def test_the_digest_shows_the_picture_as_it_is_told(tmp_path: Path, how: str, images: int) -> None:
    with open_desk(tmp_path, digest=DigestSettings(pictures=how)) as desk:
        desk.drop("world/crane.jpg", photograph(1200, 900))
        desk.drop("world/story.md", markdown("Crane sinks", *STORY, "![x](crane.jpg)"))
        desk.build()
        channel = desk.app.site.channels(MONDAY).publication
        closed = next(iter(desk.app.editions.close_now(channel, Cadence.DAILY, MONDAY + DAY)), None)
        assert closed.digest.html.count("<img") == images
        if how == "linked":
            address = re.search(r'<img[^>]*src="([^"]*)"', closed.digest.html)[1]
            assert (desk.output / address.removeprefix(HOME)).is_file()
        if how == "attached":
            (attached,) = desk.composer._attached(closed.edition)
            assert f'src="cid:{attached.identifier}"' in closed.digest.html
            with Image.open(BytesIO(attached.data)) as picture:
                assert picture.width == 480


def test_the_page_of_an_edition_shows_its_pictures_in_widths(tmp_path: Path) -> None:
    with open_desk(tmp_path, digest=DigestSettings(pictures="attached")) as desk:
        desk.drop("world/crane.jpg", photograph(1200, 900))
        desk.drop("world/story.md", markdown("Crane sinks", *STORY, "![x](crane.jpg)"))
        desk.build()
        channel = desk.app.site.channels(MONDAY).publication
        next(iter(desk.app.editions.close_now(channel, Cadence.DAILY, MONDAY + DAY)), None)
        desk.publish(MONDAY + DAY)
        html = (desk.output / "editions/daily-1.html").read_text()
        image = re.search(
            r'<img src="([^"]*)" srcset="([^"]*)" sizes="[^"]+" width="480" height="640" alt=""', html
        )
        assert image, html
        assert len(image[2].split(", ")) == 2
        assert "cid:" not in html
        assert broken(desk) == []


def test_a_light_picture_starts_no_process_and_others_do(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []
    plain = desk.app.processes.map

    def noted(function: Any, items: Any, killed: Any, **options: Any) -> Iterator[Any]:
        asked = list(items)
        if options.get("limits") and asked:
            started.append(len(asked))
        return plain(function, asked, killed, **options)

    monkeypatch.setattr(desk.app.processes, "map", noted)

    def shown(name: str, *pictures: bytes) -> int:
        for number, data in enumerate(pictures):
            desk.drop(f"world/{name}-{number}.jpg", data)
        text = "\n\n".join(f"![x]({name}-{number}.jpg)" for number in range(len(pictures)))
        desk.drop(f"world/{name}.md", markdown(f"About {name}", *STORY, text))
        _, published = desk.build()
        assert published.faults == []
        return page(desk, f"world/{name}.html").count("<img")

    assert shown("two", photograph(600, 500), encoded(noise(60, 50), "PNG")) == 2
    assert started == []
    assert shown("three", photograph(600, 510), photograph(600, 520), photograph(600, 530)) == 3
    assert shown("webp", encoded(noise(60, 50), "WEBP")) == 1
    assert shown("cut", photograph(600, 540)[:9000]) == 0
    assert started == [3, 1]


def test_the_command_names_what_is_missing_and_succeeds(harbour: Desk) -> None:
    from click.testing import CliRunner

    harbour.drop("world/more.md", markdown("More", *STORY, "![x](gone.jpg)"))
    config = harbour.app.config.database.with_name("publisher.toml")
    result = CliRunner().invoke(main, ["build", "--config", str(config)])
    assert result.exit_code == 0
    assert 'world/more.md: "gone.jpg" is not there; it is left out' in result.output
