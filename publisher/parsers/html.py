"""What does a saved page or a hand-written HTML file say?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from publisher.errors import ArticleError
from publisher.model import BlockKind, Parsed
from publisher.parsers.characters import same
from publisher.parsers.charset import decode
from publisher.parsers.fragments import blocks
from publisher.parsers.limits import refuse_length
from publisher.parsers.metadata import file_name_facts
from publisher.parsers.page_body import cut_out, extracted, is_document, plain
from publisher.parsers.page_metadata import page_facts
from publisher.parsers.page_tree import prune, resolve, tree_of

if TYPE_CHECKING:
    from datetime import tzinfo

    from lxml.html import HtmlElement

    from publisher.config import Intake
    from publisher.model import Block, SourceFile

# HTML §13.2.3.2 looks at the first 1,024 bytes; saved pages put comments and scripts before it.
_CHARSET_BYTES = 8_192
_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})"
    rb"|<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.-]{2,40})",
    re.IGNORECASE,
)
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
# Browsers note where a page came from when they save it.
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
# trafilatura takes a time that grows with the square of the elements: 0.5 s for 10,000, 97 s for 136,000.
# News pages have 1,000 to 5,000.
_MOST_ELEMENTS = 10_000
# Cleaning the markup of 100,000 elements takes 0.8 s; a text with more is a list of something.
_MOST_MARKED_UP = 50_000


@dataclass(frozen=True, slots=True)
class Html:
    """A page as browsers save it: the article in it, and what its head says."""

    suffixes: tuple[str, ...] = (".html", ".htm")
    # trafilatura and what comes with it take 30 MB.
    libraries: tuple[str, ...] = ("lxml.html", "nh3", "trafilatura")

    def parse(self, source: SourceFile, settings: Intake, time_zone: tzinfo) -> Parsed:
        """Return the article of the page; nothing is fetched, and links that lead nowhere are unwrapped."""
        declared = _CHARSET.search(source.data[:_CHARSET_BYTES])
        decoded = decode(
            source.data, (declared[1] or declared[2]).decode("ascii", "replace") if declared else ""
        )
        markup = (
            _DECLARATION.sub("", decoded.text, count=1)
            if decoded.text.lstrip().startswith("<?xml")
            else decoded.text
        )
        tree = tree_of(markup)
        saved_from = _SAVED_FROM.search(markup[:_CHARSET_BYTES])
        facts = page_facts(tree, saved_from[1] if saved_from else "", source.modified, time_zone)
        found = _body(tree, facts.base, PurePosixPath(source.path).stem, settings)
        if not found:
            raise ArticleError(
                "no article was found in the page; save the page of one article, or write the text between "
                "<article> and </article>"
            )
        meta = file_name_facts(facts.meta, source.path, time_zone)
        heading = found[0]
        if heading.kind is BlockKind.HEADING and same(heading.text, meta.title):
            found = found[1:]
        return Parsed(meta=meta, blocks=found, warnings=decoded.warnings + facts.warnings)


def _body(tree: HtmlElement, base: str, name: str, settings: Intake) -> tuple[Block, ...]:
    from lxml import etree

    by_hand = is_document(tree)
    elements = prune(tree)
    if elements <= _MOST_ELEMENTS:
        resolve(tree, base, name)
        if not by_hand and (found := blocks(extracted(tree, elements))):
            return found
    part = cut_out(tree)
    # Asked before the markup is cleaned: that takes seconds where this takes milliseconds.
    refuse_length(len(part.text_content().split()), settings)
    if part.xpath("count(.//*)") > _MOST_MARKED_UP:
        return plain(part)
    if elements > _MOST_ELEMENTS:
        resolve(part, base, name)
    return blocks(etree.tostring(part, encoding="unicode", method="html", with_tail=False))


PARSER = Html()
