"""What holds for every parser, also for the one that is added tomorrow?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher import parsers
from publisher.config import Intake
from publisher.errors import ArticleError
from publisher.model import Parsed, SourceFile
from publisher.parsers.characters import legal
from publisher.parsers.sanitize import stable

BERLIN = ZoneInfo("Europe/Berlin")
INTAKE = Intake()
STORY = "The harbour bridge carried its first cars in two years on Sunday morning."
every_suffix = pytest.mark.parametrize("suffix", sorted(parsers.suffixes()))


def parse(data: bytes | str, path: str = "story.md", intake: Intake = INTAKE) -> Parsed:
    raw = data.encode() if isinstance(data, str) else data
    source = SourceFile(path=path, data=raw, modified=datetime(2026, 11, 22, tzinfo=UTC))
    return parsers.parse(source, intake, BERLIN)


def parsed_or_refused(data: bytes, path: str) -> Parsed | None:
    try:
        return parse(data, path)
    except ArticleError as error:
        sentence = str(error)
    assert len(sentence) > 20
    assert path not in sentence
    return None


def assert_safe(parsed: Parsed) -> None:
    meta = parsed.meta
    for text in (meta.title, meta.description, *meta.authors, *meta.tags, meta.slug, meta.url, meta.image):
        assert legal(text) == text
        assert "\n" not in text
    for block in parsed.blocks:
        assert legal(block.text) == block.text
        assert legal(block.html) == block.html
        assert stable(block.html)
        assert "<script" not in block.html


def test_the_formats_of_this_package_find_themselves():
    assert parsers.suffixes() == {".txt", ".md", ".markdown", ".html", ".htm"}


@every_suffix
def test_a_minimal_file_is_one_paragraph(suffix):
    assert [block.text for block in parse(STORY, "story" + suffix).blocks] == [STORY]


@every_suffix
def test_the_suffix_is_read_in_any_case(suffix):
    assert parse(STORY, "STORY" + suffix.upper()).blocks == parse(STORY, "story" + suffix).blocks


@every_suffix
@pytest.mark.parametrize("data", [b"", b"  \n\t\n", b"\xef\xbb\xbf"], ids=["nothing", "blanks", "mark"])
def test_an_empty_file_is_refused(suffix, data):
    with pytest.raises(ArticleError):
        parse(data, "story" + suffix)


@every_suffix
def test_a_picture_named_like_an_article_is_refused(suffix):
    with pytest.raises(ArticleError, match="binary"):
        parse(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0" + bytes(range(256)) * 8, "story" + suffix)


@every_suffix
def test_a_file_above_the_size_limit_is_refused_with_both_figures(suffix):
    with pytest.raises(ArticleError, match=r"0\.1 MB.*0\.05 MB.*maximum_megabytes"):
        parse(STORY * 1000, "story" + suffix, replace(INTAKE, maximum_megabytes=0.05))


@every_suffix
def test_an_article_above_the_word_limit_is_refused_with_both_figures(suffix):
    with pytest.raises(ArticleError, match=r"1,300 words.*the limit is 1,000.*maximum_words"):
        parse((STORY + " ") * 100, "story" + suffix, replace(INTAKE, maximum_words=1000))


@pytest.mark.parametrize("path", ["story.docx", "story", "folder.md/story.pdf"])
def test_an_unknown_suffix_is_refused_with_the_known_ones(path):
    with pytest.raises(ArticleError, match=r"\.html, \.markdown, \.md, \.txt"):
        parse(STORY, path)


@every_suffix
@settings(max_examples=120, deadline=None)
@given(data=st.binary(max_size=400))
def test_whatever_bytes_come_in_a_file_is_parsed_or_refused(suffix, data):
    parsed = parsed_or_refused(data, "story" + suffix)
    if parsed is not None:
        assert_safe(parsed)
        assert parsed == parse(data, "story" + suffix)


PIECES = st.sampled_from(
    """<p> </p> <div> </div> <a\x20href="javascript:alert(1)"> <a\x20href=//x.example>
    <a\x20href="java&#1;script:x"> </a> <b> </b>     <table> <tr> <td> </td> </tr> </table> <ul>
    <li> </ul> <h1> </h1> <h2> </h2> <script> </script> <style> </style>     <svg> <math> <mtext>
    <img\x20src=x\x20onerror=alert(1)> <pre> </pre> <blockquote> </blockquote> <button> </button>
    <form>     <select> <template> <!-- --> <![CDATA[ ]]> &#0; &#xD800; &#1; &lt; &amp;lt; &nbsp;
    \u0338 \u202e \ufffe # * ** _ ` ``` ~~~ > - 1.     | |-|-| [x](y) ![x](y) [^1] [^1]: [[w]]
    ![[e]] {{<s>}} {%l%} --- +++ title: date:2026 word \xa0 é e\u0301 😀 漢字 "q" <br> <hr>
    <figure> <figcaption> </figure> <frameset> <noscript> <textarea> <title> </p> </q> <dl> <dt>
    <dd>""".split()  # noqa: SIM905  a list of 120 strings in quotes hides what is in it
)
MARKUP = st.lists(st.tuples(PIECES, st.sampled_from(["", " ", "\n", "\n\n", "\n    "])), max_size=30).map(
    lambda pieces: "".join(piece + gap for piece, gap in pieces)
)


@every_suffix
@settings(max_examples=200, deadline=None)
@given(markup=MARKUP)
def test_whatever_markup_comes_in_what_comes_out_is_safe_and_settled(suffix, markup):
    parsed = parsed_or_refused(markup.encode("utf-8", "surrogatepass"), "story" + suffix)
    if parsed is not None:
        assert_safe(parsed)
        for block in parsed.blocks:
            tags = "".join(part.partition(">")[0] for part in block.html.split("<")[1:])
            assert "javascript:" not in tags
            assert " on" not in tags
            assert " style=" not in tags


HOSTILE = {
    "brackets": "[" * 300_000,
    "stars": "**x* " * 60_000,
    "quotes": "> " * 50_000,
    "bullets": "- - " * 25_000 + "x",
    "numbers": "1. " * 30_000,
    "images": "![" * 150_000,
    "links": "[a](" * 100_000,
    "references": "[^1]" * 60_000 + "\n\n[^1]: a",
    "table": "|a" * 10_000 + "\n" + "|-" * 10_000 + "\n" + "|a\n" * 1_000,
    "divisions": "<div>" * 100_000 + "x",
    "formatting": "<b><i>" * 50_000 + "x",
    "misnested": "<b><p>" * 5_000 + "x",
    "tags": "<a " * 100_000,
    "less than": "<" * 300_000,
    "lists": "<ul><li>" * 20_000 + "x",
    "tables": "<table><tr><td>" * 5_000 + "x",
    "entities": "&amp;" * 100_000,
    "one line": "word " * 150_000,
    "comments": "<!--" * 100_000,
    "yaml": "---\ntitle: " + "[" * 50_000 + "\n---\ntext",
    "yaml bullets": "---\n" + "- " * 30_000 + "\n---\ntext",
    "yaml aliases": "---\na: &a [x, x]\n"
    + "".join(f"b{n}: &b{n} [*a, *a, *a]\n" for n in range(500))
    + "---\ntext",
    "toml": "+++\na = " + "[" * 50_000 + "\n+++\ntext",
    "json": '{"a": ' + "[" * 50_000,
    "long front matter": "---\ntitle: x\n" + "key: value\n" * 20_000 + "---\ntext",
    "headers": "Title: x\n" + "Tags: x\n" * 40_000 + "\ntext",
    "liquid": "{{" * 150_000,
    "liquid tags": "{% a %} `x` {{ page.x }}\n" * 20_000,
    "ticks": "".join("`" * n + " " for n in range(700)) + "{{",
    "wiki links": "[[" * 100_000,
    "mojibake": "â€™" * 60_000,
    "blank lines": "\n" * 500_000 + "x",
    "spaces": "x" + " " * 500_000 + "y",
    "line ends with blanks": " \n" * 200_000 + "x",
}


@pytest.mark.parametrize("suffix", [".md", ".html", ".txt"])
@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.timeout(20)
def test_hostile_input_takes_less_than_two_seconds(suffix, name):
    started = datetime.now(UTC)
    parsed_or_refused(HOSTILE[name].encode(), "story" + suffix)
    assert (datetime.now(UTC) - started).total_seconds() < 2
