"""What of a saved page can be read at all?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from publisher.errors import ArticleError
from publisher.parsers.characters import legal

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# No person reads what is in them; on the pages of big sites they are nine tenths of the bytes.
UNREAD = (
    *("script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math", "canvas"),
    *(
        "select",
        "textarea",
        "dialog",
        "menu",
        "button",
        "input",
        "link",
        "meta",
        "title",
        "base",
    ),
)
PLAYERS = ("audio", "video")
_PLAYED = frozenset({"source", "track"})
# An address that holds the image itself may be megabytes long, and no feed or mail may carry it.
_LONGEST_ADDRESS = 2_000
# Pages of this many characters are lightened before they are parsed; smaller ones take no time anyway.
_LIGHT = 1_000_000
_HEAVY = tuple(
    (re.compile(rf"<{name}\b[^>]{{0,2000}}>", re.IGNORECASE), re.compile(rf"</{name}\s*>", re.IGNORECASE))
    for name in ("script", "style", "svg")
)
_FACTS = "application/ld+json"
_WRITTEN_IMAGE = re.compile("data:[a-z]{1,20}/[^\"'<>]{2000,}", re.IGNORECASE)
# An address that begins at a host or at its root, or on the page itself.
_ELSEWHERE = re.compile(r"\s*(?:$|[/\\\\#?]|[A-Za-z][A-Za-z0-9+.-]*:)")
# A link to another page needs the page's own address; one to a document may mean a file beside it.
_DOCUMENTS = (
    *(".pdf", ".epub", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".csv", ".zip"),
    *(".mp3", ".m4a", ".ogg", ".opus", ".flac", ".wav", ".mp4", ".webm", ".ogv"),
)
# Where scripts that load images late keep the true address.
_LATE_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-hi-res-src")


def tree_of(markup: str) -> HtmlElement:
    """Return the tree of a page, without comments and processing instructions.

    Raises:
        ArticleError: there is no markup in it.
        MemoryError: its tree would take more memory than there is.

    """
    from lxml import etree, html

    if len(markup) > _LIGHT:
        markup = _lightened(markup)
    try:
        return html.document_fromstring(markup, parser=html.HTMLParser(remove_comments=True, remove_pis=True))
    except (etree.LxmlError, ValueError, AssertionError) as error:
        if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise ArticleError(
            f"the file is not HTML ({error}); save the page again, or save the text as .txt"
        ) from error


def _lightened(markup: str) -> str:
    """Return ``markup`` without its scripts, styles, drawings and images that are written into addresses.

    The parser leaves everything out that follows a text of 10 MB (libxml2's XML_MAX_TEXT_LENGTH).
    """
    for start, end in _HEAVY:
        kept: list[str] = []
        at = 0
        while (opening := start.search(markup, at)) and (closing := end.search(markup, opening.end())):
            facts = _FACTS in opening[0]
            kept.append(markup[at : closing.end() if facts else opening.start()])
            at = closing.end()
        markup = "".join([*kept, markup[at:]])
    return _WRITTEN_IMAGE.sub("", markup)


def prune(tree: HtmlElement) -> int:
    """Take out of ``tree`` what no person reads, and return the number of elements that stay.

    Of players only their sources and subtitles stay: the rest tells owners of old browsers to get another.
    """
    for element in list(tree.iter(*UNREAD)):
        drop(element)
    for player in list(tree.iter(*PLAYERS)):
        player.text = None
        for child in list(player):
            child.tail = None
            if child.tag not in _PLAYED:
                player.remove(child)
    return int(tree.xpath("count(//*)"))


def resolve(part: HtmlElement, base: str, name: str = "") -> None:
    """Make the addresses in ``part`` absolute; links and images whose address nobody can know lose it.

    Those of files beside the page stay as they are: in the folder that browsers save with a page of this
    ``name`` (without suffix), and those of images and documents where there is no ``base``.
    """
    for image in part.iter("img"):
        _set(image, "src", _source(image, base, name))
    for played in part.iter(*PLAYERS, *_PLAYED):
        for attribute in ("src", "poster"):
            address = played.get(attribute) or ""
            _set(
                played,
                attribute,
                legal(address).strip() if _is_beside(address, base, name) else resolved(address, base),
            )
    for link in part.iter("a"):
        address = link.get("href") or ""
        beside = _is_beside(address, base, name) and address.lower().endswith(_DOCUMENTS)
        _set(link, "href", address.strip() if beside else resolved(address, base))


def _source(image: HtmlElement, base: str, name: str) -> str:
    """Return the address of an image, also where a placeholder stands until a script puts it there."""
    written = [image.get("src") or "", *(image.get(name) or "" for name in _LATE_SOURCES)]
    written.append(
        (image.get("srcset") or image.get("data-srcset") or "").strip().partition(" ")[0].rstrip(",")
    )
    usable = (address for address in written if address and not address.lstrip().startswith("data:"))
    found = (
        legal(address).strip() if _is_beside(address, base, name) else resolved(address, base)
        for address in usable
    )
    return next(filter(None, found), "")


def _is_beside(address: str, base: str, name: str) -> bool:
    """Say whether an address means a file that lies beside the page on the disk of its author."""
    if len(address) > _LONGEST_ADDRESS or _ELSEWHERE.match(address):
        return False
    path = unquote(address.strip()).removeprefix("./")
    return not base or bool(name and path.startswith(f"{name}_files/"))


def _set(element: HtmlElement, name: str, address: str) -> None:
    if address:
        element.set(name, address)
    else:
        element.attrib.pop(name, None)


def drop(element: HtmlElement) -> None:
    """Take an element out of its tree; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        previous = element.getprevious()
        if previous is not None:
            previous.tail = (previous.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def resolved(address: str, base: str) -> str:
    """Return ``address`` as an absolute one, or nothing if ``base`` would be needed and is unknown."""
    if len(address) > _LONGEST_ADDRESS:
        return ""
    address = legal(address).strip()
    if address.startswith("#"):
        return address
    try:
        found = urljoin(base, address) if base else address
        return found if urlsplit(found).scheme or found.startswith("//") else ""
    except ValueError:
        return ""
