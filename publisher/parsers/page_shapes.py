"""What is this piece of a page, to judge by its markup?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from lxml.html import HtmlElement

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ALL_LINKED = 0.9
_NAVIGATION_LINKED = 0.7
# The names by which content management systems style captions and credits; a caption is short.
_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:wp-)?(?:img|image|photo|picture|media|figure)?[_-]{0,2}(?:caption|credit)s?(?:$|[\s_-])"
)
_LONGEST_CAPTION = 500
# The same for the box about the author; a longer one is a portrait.
_ABOUT_AUTHOR = re.compile(
    r"(?:^|[\s_-])(?:author[_-]?(?:bio|box|info|card|profile|about|desc\w*)|about[_-](?:the[_-])?author|post[_-]author"
    r"|autor(?:en)?[_-]?(?:box|info|profil)|bio(?:graphy)?[_-]?(?:box|text)?|contributor[_-]?bio)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BOX_LEVELS = 4
_LONGEST_BOX = 1_500
_IMAGE_FILES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")
# Narrower or lower ones are faces, logos and buttons.
_SMALLEST_IMAGE = 100
# A cell with more characters is a column of text.
_LONGEST_CELL = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text of the page, with the element that it is or, between blocks, that it stands in."""

    element: HtmlElement
    text: str


def is_teaser(passage: Passage) -> bool:
    """Say whether a heading is nothing but a link to another page; one within the page is an anchor."""
    links = [
        link
        for link in passage.element.iter("a")
        if "#" not in (link.get("href") or "") and not (link.get("name") or link.get("id"))
    ]
    return sum(len(link.text_content().strip()) for link in links) > _ALL_LINKED * len(passage.text.strip())


def is_navigation(passage: Passage) -> bool:
    """Say whether a text that stands in no paragraph is little more than links beside each other."""
    element = passage.element
    return element.tag in {"td", "div", "center"} and linked(element) > _NAVIGATION_LINKED * len(
        element.text_content()
    )


def is_caption(passage: Passage) -> bool:
    """Say whether a passage belongs to an image that is not saved with it, or stands elsewhere."""
    around = (passage.element, passage.element.getparent())
    return len(passage.text) < _LONGEST_CAPTION and any(
        element is not None and (element.tag == "figcaption" or _CAPTION.search(element.get("class") or ""))
        for element in around
    )


def is_about_author(passage: Passage) -> bool:
    """Say whether a passage stands in the box that presents the author, which is not the story."""
    around = (passage.element, *islice(passage.element.iterancestors(), _BOX_LEVELS))
    return any(
        _ABOUT_AUTHOR.search(f"{element.get('class') or ''} {element.get('id') or ''}")
        and len(element.text_content()) < _LONGEST_BOX
        for element in around
    )


def linked(element: HtmlElement) -> int:
    """Return how many characters of an element stand in links."""
    return sum(len(link.text_content()) for link in element.iter("a"))


def is_figure(element: HtmlElement) -> bool:
    """Say whether an element is an image with its caption; few pages say so with ``figure``."""
    if element.tag == "figure":
        return True
    return (
        any(_CAPTION.search(part.get("class") or "") for part in (element, *element))
        and len(element.text_content()) < _LONGEST_CAPTION
        and next(element.iter("img"), None) is not None
    )


def is_picture(image: HtmlElement) -> bool:
    """Say whether an image has an address and is not one of the small ones around articles."""
    sizes = (image.get("width") or "", image.get("height") or "")
    return bool(image.get("src")) and not any(
        size.isascii() and size.isdigit() and int(size[:6]) < _SMALLEST_IMAGE for size in sizes
    )


def is_thumbnail(image: HtmlElement) -> bool:
    """Say whether an image stands for the page that it leads to."""
    link = next(image.iterancestors("a"), None)
    address = (link.get("href") or "") if link is not None else ""
    return bool(address) and not urlsplit(address).path.lower().endswith(_IMAGE_FILES)


def is_layout(table: HtmlElement) -> bool:
    """Say whether a table only puts parts of the page beside each other."""
    if next(table.iterdescendants("table", "p", "div", "h1", "h2", "h3", "ul", "ol"), None) is not None:
        return True
    return any(len(cell.text_content()) > _LONGEST_CELL for cell in table.iterdescendants("td"))
