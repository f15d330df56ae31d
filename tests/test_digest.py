from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import golden
import jinja2
import newsroom
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from wcwidth import width

from publisher.digest import UNSUBSCRIBE_MARK, render
from publisher.errors import ConfigError
from publisher.model import Cadence, Digest, Edition, Story
from publisher.renderers import templates

ENVIRONMENT = templates.environment([templates.default_folder()])
STORY = newsroom.story(newsroom.ENTRIES[1])


class Reader(HTMLParser):
    """What a mail program builds from the HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def digest(
    *stories: Story, omitted: int = 0, limit: int = 95_000, cadence: Cadence = Cadence.DAILY
) -> Digest:
    edition = replace(newsroom.EDITION, stories=stories, omitted=omitted, cadence=cadence)
    return render(edition, newsroom.CHANNEL, ENVIRONMENT, limit)


def numbered(count: int) -> tuple[Story, ...]:
    return tuple(
        replace(STORY, title=f"Story {number:03}", section=("world", "science", "")[number % 3])
        for number in range(count)
    )


def shown(mail: str) -> list[str]:
    return list(
        dict.fromkeys(re.findall(r"Story \d{3}", mail.split("</head>")[-1].split('role="article"')[-1]))
    )


@pytest.mark.parametrize(
    ("name", "edition", "language", "title"),
    [
        ("daily", newsroom.EDITION, "en", "The Danube Courier"),
        ("weekly-arabic", replace(newsroom.EDITION, cadence=Cadence.WEEKLY, omitted=3), "ar", "بريد الدانوب"),
        (
            "one-story",
            replace(newsroom.EDITION, stories=newsroom.EDITION.stories[1:2], omitted=0),
            "de",
            "Donaukurier",
        ),
    ],
)
def test_the_whole_digest_is_as_it_was_when_a_person_last_looked_at_it(
    name: str, edition: Edition, language: str, title: str
) -> None:
    web = "https://courier.example.org/editions/daily-12.html" if name == "daily" else ""
    mail = render(edition, newsroom.in_language(language, title), ENVIRONMENT, web=web)
    assert golden.matches(f"digest/{name}.html", mail.html.encode())
    assert golden.matches(f"digest/{name}.txt", f"{mail.subject}\n{mail.preheader}\n\n{mail.text}".encode())


def test_the_section_of_the_top_story_comes_first_and_the_order_within_is_kept() -> None:
    mail = digest(*numbered(7))
    assert shown(mail.html) == shown(mail.text) == [f"Story {n:03}" for n in (0, 3, 6, 1, 4, 2, 5)]
    assert mail.subject == "Story 000"
    assert mail.preheader == "Story 003 · Story 006 · Story 001 · Story 004 · Story 002 · Story 005"
    assert re.findall(r"^(.+)\n=+$", mail.text, re.MULTILINE) == ["World", "Science & Nature", "News"]


def test_stories_without_any_section_stand_under_no_heading() -> None:
    mail = digest(replace(STORY, section=""))
    assert "===" not in mail.text
    assert "<h3" not in mail.html


def test_a_section_that_the_publication_no_longer_has_keeps_its_name() -> None:
    assert "\nchess\n=====\n" in digest(replace(STORY, section="chess")).text


def test_the_last_stories_are_left_out_until_it_fits_and_are_counted() -> None:
    mail = digest(*numbered(40), omitted=5, limit=20_000)

    left = shown(mail.html)
    assert 5 < len(left) < 40
    assert left == shown(mail.text) == shown(digest(*numbered(40)).html)[: len(left)]
    assert len(mail.html.encode()) <= 20_000
    assert f"and {45 - len(left)} more articles" in mail.html
    assert f"and {45 - len(left)} more articles:\nhttps://courier.example.org/" in mail.text
    assert "</html>" in mail.html


def test_leaving_out_stops_at_the_first_size_that_fits() -> None:
    kept = len(shown(digest(*numbered(40), limit=20_000).html))
    longer = digest(*numbered(kept + 1), omitted=40 - kept - 1)
    assert len(longer.html.encode()) > 20_000


def test_one_left_out_article_is_spoken_of_in_the_singular() -> None:
    assert "and 1 more article<" in digest(STORY, omitted=1).html


def test_nothing_is_said_when_nothing_was_left_out() -> None:
    assert "more article" not in digest(STORY).html


def test_a_story_that_alone_is_too_long_is_left_out_whole_and_still_gives_the_subject() -> None:
    mail = digest(replace(STORY, title="Long", summary="word " * 30_000))
    assert mail.subject == "Long"
    assert "and 1 more article" in mail.html
    assert "word word" not in mail.html.split('role="article"')[1]


def test_the_mark_for_the_personal_link_stands_once_in_each_part_even_if_a_story_holds_it() -> None:
    mail = digest(
        replace(STORY, title=f"x{UNSUBSCRIBE_MARK}", summary=UNSUBSCRIBE_MARK * 2, url=UNSUBSCRIBE_MARK),
        replace(STORY, title="https://unsub\u202escribe.invalid/", authors=(UNSUBSCRIBE_MARK,)),
    )
    assert mail.html.count(UNSUBSCRIBE_MARK) == mail.text.count(UNSUBSCRIBE_MARK) == 1
    assert f'href="{UNSUBSCRIBE_MARK}"' in mail.html
    assert f"\n{UNSUBSCRIBE_MARK}\n" in mail.text


def test_the_mail_names_nothing_that_a_mail_program_would_fetch() -> None:
    html = render(newsroom.EDITION, newsroom.CHANNEL, ENVIRONMENT).html
    assert not re.search(
        r"<(img|link|script|iframe|object|embed|video|audio)\b|@import|url\(|\b(src|srcset|background)=", html
    )


def test_rules_stand_on_the_elements_and_those_for_phones_and_dark_screens_in_the_head() -> None:
    html = render(newsroom.EDITION, newsroom.CHANNEL, ENVIRONMENT).html
    head, body = html.split("</head>")
    assert "@media (prefers-color-scheme: dark)" in head
    assert "@media (max-width: 480px)" in head
    assert "[data-ogsc]" in head
    assert "max-width: 600px" in body
    assert '<!--[if mso]><table role="presentation" width="600"' in body
    assert body.count("<!--[if mso]>") == body.count("<![endif]-->") == 2
    # Gmail drops a style element of more than 16,384 characters.
    assert max(map(len, re.findall(r"<style[^>]*>(.*?)</style>", head, re.DOTALL))) < 8_192


def test_hostile_words_are_shown_and_never_obeyed() -> None:
    hostile = "\"><script>alert(1)</script>\r\nBcc: all@example.org'onload='{{ channel }}"
    section = replace(newsroom.SECTIONS[2], title=hostile)
    channel = replace(newsroom.CHANNEL, title=hostile, sections=(section,))
    story = replace(
        STORY,
        section="world",
        title=hostile,
        summary=hostile,
        authors=(hostile,),
        url=f"https://x.example/{hostile}",
    )

    mail = render(replace(newsroom.EDITION, stories=(story, story)), channel, ENVIRONMENT)

    reader = Reader()
    reader.feed(mail.html)
    assert "script" not in reader.tags
    assert not [name for name in reader.attributes if name.startswith("on")]
    assert mail.subject.startswith('"><script>alert(1)</script> Bcc: all@example.org')
    assert "\n" not in mail.subject + mail.preheader


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("Short\r\nX-Header: \x00yes\u2028", "Short X-Header: yes"),
        ("\u202eevil\u2069 turned", "evil turned"),
        ("word " * 30, "word " * 14 + "word…"),
        ("A sentence that goes on for quite a while and then, at its seventieth-odd, word", None),
        ("字" * 60, "字" * 38 + "…"),
        ("x" * 100, "x" * 77 + "…"),
        ("\x07", "The Danube Courier"),
    ],
)
def test_the_subject_is_one_line_cut_at_a_word(title: str, subject: str | None) -> None:
    found = digest(replace(STORY, title=title)).subject
    assert width(found) <= 78
    assert found == (subject if subject is not None else title if width(title) <= 78 else found)
    assert found.rstrip("…") in title or subject is not None


def test_the_preheader_of_a_single_story_is_its_summary() -> None:
    assert digest(replace(STORY, summary="Briefly told.")).preheader == "Briefly told."


def test_the_text_is_wrapped_at_72_columns_with_addresses_on_lines_of_their_own() -> None:
    long = replace(
        STORY,
        summary="河" * 90 + " see https://example.org/" + "a" * 90,
        url="https://example.org/" + "b" * 90,
    )
    text = digest(long, replace(STORY, summary="слово " * 60)).text
    assert f"\n{long.url}\n" in text
    assert all(width(line) <= 72 for line in text.splitlines() if "://" not in line and "河" not in line)
    assert all(line == line.rstrip() for line in text.splitlines())
    assert "\n\n\n\n" not in text


def test_chinese_is_wrapped_between_characters() -> None:
    text = digest(replace(STORY, summary="河" * 90)).text
    assert "\n" + "河" * 36 + "\n" in text


def test_the_date_is_that_of_the_publications_time_zone() -> None:
    edition = replace(newsroom.EDITION, closed_at=newsroom.NOON + timedelta(hours=11, minutes=30))
    assert "Monday, November 23, 2026" in render(edition, newsroom.CHANNEL, ENVIRONMENT).text


def test_a_weekly_digest_says_that_it_is_one() -> None:
    mail = digest(STORY, cadence=Cadence.WEEKLY)
    assert "Weekly digest no. 12" in mail.html
    assert "you subscribed to the weekly digest" in " ".join(mail.text.split())


def test_a_mistake_in_a_template_is_the_operators() -> None:
    environment = ENVIRONMENT.overlay(
        loader=jinja2.DictLoader({"digest.html": "{{ nothing }}", "digest.txt": ""}), cache_size=0
    )
    with pytest.raises(ConfigError, match=r"template digest\.html: 'nothing' is undefined"):
        render(newsroom.EDITION, newsroom.CHANNEL, environment)


ANY_STORY = st.builds(
    replace,
    st.just(STORY),
    section=st.sampled_from(["", "world", "gone"]),
    title=st.text(st.characters(codec=None)),
    summary=st.text(st.characters(codec=None)) | st.text(max_size=30).map(lambda text: text * 200),
    authors=st.lists(st.text(st.characters(codec=None)), max_size=3).map(tuple),
    language=st.sampled_from(["en", "ar", "zh", "xx"]),
    minutes=st.integers(1, 99),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ANY_STORY, max_size=8).map(tuple), st.integers(0, 5))
@example((replace(STORY, title="\ud800\x1b[31m", authors=("{", "}", "{0}")),), 0)
def test_whatever_the_stories_say_the_digest_is_one_that_can_be_sent(
    stories: tuple[Story, ...], omitted: int
) -> None:
    mail = digest(*stories, omitted=omitted, limit=16_000)

    assert mail == digest(*stories, omitted=omitted, limit=16_000)
    assert mail.subject
    assert width(mail.subject) <= 78
    assert not [
        c for c in mail.subject + mail.preheader if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"}
    ]
    assert len(mail.html.encode()) <= 16_000
    assert mail.text.encode()
    assert not [c for c in mail.text if c != "\n" and unicodedata.category(c) == "Cc"]
    assert mail.html.count(UNSUBSCRIBE_MARK) == mail.text.count(UNSUBSCRIBE_MARK) == 1
