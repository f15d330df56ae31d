"""How long does the worst page take?"""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime

import pytest

from publisher import parsers
from publisher.config import Intake
from publisher.errors import ArticleError
from publisher.model import SourceFile

# The kinds of pages that are big by nature have their 15 MB here, the others 4 MB: what is not linear shows.
# What one page may take in processor time (the issue); pages that take more are ended by their process
# (tests/ingest/test_hostile_pages.py), these need not be.
MOST_SECONDS = Intake().page_seconds
WORDS = [
    "bridge",
    "harbour",
    "mayor",
    "lamp",
    "crane",
    "quay",
    "tunnel",
    "steel",
    "ferry",
    "council",
    "morning",
    "column",
    "engineer",
    "toll",
]


def sentence(chance, words=12):
    return " ".join(chance.choice(WORDS) for _ in range(words)).capitalize() + "."


def paragraphs(count, words=12):
    chance = random.Random(11)
    return [f"<p>{sentence(chance, words)} {number}.</p>" for number in range(count)]


ARTICLE = "<article><h1>Bridge</h1>" + "".join(paragraphs(12, 30)) + "</article>"
NAV = "<nav><a href='/'>Home</a></nav>"
CELL = '<tr class="row row-even" data-id="1"><td style="text-align: right" class="cell">17,4</td></tr>'

PAGES = {
    "scripts": NAV + "<script>" + "var a = 1; " * 1_300_000 + "</script>" + ARTICLE,
    "an image in its address": NAV + ARTICLE + f'<img src="data:image/png;base64,{"QUJD" * 3_700_000}">',
    "an image before the text": NAV + f'<img src="data:image/png;base64,{"QUJD" * 3_700_000}">' + ARTICLE,
    "scripts without end": NAV + ARTICLE + "<script>" * 1_800_000,
    "drawings": NAV + "<svg><path d='M0 0L1 1'/><g><rect/></g></svg>" * 82_500 + ARTICLE,
    "navigation": f"<nav>{'<li><a href=/x/y>link text</a></li>' * 420_000}</nav>" + ARTICLE,
    "comments": NAV + ARTICLE + "<div class=comment><p>I do not agree with any of this.</p></div>" * 240_000,
    "cells of a table": NAV + "<table>" + CELL * 37_500 + "</table>",
    "empty cells": NAV + "<table>" + "<tr><td></td><td></td></tr>" * 130_000 + "<tr><td>x</td></tr></table>",
    "deep elements": NAV + "<div>" * 25_000 + "The end." + "</div>" * 25_000,
    "deep inline elements": NAV + "<b>" * 25_000 + "The end." + "</b>" * 25_000,
    "deep lists": NAV + "<ul><li>" * 25_000 + "The end.",
    "links without end": NAV + ARTICLE + "<a href=/x>" * 100_000,
    "one line": NAV + "<p>" + "word " * 3_990_000 + "</p>",
    "one word": NAV + "<p>" + "w" * 2_250_000 + "</p>",
    "ampersands": NAV + "<p>" + "&amp;" * 975_000 + "</p>",
    "no-break spaces": NAV + "<p>" + "a&nbsp;" * 250_000 + "</p>",
    "brackets": NAV + ARTICLE + "<" * 2_500_000,
    "quotation marks": NAV + ARTICLE + '<a href="' * 375_000,
    "spaces": NAV + ARTICLE + "<p>x" + " " * 2_250_000 + "y</p>",
    "line ends": NAV + ARTICLE + "<p>x" + "\n" * 2_250_000 + "y</p>",
    "half dates": NAV + ARTICLE + "<p>" + "2020-01-" * 200_000 + "</p>",
    "half addresses": NAV + ARTICLE + "<p>" + "http://a@" * 200_000 + "</p>",
    "separators in the title": "<title>" + "a | " * 500_000 + "</title>" + NAV + ARTICLE,
    "meta elements": "<head>" + "<meta property=article:tag content='a, b'>" * 62_500 + NAV + ARTICLE,
    "nested JSON": "<script type='application/ld+json'>" + "[" * 225_000 + "</script>" + NAV + ARTICLE,
    "wide JSON": '<script type="application/ld+json">['
    + ",".join(['{"@type":"Article","author":[{"name":"A"}]}'] * 20_000)
    + "]</script>"
    + ARTICLE,
    "a declaration without end": "<?xml " + "a='b' " * 250_000 + NAV + ARTICLE,
    "a comment without end": ARTICLE + "<!-- saved from url=(" + "1" * 5_000_000,
    "very many headings": NAV + "".join(f"<h1>{text[3:-4]}</h1>" for text in paragraphs(9_000)),
    "very many paragraphs": NAV + "<article>" + "".join(paragraphs(9_800)) + "</article>",
    "very many divisions": NAV + "".join(f"<div class=a>{text}</div>" for text in paragraphs(4_900)),
    "very many equal paragraphs": NAV + "<article>" + "<p>The same words again.</p>" * 9_800 + "</article>",
    "very many items": NAV + "<ul>" + "".join(paragraphs(9_800)).replace("p>", "li>") + "</ul>",
    "very many lines": NAV + "<div>" + "".join(paragraphs(9_800)).replace("</p>", "<br>") + "</div>",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_takes_at_most_its_time_whatever_is_in_it(name):
    parsers.load()
    source = SourceFile(
        path="page.html", data=PAGES[name].encode(), modified=datetime(2026, 11, 23, tzinfo=UTC)
    )
    started = time.process_time()
    try:
        text = " ".join(block.text for block in parsers.parse(source, Intake(), UTC).blocks)
    except ArticleError as error:
        text = str(error)
    seconds = time.process_time() - started
    assert text
    assert seconds < MOST_SECONDS
    if ARTICLE in PAGES[name]:
        assert paragraphs(12, 30)[0][3:-4] in text
