"""Is what would hurt readers, search engines or reader apps refused before it is published?"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import newsroom
import pytest

from publisher.model import Meta
from publisher.outputs import Listed, Overview, Written
from publisher.renderers import map_faults, maps, renderers, search_shard
from publisher.renderers.templates import default_folder, environment

ALL = renderers(environment((default_folder(),)))
HOME = newsroom.CHANNEL.home
RECENT = tuple(
    Listed(
        id=each.id,
        page=each.page,
        section=each.section,
        meta=each.article.meta,
        summary=each.article.summary,
        published=each.published,
        updated=each.updated,
    )
    for each in newsroom.ENTRIES
    if newsroom.NOON - each.published < timedelta(hours=48)
)
OVERVIEW = Overview(
    channel=newsroom.CHANNEL,
    sections=newsroom.VOLUME.sections,
    lists=tuple(
        Written(path=path, updated=newsroom.NOON)
        for path in ("search/0123456789ab.js", "search/first.js", "sitemaps/first.xml")
    ),
    recent=RECENT,
)
ABOUT = {"list": newsroom.CHANNEL, "site": OVERVIEW, "volume": newsroom.VOLUME}
FOUND = {
    each.name: (scope, each) for scope in ABOUT for each in getattr(ALL, scope) if hasattr(each, "faults")
}

Change = Callable[[str], str]


def made(name: str) -> bytes:
    scope, renderer = FOUND[name]
    if scope == "list":
        return bytes(renderer.render(newsroom.CHANNEL, RECENT))
    return bytes(renderer.render(ABOUT[scope]))


def faults(name: str, data: bytes) -> list[str]:
    scope, renderer = FOUND[name]
    return list(renderer.faults(ABOUT[scope], data))


def put(before: str, after: str) -> Change:
    def change(text: str) -> str:
        assert before in text, before
        return text.replace(before, after, 1)

    return change


def without(line: str) -> Change:
    def change(text: str) -> str:
        assert line in text, line
        return "".join(each for each in text.splitlines(keepends=True) if line not in each)

    return change


def twice(line: str) -> Change:
    def change(text: str) -> str:
        found = next(each for each in text.splitlines(keepends=True) if line in each)
        return text.replace(found, found * 2, 1)

    return change


def without_title(text: str) -> str:
    changed = re.sub(r"<news:title>[^<]*</news:title>", "", text, count=1)
    assert changed != text
    return changed


def test_every_output_that_stands_once_or_lists_articles_is_examined() -> None:
    assert {scope: sorted(name for name, (at, _) in FOUND.items() if at == scope) for scope in ABOUT} == {
        "list": ["search shard", "sitemap"],
        "site": [
            *("feed style", "news sitemap", "not found", "search index", "search page"),
            *("search script", "sitemap index"),
        ],
        "volume": ["editions feed", "editions index", "opml", "robots", "sitemap of pages"],
    }


@pytest.mark.parametrize("name", FOUND)
def test_what_is_rendered_has_no_faults_and_nothing_broken_off_or_foreign_is_published(name: str) -> None:
    data = made(name)
    assert faults(name, data) == []
    for broken in (b"", b"\xff\xfe", data[: len(data) // 2] + b"\xff"):
        assert faults(name, broken) != [], broken
    # Of a style sheet and a script with code in it, nothing shows that they are something else, or go on.
    assert name in {"feed style", "search script"} or faults(name, b"<html>") != []
    assert name == "search script" or faults(name, data[: len(data) // 2]) != []


@pytest.mark.parametrize(
    ("name", "change", "fault"),
    [
        ("sitemap", put(f"<loc>{HOME}", "<loc>/"), "is not one of https://courier.example.org/"),
        ("sitemap", put(f"<loc>{HOME}", "<loc>https://elsewhere.example/"), "is not one of"),
        ("sitemap", put(".html<", ".html x<"), "is not one of"),
        ("sitemap", put(".html<", f"{'l' * 2_048}.html<"), "has more than 2,047 characters"),
        ("sitemap", twice("wreck.html"), "stands twice"),
        ("sitemap", put("<loc>", "<place>"), "not well-formed XML"),
        ("sitemap", put("<url>", "<url/><url>"), "a row has no address"),
        ("sitemap", put("<url>", "<map/><url>"), "something else than <url>"),
        ("sitemap", put("<lastmod>2026", "<lastmod>26"), "is not a date as the W3C writes it"),
        ("sitemap", put("-11-2", "-13-2"), "is not a date as the W3C writes it"),
        ("sitemap", put("+01:00", ""), "is not a date as the W3C writes it"),
        ("sitemap", put("+01:00", "+00:53:28"), "is not a date as the W3C writes it"),
        ("sitemap", without("<url>"), "it names no article"),
        ("sitemap", put("sitemaps.org", "sitemaps.example"), "expected <urlset>"),
        ("sitemap index", put(HOME, "/"), "is not one of"),
        ("sitemap index", without("first.xml"), "sitemaps/first.xml is missing"),
        ("sitemap index", without("pages.xml"), "sitemaps/pages.xml is missing"),
        ("sitemap index", twice("first.xml"), "stands twice"),
        ("sitemap of pages", put(f"<loc>{HOME}<", "<loc><"), "a row has no address"),
        ("sitemap of pages", without("daily-12.html"), "editions/daily-12.html is missing"),
        ("news sitemap", put(">The Danube Courier<", "> <"), "<news:publication/name> is missing or empty"),
        ("news sitemap", put("<news:language>en<", "<news:language>english<"), "no language that Google"),
        ("news sitemap", put("<news:title>", "<news:title/><news:was>"), "not well-formed XML"),
        ("news sitemap", without_title, "<news:title> is missing or empty"),
        ("news sitemap", put("2026-11-22T11", "2026-11-19T11"), "of more than 48 hours"),
        ("news sitemap", put("2026-11-22T11", "yesterday, 11"), "is not a date as the W3C writes it"),
        ("news sitemap", without("wreck.html"), "science/wreck.html is missing"),
        ("opml", put(' version="2.0"', ""), "expected OPML 2.0"),
        ("opml", put('text="World – The Danube Courier"', 'text=""'), "the outline has no text"),
        ("opml", put('type="rss"', 'type="atom"'), "the type of a feed is rss, not 'atom'"),
        ("opml", put(f'xmlUrl="{HOME}', 'xmlUrl="'), "is not an address of https://courier.example.org/"),
        ("opml", put("xmlUrl=", "url="), "is not an address of https://courier.example.org/"),
        ("opml", twice("world/atom.xml"), "stands 2 times"),
        ("opml", without("editions/atom.xml"), f"the feed {HOME}editions/atom.xml is missing"),
        ("robots", put("Allow: /", "Disallow: /"), "forbids to read something"),
        ("robots", put("Allow: /", ""), "does not say that all may be read"),
        ("robots", put(f"Sitemap: {HOME}", "Sitemap: /"), "does not end with the addresses of the maps"),
        ("robots", lambda text: text + "User-agent: me\n", "does not end with the addresses of the maps"),
        ("search index", put('"first.js"', '"last.js"'), "does not name the scripts"),
        ("search index", put("publisher.shards(", "publisher.found("), "not a call of publisher.shards"),
        ("search shard", put('"title":"', '"title":'), "Expecting"),
        ("search shard", put('"page":"science/wreck.html"', '"page":""'), "has no page or no title"),
        ("search shard", twice("wreck.html"), "science/wreck.html stands 2 times"),
        ("search shard", lambda _: "publisher.found([\n]);\n", "it names no article"),
        ("search shard", lambda _: "publisher.found({});\n", "is handed no list"),
        ("editions feed", put("<id>", "<id/><was>"), "not well-formed XML"),
        ("editions feed", put(f'href="{HOME}editions/daily-12', 'href="daily-12'), "is not absolute"),
        ("editions index", put('href="daily-12.html"', 'href="daily-13.html"'), "leads to daily-12.html"),
        ("feed style", put("}", ""), "feed.css opens"),
    ],
)
def test_what_a_specification_forbids_is_named(name: str, change: Change, fault: str) -> None:
    found = faults(name, change(made(name).decode()).encode())
    assert any(fault in each for each in found), found


def rows(count: int) -> list[str]:
    return [maps.row("url", maps.element("loc", f"{HOME}{number}.html")) for number in range(count)]


def test_a_map_has_at_most_fifty_thousand_addresses_and_fifty_megabytes() -> None:
    assert faults("sitemap", maps.document("urlset", rows(50_000))) == []
    (fault,) = faults("sitemap", maps.document("urlset", rows(50_001)))
    assert fault == "it has 50,001 rows, more than the 50,000 that a map may have"
    filled = maps.document("urlset", [*rows(1), " " * map_faults.LONGEST])
    (fault,) = faults("sitemap", filled)
    assert fault.endswith("bytes, more than the 52,428,800 that a map may have")


def test_a_map_of_news_has_at_most_a_thousand_articles_and_may_have_none() -> None:
    _, renderer = FOUND["news sitemap"]
    for count, said in (
        (1_000, []),
        (1_001, ["it has 1,001 articles, more than the 1,000 that Google takes"]),
    ):
        many = tuple(replace(RECENT[0], page=f"{number}.html") for number in range(count))
        overview = replace(OVERVIEW, recent=many)
        assert renderer.faults(overview, renderer.render(overview)) == said
    quiet = replace(OVERVIEW, recent=())
    assert renderer.faults(quiet, renderer.render(quiet)) == []


def test_one_mistake_in_every_row_is_not_told_for_every_row() -> None:
    data = maps.document("urlset", rows(2_000)).replace(HOME.encode(), b"/")
    found = faults("sitemap", data)
    assert len(found) == 6
    assert found[-1] == "1995 more faults like these"


@pytest.mark.parametrize("language", ["x-courier", "i", "art-lojban", "zh-Hant-HK", "EN-gb", "sr-Latn"])
def test_no_language_of_one_article_keeps_the_others_from_the_map_of_news(language: str) -> None:
    _, renderer = FOUND["news sitemap"]
    odd = replace(RECENT[0], meta=Meta(title="Odd", language=language))
    overview = replace(OVERVIEW, recent=(odd, *RECENT[1:]))
    assert renderer.faults(overview, renderer.render(overview)) == []


def test_an_article_from_before_there_were_time_zones_has_a_date_that_search_engines_read() -> None:
    old = replace(RECENT[0], updated=datetime(1883, 5, 4, 12, 0, tzinfo=UTC))
    _, renderer = FOUND["sitemap"]
    data = renderer.render(replace(newsroom.CHANNEL, time_zone="Europe/Berlin"), (old,))
    assert b"<lastmod>1883-05-04T12:00:00+00:00</lastmod>" in data
    assert renderer.faults(newsroom.CHANNEL, data) == []


def test_a_script_with_articles_is_read_back_as_it_was_written() -> None:
    values = [{"title": "</script>\u2028", "page": "a.html"}, {"title": "1 < 2", "page": "b.html"}]
    data = search_shard.call("found", list(values))
    assert search_shard.called("found", data) == values
    assert json.loads(data[len("publisher.found(") : -3]) == values
