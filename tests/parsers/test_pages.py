"""Does the article of a page keep its own markup, and does everything else stay out of it?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher import parsers
from publisher.clean import clean
from publisher.config import Intake, Summary
from publisher.model import BlockKind, SourceFile
from publisher.parsers.page_authors import page_authors
from publisher.parsers.page_choice import Choice, letters
from publisher.parsers.page_gaps import mend
from publisher.parsers.page_shapes import Passage
from publisher.parsers.page_tree import prune, resolve, tree_of
from publisher.summarize import article

DATA = Path(__file__).parents[1] / "data" / "parsers"
PAGES = sorted(DATA.glob("page_*.html"))

FIRST = "The ferry to Sandholm will stay in its dock until Easter, the owners of the line said on Friday. "
SECOND = "A crack of forty centimetres was found in the hull when the yard had scraped the paint away. "
THIRD = "For the islanders a smaller ship will carry people and post, but no lorries and no heating oil. "
FOURTH = "The shop has doubled its orders, because its owner did not like the sound of the old engine. "
IMAGE = "<img src=https://f.example/a.jpg alt=Dock>"
LATE_IMAGE = "<img alt=Dock src='data:image/gif;base64,R0l' data-src=https://f.example/a.jpg>"


def page(markup, modified=datetime(2026, 11, 22, tzinfo=UTC)):
    source = SourceFile(path="page.html", data=markup.encode(), modified=modified)
    return parsers.parse(source, Intake(), UTC)


def story(body, head=""):
    """Return the blocks of an article page with ``body`` between its first and its last paragraphs."""
    markup = (
        f"<html><head>{head}</head><body><nav><a href=/>Home</a></nav><article><h1>Ferry</h1>"
        f"<p>{FIRST * 2}</p>{body}<p>{THIRD * 2}</p><p>{FOURTH * 2}</p></article>"
        "<footer>All rights reserved.</footer></body></html>"
    )
    return page(markup).blocks[1:-2]


def test_the_spaces_around_links_and_the_markup_inside_of_paragraphs_stay():
    text = (
        f'{SECOND}It was <em>not</em> <a href="https://yard.example/r">in the report</a> of <b>last</b> year.'
    )
    (block,) = story(f"<p>{text}</p>")
    assert block.text.endswith("It was not in the report of last year.")
    assert '<em>not</em> <a href="https://yard.example/r" rel="noopener">in the report</a> of' in block.html


@pytest.mark.parametrize(
    "markup",
    [
        f"<figure>{IMAGE}<figcaption>The dock.</figcaption></figure>",
        f"<div class=wp-caption>{IMAGE}<p class=wp-caption-text>The dock.</p></div>",
        f"<div class=photo>{IMAGE}<p class=image-caption>The dock.</p></div>",
        f"<div class='media caption'>{LATE_IMAGE}<span>The dock.</span></div>",
    ],
)
def test_a_caption_belongs_to_its_image(markup):
    (block,) = story(markup)
    assert (block.kind, block.text) == (BlockKind.IMAGE, "The dock.")
    assert block.html == (
        '<figure><img src="https://f.example/a.jpg" alt="Dock"><figcaption>The dock.</figcaption></figure>'
    )


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_caption_never_becomes_the_summary(path):
    source = SourceFile(path=path.name, data=path.read_bytes(), modified=datetime(2026, 11, 22, tzinfo=UTC))
    parsed = parsers.parse(source, Intake(), UTC)
    summary = article(clean(parsed, {}), Summary(), "en").summary
    assert summary
    captions = [block.text for block in parsed.blocks if block.kind is BlockKind.IMAGE]
    assert not [caption for caption in captions if caption in summary]


@pytest.mark.parametrize(
    "markup",
    [
        f'<div class="author-bio"><h4>About Jens</h4><p>{SECOND}</p></div>',
        f'<div class="box" id="about-the-author"><div><p>{SECOND}</p></div></div>',
        f'<section class="autoren-info"><p>{SECOND}</p></section>',
        "<p class='photo-credit'>Photo: M. Harms for the evening edition of the newspaper</p>",
        "<h2><a href='https://x.example/1'>The crane that sank beside the quay</a></h2>",
        "<img src=https://f.example/face.jpg width=48 height=48 alt=Jens>",
        "<a href='https://x.example/2'><img src=https://f.example/teaser.jpg alt=Crane></a>",
        f"<div class=teaser><p>{FIRST * 2}</p></div>",
    ],
)
def test_what_stands_between_the_paragraphs_without_being_of_the_story_stays_out(markup):
    assert story(markup) == ()


def test_code_tables_and_lists_are_kept_as_they_are():
    found = story(
        f"<p>{SECOND}</p><pre><code>a  b\n  c</code></pre><p>{SECOND.upper()}</p>"
        "<table><tr><th>Ship</th><th>Tons</th></tr><tr><td>Sandholm II</td><td>410</td></tr></table>"
        "<p>What the islanders have asked the owners for, in the order of their letters:</p>"
        "<ol start=3><li>a timetable for the smaller ship</li><li>oil before the frost comes</li></ol>"
    )
    assert [(block.kind, block.text) for block in found][1::2] == [
        (BlockKind.CODE, "a  b\n  c"),
        (BlockKind.TABLE, "Ship | Tons\nSandholm II | 410"),
        (BlockKind.LIST, "a timetable for the smaller ship\noil before the frost comes"),
    ]


def test_paragraphs_that_old_pages_divide_by_two_line_breaks_are_paragraphs():
    markup = (
        "<body><table><tr><td><a href=/a>News</a> <a href=/b>Sea</a></td><td>"
        f"{FIRST * 2}<br><br>{SECOND * 2}<br>\n<br>{THIRD * 2}</td></tr></table><script>x()</script></body>"
    )
    assert [block.text for block in page(markup).blocks] == [
        (text * 2).strip() for text in (FIRST, SECOND, THIRD)
    ]


def test_a_script_says_that_a_page_is_no_document_that_somebody_wrote():
    links = "".join(f"<li><a href=/{number}>Story {number}</a></li>" for number in range(3))
    body = f"<ul>{links}</ul><h1>Ferry</h1><p>{FIRST * 3}</p><p>{SECOND * 3}</p>"
    assert "Story 1" in page(f"<body>{body}</body>").blocks[0].text
    assert page(f"<body>{body}<script src=/count.js></script></body>").blocks[0].text == (FIRST * 3).strip()


# How-to pages


def test_no_step_of_a_guide_is_lost_in_cleaning():
    path = DATA / "page_en_howto.html"
    source = SourceFile(path=path.name, data=path.read_bytes(), modified=datetime(2026, 11, 22, tzinfo=UTC))
    parsed = parsers.parse(source, Intake(), UTC)
    guide = path.read_text(encoding="utf-8")
    body = tree_of(guide[guide.index("<article>") : guide.index("</article>")])
    wanted = [letters(element.text_content()) for element in body.iter("p", "li", "pre", "h2", "h3")]
    cleaned = letters(" ".join(block.text for block in clean(parsed, {}).blocks))
    assert [text for text in wanted if text not in cleaned] == []
    assert "newsletter" not in cleaned


# Which passages are chosen


def test_of_a_teaser_and_the_paragraph_itself_the_one_in_the_row_is_chosen():
    choice = Choice([FIRST, SECOND, THIRD])
    assert choice.among(["News", FIRST, "Sport", FIRST, SECOND, THIRD, SECOND]) == [
        *(False, False, False),
        *(True, True, True),
        False,
    ]


def test_a_passage_counts_when_most_of_it_was_chosen_and_a_short_one_only_as_a_whole():
    choice = Choice([f"{FIRST}{SECOND}", THIRD, "Read this"])
    assert choice.among([f"{FIRST}", f"{SECOND}", f"Copy! {THIRD}", "Read", "Read this"]) == [
        True,
        True,
        True,
        False,
        True,
    ]


@given(
    st.lists(st.text("abc ", max_size=60), max_size=12), st.lists(st.text("abc ", max_size=60), max_size=12)
)
def test_no_letter_is_chosen_twice(chosen, standing):
    choice = Choice(chosen)
    kept = choice.among(standing)
    assert len(kept) == len(standing)
    whole = [
        text
        for text, keep in zip(standing, kept, strict=True)
        if keep and letters(text) in map(letters, chosen)
    ]
    for text in whole:
        assert whole.count(text) <= len([one for one in chosen if letters(text) in letters("".join(chosen))])
    assert not any(keep and not letters(text) for text, keep in zip(standing, kept, strict=True))


@given(st.lists(st.text("abcdefghij ", min_size=1, max_size=80), max_size=12))
def test_a_page_that_is_nothing_but_its_choice_is_chosen_whole(passages):
    assert Choice(passages).among(passages) == [bool(letters(passage)) for passage in passages]


def mended(markup, chosen):
    """Return the texts of the paragraphs of ``markup`` that are in the article, when ``chosen`` are."""
    tree = tree_of(markup)
    prune(tree)
    resolve(tree, "")
    found = [Passage(element=element, text=element.text_content()) for element in tree.iter("p", "li", "h2")]
    decided = [passage.text in chosen for passage in found]
    mend(found, decided)
    return [passage.text for passage, keep in zip(found, decided, strict=True) if keep]


@pytest.mark.parametrize(
    ("between", "taken"),
    [
        ("<p>left out</p>", True),
        ("<ul><li>left out</li></ul>", True),
        ("<div><blockquote><p>left out</p></blockquote></div>", True),
        ("<div><p>left out</p></div>", False),
        ("<p><a href=https://x.example/>left out</a></p>", False),
        ("<p class=caption>left out</p>", False),
        ("<p class=author-bio>left out</p>", False),
    ],
)
def test_what_stands_in_one_row_with_chosen_neighbours_is_chosen_too(between, taken):
    expected = ["one", "left out", "two"] if taken else ["one", "two"]
    assert mended(f"<div><p>one</p>{between}<p>two</p></div>", {"one", "two"}) == expected


@pytest.mark.parametrize(
    ("markup", "taken"),
    [
        ("<section><div class=row><p>more</p></div></section>", True),
        ("<section><div class=row><blockquote><p>more</p></blockquote></div></section>", True),
        ("<section><div class=side><p>more</p></div></section>", False),
        (
            "<section><h2><a href=//x.example/>B</a></h2><div class=row><p>more</p></div></section>",
            False,
        ),
        ("<article><div class=row><p>more</p></div></article>", False),
    ],
)
def test_an_article_that_advertisements_divide_goes_on_in_rows_built_alike(markup, taken):
    found = mended(f"<main><section><div class=row><p>one</p></div></section>{markup}</main>", {"one"})
    assert found == (["one", "more"] if taken else ["one"])


# What the head says


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        (["By TOM KRISH, AP Auto Writer"], ("Tom Krish",)),
        (["By MEG KIN and ERRIN HAYNE, Associated Press"], ("Meg Kin", "Errin Hayne")),
        (["Analysis by Chris Cill, CNN Editor-at-large"], ("Chris Cill",)),
        (["Amy Kuper | NJ Media for NJ.example"], ("Amy Kuper",)),
        (["Von Jens Okkens, Redakteur"], ("Jens Okkens",)),
        (["Ilana Muhl, MS, RDN"], ("Ilana Muhl",)),
        (["admin"], ()),
        (["https://social.example/jane", "@jane", "jane@news.example", "Jane Roe"], ("Jane Roe",)),
        (["The Courier", "Jane Roe"], ("Jane Roe",)),
        (["The Courier"], ("The Courier",)),
        ([["Jane Roe", "John Doe"]], ("Jane Roe", "John Doe")),
        (["BBC"], ("BBC",)),
        ([None, 7, {"name": "x"}], ()),
    ],
)
def test_the_people_among_the_authors_are_named_as_they_are_spoken_of(stated, names):
    assert page_authors(stated, {"The Courier"}) == names


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("<meta name=date content=0001-01-01T00:00:00Z><meta name=pubdate content=2026-10-02>", "2026-10-02"),
        ("<meta name=date content=soon><meta name=pubdate content=2026-10-02>", "2026-10-02"),
        ("<link rel=canonical href=https://a.example/2026/10/02/ferry/>", "2026-10-02"),
    ],
)
def test_the_first_date_that_can_be_one_counts(head, date):
    meta = page(f"<head>{head}</head><p>{FIRST}</p>").meta
    assert meta.published.date().isoformat() == date


def test_a_date_that_is_only_in_the_text_of_a_time_element_is_found_but_none_after_the_page_was_saved():
    def dated(day):
        return page(
            f"<nav>x</nav><article><time datetime={day}>{day}</time><p>{FIRST}</p></article>"
        ).meta.published

    assert dated("2026-11-20").date().isoformat() == "2026-11-20"
    assert dated("2027-11-20") is None


@pytest.mark.parametrize(
    ("head", "field", "value"),
    [
        ("<meta property=og:url content=https://a.example/b>", "url", "https://a.example/b"),
        (
            "<link rel=canonical href=https://a.example/c><meta property=og:url content=https://a.example/b>",
            "url",
            "https://a.example/c",
        ),
        (
            "<meta property=article:section content=Sea><meta name=keywords content='ship, yard'>",
            "tags",
            ("ship", "yard", "Sea"),
        ),
        ("<meta property=og:locale content=pt_BR>", "language", "pt-BR"),
        (
            "<meta property=og:url content=https://seapost.example/1><title>Ferry stays - Sea Post</title>",
            "title",
            "Ferry stays",
        ),
    ],
)
def test_what_the_head_says_is_in_the_metadata(head, field, value):
    assert getattr(page(f"<head>{head}</head><p>{FIRST}</p>").meta, field) == value


def test_the_address_that_a_browser_noted_is_that_of_a_page_which_gives_none():
    markup = f"<!-- saved from url=(0022)https://s.example/a/b -->\n<p>{FIRST}</p>"
    assert page(markup).meta.url == "https://s.example/a/b"


def test_an_author_who_is_only_marked_in_the_page_is_found():
    markup = f"<article><a rel=author href=/x>Jane Roe</a><p>{FIRST}</p></article>"
    assert page(markup).meta.authors == ("Jane Roe",)
