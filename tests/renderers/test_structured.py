"""What do search engines read about a page?"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import newsroom
from hypothesis import given
from hypothesis import strategies as st

from publisher.model import Meta, Notice
from publisher.renderers import structured

URL = "https://courier.example.org/science/wreck.html"
WHOLE = re.compile(r'<script type="application/ld\+json">([^<]*)</script>')


def article(entry: Any, *, image: str = "", section: str = "") -> dict[str, Any]:
    element = WHOLE.fullmatch(structured.article(newsroom.CHANNEL, entry, URL, image, section))
    assert element
    data: dict[str, Any] = json.loads(element[1])
    return data


def test_an_article_says_who_wrote_it_where_and_when() -> None:
    entry = newsroom.ENTRIES[0]
    data = article(entry, image="https://courier.example.org/media/a.jpg", section="Science")
    assert (data["@context"], data["@type"]) == ("https://schema.org", "NewsArticle")
    assert data["headline"] == entry.article.meta.title
    assert data["datePublished"] == "2026-11-22T10:00:00+00:00"
    assert data["dateModified"] == "2026-11-23T06:00:00+00:00"
    assert [each["name"] for each in data["author"]] == ["Ana Petrović", "Jonas Weiß", "Mary O’Neill"]
    assert data["publisher"] == {
        "@type": "Organization",
        "name": "The Danube Courier",
        "url": "https://courier.example.org/",
    }
    assert data["isPartOf"]["@type"] == "WebSite"
    assert data["image"] == ["https://courier.example.org/media/a.jpg"]
    assert (data["inLanguage"], data["articleSection"]) == ("en", "Science")


def test_a_correction_is_told_with_its_date() -> None:
    notice = Notice(text="The year is 1788.", at=newsroom.NOON)
    meta = Meta(language="en", notices=(notice, Notice(text="And it was a cat.")))
    data = article(newsroom.entry("one", "One", newsroom.paragraphs("A story."), meta=meta))
    assert data["correction"] == [
        {
            "@type": "CorrectionComment",
            "text": "The year is 1788.",
            "datePublished": "2026-11-22T12:00:00+00:00",
        },
        {"@type": "CorrectionComment", "text": "And it was a cat."},
    ]


def test_what_is_not_known_is_not_said_and_the_publication_answers_for_what_nobody_signed() -> None:
    data = article(newsroom.entry("one", "One", newsroom.paragraphs("A story.")))
    assert not {"image", "articleSection", "keywords", "correction"} & data.keys()
    assert data["author"] == [data["publisher"]]


def test_a_front_page_is_the_site_or_a_collection_in_it() -> None:
    site, collection = (
        json.loads(WHOLE.fullmatch(structured.front(each))[1])  # type: ignore[index]  it is checked by failing
        for each in (newsroom.CHANNEL, newsroom.channel("science"))
    )
    assert (site["@type"], site["url"]) == ("WebSite", "https://courier.example.org/")
    assert site["description"] == newsroom.CHANNEL.description
    assert (collection["@type"], collection["name"]) == ("CollectionPage", "Science & Nature")
    assert collection["isPartOf"]["name"] == "The Danube Courier"


@given(title=st.text(min_size=1) | st.sampled_from(["</script><b>", "<!--<script>", "]]>", "\u2028", "&lt;"]))
def test_no_title_ever_ends_the_script_element_and_all_of_it_is_read_back(title: str) -> None:
    entry = newsroom.entry("one", title, newsroom.paragraphs("A story."), meta=Meta(authors=(title,)))
    data = article(replace(entry))
    # What no XML may hold is left out everywhere.
    assert data["author"][0]["name"] == title.replace("\ufffe", "").replace("\uffff", "")
