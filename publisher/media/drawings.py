"""What of an SVG drawing may be published? What draws; nothing that acts, loads or links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from publisher.errors import ArticleError

if TYPE_CHECKING:
    from lxml.etree import _Element

# An attack on the parser or on the reader's browser; a map of a country takes 2 MB.
_MOST_BYTES = 10_000_000
_MOST_ELEMENTS = 100_000
_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_XML = "{http://www.w3.org/XML/1998/namespace}"

# SVG 2: shapes, text, paint servers, and filters that load nothing. Not script, foreignObject, image, a,
# and no animation, which can write addresses after they have been judged.
_ELEMENTS = frozenset(
    [
        *("svg", "g", "defs", "symbol", "use", "switch", "title", "desc", "view"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
        *("text", "tspan", "textPath", "marker", "pattern", "mask", "clipPath"),
        *("linearGradient", "radialGradient", "stop", "filter", "style"),
        *("feBlend", "feColorMatrix", "feComponentTransfer", "feComposite", "feConvolveMatrix"),
        *("feDiffuseLighting", "feDisplacementMap", "feDistantLight", "feDropShadow", "feFlood"),
        *("feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur", "feMerge", "feMergeNode"),
        *("feMorphology", "feOffset", "fePointLight", "feSpecularLighting", "feSpotLight", "feTile"),
        "feTurbulence",
    ]
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
# A style may name what is in the drawing itself: url(#shade).
_LOADING = re.compile(
    r"url\s*\(\s*['\"]?\s*(?!['\"]?#)|@import|@font-face|image-set|expression|\\|</|javascript", re.IGNORECASE
)
_LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+)(?:px)?\s*")


def safe(data: bytes) -> tuple[bytes, int, int]:
    """Return a drawing that neither acts nor loads, with its width and height in pixels, 0 if unknown.

    What is not on the list of what draws is left out. Raises ArticleError for what is no drawing, or one
    that declares entities.
    """
    from lxml import etree

    if len(data) > _MOST_BYTES:
        raise ArticleError(
            f"the drawing has {len(data) / 1e6:,.0f} MB; an SVG may have {_MOST_BYTES / 1e6:g}"
        )
    if b"<!ENTITY" in data:
        raise ArticleError("the drawing declares entities; save it as plain SVG")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ArticleError(f"the drawing is not well-formed: {error}") from error
    if root.tag != f"{_SVG}svg":
        raise ArticleError("expected an SVG drawing with its namespace; save it as plain SVG")
    if sum(1 for _ in root.iter()) > _MOST_ELEMENTS:
        raise ArticleError(
            f"the drawing has more than {_MOST_ELEMENTS:,} elements; simplify it, or save it as PNG"
        )
    _sanitize(root)
    width, height = _size(root)
    # The namespaces of drawing programs have nothing left to name.
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="utf-8") + b"\n", width, height


def _sanitize(root: _Element) -> None:
    for element in list(root.iter()):
        parent = element.getparent()
        tag = str(element.tag)
        if not tag.startswith(_SVG) or tag.removeprefix(_SVG) not in _ELEMENTS:
            if parent is not None:
                _drop(element, parent)
            continue
        if tag == f"{_SVG}style" and (len(element) or _LOADING.search(element.text or "")):
            if parent is not None:
                _drop(element, parent)
            continue
        for name, value in list(element.attrib.items()):
            if not _is_harmless(str(name), str(value)):
                del element.attrib[name]


def _drop(element: _Element, parent: _Element) -> None:
    # Its tail is white space or, in a text, what follows: that stays.
    if element.tail and element.tail.strip():
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _is_harmless(name: str, value: str) -> bool:
    if name in {"href", _XLINK}:
        return value.strip().startswith("#")
    if name.startswith(_XML):
        return name in {f"{_XML}lang", f"{_XML}space"}
    return bool(_NAME.fullmatch(name)) and not name.lower().startswith("on") and not _LOADING.search(value)


def _size(root: Any) -> tuple[int, int]:
    """Return how large the drawing wants to be shown; its box tells at least the proportion."""
    written = [_LENGTH.fullmatch(root.get(side) or "") for side in ("width", "height")]
    if written[0] and written[1]:
        return _rounded(float(written[0][1])), _rounded(float(written[1][1]))
    box = (root.get("viewBox") or "").replace(",", " ").split()
    try:
        return (_rounded(float(box[2])), _rounded(float(box[3]))) if len(box) == 4 else (0, 0)
    except (ValueError, OverflowError):
        return 0, 0


def _rounded(side: float) -> int:
    return round(side) if 0.5 <= side <= 100_000 else 0
