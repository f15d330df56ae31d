"""How do feed readers see a channel?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import feedparser
import golden
import newsroom
import pytest
from lxml import etree

from publisher.model import Block, BlockKind, Entry, Meta
from publisher.renderers import atom, templates

ATOM = atom.renderer(templates.environment([templates.default_folder()]))
NAMES = {"a": "http://www.w3.org/2005/Atom"}
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
GOOD = ATOM.render(newsroom.CHANNEL, newsroom.ENTRIES)


def parsed(data: bytes = GOOD) -> Any:
    return etree.fromstring(data)


def one(block: Block, **meta: Any) -> Entry:
    known = {"language": "en", **meta}
    return newsroom.entry("one", known.pop("title", "One"), (block,), section="world", meta=Meta(**known))


def html(markup: str) -> Block:
    return Block(kind=BlockKind.PARAGRAPH, text="…", html=markup)


def rendered(entry: Entry) -> Any:
    data = ATOM.render(newsroom.CHANNEL, (entry,))
    assert ATOM.faults(newsroom.CHANNEL, data) == []
    return feedparser.parse(data).entries[0]


@pytest.mark.parametrize(
    ("name", "channel", "entries"),
    [
        ("atom.xml", newsroom.CHANNEL, newsroom.ENTRIES),
        ("science/atom.xml", newsroom.channel("science"), newsroom.ENTRIES[:1]),
        ("empty.xml", newsroom.CHANNEL, ()),
    ],
)
def test_the_feed_is_what_it_was_when_a_person_last_looked_at_it(
    name: str, channel: Any, entries: Any
) -> None:
    data = ATOM.render(channel, entries)
    assert golden.matches(f"renderers/{name}", data)
    assert ATOM.faults(channel, data) == []


def test_a_feed_reader_finds_no_fault_and_all_that_an_article_is() -> None:
    found = feedparser.parse(GOOD)
    assert not found.bozo
    assert found.version == "atom10"
    assert len(found.entries) == len(newsroom.ENTRIES)
    first, entry = found.entries[0], newsroom.ENTRIES[0]
    assert first.id == entry.urn
    assert first.title == entry.article.meta.title
    assert [author.name for author in first.authors] == list(entry.article.meta.authors)
    assert [tag.term for tag in first.tags] == list(entry.article.meta.tags)
    assert first.summary_detail.type == "text/plain"
    assert first.content[0].type == "text/html"
    assert datetime.fromisoformat(first.published) == entry.published
    assert datetime.fromisoformat(first.updated) == entry.updated != entry.published


def test_the_entries_stand_in_the_order_given() -> None:
    ids = parsed().xpath("a:entry/a:id/text()", namespaces=NAMES)
    assert ids == [entry.urn for entry in newsroom.ENTRIES]


def test_the_feed_is_as_new_as_its_newest_entry_and_knows_its_own_address() -> None:
    root = parsed()
    updated = datetime.fromisoformat(root.findtext("a:updated", namespaces=NAMES))
    assert updated == max(entry.updated for entry in newsroom.ENTRIES)
    links = {link.get("rel"): link.get("href") for link in root.findall("a:link", NAMES)}
    assert links == {
        "self": "https://courier.example.org/atom.xml",
        "alternate": "https://courier.example.org/",
    }


def test_every_section_has_a_feed_with_an_id_and_an_address_of_its_own() -> None:
    channels = [newsroom.CHANNEL, *(replace(newsroom.CHANNEL, section=each) for each in newsroom.SECTIONS)]
    ids = {parsed(ATOM.render(each, ())).findtext("a:id", namespaces=NAMES) for each in channels}
    assert len(ids) == len({ATOM.path(each) for each in channels}) == 4
    assert ATOM.path(channels[1]) == "balkans/atom.xml"


@pytest.mark.parametrize("path", [".", "a:entry"])
def test_what_rfc_4287_asks_for_is_there_once(path: str) -> None:
    for element in parsed().xpath(path, namespaces=NAMES):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"a:{name}", NAMES)) == 1
        if path == "a:entry":
            assert len(element.xpath("a:link[@rel='alternate' and @type='text/html']", namespaces=NAMES)) == 1
            for name in ("published", "summary", "content"):
                assert len(element.findall(f"a:{name}", NAMES)) == 1


def test_an_article_in_another_language_says_so_and_one_in_the_feeds_own_does_not() -> None:
    root = parsed()
    assert root.get(LANGUAGE) == "en"
    languages = [each.get(LANGUAGE) for each in root.findall("a:entry", NAMES)]
    assert languages == [
        None if each.article.meta.language == "en" else each.article.meta.language
        for each in newsroom.ENTRIES
    ]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("../rope.html", "https://courier.example.org/rope.html"),
        ("/rope", "https://courier.example.org/rope"),
        ("rope.jpg", "https://courier.example.org/world/rope.jpg"),
        ("//cdn.example.net/a", "https://cdn.example.net/a"),
        ("#note", "https://courier.example.org/world/one.html#note"),
        ("?a=1&amp;b=2", "https://courier.example.org/world/one.html?a=1&b=2"),
        ("https://example.org/a b", "https://example.org/a b"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("http://[x", "https://courier.example.org/world/one.html"),
    ],
)
def test_addresses_in_the_text_are_absolute_seen_from_the_page(address: str, expected: str) -> None:
    data = ATOM.render(
        newsroom.CHANNEL, (one(html(f'<p><a href="{address}">a</a> <img src="{address}"></p>')),)
    )
    content = parsed(data).findtext("a:entry/a:content", namespaces=NAMES)
    root = etree.HTML(content)
    assert root.xpath("//a/@href") == root.xpath("//img/@src") == [expected]
    assert ATOM.faults(newsroom.CHANNEL, data) == []


def test_text_that_looks_like_markup_is_text() -> None:
    text = '<b> & href="x" src="y" 3 < 5 ]]>'
    block = Block(kind=BlockKind.PARAGRAPH, text=text)
    data = ATOM.render(newsroom.CHANNEL, (replace(one(block, title=text)),))
    root = parsed(data)
    assert root.findtext("a:entry/a:title", namespaces=NAMES) == text
    content = etree.HTML(root.findtext("a:entry/a:content", namespaces=NAMES))
    assert content.xpath("string(//p)") == text
    assert ATOM.faults(newsroom.CHANNEL, data) == []


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\ufffe", "\uffff", "\ud800"])
def test_a_character_that_xml_forbids_is_left_out_wherever_it_stands(sign: str) -> None:
    text = f"be{sign}fore"
    block = Block(kind=BlockKind.PARAGRAPH, text=text)
    found = rendered(one(block, title=text, authors=(text,), tags=(text,)))
    assert (found.title, found.author, found.tags[0].term, found.summary) == ("before",) * 4
    assert found.content[0].value == "<p>before</p>"


def test_an_article_of_ten_megabytes_does_not_keep_the_others_from_being_published() -> None:
    block = Block(kind=BlockKind.PARAGRAPH, text="All work and no play. " * 500_000)
    entry = replace(one(block), article=replace(one(block).article, summary="All work."))
    assert ATOM.faults(newsroom.CHANNEL, ATOM.render(newsroom.CHANNEL, (entry, newsroom.ENTRIES[0]))) == []


# What forbids publishing a feed


def fault(before: str, after: str) -> str:
    """Return the only fault that this change makes."""
    text = GOOD.decode()
    assert before in text
    (found,) = ATOM.faults(newsroom.CHANNEL, text.replace(before, after, 1).encode())
    return found


def test_a_good_feed_has_no_faults() -> None:
    assert ATOM.faults(newsroom.CHANNEL, GOOD) == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<feed>",
        GOOD[:-10],
        GOOD + b"<",
        GOOD.replace(b"Divers", b"\x07ivers"),
        GOOD.replace(b"Divers", b"\xff"),
    ],
)
def test_what_is_not_well_formed_is_a_fault(data: bytes) -> None:
    assert ATOM.faults(newsroom.CHANNEL, data)[0].startswith("not well-formed XML: ")


def test_an_entity_that_would_read_a_file_is_not_followed() -> None:
    text = '<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed>&x;</feed>'
    assert "root:" not in str(ATOM.faults(newsroom.CHANNEL, text.encode()))


def test_what_is_not_a_feed_is_a_fault() -> None:
    assert ATOM.faults(newsroom.CHANNEL, b"<rss/>") == ["expected an Atom feed, found <rss>"]


def test_an_id_that_stands_twice_is_a_fault() -> None:
    first, second = newsroom.ENTRIES[0].urn, newsroom.ENTRIES[1].urn
    assert fault(f"<id>{second}</id>", f"<id>{first}</id>") == f"{first}: this id stands twice"


@pytest.mark.parametrize("tag", ["id", "title", "updated"])
def test_what_is_missing_or_empty_is_a_fault_of_the_feed_and_of_an_entry(tag: str) -> None:
    for path in (f"a:{tag}", f"a:entry/a:{tag}"):
        root = parsed()
        element = root.find(path, NAMES)
        element.text = " "
        assert any(
            f"<{tag}> is missing or empty" in each
            for each in ATOM.faults(newsroom.CHANNEL, etree.tostring(root))
        )
        element.getparent().remove(element)
        assert any(
            f"<{tag}> is missing or empty" in each
            for each in ATOM.faults(newsroom.CHANNEL, etree.tostring(root))
        )


@pytest.mark.parametrize("date", ["2026-11-22T12:00:00", "2026-11-22", "yesterday", ""])
@pytest.mark.parametrize("tag", ["a:updated", "a:entry/a:updated", "a:entry/a:published"])
def test_a_date_without_a_time_zone_is_a_fault(tag: str, date: str) -> None:
    root = parsed()
    root.find(tag, NAMES).text = date
    assert any(
        "is not a date with a time zone" in each
        for each in ATOM.faults(newsroom.CHANNEL, etree.tostring(root))
    )


def test_the_address_of_another_feed_is_a_fault() -> None:
    assert fault("https://courier.example.org/atom.xml", "https://courier.example.org/feed.xml") == (
        "the link rel=self is not the address of this feed"
    )
    assert fault('rel="self"', 'rel="via"') == "the link rel=self is not the address of this feed"


@pytest.mark.parametrize("address", ["/rope", "rope", "//example.org/rope", "http://[x", ""])
def test_a_relative_address_in_a_link_or_in_the_text_is_a_fault(address: str) -> None:
    name = newsroom.ENTRIES[0].urn
    expected = f"{name}: the address {address!r} is not absolute"
    assert fault('href="https://courier.example.org/science/wreck.html"', f'href="{address}"') == expected
    assert fault('href="https://example.org/rope"', f'href="{address}"') == expected


def test_the_feed_of_an_empty_publication_is_the_same_in_every_run() -> None:
    assert ATOM.render(newsroom.CHANNEL, ()) == ATOM.render(newsroom.CHANNEL, ())
    updated = parsed(ATOM.render(newsroom.CHANNEL, ())).findtext("a:updated", namespaces=NAMES)
    assert datetime.fromisoformat(updated).utcoffset() is not None
    assert datetime.fromisoformat(updated) - datetime.fromisoformat("1970-01-01T00:00:00Z") == timedelta(0)


def test_each_hub_is_named_and_none_is_where_there_is_none() -> None:
    hubs = ("https://hub.example.org/", "https://other.example.net/hub?a=1&b=2")
    channel = replace(newsroom.CHANNEL, hubs=hubs)
    data = ATOM.render(channel, newsroom.ENTRIES)
    assert ATOM.faults(channel, data) == []
    # W3C WebSub §4: the links of the feed itself.
    assert tuple(parsed(data).xpath("/a:feed/a:link[@rel='hub']/@href", namespaces=NAMES)) == hubs
    assert parsed().xpath("//a:link[@rel='hub']", namespaces=NAMES) == []
