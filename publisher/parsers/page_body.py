"""Which part of a saved page is the article?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.model import Block, BlockKind
from publisher.parsers.characters import collapse, legal, normal
from publisher.parsers.page_choice import chosen
from publisher.parsers.page_markup import marked_up
from publisher.parsers.page_tree import drop
from publisher.parsers.sanitize import paragraph

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# What surrounds articles; a page without any of it is a document that somebody wrote, taken as a whole.
_CHROME = ("nav", "aside", "footer", "form", "iframe", "button", "input", "dialog", "menu")
# Scripts that hold only facts about the document.
_FACTS = "application/ld+json"
# Stories link words; lists of links around them are nothing but links.
_MOST_LINKED = 0.3
_LINES = (
    *("p", "div", "li", "tr", "br", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "dt", "dd"),
    *("section", "article", "figcaption"),
)
_AROUND_ARTICLES: tuple[str, ...] = ("form", "nav", "aside", "footer", "header")


def is_document(tree: HtmlElement) -> bool:
    """Say whether somebody wrote this page by hand: nothing stands around its text, and no script runs."""
    if next(tree.iter(*_CHROME), None) is not None:
        return False
    if any(script.get("type") != _FACTS for script in tree.iter("script")):
        return False
    linked = sum(len(link.text_content()) for link in tree.iter("a"))
    return linked <= _MOST_LINKED * len(tree.text_content())


def extracted(tree: HtmlElement, elements: int) -> str:
    """Return the HTML of what trafilatura takes for the article, or nothing if it finds none."""
    choice = chosen(tree, elements)
    if not choice:
        return ""
    return marked_up(tree, choice) or "".join(paragraph(passage) for passage in choice.passages)


def cut_out(tree: HtmlElement) -> HtmlElement:
    """Return the longest ``article``, else ``main``, else the body, without what surrounds its text."""
    from lxml import etree

    part = max(tree.iter("article"), key=lambda element: len(element.text_content()), default=None)
    around = _AROUND_ARTICLES
    if part is None:
        part = next(tree.iter("main"), None)
    if part is None:
        # Without any of these elements, the headline may stand in the page's header.
        part, around = next(tree.iter("body"), tree), _AROUND_ARTICLES[:-1]
    for element in list(part.iter(*around)):
        drop(element)
    # Half of the bytes of a big page, which would be read three times more before they are dropped.
    etree.strip_attributes(part, "class", "style", "id")
    return part


def plain(part: HtmlElement) -> tuple[Block, ...]:
    """Return the paragraphs of ``part`` without any markup; changes ``part``."""
    from lxml import etree

    for element in part.iter(*_LINES):
        element.text = f"\n{element.text or ''}"
        element.tail = f"\n{element.tail or ''}"
    for cell in part.iter("td", "th"):
        cell.tail = f" {cell.tail or ''}"
    text = etree.tostring(part, encoding="unicode", method="text", with_tail=False)
    lines = (collapse(normal(legal(line))) for line in text.split("\n"))
    return tuple(Block(kind=BlockKind.PARAGRAPH, text=line) for line in lines if line)
