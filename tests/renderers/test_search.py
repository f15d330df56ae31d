"""Are the pages that stand once in a publication whole, also in other languages and at any address?"""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from pathlib import Path

import newsroom
import pytest

from publisher.model import Meta
from publisher.outputs import Listed, Overview
from publisher.renderers import (
    atom,
    feed_style,
    front_page,
    language,
    not_found,
    rss,
    search_page,
    search_script,
    search_shard,
    templates,
)

ENVIRONMENT = templates.environment([templates.default_folder()])
OVERVIEW = Overview(channel=newsroom.CHANNEL, sections=(), lists=(), recent=())
EXAMINER = front_page.renderer(ENVIRONMENT)
LANGUAGES = ("en", "de", "fr", "es", "it", "ru", "ar", "he")


def in_language(tongue: str) -> Overview:
    return replace(OVERVIEW, channel=replace(newsroom.CHANNEL, language=tongue))


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_the_search_page_passes_the_examination_of_front_pages(tongue: str) -> None:
    page = search_page.renderer(ENVIRONMENT).render(in_language(tongue))
    assert EXAMINER.faults(newsroom.CHANNEL, page) == []
    assert f'<html lang="{tongue}" dir="{language.direction(tongue)}">' in page.decode()


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_the_number_of_results_is_said_in_every_form_that_the_language_has(tongue: str) -> None:
    page = search_page.renderer(ENVIRONMENT).render(in_language(tongue)).decode()
    found = re.search(r'data-found="([^"]*)"', page)
    assert found
    forms = json.loads(html.unescape(found[1]))
    assert {language.locale(tongue).plural_form(n) for n in range(101)} <= forms.keys()


def test_without_scripts_the_search_leads_to_the_sections() -> None:
    page = search_page.renderer(ENVIRONMENT).render(OVERVIEW).decode()
    noscript = page[page.index("<noscript>") : page.index("</noscript>")]
    assert re.findall(r'href="([^"]+)"', noscript) == [
        "../index.html",
        *(f"../{each.folder}index.html" for each in newsroom.SECTIONS),
    ]


def test_the_search_script_is_ours_and_writes_no_markup() -> None:
    script = search_script.renderer(ENVIRONMENT)
    assert script.path() == "search/search.js"
    text = script.render(OVERVIEW).decode()
    assert text == (templates.default_folder() / "search.js").read_text()
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|https?://", text)


def test_the_page_for_missing_pages_works_at_any_depth() -> None:
    page = not_found.renderer(ENVIRONMENT).render(OVERVIEW).decode()
    addresses = re.findall(r'(?:href|src)="([^"]+)"', page)
    assert addresses
    assert all(each.startswith(("https://courier.example.org/", "data:", "#")) for each in addresses)
    assert '<meta name="robots" content="noindex">' in page


@pytest.mark.parametrize("section", [None, "science"])
def test_a_feed_says_where_its_style_is_seen_from_where_it_lies(section: str | None) -> None:
    channel = newsroom.channel(section) if section else newsroom.CHANNEL
    for feed in (atom.renderer(ENVIRONMENT), rss.renderer(ENVIRONMENT)):
        data = feed.render(channel, newsroom.ENTRIES)
        href = "../feed.css" if section else "feed.css"
        declaration, instruction, _ = data.decode().split("\n", 2)
        assert declaration.startswith("<?xml version=")
        assert instruction == f'<?xml-stylesheet type="text/css" href="{href}"?>'
        assert feed.faults(channel, data) == []


def test_the_style_of_feeds_explains_them_in_the_language_of_the_publication() -> None:
    css = feed_style.renderer(ENVIRONMENT).render(in_language("de")).decode()
    assert '--explained: "Dies ist ein Feed:' in css
    assert css.count("{") == css.count("}")
    assert "url(" not in css


def test_no_word_ends_the_string_that_it_stands_in(tmp_path: Path) -> None:
    hostile = '"; } * { x: \\ </style>\n'.replace("{", "{{").replace("}", "}}")
    (tmp_path / "words.toml").write_text(f"[en]\nfeed_explained = {json.dumps(hostile)}\n")
    folders = [tmp_path, templates.default_folder()]
    css = feed_style.renderer(templates.environment(folders)).render(OVERVIEW).decode()
    assert css.splitlines()[-1] == ':root { --explained: "\\22 ; }} * {{ x: \\5c  \\3c /style>\\a "; }'


def test_the_search_knows_who_has_written_an_article_and_nothing_where_nobody_is_named() -> None:
    metas = (Meta(title="A", authors=("Ana Petrović", "Jonas \x07Weiß")), Meta(title="B"))
    articles = tuple(
        Listed(
            id=newsroom.PUBLICATION,
            page=f"{meta.title}.html",
            section="",
            meta=meta,
            summary="",
            published=newsroom.NOON,
            updated=newsroom.NOON,
        )
        for meta in metas
    )
    named, nameless = search_shard.called(
        "found", search_shard.renderer(ENVIRONMENT).render(newsroom.CHANNEL, articles)
    )
    assert named["authors"] == ["Ana Petrović", "Jonas Weiß"]
    assert "authors" not in nameless
