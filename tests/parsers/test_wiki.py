"""Do notes from Obsidian show their pictures, play their sound and link to each other?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from publisher.config import Intake
from publisher.model import BlockKind, Parsed, SourceFile
from publisher.parsers.markdown import PARSER


def parsed(text: str) -> Parsed:
    source = SourceFile(path="a.md", data=text.encode(), modified=datetime(2026, 11, 23, tzinfo=UTC))
    return PARSER.parse(source, Intake(), UTC)


def html(text: str) -> str:
    (block,) = parsed(text).blocks
    return block.html


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("![[quay.png]]", '<img src="quay.png" alt="">'),
        ("![[the quay.JPG|300]]", '<img src="the%20quay.JPG" alt="" width="300">'),
        ("![[a/quay.png|The quay|120x80]]", '<img src="a/quay.png" alt="The quay" width="120">'),
        ("![Quay|300](quay.jpg)", '<img src="quay.jpg" alt="Quay" width="300">'),
        ("![[plan.pdf#page=3]]", '<a href="plan.pdf#page=3" rel="noopener">plan.pdf</a>'),
        ("![[Other note]]", '<a href="Other%20note.md" rel="noopener">Other note</a>'),
        ("[[Other note]]", '<a href="Other%20note.md" rel="noopener">Other note</a>'),
        ("[[People/Ada|Ada]]", '<a href="People/Ada.md" rel="noopener">Ada</a>'),
        ("[[People/Ada]]", '<a href="People/Ada.md" rel="noopener">Ada</a>'),
        ("[[Note#A heading]]", '<a href="Note.md" rel="noopener">Note</a>'),
        ("[[Q & A v2.0]]", '<a href="Q%20%26%20A%20v2.0.md" rel="noopener">Q &amp; A v2.0</a>'),
        ("[[plan.pdf]]", '<a href="plan.pdf" rel="noopener">plan.pdf</a>'),
        ('![[x.png|a "b" <c>]]', '<img src="x.png" alt="a &quot;b&quot; &lt;c&gt;">'),
    ],
)
def test_an_embed_or_link_is_what_ordinary_markdown_could_say(written: str, shown: str) -> None:
    assert html(f"So **it** is: {written}.") == f"<p>So <strong>it</strong> is: {shown}.</p>"


@pytest.mark.parametrize(
    ("written", "tag"),
    [("![[talk.mp3]]", "<audio src"), ("![[quay.mp4|640]]", '<video src="quay.mp4" width')],
)
def test_sound_and_film_are_played(written: str, tag: str) -> None:
    (block,) = parsed(written).blocks
    assert (block.kind, block.text) == (BlockKind.IMAGE, "")
    assert tag in block.html


def test_markdown_goes_on_behind_an_embed_alone_on_its_line() -> None:
    assert html("![[quay.png]]\nA **bold** caption") == (
        '<p><img src="quay.png" alt="">\nA <strong>bold</strong> caption</p>'
    )


def test_a_table_holds_both() -> None:
    table = html("| a | b |\n|---|---|\n| ![[x.png\\|30]] | [[Note\\|alias]] |\n")
    assert '<td><img src="x.png" alt="" width="30"></td>' in table
    assert '<td><a href="Note.md" rel="noopener">alias</a></td>' in table


def test_code_and_places_in_the_same_note_lead_nowhere() -> None:
    found = parsed("See [[#Below]] and `![[x.png]]`, `[[y]]`.\n\n```\n![[z.png]] [[z]]\n```\n").blocks
    assert found[0].html == "<p>See Below and <code>![[x.png]]</code>, <code>[[y]]</code>.</p>"
    assert found[1].text == "![[z.png]] [[z]]"
