"""Are sound and film kept so that they play when somebody asks for it, and never before?"""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.model import BlockKind
from publisher.parsers.fragments import blocks
from publisher.parsers.players import emptied
from publisher.parsers.sanitize import sanitize

PLAYED = ' controls="" preload="none">'


def link(address: str, name: str = "") -> str:
    return f'<a href="{address}" rel="noopener">{name or address}</a>'


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (
            '<audio autoplay loop SRC="my talk.mp3">Get a <b>new</b> browser</audio>',
            f'<audio src="my%20talk.mp3"{PLAYED}{link("my%20talk.mp3", "my talk.mp3")}</audio>',
        ),
        (
            """<video width=640 height=360 poster=quay.jpg muted onplay="x()">
            <source src="a.mp4" type="video/mp4; codecs=avc1"><track src=a.vtt kind=captions label="English">
            <p>No film? <a href=other.mp4>Take it</a></p></video>""",
            (
                f'<video poster="quay.jpg" width="640" height="360"{PLAYED}'
                f'<source src="a.mp4" type="video/mp4">'
                f'<track src="a.vtt" kind="captions" label="English">{link("a.mp4")}</video>'
            ),
        ),
        (
            '<video src="https://films.example/quay.mp4" poster="javascript:x()"></video>',
            (
                f'<video src="https://films.example/quay.mp4"{PLAYED}'
                f"{link('https://films.example/quay.mp4', 'quay.mp4')}</video>"
            ),
        ),
        (
            '<a href="https://other.example/"><audio src="x.mp3"></audio></a>',
            f'<audio src="x.mp3"{PLAYED}{link("x.mp3")}</audio>',
        ),
    ],
)
def test_a_player_keeps_what_is_safe_and_has_a_link_for_those_who_cannot_play(
    written: str, kept: str
) -> None:
    assert sanitize(f"<p>Here: {written} it is.</p>") == f"<p>Here: {kept} it is.</p>"


@pytest.mark.parametrize(
    "written",
    [
        "<video></video>",
        '<video src="javascript:x()"></video>',
        '<audio src="blob:x"></audio>',
        '<audio src="data:audio/mp3;base64,AA"></audio>',
        '<audio><source type="audio/mpeg">No sound</audio>',
        '<source src="x.mp3">',
    ],
)
def test_a_player_with_nothing_to_play_goes_with_all_that_is_in_it(written: str) -> None:
    assert re.sub(r"</?source[^>]*>", "", sanitize(f"<p>a{written}b</p>")) == "<p>ab</p>"


@pytest.mark.parametrize(
    "tag", ['<audio src="x.mp3" controls />', '<audio src="x.mp3">', "<audio src=x.mp3>"]
)
def test_a_player_that_is_not_closed_takes_nothing_with_it(tag: str) -> None:
    found = blocks(f"{tag}<p>The story.</p><p>Its end.</p><audio src='y.mp3'></audio>")
    assert [block.text for block in found] == ["", "The story.", "Its end.", ""]
    assert [block.html.count("<audio") for block in found] == [1, 0, 0, 1]


def test_the_name_of_its_file_is_no_word_of_the_story() -> None:
    alone, caption, listed = blocks(
        "<audio src=x.mp3></audio><figure><video src=x.mp4></video><figcaption>The quay</figcaption></figure>"
        "<ul><li>Listen <audio src=x.mp3></audio></li></ul>"
    )
    assert (alone.kind, alone.text) == (BlockKind.IMAGE, "")
    assert (caption.kind, caption.text) == (BlockKind.IMAGE, "The quay")
    assert (listed.kind, listed.text) == (BlockKind.LIST, "Listen")


PIECES = st.sampled_from(
    [
        *("<audio>", "</audio>", '<audio src="a.mp3">', "<video src=b.mp4 autoplay>", "</video>", "<VIDEO "),
        *(
            '<source src="c.ogg">',
            "<track src=d.vtt>",
            "<p>",
            "</p>",
            '<a href="e">',
            "</a>",
            "<pre>",
            "</pre>",
        ),
        *("text", '"', "'", ">", "<", "&amp;", "/>", "<!--", "-->", "<table><tr><td>", ' src="', "\n\n", " "),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_whatever_is_written_comes_out_stable_and_never_plays_by_itself(html: str) -> None:
    from publisher.errors import ArticleError

    try:
        cleaned = sanitize(html)
    except ArticleError:
        return
    assert sanitize(cleaned) == cleaned
    for tag in re.findall(r"<(?:audio|video)\b[^>]*>", cleaned):
        assert tag.endswith(PLAYED)
        # An address may be made of anything.
        assert "autoplay" not in re.sub('"[^"]*"', "", tag)
    assert all(
        "src=" in player or "<source" in player for player in re.findall("<(?:audio|video).*?</", cleaned)
    )


def test_many_open_players_are_read_in_one_pass() -> None:
    # In the square of their number, 40,000 took minutes.
    text = '<video "' * 40_000 + "<audio src=x.mp3>" * 40_000 + "<video src='" * 40_000
    assert emptied(text).count("</audio>") == 40_000
