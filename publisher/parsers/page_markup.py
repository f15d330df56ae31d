"""How are the chosen words marked up in the page itself?"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from publisher.parsers.characters import collapse
from publisher.parsers.page_gaps import KEPT, PASSAGES, mend
from publisher.parsers.page_shapes import Passage, is_figure, is_layout, is_picture, is_thumbnail
from publisher.parsers.page_tree import PLAYERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Set as AbstractSet

    from lxml.html import HtmlElement

    from publisher.parsers.page_choice import Choice

_BLOCKS = frozenset(
    [
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt"),
        *("fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
        *("hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "ul"),
        *("caption", "tbody", "thead", "tfoot", "tr", "td", "th"),
    ]
)
# The element that holds most of the article is its container: a line may have strayed into a header.
_MOST = 0.8
# When less of the chosen words is found again in the page, its markup cannot be relied on.
_LEAST_FOUND = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A passage or an image of the page, with the element that it is or stands in."""

    html: str
    element: HtmlElement
    letters: int


def marked_up(tree: HtmlElement, choice: Choice) -> str:
    """Return the HTML of the chosen passages in the page's order, with the images among them.

    Nothing when too few of the chosen words stand in the page.
    """
    found: list[Passage] = []

    def note(element: HtmlElement, text: str) -> bool:
        found.append(Passage(element=element, text=text))
        return False

    holding = _holding_blocks(tree)
    for _ in _Writer(holding, note).inside(tree):
        pass
    decided = choice.among([passage.text for passage in found])
    if (
        choice.share(passage.text for passage, keep in zip(found, decided, strict=True) if keep)
        < _LEAST_FOUND
    ):
        return ""
    mend(found, decided)
    kept = iter(decided)
    pieces = list(_Writer(holding, lambda *_: next(kept)).inside(tree))
    written = [index for index, piece in enumerate(pieces) if piece.letters]
    if not written:
        return ""
    container = _container([pieces[index] for index in written])
    first, last = written[0], written[-1]
    return "".join(
        piece.html
        for index, piece in enumerate(pieces)
        if first < index < last or piece.letters or container in piece.element.iterancestors()
    )


def _container(pieces: list[_Piece]) -> HtmlElement:
    """Return the innermost element with most of the letters; the article around it where there is one."""
    weights: dict[HtmlElement, int] = {}
    for piece in pieces:
        for element in piece.element.iterancestors():
            weights[element] = weights.get(element, 0) + piece.letters
    total = sum(piece.letters for piece in pieces)
    # Those of the first piece that has them all come from the inside out.
    holding = [element for element, weight in weights.items() if weight >= _MOST * total]
    innermost = max(
        holding, key=lambda element: sum(1 for _ in element.iterancestors()), default=pieces[0].element
    )
    return next(
        (each for each in (innermost, *innermost.iterancestors()) if each.tag == "article"), innermost
    )


