"""What does a Markdown file say?

Measured by ``tests/bench/markdown_libraries.py``, comrak renders a 3 kB article several times faster than the
libraries written in Python, and keeps to CommonMark 0.31 with tables, footnotes and smart quotes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from publisher.model import Block, BlockKind, Meta, Origin, Parsed
from publisher.parsers.characters import label, same
from publisher.parsers.charset import decode
from publisher.parsers.fragments import blocks, cut
from publisher.parsers.front_matter import split
from publisher.parsers.metadata import describe
from publisher.parsers.rendered import canonical
from publisher.parsers.sanitize import refuse_depth
from publisher.parsers.shortcodes import strip
from publisher.parsers.wiki import linked

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from publisher.config import Intake
    from publisher.model import SourceFile

_TITLE = re.compile(r"\s*+(?><!--.*?-->\s*)*+<h1>(?P<title>.*?)</h1>", re.DOTALL)
_RAW_HTML = re.compile(r"<[a-zA-Z/!?]")
# Rows are filled up to the width of the header: 10,000 columns over 1,000 rows, 22 kB, made 10 million cells.
_MOST_CELLS = 200_000
# Each footnote lists all its references: 400 kB of [^1] became 28 MB.
_MOST_REFERENCES = 5_000


@dataclass(frozen=True, slots=True)
class Markdown:
    """CommonMark with tables, footnotes, strikethrough, smart quotes and any front matter."""

    suffixes: tuple[str, ...] = (".md", ".markdown")
    libraries: tuple[str, ...] = ()

    def parse(self, source: SourceFile, settings: Intake, time_zone: tzinfo) -> Parsed:  # noqa: ARG002  every parser's
        """Return what the file says; its first heading of level 1 is the title if nothing else is."""
        decoded = decode(source.data)
        front = split(decoded.text)
        described = describe(front, source.path, time_zone, source.modified)
        first_line = 1 + decoded.text.count("\n", 0, len(decoded.text) - len(front.body))
        stripped = strip(front.body, first_line)
        html = _rendered(stripped.text)
        meta, html = _titled(described.meta, html)
        return Parsed(
            meta=meta,
            blocks=_in_order(_blocks(html, raw=_RAW_HTML.search(stripped.text) is not None)),
            warnings=decoded.warnings + described.warnings + stripped.warnings,
        )


def _blocks(html: str, *, raw: bool) -> tuple[Block, ...]:
    """Return the blocks; ``raw`` tells that the author wrote HTML, or at least the sign it begins with."""
    refuse_depth(html)
    known = None if raw else canonical(html)
    return blocks(html) if known is None else cut(known)


def _rendered(text: str) -> str:
    html = _renderer(
        tables=text.count("|") < 2_000 or _cells(text) < _MOST_CELLS,
        footnotes=text.count("[^") < _MOST_REFERENCES,
    )(text)
    return linked(html)


@cache
def _renderer(*, tables: bool, footnotes: bool) -> Callable[[str], str]:
    import comrak

    extension = comrak.ExtensionOptions()
    extension.table = tables
    extension.footnotes = footnotes
    extension.strikethrough = True
    extension.autolink = True
    extension.wikilinks_title_after_pipe = True
    extension.cjk_friendly_emphasis = True
    parse = comrak.ParseOptions()
    parse.smart = True
    render = comrak.RenderOptions()
    # Raw HTML passes through here and is sanitized after it, in one place for all formats.
    render.unsafe_ = True

    def rendered(text: str) -> str:
        html: str = comrak.render_markdown(text, extension, parse, render)
        return html

    return rendered


def _cells(text: str) -> int:
    """Return how many cells the widest row makes of all rows together."""
    rows = [line.count("|") for line in text.split("\n") if "|" in line]
    return max(rows) * len(rows)


def _titled(meta: Meta, html: str) -> tuple[Meta, str]:
    """Take the title from a leading heading, and the heading out of the text when it says the title."""
    match = _TITLE.match(html)
    title = label(match["title"]) if match else ""
    if match is None or not title or (meta.title and not same(title, meta.title)):
        return meta, html
    if not meta.title:
        meta = replace(meta, title=title, title_origin=Origin.HEADING)
    return meta, html[match.end() :]


def _in_order(found: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks without a rule at either end, where it divides nothing."""
    start, end = 0, len(found)
    while start < end and found[start].kind is BlockKind.RULE:
        start += 1
    while end > start and found[end - 1].kind is BlockKind.RULE:
        end -= 1
    return found[start:end]


PARSER = Markdown()
