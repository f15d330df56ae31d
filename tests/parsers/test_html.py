"""Which part of a page is the article, and what does its head say?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from publisher import parsers
from publisher.config import Intake
from publisher.errors import ArticleError
from publisher.model import BlockKind, Origin, SourceFile
from publisher.parsers.fragments import blocks
from publisher.parsers.sanitize import sanitize, stable

LONG = (
    "The harbour bridge carried its first cars in two years on Sunday morning, said the mayor of the town. "
)


def page(markup, path="page.html"):
    return parsers.parse(
        SourceFile(path=path, data=markup.encode(), modified=datetime(2026, 11, 22, tzinfo=UTC)),
        Intake(),
        UTC,
    )


def texts(parsed):
    return [block.text for block in parsed.blocks]


def test_a_page_without_navigation_is_taken_as_a_whole():
    assert texts(page("<p>One.</p><div>Two <i>three</i>.</div><ul><li>four</ul>")) == [
        "One.",
        "Two three.",
        "four",
    ]


def test_a_page_that_trafilatura_finds_nothing_in_is_cut_out_of_its_article():
    parsed = page(
        "<body><nav><a href='/'>Home</a></nav><article><p>Short.</p><aside>Ad</aside></article></body>"
    )
    assert texts(parsed) == ["Short."]


def test_a_page_without_any_text_is_refused():
    with pytest.raises(ArticleError, match=r"no article was found in the page"):
        page("<html><head><title>x</title></head><body><script>x()</script><img></body></html>")


def test_a_page_of_more_than_two_megabytes_takes_the_fast_path(monkeypatch):
    monkeypatch.setattr("publisher.parsers.html.extracted", lambda *_: pytest.fail("slow way taken"))
    filler = "<nav>" + "<a href='/x'>link</a>" * 100_000 + "</nav>"
    assert texts(page(f"<body>{filler}<article><h1>T</h1><p>{LONG}</p></article></body>")) == [LONG.strip()]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("", 'to <a href="https://abs.example/" rel="noopener">abs</a> and rel'),
        ('<link rel="canonical" href="https://a.example/b/c">', 'href="https://a.example/b/rel"'),
        ('<base href="https://d.example/e/">', 'href="https://d.example/e/rel"'),
    ],
)
def test_relative_links_follow_the_address_of_the_page_or_are_unwrapped(head, expected):
    text = LONG * 6
    parsed = page(
        f"<head>{head}</head><p>{text} to <a href='https://abs.example/'>abs</a> "
        "and <a href='rel'>rel</a></p>"
    )
    assert expected in parsed.blocks[0].html


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Bridge reopens | The Courier</title>", "Bridge reopens"),
        (
            "<title>Bridge reopens - The Courier</title><meta property=og:site_name content='The Courier'>",
            "Bridge reopens",
        ),
        (
            "<title>The Courier :: Bridge reopens</title><meta property=og:site_name content='The Courier'>",
            "Bridge reopens",
        ),
        ("<title>Bridge – a view from the south bank</title>", "Bridge – a view from the south bank"),
        ("<title>x</title><meta property=og:title content='Bridge &amp; town'>", "Bridge & town"),
        (
            '<script type=application/ld+json>{"@type":"NewsArticle","headline":"LD"}</script>',
            "LD",
        ),
        ('<title>Broken | A B</title><script type=application/ld+json>{"@type":</script>', "Broken"),
    ],
)
def test_the_title_of_a_page_is_its_headline_without_the_site(head, title):
    meta = page(f"<head>{head}</head><p>{LONG}</p>").meta
    assert (meta.title, meta.title_origin) == (title, Origin.PAGE)


def test_a_page_date_that_cannot_be_read_is_a_warning_since_its_author_did_not_write_it():
    parsed = page(f"<head><meta property=article:published_time content='soon'></head><p>{LONG}</p>")
    assert parsed.meta.published is None
    assert parsed.warnings[0].startswith(
        'the page gives "soon" as the date it was published, expected a date'
    )


def test_where_a_browser_saved_the_page_from_resolves_its_links():
    markup = f"<!-- saved from url=(0022)https://s.example/a/b -->\n<p>{LONG}<a href=c>link</a></p>"
    assert 'href="https://s.example/a/c"' in page(markup).blocks[0].html


def test_every_kind_of_block_is_known_by_its_element():
    found = blocks(
        "loose <b>text</b><h1>h</h1><p>p<p><img src=a.png></p><blockquote>q</blockquote>"
        "<ol start=3><li>1</ol>"
        "<dl><dt>t<dd>d"
        "</dl><pre>c\n  d</pre><table><tr><th>a<td>b</table><hr>"
        "<figure><img src=b.png alt=b><figcaption>cap</figcaption></figure>"
    )
    assert [(block.kind, block.text) for block in found] == [
        (BlockKind.PARAGRAPH, "loose text"),
        (BlockKind.HEADING, "h"),
        (BlockKind.PARAGRAPH, "p"),
        (BlockKind.IMAGE, ""),
        (BlockKind.QUOTE, "q"),
        (BlockKind.LIST, "1"),
        (BlockKind.LIST, "t\nd"),
        (BlockKind.CODE, "c\n  d"),
        (BlockKind.TABLE, "a | b"),
        (BlockKind.RULE, ""),
        (BlockKind.IMAGE, "cap"),
    ]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p onclick=x style=y class=z id=w>t</p>", "<p>t</p>"),
        ("<a href='javascript:x'>t</a>", "t"),
        ("<a href='java&#10;script:x'>t</a>", "t"),
        ("<a href='java&#1;script:x'>t</a>", "t"),
        ("<a href='&#1;javascript:x'>t</a>", "t"),
        ("<a href='//e.example/'>t</a>", '<a href="https://e.example/" rel="noopener">t</a>'),
        ("<a href='#top'>t</a>", "t"),
        ("<a href='/p?q=1&amp;r=2'>t</a>", '<a href="/p?q=1&amp;r=2" rel="noopener">t</a>'),
        ("<img src='data:image/png;base64,x' alt=t>", ""),
        ("<img src=/a.png srcset=x width=9 height=50%>", '<img src="/a.png" width="9" alt="">'),
        ("<div>a</div><div>b</div>", "<p>a</p><p>b</p>"),
        ("<h1>a</h1>", "<h2>a</h2>"),
        ("<svg><script>x</script></svg>t", "t"),
        ("a<!-- b -->c", "ac"),
    ],
)
def test_only_what_the_list_allows_passes_and_it_passes_unchanged_again(markup, expected):
    assert sanitize(markup) == expected
    assert stable(expected)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "markup",
    ["<table><tr><td><p>words</p></td></tr></table>" * 30_000, "<div>" * 200 + f"<p>{LONG}</p>" * 10_000],
    ids=["tables", "divisions"],
)
def test_a_page_of_very_many_elements_does_not_hold_up_the_inbox(markup):
    started = datetime.now(UTC)
    assert page(f"<nav>x</nav>{markup}").blocks
    assert (datetime.now(UTC) - started).total_seconds() < 4
