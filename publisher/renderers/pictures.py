"""How does HTML show the files beside an article where they are published?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from html import escape, unescape

from publisher.model import Block, BlockKind, Entry, Media
from publisher.renderers import players
from publisher.renderers.templates import href, web

# Parsers sanitize with nh3, whose output quotes every attribute and escapes < and > in text.
_IMAGE = re.compile(r'<img\b(?:[^"<>]|"[^"]*")*>')
_LINK = re.compile(r'<a\b((?:[^"<>]|"[^"]*")*)>(.*?)</a>', re.DOTALL)
_ATTRIBUTE = re.compile(r'(?<=\s)([a-z-]+)="([^"]*)"')
_TAGS = re.compile(r"<[^>]*>")
_PICTURED = re.compile(r'<(?:img|video)\b(?:[^"<>]|"[^"]*")*>')
_OPENING = re.compile(r'<[a-z](?:[^"<>]|"[^"]*")*>')
# The text of a page is 38rem wide, and takes the whole of a narrower screen (style.css).
_SIZES = "(min-width: 40rem) 38rem, 100vw"
# What is shown by programs that know no srcset: enough for a text column on most screens.
_USUAL = 960


def placed(entry: Entry, root: str) -> Entry:
    """Return the entry with its files where they are published; ``root`` leads to the output folder.

    Pictures, players and links whose file is missing are left out, what is shown with its caption. An
    entry without files is returned as it is.
    """
    if not entry.media:
        return entry
    blocks = with_files(entry.article.blocks, entry.media, root)
    return replace(entry, article=replace(entry.article, blocks=blocks))


def with_files(blocks: Iterable[Block], media: Iterable[Media], root: str) -> tuple[Block, ...]:
    """Return a text with its files where they are published, as ``placed`` has it."""
    known = {each.address: each for each in media}
    return tuple(shown for block in blocks if (shown := _placed(block, known, root)) is not None)


def lead(entry: Entry) -> Media | None:
    """Return the picture that stands for an article: that of its metadata, else the first in its text."""
    known = {each.address: each for each in entry.media if each.path and each.picture}
    if not known or entry.article.meta.withdrawal:
        return None
    image = entry.article.meta.image
    if image in known or web(image):
        return known.get(image)
    for block in entry.article.blocks:
        for tag in _PICTURED.finditer(block.html):
            written = _attributes(tag[0])
            if found := known.get(written.get("poster", written.get("src", ""))):
                return found
    return None


def sound(entry: Entry) -> Media | None:
    """Return the sound or film that an article is about: the first that its text plays or links to."""
    known = {
        each.address: each for each in entry.media if each.path and each.type.startswith(("audio/", "video/"))
    }
    for block in entry.article.blocks if known else ():
        for tag in _OPENING.finditer(block.html):
            written = _attributes(tag[0])
            if found := known.get(written.get("src", written.get("href", ""))):
                return found
    return None


def usual(media: Media) -> str:
    """Return the path of the width that suits most screens."""
    fitting = [each for each in media.variants if each.width <= _USUAL]
    return (fitting[-1] if fitting else media.variants[0]).path if media.variants else media.path


def smallest(media: Media) -> str:
    """Return the path of the smallest width."""
    return media.variants[0].path if media.variants else media.path


def image(media: Media, root: str, alternative: str = "") -> str:
    """Return an ``img`` element for a picture."""
    return _image({"alt": alternative}, media, root)


def _placed(block: Block, known: Mapping[str, Media], root: str) -> Block | None:
    if "<img" not in block.html and "<a" not in block.html:
        return block

    def picture(tag: re.Match[str]) -> str:
        written = _attributes(tag[0])
        media = known.get(written.get("src", ""))
        if media is None:
            return tag[0]
        return _image(written, media, root) if media.path and media.picture else ""

    def link(match: re.Match[str]) -> str:
        written = _attributes(match[1])
        address = written.get("href", "")
        media = known.get(address)
        if not match[2].strip():
            # The picture that was linked is missing.
            return ""
        if media is None:
            return match[0]
        if not media.path:
            return match[2]
        _, mark, fragment = address.partition("#")
        written["href"] = root + href(media.path) + mark + fragment
        return f"<a{_written(written)}>{match[2]}</a>"

    def player(match: re.Match[str]) -> str:
        written = _attributes(match["attributes"]).get("poster", "")
        media = known.get(written)
        poster = written if media is None else root + usual(media) if media.path and media.picture else ""
        return players.placed(match, known, root, poster)

    html = _LINK.sub(link, _IMAGE.sub(picture, players.PLAYER.sub(player, block.html)))
    if html == block.html:
        return block
    shown = any(tag in html for tag in ("<img", "<audio", "<video"))
    if not shown and (block.kind is BlockKind.IMAGE or not unescape(_TAGS.sub("", html)).strip()):
        return None
    return replace(block, html=html)


def _image(written: dict[str, str], media: Media, root: str) -> str:
    made = {"src": root + usual(media)}
    if len(media.variants) > 1:
        made["srcset"] = ", ".join(f"{root}{each.path} {each.width}w" for each in media.variants)
        made["sizes"] = _SIZES
    width, height = media.width, media.height
    if width and height:
        # The author's width counts; the height follows from the picture.
        wanted = int(written.get("width") or 0) or width
        made |= {"width": str(wanted), "height": str(max(1, round(height * wanted / width)))}
    kept = {name: value for name, value in written.items() if name not in {"src", "width", "height"}}
    return f'<img{_written(made | kept)} loading="lazy" decoding="async">'


def _attributes(tag: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag)}


def _written(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
