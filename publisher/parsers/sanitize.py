"""Which HTML may leave this package?

The last step for everything that comes in, whoever wrote it: an allow-list, run until its own output
passes it unchanged, so that whoever parses the result again sees the same elements.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING

from publisher.errors import ArticleError
from publisher.parsers import players
from publisher.parsers.characters import legal, normal

if TYPE_CHECKING:
    import nh3

TAGS = frozenset(
    [
        "p",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "ul",
        "ol",
        "li",
        "pre",
        "code",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "figure",
        "figcaption",
        "img",
        "a",
        "em",
        "strong",
        "b",
        "i",
        "u",
        "s",
        "del",
        "ins",
        "sub",
        "sup",
        "br",
        "hr",
        "abbr",
        "cite",
        "q",
        "kbd",
        "dl",
        "dt",
        "dd",
        "span",
        "time",
        "audio",
        "video",
        "source",
        "track",
    ]
)
ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "title", "id"},
    "abbr": {"title"},
    "audio": {"src", "controls", "preload"},
    "img": {"src", "alt", "title", "width", "height"},
    "li": {"id", "value"},
    "ol": {"start", "reversed"},
    "source": {"src", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "track": {"src", "kind", "srclang", "label"},
    "video": {"src", "controls", "preload", "poster", "width", "height"},
}
# Nothing plays or is fetched before somebody presses the button.
_PLAYED = frozenset({"audio", "video", "source", "track"})
_PLAYERS = {tag: {"controls": "", "preload": "none"} for tag in ("audio", "video")}
# Their content is not text of the story: it is dropped with the tag.
_CONTENT_DROPPED = frozenset(
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
        "select",
        "button",
        "textarea",
        "head",
        "title",
        "form",
        "dialog",
    ]
)
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_FOOTNOTE = re.compile(r"(?P<hash>#?)(?:note-)?(?P<name>fn(?:ref)?-[^\s\"'<>]+)")
_DIGITS = frozenset({"width", "height", "colspan", "rowspan", "start", "value"})
_VALUES = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,40}")
_MEDIA_TYPE = re.compile(r"(?:audio|video)/[A-Za-z0-9.+-]{1,60}")
# Browsers and html5ever walk all open elements at each tag: 100,000 open ones took 18 s, 256 take no time.
_DEEPEST = 256
# The allow-list writes each & and no-break space of a paragraph by moving what follows: 4 million took 200 s.
_MOST_ESCAPED = 20_000
_OPENING = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
_OPTIONAL_END = frozenset(
    [
        "p",
        "li",
        "dt",
        "dd",
        "td",
        "th",
        "tr",
        "thead",
        "tbody",
        "tfoot",
        "option",
        "colgroup",
        "html",
        "head",
        "body",
    ]
)
# Containers that have no place in an article end a paragraph all the same.
_CONTAINERS = re.compile(
    r"<(/?)(?:div|section|article|main|header|footer|aside|nav|"
    r"address|center|fieldset|details|summary|hgroup|body)(?=[\s/>])",
    re.IGNORECASE,
)
_FIRST_HEADING = re.compile(r"<(/?)h1(?=[\s/>])", re.IGNORECASE)
_EMPTY_LINK = re.compile(r'<a(?: (?:title|id|lang|dir)="[^"]*")*(?: rel="noopener")?>(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"(<[^>]*>)")
_IMAGE = re.compile(r"<img\b[^>]*>")
# Wild markup settles after two passes; what does not settle is an attack on the parser.
_PASSES = 4


@cache
def cleaner() -> nh3.Cleaner:
    """Return the allow-list as one reusable sanitizer."""
    import nh3

    return nh3.Cleaner(
        tags=set(TAGS),
        clean_content_tags=set(_CONTENT_DROPPED),
        attributes=ATTRIBUTES,
        set_tag_attribute_values=_PLAYERS,
        attribute_filter=_attribute,
        strip_comments=True,
        link_rel="noopener",
        url_schemes=set(_SCHEMES),
        url_relative="pass_through",
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name in {"href", "src", "poster"}:
        return _address(tag, value)
    if name == "id":
        match = _FOOTNOTE.fullmatch(value)
        return f"note-{match['name']}" if match and not match["hash"] else None
    if name in _DIGITS:
        return value if value.isascii() and value.isdigit() and len(value) < 6 else None
    if name == "type":
        value = value.partition(";")[0].strip()
        return value if _MEDIA_TYPE.fullmatch(value) else None
    if name in {"lang", "dir", "scope", "kind", "srclang"}:
        return value if _VALUES.fullmatch(value) else None
    return " ".join(legal(value).split())


def _address(tag: str, value: str) -> str | None:
    # Most addresses: nothing to mend, and this runs for every link of every article.
    if value.startswith(("https://", "http://")) and value.isprintable() and " " not in value:
        return value
    # Browsers drop controls and spaces before they look for the scheme (WHATWG URL §4.4).
    address = "".join(legal(value).split()) if tag == "a" else legal(value).strip().replace("\n", "")
    if tag in _PLAYED:
        # The link in its player says the same, and links have no spaces.
        address = "".join(address.replace(" ", "%20").split())
    if address.startswith("#"):
        match = _FOOTNOTE.fullmatch(address)
        return f"#note-{match['name']}" if match else None
    if address[:2] in {"//", "\\\\", "/\\", "\\/"}:
        return f"https://{address[2:].lstrip('/')}"
    scheme = re.match(r"([^/?#:]*):", address)
    if scheme and (
        scheme[1].lower() not in _SCHEMES or (tag != "a" and scheme[1].lower() not in {"http", "https"})
    ):
        return None
    return address or None


def sanitize(html: str) -> str:
    """Return ``html`` with allowed elements only; a second run changes nothing.

    Raises:
        ArticleError: elements are nested deeper than any text, no browser would agree on what they mean, or a
            paragraph holds more ampersands than any text.

    """
    refuse_depth(html)
    _refuse_references(html)
    html = _FIRST_HEADING.sub(r"<\1h2", _CONTAINERS.sub(r"<\1p", players.emptied(html)))
    clean = cleaner().clean
    limit = len(html) * 8 + 10_000
    for _ in range(_PASSES):
        cleaned = _tidied(clean(html))
        if cleaned == html:
            return html
        if len(cleaned) > limit:
            break
        html = cleaned
    if len(html) <= limit and clean(html) == html:
        return html
    raise ArticleError(
        "the HTML is nested so wrongly that it has no fixed meaning; correct it with an HTML validator"
    )


def stable(html: str) -> bool:
    """Return whether ``html`` passes the allow-list unchanged."""
    return cleaner().clean(html) == html


def paragraph(text: str) -> str:
    """Return plain text as a paragraph."""
    return f"<p>{escape(text, quote=False)}</p>"


def _tidied(html: str) -> str:
    """Remove what the allow-list lets through: illegal characters that were entities, links to nowhere."""
    html = legal(html)
    if normal(html) is not html:
        # Composing across a tag's end would destroy it: ">" and U+0338 make U+226F.
        html = "".join(part if part[:1] == "<" else normal(part) for part in _TAG.split(html))
    if "<img" in html:
        html = _IMAGE.sub(_shown, html)
    html = players.tidied(html)
    return _EMPTY_LINK.sub(r"\1", html) if "<a" in html else html


def _shown(image: re.Match[str]) -> str:
    """Return an image that has a source and, for those who hear the page, at least an empty alternative."""
    if ' src="' not in image[0]:
        return ""
    return image[0] if ' alt="' in image[0] else f'{image[0][:-1]} alt="">'


def refuse_depth(html: str) -> None:
    """Refuse HTML that no parser should be given.

    Raises:
        ArticleError: more than 256 elements are open at once.

    """
    if html.count("<") <= _DEEPEST:
        return
    opened: dict[str, int] = {}
    depth = 0
    for closing, name in _OPENING.findall(html):
        tag = name.lower()
        if tag in _VOID or tag in _OPTIONAL_END:
            continue
        count = opened.get(tag, 0)
        if not closing:
            opened[tag] = count + 1
            depth += 1
        elif count:
            opened[tag] = count - 1
            depth -= 1
        if depth > _DEEPEST:
            raise ArticleError(
                f"the text nests <{tag}> and others more than {_DEEPEST} deep; "
                "close the elements that were left open"
            )


def _refuse_references(html: str) -> None:
    def escaped(text: str) -> int:
        return text.count("&") + text.count("\xa0")

    if escaped(html) > _MOST_ESCAPED and any(escaped(text) > _MOST_ESCAPED for text in html.split("<")):
        raise ArticleError(
            f"one paragraph holds more than {_MOST_ESCAPED:,} ampersands or no-break spaces; "
            "write the text without them"
        )
