from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import golden
import newsroom
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.model import Entry, Meta
from publisher.outputs import About, Channel, Headlines, Listed
from publisher.renderers import front_page, style, templates

ENVIRONMENT = templates.environment([templates.default_folder()])
FRONT = front_page.renderer(ENVIRONMENT)
STYLE = style.renderer(ENVIRONMENT)
SCIENCE = newsroom.channel("science")
IN_SCIENCE = tuple(entry for entry in newsroom.ENTRIES if entry.section == "science")


@pytest.mark.parametrize(
    ("name", "channel", "entries"),
    [
        ("index.html", newsroom.CHANNEL, newsroom.LEADS),
        ("science/index.html", SCIENCE, IN_SCIENCE),
        ("empty.html", newsroom.CHANNEL, ()),
        ("arabic.html", newsroom.in_language("ar", "بريد الدانوب"), newsroom.LEADS),
    ],
)
def test_the_whole_front_page_is_as_it_was_when_a_person_last_looked_at_it(
    name: str, channel: Channel, entries: tuple[newsroom.Entry, ...]
) -> None:
    data = FRONT.render(channel, entries)
    assert golden.matches(f"renderers/{name}", data)
    assert FRONT.faults(channel, data) == []


def test_the_publication_and_each_section_have_a_front_page() -> None:
    assert FRONT.sections is True
    assert FRONT.path(newsroom.CHANNEL) == "index.html"
    assert FRONT.path(SCIENCE) == "science/index.html"


def test_the_newest_article_stands_first_whatever_the_order_of_the_entries() -> None:
    assert FRONT.render(newsroom.CHANNEL, newsroom.ENTRIES[::-1]) == FRONT.render(
        newsroom.CHANNEL, newsroom.ENTRIES
    )


def test_related_articles_are_links_under_their_lead_story_and_no_cards_of_their_own() -> None:
    html = FRONT.render(newsroom.CHANNEL, newsroom.LEADS).decode()

    cards = re.findall(r'<article class="card".*?</article>', html, re.DOTALL)
    assert len(cards) == len(newsroom.LEADS)
    (lead,) = [card for card in cards if "Also on this" in card]
    assert "Russia accuses the West" in lead
    below = re.findall(r'<li lang="(.+?)" dir="(.+?)"><a href="(.+?)">', lead.partition("Also on this")[2])
    assert below == [
        ("en", "ltr", "balkans/welcome.html"),
        ("de", "ltr", "balkans/wahl.html"),
        ("ar", "rtl", "world/belgrade-ar.html"),
    ]


def test_nothing_is_said_of_related_articles_where_there_are_none() -> None:
    assert "Also on this" not in FRONT.render(newsroom.CHANNEL, newsroom.ENTRIES).decode()


def test_from_a_section_related_articles_are_reached_through_its_folder() -> None:
    html = FRONT.render(newsroom.channel("balkans"), newsroom.LEADS).decode()
    assert '<a href="../world/belgrade-ar.html">' in html


def test_a_publication_without_sections_leads_to_its_search_alone() -> None:
    html = FRONT.render(replace(newsroom.CHANNEL, sections=()), newsroom.ENTRIES).decode()
    assert re.findall(r'<li><a href="([^"]+)"(?: aria-current="page")?>(?:All|Search)', html) == [
        "index.html",
        "search/index.html",
    ]
    assert "kicker" not in html
    assert "feeds.opml" not in html


# What it says besides the newest articles


def test_every_feed_of_the_page_is_announced_the_most_fitting_first() -> None:
    found = re.findall(r'<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)">', front())
    assert found[:3] == [
        ("application/atom+xml", "atom.xml"),
        ("application/rss+xml", "rss.xml"),
        ("application/feed+json", "feed.json"),
    ]
    assert [href for _, href in found[3:6]] == ["balkans/atom.xml", "balkans/rss.xml", "balkans/feed.json"]
    assert len(found) == 3 * (1 + len(newsroom.SECTIONS))
    section = FRONT.render(newsroom.channel("science"), ()).decode()
    assert re.findall(r'type="application/rss.xml" title="([^"]+)" href="([^"]+)">', section) == [
        ("Science &amp; Nature – The Danube Courier (RSS)", "../science/rss.xml"),
        ("The Danube Courier (RSS)", "../rss.xml"),
    ]


