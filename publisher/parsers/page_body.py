"""Which part of a saved page is the article?"""

from __future__ import annotations

import copy
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from publisher.parsers.characters import legal

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

# What surrounds articles; a page without any of it is a document that somebody wrote, taken as a whole.
_CHROME = frozenset({"nav", "aside", "footer", "form", "iframe", "button", "input", "dialog", "menu"})
# Stories link words; lists of links around them are nothing but links.
_MOST_LINKED = 0.3
_NOT_TEXT = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "canvas",
        "audio",
        "video",
        "form",
        "button",
        "select",
        "input",
        "textarea",
        "dialog",
        "nav",
        "menu",
        "link",
        "meta",
        "head",
        "title",
    ]
)
_AROUND_ARTICLES = _NOT_TEXT | {"aside", "footer", "header"}
# trafilatura's own element names (TEI); without one the children and the text are kept.
_FROM_TEI = {
    "p": "p",
    "head": "h2",
    "quote": "blockquote",
    "item": "li",
    "list": "ul",
    "table": "table",
    "row": "tr",
    "cell": "td",
    "code": "code",
    "del": "del",
    "lb": "br",
}
_HIGHLIGHTS = {"#b": "strong", "#i": "em", "#u": "u", "#sub": "sub", "#sup": "sup", "#t": "code"}


def document(tree: HtmlElement, base: str) -> str:
    """Return the HTML of a page that is only a document, or nothing if there is navigation around it."""
    if any(element.tag in _CHROME for element in tree.iter()) or _is_mostly_links(tree):
        return ""
    return cut_out(tree, base)


def extracted(tree: HtmlElement, base: str) -> str:
    """Return the article as trafilatura finds it, or nothing if it finds none."""
    import trafilatura

    found = trafilatura.bare_extraction(
        copy.deepcopy(tree),
        favor_precision=True,
        include_comments=False,
        include_tables=True,
        include_images=True,
        include_formatting=True,
        include_links=True,
    )
    body: _Element | None = getattr(found, "body", None)
    if body is None:
        return ""
    return "".join(_html(element, base) for element in body)


def cut_out(tree: HtmlElement, base: str) -> str:
    """Return the longest ``article``, else ``main``, else the body as HTML, without what is no text."""
    from lxml import etree

    articles = sorted(tree.iter("article"), key=lambda element: -len("".join(element.itertext())))
    chosen = next(iter(articles), None)
    unwanted = _AROUND_ARTICLES
    if chosen is None:
        chosen = next(tree.iter("main"), None)
    if chosen is None:
        chosen, unwanted = next(tree.iter("body"), tree), _AROUND_ARTICLES - {"header"}
    chosen = copy.deepcopy(chosen)
    chosen.tail = None
    for element in list(chosen.iter()):
        if element.tag in unwanted or not isinstance(element.tag, str):
            _drop(element)
        elif element.tag in {"a", "img"}:
            _resolve(element, base)
    return etree.tostring(chosen, encoding="unicode", method="html")


def _is_mostly_links(tree: HtmlElement) -> bool:
    linked = sum(len(link.text_content()) for link in tree.iter("a"))
    return linked > _MOST_LINKED * len(tree.text_content())


def _drop(element: HtmlElement) -> None:
    parent = element.getparent()
    if parent is None:
        return
    previous = element.getprevious()
    if element.tail:
        if previous is not None:
            previous.tail = (previous.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _resolve(element: HtmlElement, base: str) -> None:
    name = "href" if element.tag == "a" else "src"
    address = element.get(name)
    if address is not None:
        element.attrib.pop(name)
        if found := resolved(address, base):
            element.set(name, found)


def resolved(address: str, base: str) -> str:
    """Return ``address`` as an absolute one, or nothing if ``base`` would be needed and is unknown."""
    address = legal(address).strip()
    if address.startswith("#"):
        return address
    try:
        found = urljoin(base, address) if base else address
        return found if urlsplit(found).scheme or found.startswith("//") else ""
    except ValueError:
        return ""


def _html(element: _Element, base: str) -> str:
    """Return one of trafilatura's elements as HTML."""
    tail = escape(element.tail or "", quote=False)
    inside = escape(element.text or "", quote=False) + "".join(_html(child, base) for child in element)
    rend = element.get("rend") or ""
    if element.tag == "graphic":
        source = resolved(element.get("src") or "", base)
        return (
            f'<img src="{escape(source)}" alt="{escape(element.get("alt") or "")}">{tail}' if source else tail
        )
    if element.tag == "ref":
        target = resolved(element.get("target") or "", base)
        return (f'<a href="{escape(target)}">{inside}</a>' if target else inside) + tail
    tag = _FROM_TEI.get(element.tag, "")
    if element.tag == "hi":
        tag = _HIGHLIGHTS.get(rend, "")
    elif element.tag == "head" and rend in {"h1", "h2", "h3", "h4", "h5", "h6"}:
        tag = rend
    elif element.tag == "list" and rend == "ol":
        tag = "ol"
    elif element.tag == "cell" and element.get("role") == "head":
        tag = "th"
    elif element.tag == "code" and "\n" in inside:
        return f"<pre><code>{inside}</code></pre>{tail}"
    if tag == "br":
        return f"<br>{tail}"
    return (f"<{tag}>{inside}</{tag}>" if tag else inside) + tail
