"""Which files beside an article does it name, and where in the inbox are they?"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import unquote, urlsplit

from publisher.model import Block

# Parsers sanitize with nh3, whose output quotes every attribute and escapes < and > in text. An address
# with a scheme leads elsewhere, one with a mark of the page itself nowhere.
_NAMED = re.compile(r'(?<=\s)(?:src|href|poster)="((?!//|[#?]|[A-Za-z][A-Za-z0-9+.-]*:)[^"]+)"')
# The same to look first whether there is any: with letters in front, text is skipped seven times as quickly.
_ANY = tuple(
    re.compile(name + r'="(?!//|[#?"]|https?:|mailto:|[A-Za-z][A-Za-z0-9+.-]*:)')
    for name in ("href", "src", "poster")
)
_TAG = re.compile(r'<[a-z][^\s<>"]*(?:[^"<>]|"[^"]*")*>')
_ELSEWHERE = re.compile(r"//|[#?]|[A-Za-z][A-Za-z0-9+.-]*:")
ATTACHMENTS = "attachments"
"""The folder in which files lie that articles call by their names alone."""

# File systems take 255 bytes a name; what is much longer names no file.
_LONGEST = 2_000


def named(blocks: Iterable[Block], image: str = "") -> tuple[str, ...]:
    """Return the relative addresses in an article, as they are written there, each once, in order.

    ``image`` is the one of its metadata, which comes first.
    """
    found = [image] if image and not _ELSEWHERE.match(image) else []
    for block in blocks:
        # Most articles name no file at all: this search is all that they cost.
        if block.html and any(each.search(block.html) for each in _ANY):
            for tag in _TAG.finditer(block.html):
                found += map(unescape, _NAMED.findall(tag[0]))
    return tuple(each for each in dict.fromkeys(found) if len(each) <= _LONGEST)


def located(article: str, address: str) -> str:
    """Return the path below the inbox of what ``address`` means in the file at ``article``.

    Empty for an address that leads out of the inbox or cannot be a path. One that begins with ``/``
    begins at the inbox.
    """
    try:
        path = unquote(urlsplit(address).path, errors="strict")
    except ValueError:
        return ""
    if not path or "\\" in path or not path.isprintable():
        return ""
    folder = "" if path.startswith("/") else posixpath.dirname(article)
    path = posixpath.join(folder, path.lstrip("/"))
    path = posixpath.normpath(path) if path else ""
    return "" if path in {"", "."} or path == ".." or path.startswith(("../", "/")) else path


def places(path: str) -> tuple[str, ...]:
    """Return where the file may be that an article means by a path below the inbox, the likeliest first.

    There itself; in a folder ``attachments`` beside it or further out; and, since a vault of Obsidian writes
    paths from its own root and bare names from wherever it keeps its files, at the end of the path seen from
    each folder further out.
    """
    parts = path.split("/")
    found = []
    for length in range(len(parts)):
        found.append("/".join(parts[length:]))
        found.append("/".join([*parts[: len(parts) - 1 - length], ATTACHMENTS, parts[-1]]))
    return tuple(dict.fromkeys(found))


def rooted(address: str) -> bool:
    """Say whether an address begins at the root of the web site: another program may serve what it means."""
    return address.startswith("/")