class _Writer:
    def __init__(self, holding: AbstractSet[HtmlElement], keeps: Callable[[HtmlElement, str], bool]) -> None:
        self._holding = holding
        self._keeps = keeps

    def inside(self, element: HtmlElement) -> Iterable[_Piece]:
        """Yield the pieces in ``element``; text and inline elements between blocks are a paragraph."""
        run: list[HtmlElement | str] = [element.text or ""]
        for child in element:
            if child.tag in _BLOCKS or child in self._holding:
                yield from self._run(element, run)
                yield from self._block(child)
                run = [child.tail or ""]
            elif child.tag == "br" and _is_second(child):
                # Old pages divide paragraphs so.
                yield from self._run(element, run)
                run = [child.tail or ""]
            else:
                run += [child, child.tail or ""]
        yield from self._run(element, run)

    def _block(self, element: HtmlElement) -> Iterable[_Piece]:
        tag = element.tag
        if is_figure(element):
            yield from self._figure(element)
        elif tag == "table" and not is_layout(element):
            yield from self._passage(element)
        elif element not in self._holding:
            if tag in PASSAGES or tag == "figcaption":
                yield from self._passage(element)
            else:
                yield from self.inside(element)
        elif tag in KEPT:
            yield from self._wrapped(element)
        else:
            yield from self.inside(element)

    def _wrapped(self, element: HtmlElement) -> Iterable[_Piece]:
        pieces = list(self.inside(element))
        texts = [piece for piece in pieces if piece.letters]
        if texts:
            inner = "".join(piece.html for piece in texts)
            yield _Piece(
                html=f"<{element.tag}>{inner}</{element.tag}>",
                element=element,
                letters=sum(piece.letters for piece in texts),
            )
        else:
            yield from pieces

    def _passage(self, element: HtmlElement) -> Iterable[_Piece]:
        text = "".join(element.itertext())
        if self._keeps(element, text):
            yield _Piece(html=_html(element), element=element, letters=len(text))
        elif not text.strip():
            yield from _images(element)

    def _run(self, parent: HtmlElement, run: list[HtmlElement | str]) -> Iterable[_Piece]:
        while len(run) > 1 and (run[-1].tag == "br" if not isinstance(run[-1], str) else not run[-1].strip()):
            run = run[:-1]
        text = "".join(part if isinstance(part, str) else "".join(part.itertext()) for part in run)
        if self._keeps(parent, text):
            html = "".join(
                escape(part, quote=False) if isinstance(part, str) else _html(part) for part in run
            )
            yield _Piece(
                html=f"<p>{html.strip()}</p>", element=run[1] if len(run) > 1 else parent, letters=len(text)
            )
        elif not text.strip():
            for part in run:
                if not isinstance(part, str):
                    yield from _images(part)

    def _figure(self, element: HtmlElement) -> Iterable[_Piece]:
        images = [image for image in element.iter("img") if is_picture(image)]
        shown = [_image(image) for image in images[:1]] or [_html(each) for each in _players(element)[:1]]
        if shown:
            stated = next(element.iter("figcaption"), None)
            text = element if stated is None and element.tag != "figure" else stated
            caption = "" if text is None else collapse(text.text_content())
            caption = f"<figcaption>{escape(caption, quote=False)}</figcaption>" if caption else ""
            yield _Piece(html=f"<figure>{shown[0]}{caption}</figure>", element=element, letters=0)
        elif any(True for _ in element.iter("table", "pre", "blockquote")):
            yield from self.inside(element)


def _is_second(line_break: HtmlElement) -> bool:
    """Say whether a line break follows another one."""
    previous = line_break.getprevious()
    return previous is not None and previous.tag == "br" and not (previous.tail or "").strip()


def _holding_blocks(tree: HtmlElement) -> set[HtmlElement]:
    """Return the elements that have blocks somewhere in them."""
    holding: set[HtmlElement] = set()
    for element in tree.iter(*_BLOCKS):
        for around in element.iterancestors():
            if around in holding:
                break
            holding.add(around)
    return holding


def _images(element: HtmlElement) -> Iterable[_Piece]:
    for image in element.iter("img"):
        if is_picture(image) and not is_thumbnail(image):
            yield _Piece(html=f"<p>{_image(image)}</p>", element=image, letters=0)
    for player in _players(element):
        yield _Piece(html=f"<p>{_html(player)}</p>", element=player, letters=0)


def _players(element: HtmlElement) -> list[HtmlElement]:
    """Return the players of an element that have something to play; scripts bring the address of others."""
    return [
        player
        for player in element.iter(*PLAYERS)
        if player.get("src") or any(source.get("src") for source in player.iter("source"))
    ]


def _image(image: HtmlElement) -> str:
    sizes = "".join(
        f' {name}="{escape(image.get(name) or "")}"' for name in ("width", "height") if image.get(name)
    )
    return f'<img src="{escape(image.get("src") or "")}" alt="{escape(image.get("alt") or "")}"{sizes}>'


def _html(element: HtmlElement) -> str:
    from lxml import etree

    return etree.tostring(element, encoding="unicode", method="html", with_tail=False)