def test_the_address_of_the_feed_can_be_opened_in_a_reader_and_copied() -> None:
    html = FRONT.render(newsroom.channel("world"), ()).decode()
    assert '<a class="button" href="feed:https://courier.example.org/world/atom.xml">' in html
    assert "<code>https://courier.example.org/<wbr>world/atom.xml</code>" in html
    assert '<a href="../feeds.opml" type="text/x-opml">' in html


def test_editions_are_linked_once_there_are_any() -> None:
    assert "editions/" not in front()
    assert '<a href="editions/index.html">All editions</a>' in front(has_editions=True)


def test_what_the_publication_says_about_itself_stands_above_its_articles() -> None:
    text = (*newsroom.paragraphs("We are two & a cat."), *newsroom.KITCHEN_SINK)
    html = front(about=About(title="Who we are", language="", blocks=text))
    assert html.index("<h2>Who we are</h2>") < html.index("We are two &amp; a cat.") < html.index("cards")
    assert 'aria-label="About The Danube Courier" lang="en" dir="ltr"' in html
    assert FRONT.faults(newsroom.CHANNEL, html.encode()) == []
    assert "<h2></h2>" not in front(about=About(title="", language="ar", blocks=text))


def test_each_section_has_its_newest_titles_but_for_those_that_stand_above() -> None:
    above = (newsroom.LEADS[0],)
    headlines = tuple(
        Headlines(
            section=section,
            articles=tuple(listed(each) for each in newsroom.ENTRIES if each.section == section.name),
        )
        for section in newsroom.SECTIONS
    )
    html = FRONT.render(replace(newsroom.CHANNEL, headlines=headlines), above).decode()
    shelf = html[html.index('class="shelves"') :]
    assert re.findall(r'<li><a href="([^"]+)"', shelf[: shelf.index("</main>")]) == [
        *("balkans/tensions.html", "balkans/welcome.html", "science/zima.html", "science/hashmal.html"),
        "world/nil.html",
    ]
    assert shelf.count("More from Science &amp; Nature") == 1
    assert "wreck" not in shelf
    assert FRONT.faults(newsroom.CHANNEL, html.encode()) == []


def test_above_the_sections_stand_the_newest_stories_and_those_that_belong_to_none() -> None:
    many = tuple(
        newsroom.entry(
            f"n{n}", f"Story {n}", newsroom.paragraphs("x"), section="" if n == 18 else "world", hours=n
        )
        for n in range(20)
    )
    headlines = (Headlines(section=newsroom.SECTIONS[2], articles=tuple(listed(each) for each in many[:17])),)
    html = FRONT.render(replace(newsroom.CHANNEL, headlines=headlines), many).decode()
    above, _, shelf = html.partition('class="shelves"')
    assert re.findall(r"Story (\d+)</a></h3>", above) == [str(n) for n in (*range(13), 18)]
    assert re.findall(r">Story (\d+)</a>", shelf) == ["13", "14", "15", "16"]


def front(**said: Any) -> str:
    return FRONT.render(replace(newsroom.CHANNEL, **said), newsroom.ENTRIES).decode()


def listed(entry: Entry) -> Listed:
    return Listed(
        id=entry.id,
        page=entry.page,
        section=entry.section,
        meta=entry.article.meta,
        summary=entry.article.summary,
        published=entry.published,
        updated=entry.updated,
    )


