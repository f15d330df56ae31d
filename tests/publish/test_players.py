"""Do sound and film beside an article play on its page, and reach those whose program plays nothing?"""

from __future__ import annotations

import json
import re
from html import unescape
from xml.etree import ElementTree

import pytest
from desk import HOUR, MONDAY, STORY, Desk, markdown

from tests.media.samples import photograph
from tests.publish.test_attachments import HOME, broken, media, page

MP3, MP4, SUBTITLES = b"ID3" + bytes(500), b"\0\0\0\x18ftypmp42" + bytes(500), b"WEBVTT\n"
PLAYERS = """<audio src="the talk.mp3" autoplay></audio>

<video poster="crane.jpg" width="640"><source src="crane.webm"><source src="crane.mp4">
<track src="crane.vtt" kind="captions" srclang="en">No film?</video>
"""


@pytest.fixture
def quay(desk: Desk) -> Desk:
    desk.drop("world/the talk.mp3", MP3)
    desk.drop("world/crane.mp4", MP4)
    desk.drop("world/crane.vtt", SUBTITLES)
    desk.drop("world/crane.jpg", photograph(600, 500))
    desk.drop("world/story.md", markdown("Crane sinks", *STORY, PLAYERS))
    return desk


def test_they_play_from_where_they_are_published(quay: Desk) -> None:
    _, published = quay.build()
    assert [each.address for each in published.remarks] == ["crane.webm"]
    html = page(quay)
    assert re.search(
        r'<audio src="(\.\./media/\w{16}/the-talk\.mp3)" controls="" preload="none">'
        r'<a href="\1">the talk\.mp3</a></audio>',
        html,
    )
    assert re.search(
        r'<video width="640" controls="" preload="none" poster="\.\./media/\w{16}-[0-9]+\.jpg">'
        r'<source src="(\.\./media/\w{16}/crane\.mp4)" type="video/mp4">'
        r'<track src="\.\./media/\w{16}/crane\.vtt" kind="captions" srclang="en">'
        r'<a href="\1">crane\.webm</a></video>',
        html,
    ), html
    assert broken(quay) == []
    assert "autoplay" not in html


def test_sound_that_is_played_makes_the_same_episode_as_sound_that_is_linked(quay: Desk) -> None:
    quay.build()
    (item,) = ElementTree.parse(quay.output / "rss.xml").iter("item")
    (enclosure,) = item.findall("enclosure")
    assert (enclosure.get("length"), enclosure.get("type")) == ("503", "audio/mpeg")
    assert (quay.output / enclosure.get("url").removeprefix(HOME)).read_bytes() == MP3
    (told,) = json.loads((quay.output / "feed.json").read_text())["items"]
    assert told["attachments"][0]["url"] == enclosure.get("url")
    # What a program shows that knows no players.
    assert f'<a href="{enclosure.get("url")}">the talk.mp3</a>' in told["content_html"]
    (entry,) = quay.feed().entries
    assert "audio/mpeg" in [each["type"] for each in entry.enclosures]


def test_the_picture_of_a_film_stands_for_an_article_without_another(quay: Desk) -> None:
    quay.build()
    shown = re.search(r'og:image" content="([^"]*)"', page(quay))[1]
    assert shown.removeprefix(HOME) in media(quay)
    assert unescape(shown).endswith(".jpg")


def test_a_film_without_a_picture_shows_its_beginning_but_only_from_here(desk: Desk) -> None:
    text = '<video src="a.mp4"></video>\n\n<video src="https://films.example/b.mp4"></video>'
    desk.drop("world/a.mp4", MP4)
    desk.drop("world/story.md", markdown("Crane sinks", *STORY, text))
    desk.build()
    assert re.findall(r'<video src="([^"]*)" controls="" preload="(\w+)">', page(desk)) == [
        (re.search(r'src="(\.\./media/[^"]*)"', page(desk))[1], "metadata"),
        ("https://films.example/b.mp4", "none"),
    ]


def test_a_missing_or_disguised_file_is_named_and_its_player_left_out(desk: Desk) -> None:
    text = (
        "<figure><audio src='gone.mp3'></audio><figcaption>The divers</figcaption></figure>\n\n"
        "<video src='page.mp4'></video>\n\n<audio src='plan.mp3'></audio>"
    )
    desk.drop("world/page.mp4", b"<html><script>alert(1)</script>")
    desk.drop("world/plan.mp3", b"%PDF-1.7")
    desk.drop("world/story.md", markdown("Crane sinks", *STORY, text))
    _, published = desk.build()
    assert [each.address for each in published.remarks] == ["gone.mp3", "page.mp4"]
    assert not re.search("<audio|<video|The divers", page(desk))
    assert broken(desk) == []


def test_sound_that_comes_later_is_played_then(desk: Desk) -> None:
    desk.drop("world/story.md", markdown("Crane sinks", *STORY, "![[talk.mp3]]"))
    desk.build()
    assert "<audio" not in page(desk)
    desk.drop("world/talk.mp3", MP3)
    desk.build(MONDAY + HOUR)
    assert "<audio" in page(desk)


def test_a_page_keeps_its_players(desk: Desk) -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in STORY)
    html = (
        "<!doctype html><html lang=en><head><title>Crane sinks</title></head><body><article>"
        f"<h1>Crane sinks</h1>{paragraphs}<p><audio controls><source src=talk.mp3>Old browser.</audio></p>"
        f"<video src=gone.mp4>Older browser.</video></article></body></html>"
    )
    desk.drop("world/talk.mp3", MP3)
    desk.drop("world/story.html", html)
    _, published = desk.build()
    assert [each.address for each in published.remarks] == ["gone.mp4"]
    assert '<audio controls="" preload="none"><source src="../media/' in page(desk)
    assert "browser" not in page(desk).partition("<main")[2]
