"""Do readers see at the top of an article what has been corrected in it?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import feedparser
import newsroom
import pytest

from publisher import digest
from publisher.model import Entry, Meta, Notice
from publisher.renderers import atom, page, templates

ENVIRONMENT = templates.environment([templates.default_folder()])
ATOM = atom.renderer(ENVIRONMENT)
PAGES = page.renderer(ENVIRONMENT)
UNLABELLED = Notice(text="The bridge has forty hangers, <not> fifty.")
LABELLED = Notice(text="Correction: The bridge has forty hangers.", labelled=True)
DATED = Notice(text="The bridge has forty hangers.", at=datetime(2026, 5, 3, 9, tzinfo=UTC))
MARKED = Notice(text="The bridge.", html='<p>The <a href="bridge.html">bridge</a>.</p>')


def corrected(*notices: Notice, language: str = "en") -> Entry:
    meta = Meta(language=language, notices=notices)
    return newsroom.entry("one", "One", newsroom.paragraphs("A story."), section="world", meta=meta)


def in_page(entry: Entry) -> str:
    return PAGES.render(newsroom.CHANNEL, entry).decode()


def in_feed(entry: Entry) -> str:
    data = ATOM.render(newsroom.CHANNEL, (entry,))
    assert ATOM.faults(newsroom.CHANNEL, data) == []
    content: str = feedparser.parse(data, sanitize_html=False).entries[0].content[0].value
    return content


@pytest.mark.parametrize("rendered", [in_page, in_feed])
@pytest.mark.parametrize(
    ("notice", "shown"),
    [
        (
            UNLABELLED,
            "<p><strong>Correction</strong></p>\n<p>The bridge has forty hangers, &lt;not&gt; fifty.</p>",
        ),
        (
            LABELLED,
            '<aside class="notice" role="note">\n<p>Correction: The bridge has forty hangers.</p>\n</aside>',
        ),
        (DATED, "<p><strong>Correction, May 3, 2026</strong></p>\n<p>The bridge has forty hangers.</p>"),
    ],
    ids=["unlabelled", "labelled", "dated"],
)
def test_a_notice_stands_above_the_story_and_is_called_what_it_is_once(
    rendered: object, notice: Notice, shown: str
) -> None:
    assert callable(rendered)
    html = rendered(corrected(notice))
    assert html.count('<aside class="notice" role="note">') == 1
    assert shown in html
    assert html.index("</aside>") < html.index("<p>A story.</p>")


@pytest.mark.parametrize("rendered", [in_page, in_feed])
def test_an_article_that_was_not_corrected_has_no_notice(rendered: object) -> None:
    assert callable(rendered)
    assert "aside" not in rendered(corrected())


def test_the_label_says_its_language_where_it_is_not_that_of_the_article() -> None:
    for html in (
        in_page(corrected(UNLABELLED, language="de")),
        in_feed(corrected(UNLABELLED, language="de")),
    ):
        assert '<p lang="en"><strong>Correction</strong></p>' in html
    german = replace(newsroom.CHANNEL, language="de")
    html = PAGES.render(german, corrected(UNLABELLED, language="de")).decode()
    assert "<p><strong>Korrektur</strong></p>" in html


def test_links_of_a_notice_are_absolute_in_the_feed() -> None:
    assert 'href="https://courier.example.org/world/bridge.html"' in in_feed(corrected(MARKED))


def test_notices_stand_in_their_order() -> None:
    html = in_page(corrected(DATED, LABELLED))
    body = html[html.index("<body>") :]
    assert body.index("May 3, 2026") < body.index("Correction: The bridge")


@pytest.mark.parametrize(
    ("notice", "line"),
    [
        (UNLABELLED, "Correction: The bridge has forty hangers, <not> fifty."),
        (LABELLED, "Correction: The bridge has forty hangers."),
        (DATED, "Correction, May 3, 2026: The bridge has forty hangers."),
    ],
    ids=["unlabelled", "labelled", "dated"],
)
def test_the_digest_says_it_in_one_line_under_the_story(notice: Notice, line: str) -> None:
    edition = newsroom.EDITION
    first, *others = edition.stories
    stories = (replace(first, notices=(notice,)), *others)
    mail = digest.render(replace(edition, stories=stories), newsroom.CHANNEL, ENVIRONMENT)
    assert f"\n{line}\n" in mail.text
    assert mail.html.count('class="notice"') == 1
    unchanged = digest.render(edition, newsroom.CHANNEL, ENVIRONMENT)
    assert 'class="notice"' not in unchanged.html
    assert line not in unchanged.text
