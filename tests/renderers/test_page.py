from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import golden
import newsroom
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.errors import ConfigError
from publisher.model import Block, BlockKind, Entry, Meta
from publisher.renderers import content, front_page, page, templates

ENVIRONMENT = templates.environment([templates.default_folder()])
PAGES = page.renderer(ENVIRONMENT)
HOSTILE = "\"><script>alert(1)</script>\n'onload='&lt;{{ channel }}{% raw %}"


class Seen(HTMLParser):
    """What a browser builds from a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, tag: str, name: str) -> list[str | None]:
        return [value for each, key, value in self.attributes if (each, key) == (tag, name)]


def rendered(entry: Entry) -> str:
    return PAGES.render(newsroom.CHANNEL, entry).decode()


def article(**known: object) -> Entry:
    meta = replace(Meta(language="en"), **known)
    return newsroom.entry("one", "One", newsroom.paragraphs("A story."), section="world", meta=meta)


@pytest.mark.parametrize("entry", newsroom.ENTRIES, ids=lambda entry: entry.page)
def test_the_whole_page_is_as_it_was_when_a_person_last_looked_at_it(entry: Entry) -> None:
    assert golden.matches(f"renderers/{entry.page}", PAGES.render(newsroom.CHANNEL, entry))


@pytest.mark.parametrize("entry", newsroom.ENTRIES, ids=lambda entry: entry.page)
def test_a_page_passes_the_examination_of_front_pages(entry: Entry) -> None:
    examiner = front_page.renderer(ENVIRONMENT)
    assert examiner.faults(newsroom.CHANNEL, PAGES.render(newsroom.CHANNEL, entry)) == []


def test_the_page_lies_where_the_entry_says() -> None:
    assert PAGES.path(newsroom.ENTRIES[0]) == "science/wreck.html"


def test_links_are_relative_and_the_canonical_address_is_absolute() -> None:
    deep = replace(article(), page="world/2026/çay:1.html")

    seen = Seen(rendered(deep))

    assert "../../style.css" in seen.values("link", "href")
    assert "../../world/atom.xml" in seen.values("link", "href")
    assert "../../world/index.html" in seen.values("a", "href")
    assert "https://courier.example.org/world/2026/%C3%A7ay%3A1.html" in seen.values("link", "href")


def test_an_article_without_a_section_leads_to_the_feed_of_the_publication() -> None:
    seen = Seen(rendered(newsroom.entry("one", "One", newsroom.paragraphs("A story."))))

    assert seen.values("link", "href").count("atom.xml") == 1
    assert "atom.xml" in seen.values("a", "href")
    assert "kicker" not in [value for _, name, value in seen.attributes if name == "class"]


def test_hostile_words_are_shown_and_never_obeyed() -> None:
    entry = newsroom.entry(
        "one",
        HOSTILE,
        newsroom.paragraphs(HOSTILE),
        section="world",
        summary=HOSTILE,
        edited=timedelta(days=3),
        meta=Meta(language="en", authors=(HOSTILE,), tags=(HOSTILE,), description=HOSTILE),
    )
    channel = replace(
        newsroom.CHANNEL,
        title=HOSTILE,
        sections=tuple(replace(section, title=HOSTILE) for section in newsroom.SECTIONS),
    )

    seen = Seen(PAGES.render(channel, entry).decode())

    assert seen.values("script", "type") == ["application/ld+json"]
    assert not [name for _, name, _ in seen.attributes if name.startswith("on")]
    assert seen.text.count("alert(1)") >= 6


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "/etc/passwd", "file:///etc/passwd", "http://[", "photo.jpg"]
)
def test_an_address_that_is_not_of_the_web_is_neither_linked_nor_shown(address: str) -> None:
    assert address not in rendered(article(url=address, image=address))


def test_a_picture_that_the_story_opens_with_is_not_shown_twice() -> None:
    image = "https://example.org/a.jpg?w=1&h=2"
    block = Block(
        kind=BlockKind.IMAGE, text="", html='<img src="https://example.org/a.jpg?w=1&amp;h=2" alt="">'
    )
    alone = article(image=image)
    both = replace(alone, article=replace(alone.article, blocks=(block,)))

    assert Seen(rendered(alone)).values("img", "src") == [image]
    assert Seen(rendered(alone)).values("img", "loading") == ["lazy"]
    assert Seen(rendered(both)).values("img", "src") == [image]


def test_a_change_on_the_same_day_is_not_worth_a_word_and_a_later_one_is() -> None:
    entry = article()
    assert "Updated" not in rendered(replace(entry, updated=entry.published + timedelta(hours=1)))
    assert "Updated November 24, 2026" in rendered(
        replace(entry, updated=entry.published + timedelta(days=2))
    )


def test_the_day_is_that_of_the_publication_and_in_the_language_of_the_article() -> None:
    late = newsroom.entry("one", "Eins", newsroom.paragraphs("Text."), hours=-11.5, meta=Meta(language="de"))

    html = rendered(late)

    assert '<html lang="de" dir="ltr">' in html
    assert ">23. November 2026</time>" in html  # 23:30 UTC is the next day in Belgrade
    assert 'datetime="2026-11-22T23:30:00+00:00"' in html


def test_the_furniture_of_a_page_in_another_language_says_its_own_language_and_direction() -> None:
    html = rendered(next(entry for entry in newsroom.ENTRIES if entry.article.meta.language == "ar"))

    assert '<html lang="ar" dir="rtl">' in html
    assert '<header class="masthead" lang="en" dir="ltr">' in html
    assert '<footer class="colophon" lang="en" dir="ltr">' in html


def test_a_publication_whose_language_has_no_words_yet_speaks_english_and_says_so() -> None:
    channel = replace(newsroom.CHANNEL, language="fi")

    html = PAGES.render(channel, article(language="fi")).decode()

    assert '<html lang="fi" dir="ltr">' in html
    assert '<footer class="colophon" lang="en" dir="ltr">' in html
    assert ">22. marraskuuta 2026</time>" in html


@pytest.mark.parametrize(
    ("language", "text", "minutes"),
    [
        ("en", "word " * 20, 1),
        ("en", "word " * 952, 4),
        ("zh", "字" * 1560, 4),
        ("ja-JP", "字" * 780, 2),
        ("ko", "말 " * 476, 2),
    ],
)
def test_reading_time_counts_words_or_characters_where_words_are_not_spaced(
    language: str, text: str, minutes: int
) -> None:
    entry = newsroom.entry("one", "One", newsroom.paragraphs(text), meta=Meta(language=language))
    assert content.minutes(entry.article) == minutes


def test_a_users_template_and_words_take_the_place_of_single_ones(tmp_path: Path) -> None:
    (tmp_path / "words.toml").write_text('[en]\nby = "Written by {names}"\n[fi]\nby = "{names} kirjoitti"\n')
    folders = [tmp_path, templates.default_folder()]

    html = (
        page.renderer(templates.environment(folders)).render(newsroom.CHANNEL, newsroom.ENTRIES[1]).decode()
    )
    assert "Written by AFP" in html
    assert "More from The Danube Courier" in html

    (tmp_path / "page.html").write_text("{{ meta.title }} {{ words.by }}")
    html = (
        page.renderer(templates.environment(folders)).render(newsroom.CHANNEL, newsroom.ENTRIES[1]).decode()
    )
    assert html == "Russia accuses the West of fomenting tensions in Serbia Written by {names}"


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("page.html", "{{ nothing_like_this }}", "template page.html: 'nothing_like_this' is undefined"),
        ("page.html", "\n{% if %}", "line 2"),
        ("words.toml", "[en", "words.toml is not valid TOML"),
        ("words.toml", 'en = "by"', "expected a table for each language"),
        ("words.toml", '[de]\nby = "{name}"', r"\[de\] by: nothing fills in \{name\}; expected \{names\}"),
        ("words.toml", '[de]\nby = "{"', r"\[de\] by: "),
    ],
)
def test_a_mistake_in_a_users_template_is_one_sentence_for_the_operator(
    tmp_path: Path, name: str, text: str, complaint: str
) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(ConfigError, match=complaint):
        page.renderer(templates.environment([tmp_path, templates.default_folder()])).render(
            newsroom.CHANNEL, article()
        )


def test_a_templates_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nowhere is not there"):
        templates.environment([tmp_path / "nowhere", templates.default_folder()])


def test_an_installed_program_uses_the_templates_inside_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "publisher"
    package.mkdir()
    monkeypatch.setattr(templates, "_PACKAGE", package)
    assert templates.default_folder() == tmp_path / "templates"

    (package / "templates").mkdir()
    assert templates.default_folder() == package / "templates"


def test_the_signature_changes_with_every_template_in_effect_and_with_nothing_else(tmp_path: Path) -> None:
    folders = [tmp_path, templates.default_folder()]
    before = templates.signature(folders)

    (tmp_path / ".page.html.swp").write_text("a swap file")
    (tmp_path / "page.html~").write_text("a backup")
    assert templates.signature(folders) == before == templates.signature(folders[1:])
    assert templates.environment(folders) is templates.environment(folders)

    (tmp_path / "words.toml").write_text('[en]\nby = "{names}"\n')
    words = templates.signature(folders)
    (tmp_path / "style.css").write_text("p { color: red }")
    assert len({before, words, templates.signature(folders)}) == 3


def test_every_language_has_every_word() -> None:
    words = ENVIRONMENT.globals["words"]
    english = vars(words("en")).keys()
    for language in ("de", "fr", "es", "it", "ru", "ar", "he"):
        assert vars(words(language)).keys() == english
        assert words(language).language == language
        lacking = [key for key, value in vars(words(language)).items() if value == vars(words("en"))[key]]
        # The French for "Correction" is "Correction".
        assert set(lacking) <= {"feed", "correction"}, language


@given(
    title=st.text(min_size=1),
    text=st.text(),
    author=st.text(min_size=1),
    language=st.one_of(
        st.sampled_from(["en", "de", "ar", "zh-Hant", "pt-BR"]), st.from_regex(r"[a-z]{2,3}", fullmatch=True)
    ),
)
def test_whatever_an_article_says_the_page_stays_a_page(
    title: str, text: str, author: str, language: str
) -> None:
    entry = newsroom.entry(
        "one", title, newsroom.paragraphs(text), meta=Meta(language=language, authors=(author, title))
    )
    plain = Seen(
        rendered(
            newsroom.entry(
                "one", "T", newsroom.paragraphs("t"), meta=Meta(language=language, authors=("a", "b"))
            )
        )
    )

    assert Seen(rendered(entry)).tags == plain.tags