def test_a_section_with_a_name_that_needs_quoting_is_linked() -> None:
    section = replace(newsroom.SECTIONS[0], folder="ça va: 1/")
    channel = replace(newsroom.CHANNEL, section=section, sections=(section,))

    html = FRONT.render(channel, newsroom.ENTRIES).decode()

    assert 'href="../%C3%A7a%20va%3A%201/index.html" aria-current="page"' in html
    assert "https://courier.example.org/<wbr>%C3%A7a%20va%3A%201/atom.xml" in html
    assert FRONT.faults(channel, html.encode()) == []


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        ("<p><b>text</p>", "</p> closes nothing, expected </b>"),
        ("<div>", "</main> closes nothing, expected </div>"),
        ("</div></body></html></p>", "</p> closes nothing"),
        ('<a href="/etc/passwd">x</a>', "works neither from disk nor below a folder"),
        ('<a href="file:///etc/passwd">x</a>', "leads to this machine"),
        ('<a href="javascript:alert(1)">x</a>', "runs a script"),
        ('<a href="http://[">x</a>', "cannot be read"),
        ('<a href="">x</a>', "leads nowhere"),
        ('<img src="{{ image }}" alt="">', "was not filled in"),
        ('<p id="content"></p>', "the id content stands twice"),
        ("<h1>Another</h1>", "expected one <h1>, found 2"),
    ],
)
def test_a_page_that_would_not_work_is_not_published(broken: str, fault: str) -> None:
    good = FRONT.render(newsroom.CHANNEL, newsroom.ENTRIES).decode()
    faults = FRONT.faults(newsroom.CHANNEL, good.replace("</main>", f"{broken}</main>").encode())
    assert any(fault in each for each in faults), faults
    assert all(each.startswith("index.html: ") for each in faults)


def test_a_page_that_does_not_announce_its_feed_is_not_published() -> None:
    good = FRONT.render(newsroom.CHANNEL, newsroom.ENTRIES).replace(
        b'rel="alternate" type="application/atom+xml"', b""
    )
    assert FRONT.faults(newsroom.CHANNEL, good) == ["index.html: no link announces the feed to feed readers"]


def test_a_page_that_is_cut_off_is_not_published() -> None:
    good = FRONT.render(newsroom.CHANNEL, newsroom.ENTRIES)
    assert FRONT.faults(newsroom.CHANNEL, good[: good.index(b"</html>")]) == [
        "index.html: <html> is never closed"
    ]


def test_a_page_cut_in_the_middle_of_a_character_is_not_published() -> None:
    data = "<p>Дунай</p>".encode()[:6]
    assert FRONT.faults(newsroom.CHANNEL, data)[0].startswith("index.html is not UTF-8")


def test_the_style_sheet_is_one_file_for_all_and_fetches_nothing() -> None:
    data = STYLE.render(newsroom.CHANNEL, newsroom.ENTRIES)
    assert STYLE.sections is False
    assert STYLE.path(newsroom.CHANNEL) == "style.css"
    assert data == (templates.default_folder() / "style.css").read_bytes()
    assert b"url(" not in data
    assert b"@import" not in data
    assert STYLE.faults(newsroom.CHANNEL, data) == []


def test_a_style_sheet_that_is_empty_or_cut_off_is_not_published() -> None:
    assert STYLE.faults(newsroom.CHANNEL, b" \n") == ["style.css is empty"]
    assert STYLE.faults(newsroom.CHANNEL, b"p { color: red") == ["style.css opens 1 braces and closes 0"]


@given(
    title=st.text(min_size=1),
    summary=st.text(min_size=1),
    author=st.text(min_size=1),
    tongue=st.sampled_from(["en", "he", "xx"]),
)
def test_whatever_an_article_says_the_front_page_has_no_fault(
    title: str, summary: str, author: str, tongue: str
) -> None:
    meta = Meta(language=tongue, authors=(author,))
    entry = newsroom.entry(
        "one", title, newsroom.paragraphs("x"), summary=summary, section="world", meta=meta
    )
    channel = replace(newsroom.CHANNEL, title=title, description=summary)
    assert FRONT.faults(channel, FRONT.render(channel, (entry, *newsroom.ENTRIES))) == []
