"""Where in the output does an article live, and under which id, for ever?"""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher import naming
from publisher.model import Meta

PUBLICATION = UUID("5d0c7a52-8f7e-4c7b-9f55-c0ffee000001")
NEVER = UUID(int=0)


def test_an_id_follows_from_publication_and_path_alone() -> None:
    # Written down, so that no later change gives every subscriber every article again.
    assert naming.identifier(PUBLICATION, "world/a.md") == UUID("9b342b71-3b68-58b1-9c89-f8b1368ebdb6")


def test_other_paths_and_other_publications_have_other_ids() -> None:
    ids = {
        naming.identifier(publication, path)
        for publication in (PUBLICATION, NEVER)
        for path in ("a.md", "b.md", "world/a.md")
    }
    assert len(ids) == 6


def test_a_second_article_at_a_path_that_a_moved_one_has_left_gets_the_next_id() -> None:
    first = naming.identifier(PUBLICATION, "a.md")
    taken = {first}
    second = naming.free(PUBLICATION, "a.md", first, taken)
    assert second != first
    third = naming.free(PUBLICATION, "a.md", first, taken | {second})
    assert third not in {first, second}
    assert naming.free(PUBLICATION, "a.md", first, set()) == first


def test_the_folder_is_the_section_and_only_without_one_the_file_may_say_it() -> None:
    assert naming.section("world/deep/a.md", Meta(section="science")) == "world"
    assert naming.section("a.md", Meta(section="science")) == "science"
    assert naming.section("a.md", Meta()) == ""


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("world", "world/"),
        ("World News", "world-news/"),
        ("Österreich & Süd", "osterreich-sud/"),
        ("Наука", "nauka/"),
        ("世界", "shi-jie/"),
        ("articles", "section-articles/"),
        ("Archive", "section-archive/"),
        ("../../etc", "etc/"),
        ("atom.xml", "atom-xml/"),
        ("index.html", "index-html/"),
        ("", ""),
    ],
)
def test_a_section_has_a_folder_that_every_server_and_browser_takes(name: str, folder: str) -> None:
    assert naming.folder(name) == folder


def test_a_name_that_no_alphabet_spells_has_a_folder_that_stays() -> None:
    assert naming.folder("🌍") == naming.folder("🌍") != naming.folder("🌎")
    assert re.fullmatch(r"[0-9a-f]{12}/", naming.folder("🌍"))


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("world/Night Buses.md", "night-buses"),
        ("2026-11-22-night-buses.md", "night-buses"),
        ("2026-11-22_night buses.txt", "night-buses"),
        ("2026-11-22.md", "2026-11-22"),
        ("2026-11-22-.md", "2026-11-22"),
        ("a.b.c.md", "a-b-c"),
        ("no-suffix", ""),
    ],
)
def test_a_page_is_called_like_its_file_without_the_date(path: str, slug: str) -> None:
    found = naming.slug(path, Meta())
    assert found == slug or (not slug and found)


def test_the_authors_own_slug_comes_first_and_is_made_safe() -> None:
    assert naming.slug("a.md", Meta(slug="../My Slug/é")) == "my-slug-e"


def test_a_slug_is_short_enough_for_every_file_system() -> None:
    slug = naming.slug("a.md", Meta(slug="Donaudampfschifffahrt " * 30))
    assert len(slug) <= 80
    assert slug.endswith("donaudampfschifffahrt")


def test_pages_without_a_section_have_a_folder_of_their_own() -> None:
    assert naming.page("", "a") == "articles/a.html"
    assert naming.page("World", "a") == "world/a.html"


def test_a_second_page_of_one_name_and_one_called_index_carry_a_piece_of_their_id() -> None:
    identifier = UUID("12345678-0a2a-5c3f-8d41-3b5cdf6a8b0c")
    assert naming.free_page("world/a.html", identifier, {"world/a.html"}) == "world/a-12345678.html"
    assert naming.free_page("world/index.html", identifier, set()) == "world/index-12345678.html"


@given(st.text(), st.text(), st.text())
def test_whatever_people_write_a_page_stays_below_the_output_folder(
    path: str, slug: str, section: str
) -> None:
    page = naming.free_page(naming.page(section, naming.slug(path, Meta(slug=slug))), NEVER, set())
    assert re.fullmatch(r"[a-z0-9-]+/[a-z0-9-]+\.html", page)
    assert all(len(part) <= 100 for part in page.split("/"))
    assert page.partition("/")[0] not in {"archive", "editions", "media"}
