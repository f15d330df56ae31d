"""What must an RSS feed say so that no program takes an article for another one?"""

from __future__ import annotations

from dataclasses import replace
from email.utils import parsedate_to_datetime

import newsroom
from lxml import etree

from publisher.renderers import rss, templates

RSS = rss.renderer(templates.environment([templates.default_folder()]))
CHANNEL = replace(newsroom.CHANNEL, hubs=("https://hub.example.org/",))
DATA = RSS.render(CHANNEL, newsroom.ENTRIES)
ATOM = "{http://www.w3.org/2005/Atom}"


def channel(data: bytes = DATA) -> etree._Element:
    found = etree.fromstring(data).find("channel")
    assert found is not None
    return found


def test_an_item_has_the_id_of_the_entry_and_says_that_it_is_no_address() -> None:
    guids = [item.find("guid") for item in channel().findall("item")]
    assert [guid.text for guid in guids] == [entry.urn for entry in newsroom.ENTRIES]
    # Without the attribute a reader would open urn:uuid:… as the article's address (RSS 2.0.11).
    assert {guid.get("isPermaLink") for guid in guids} == {"false"}


def test_an_item_has_its_first_date_its_page_and_its_whole_text() -> None:
    for item, entry in zip(channel().findall("item"), newsroom.ENTRIES, strict=True):
        assert parsedate_to_datetime(item.findtext("pubDate") or "") == entry.published.replace(microsecond=0)
        assert item.findtext("link") == CHANNEL.home + entry.page
        assert item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded")


def test_the_channel_names_its_own_address_and_its_hub() -> None:
    links = {(link.get("rel"), link.get("href")) for link in channel().findall(f"{ATOM}link")}
    assert links == {("self", f"{CHANNEL.home}rss.xml"), ("hub", "https://hub.example.org/")}


def test_a_guid_that_would_be_taken_for_an_address_keeps_the_feed_from_readers() -> None:
    assert RSS.faults(CHANNEL, DATA) == []
    broken = DATA.replace(b'isPermaLink="false"', b'isPermaLink="true"', 1)
    assert RSS.faults(CHANNEL, broken) == [
        f"{newsroom.ENTRIES[0].urn}: its guid would be taken for an address"
    ]
