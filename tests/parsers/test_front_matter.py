"""What do the keys of six programs mean, and what happens to broken ones?"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from publisher.errors import ArticleError
from publisher.model import Origin
from publisher.parsers.front_matter import fenced, split
from publisher.parsers.metadata import describe, language_tag

MODIFIED = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def described(block, path="story.md"):
    return describe(split(f"---\n{block}\n---\nText.\n"), path, ZoneInfo("UTC"), MODIFIED)


def meta(block, path="story.md"):
    return described(block, path).meta


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("author: Ann Lee", ("Ann Lee",)),
        ("author: A. Lee, B. Roy and C. Fox", ("A. Lee", "B. Roy", "C. Fox")),
        ("author: A. Lee, B. Roy, and C. Fox", ("A. Lee", "B. Roy", "C. Fox")),
        ("author: By Anders Andersson", ("Anders Andersson",)),
        ("authors: [Ann Lee, Bo Roy]", ("Ann Lee", "Bo Roy")),
        ("authors:\n  - name: Ann Lee\n    email: a@b.example\n  - Bo Roy", ("Ann Lee", "Bo Roy")),
        ("author: {name: Ann Lee}", ("Ann Lee",)),
        ("author: Ann Lee\nAuthors: [ann lee]", ("ann lee",)),
        ("author:", ()),
    ],
)
def test_authors_are_names_however_they_are_listed(written, expected):
    assert meta(written).authors == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("draft: true", True),
        ("draft: 'yes'", True),
        ("draft: false", False),
        ("publish: false", True),
        ("published: false", True),
        ("published: 2026-01-01", False),
        ("status: draft", True),
        ("status: hidden", True),
        ("Status: Private", True),
        ("status: published", False),
        ("draft: false\nstatus: draft", False),
    ],
)
def test_a_draft_is_a_draft_in_every_dialect(written, expected):
    assert meta(written).draft is expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("url: https://a.example/b", "https://a.example/b"),
        ("url: /a/b/", ""),
        ("link: ftp://a.example/", ""),
        ("link: javascript:alert(1)", ""),
        ("canonical_url: https://c.example/\nurl: https://a.example/", "https://c.example/"),
        ("url: 'https://[bad'", ""),
    ],
)
def test_only_an_absolute_web_address_is_the_address_of_the_article(written, expected):
    assert meta(written).url == expected


def test_yaml_does_not_turn_titles_into_other_types():
    assert [meta(f"title: {title}").title for title in ("No", "12:30", "1984", "2026-11-22", "1e3")] == [
        "No",
        "12:30",
        "1984",
        "2026-11-22",
        "1e3",
    ]
    assert meta("title: ~").title == ""
    assert meta('title: "~"').title == "~"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("de_DE", "de-DE"),
        ("EN", "en"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("pt_BR.UTF-8", "pt-BR"),
        ("german", ""),
        ("x", ""),
    ],
)
def test_languages_are_bcp_47_tags_in_their_usual_case(written, expected):
    assert language_tag(written) == expected


def test_a_nonsense_language_is_a_warning_that_names_the_line():
    found = described("title: x\nlang: Klingonese")
    assert found.meta.language == ""
    assert found.warnings == (
        (
            'line 3: lang is "Klingonese", expected a language tag such as en, de or pt-BR; '
            "the language is detected instead"
        ),
    )


@pytest.mark.parametrize("name", ["2026-11-22-the-story.md", "local/2026-11-22_the-story.md"])
def test_the_file_name_gives_date_and_slug_when_nothing_else_does(name):
    found = meta("title: x", name)
    assert (found.published.isoformat(), found.published_origin, found.slug) == (
        "2026-11-22T00:00:00+00:00",
        Origin.FILE_NAME,
        "the-story",
    )
    found = meta("date: 2026-01-01\nslug: other", name)
    assert (found.published.isoformat(), found.published_origin, found.slug) == (
        "2026-01-01T00:00:00+00:00",
        Origin.FRONT_MATTER,
        "other",
    )


def test_a_name_that_only_looks_like_a_date_gives_none():
    assert meta("title: x", "2026-99-99-notes.md").published is None


def test_a_date_that_cannot_be_read_names_line_key_value_and_an_example():
    with pytest.raises(
        ArticleError, match=r'^line 3: lastmod is "soon", expected a date such as 2026-11-22 or'
    ):
        meta("title: x\nlastmod: soon")


@pytest.mark.parametrize(
    "text",
    [
        "---\nA rule above, and prose.\n---\nMore prose.\n",
        "---\n\nJust a rule.\n",
        "Note: this begins a story, not a header.\n\nText.\n",
        "{{< shortcode >}}\n",
        "--- not a fence\ntitle: x\n---\n",
    ],
)
def test_text_that_only_resembles_front_matter_stays_text(text):
    found = split(text)
    assert (dict(found.values), found.body) == ({}, text)


def test_front_matter_that_is_never_closed_is_read_with_a_warning():
    found = split("---\ntitle: Open\ntags: [a, b]\n\nThe text.\n")
    assert (found.values["title"], found.values["tags"], found.body) == ("Open", ["a", "b"], "The text.\n")
    assert found.warnings[0].startswith("line 1: the front matter opened by --- is never closed")


def test_broken_toml_is_read_line_by_line():
    found = split('+++\ntitle = Unquoted\ntags = ["a", "b"]\n+++\nText.\n')
    assert (found.values["title"], found.values["tags"]) == ("Unquoted", ["a", "b"])
    assert found.warnings[0].startswith("line 2: the front matter is not valid TOML")


def test_broken_json_is_refused_with_its_line():
    with pytest.raises(ArticleError, match=r"^line 3: .*not valid JSON"):
        split('{\n "title": "x",\n oops\n}\nText.\n')


def test_plain_text_has_front_matter_only_between_fences():
    assert fenced("Title: x\n\nText.").values == {}
    assert fenced("---\ntitle: x\n---\nText.").values == {"title": "x"}
