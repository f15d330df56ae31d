"""Which blocks does a piece of HTML consist of?

Works on the output of ``sanitize``: every element closed, attribute values in double quotes, and ``<``
and ``>`` nowhere but in tags, so that one regular expression finds all tags and slices stay valid.
"""

from __future__ import annotations

import re
from html import unescape

from publisher.model import Block, BlockKind
from publisher.parsers.characters import collapse, normal
from publisher.parsers.players import is_played, unplayed
from publisher.parsers.sanitize import paragraph, sanitize, stable

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")
_KINDS = {
    "p": BlockKind.PARAGRAPH,
    "h2": BlockKind.HEADING,
    "h3": BlockKind.HEADING,
    "h4": BlockKind.HEADING,
    "h5": BlockKind.HEADING,
    "h6": BlockKind.HEADING,
    "blockquote": BlockKind.QUOTE,
    "ul": BlockKind.LIST,
    "ol": BlockKind.LIST,
    "dl": BlockKind.LIST,
    "pre": BlockKind.CODE,
    "table": BlockKind.TABLE,
    "figure": BlockKind.IMAGE,
    "hr": BlockKind.RULE,
}
# Parts of blocks: found on their own, they are paragraphs.
_PARTS = frozenset(["li", "dt", "dd", "figcaption", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"])
_VOID = frozenset({"br", "hr", "img", "source", "track"})
_MARKUP = re.compile(r"<[^>]*>")
# A reference is a number in the page and noise in a summary; the way back is an arrow.
_NOTE_LINK = re.compile(
    r'<sup><a href="#note-fn-[^>]*>.*?</a></sup>|<a href="#note-fnref-[^>]*>.*?</a>', re.DOTALL
)
_LINE_STARTS = re.compile(r"(?=<(?:li|dt|dd|tr|p|h[2-6]|blockquote|pre|caption|figcaption)\b)")
_CELL_END = re.compile(r"</t[dh]>\s*(?=<t[dh]\b)")
_ALTERNATIVE = re.compile(r'<img\b[^>]*? alt="([^"]*)"')
_CAPTION = re.compile(r"<figcaption[^>]*>(.*?)</figcaption>", re.DOTALL)
_INNER_PARAGRAPH = re.compile(r"</?(?:p|h[2-6])(?: [^>]*)?>")


def blocks(html: str) -> tuple[Block, ...]:
    """Return the blocks of ``html``, sanitized; what stands outside of any block becomes paragraphs.

    Raises:
        ArticleError: the markup has no fixed meaning.

    """
    found = cut(sanitize(html))
    return tuple(block if not block.html or stable(block.html) else _plain(block) for block in found)


def cut(html: str) -> tuple[Block, ...]:
    """Return the blocks of HTML that is sanitized already and whose elements are nested correctly."""
    return tuple(block for tag, piece in _pieces(html) if (block := _block(tag, piece)))


def inline_text(html: str) -> str:
    """Return the text of sanitized HTML on one line."""
    html = unplayed(html)
    if "note-fn" in html:
        html = _NOTE_LINK.sub("", html)
    text = _MARKUP.sub("", html.replace("<br>", " ")) if "<" in html else html
    return collapse(normal(unescape(text) if "&" in text else text))


def _pieces(html: str) -> list[tuple[str, str]]:
    """Cut sanitized HTML at its top level: pairs of element name and the whole element."""
    pieces: list[tuple[str, str]] = []
    loose: list[str] = []  # the inline elements that are open outside of any block
    start = position = 0
    while match := _TAG.search(html, position):
        position = match.end()
        closing, tag = match.groups()
        if tag in _KINDS or tag in _PARTS:
            _flush(pieces, html[start : match.start()], loose)
            start = position
            if tag == "hr":
                pieces.append(("hr", "<hr>"))
            elif tag in _KINDS and not closing:
                start = position = _end(html, tag, position)
                pieces.append((tag, html[match.start() : position]))
        elif tag not in _VOID:
            if not closing:
                loose.append(tag)
            elif loose:
                loose.pop()
            else:
                # Its beginning was cut off by a block that stood inside it.
                _flush(pieces, html[start : match.start()], loose)
                start = position
    _flush(pieces, html[start:], loose)
    return pieces


def _end(html: str, tag: str, position: int) -> int:
    """Return where the element ends whose content begins at ``position``."""
    bare, dressed, closing = f"<{tag}>", f"<{tag} ", f"</{tag}>"
    depth = 1
    while depth:
        end = html.find(closing, position)
        if end < 0:
            return len(html)
        depth += html.count(bare, position, end) + html.count(dressed, position, end) - 1
        position = end + len(closing)
    return position


def _flush(pieces: list[tuple[str, str]], run: str, loose: list[str]) -> None:
    """Make a paragraph of what stood between blocks; an inline element around a block is given up."""
    if loose:
        run = _MARKUP.sub("", run)
        loose.clear()
    if run.strip():
        pieces.append(("p", f"<p>{run.strip()}</p>"))


def _block(tag: str, html: str) -> Block | None:
    kind = _KINDS[tag]
    if kind is BlockKind.PARAGRAPH:
        return _paragraph(html)
    if kind is BlockKind.RULE:
        return Block(kind=kind, text="", html="<hr>")
    if kind is BlockKind.HEADING:
        inside = html[html.index(">") + 1 : html.rindex("<")]
        if "<p" in inside or "<h" in inside:
            html = (
                html[: html.index(">") + 1]
                + _INNER_PARAGRAPH.sub(" ", inside).strip()
                + html[html.rindex("<") :]
            )
        text = inline_text(html)
        return Block(kind=kind, text=text, html=html) if text else _image(html)
    if kind is BlockKind.CODE:
        text = normal(unescape(_MARKUP.sub("", unplayed(html)))).strip("\n").rstrip()
        return Block(kind=kind, text=text, html=html) if text else None
    if tag == "figure":
        return _figure(html)
    text = _lines(html)
    if not text:
        return _image(html)
    if tag == "ol" and ' id="note-fn-' in html:
        kind = BlockKind.FOOTNOTES
    return Block(kind=kind, text=text, html=html)


def _paragraph(html: str) -> Block | None:
    inside = html[3:-4]
    if "<" not in inside and html.startswith("<p>"):
        text = inline_text(inside)
        return Block(kind=BlockKind.PARAGRAPH, text=text) if text else None
    text = inline_text(html)
    if text:
        return Block(kind=BlockKind.PARAGRAPH, text=text, html=html)
    return _image(html)


def _image(html: str) -> Block | None:
    alternatives = _ALTERNATIVE.findall(html)
    if "<img" not in html and not is_played(html):
        return None
    return Block(kind=BlockKind.IMAGE, text=inline_text(" ".join(alternatives)), html=html)


def _figure(html: str) -> Block | None:
    caption = _CAPTION.search(html)
    if "<img" in html or is_played(html):
        text = inline_text(caption[1]) if caption else inline_text(" ".join(_ALTERNATIVE.findall(html)))
        return Block(kind=BlockKind.IMAGE, text=text, html=html)
    text = _lines(html)
    kind = (
        BlockKind.TABLE
        if "<table" in html
        else BlockKind.CODE
        if "<pre" in html
        else BlockKind.QUOTE
        if "<blockquote" in html
        else BlockKind.PARAGRAPH
    )
    return Block(kind=kind, text=text, html=html) if text else None


def _lines(html: str) -> str:
    """Return the text with one line per list item, table row or inner paragraph."""
    if "</t" in html:
        html = _CELL_END.sub(" | ", html)
    lines = map(inline_text, _LINE_STARTS.split(html))
    return "\n".join(line for line in lines if line)


def _plain(block: Block) -> Block:
    """Return a block whose markup means something else on its own as its text alone."""
    if block.kind is BlockKind.IMAGE or "\n" not in block.text:
        return Block(kind=BlockKind.PARAGRAPH, text=block.text)
    return Block(kind=BlockKind.PARAGRAPH, text=block.text, html=paragraph(block.text))
