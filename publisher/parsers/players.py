"""Which sound and film does an article play, and what stands there for those who cannot play it?

What an author writes between the tags is for old browsers only, and no part of the story. It goes before
the allow-list runs, which would take it for text; a link to the file comes in its place, for feed readers
and mail programs that show no player.
"""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import unquote, urlsplit

from publisher.parsers.characters import collapse, legal, normal

# A tag as authors write it; its quotes may hold ">". Bounded, so that no file makes the search quadratic.
_OPENING = re.compile(
    r"<(?P<tag>audio|video)(?=[\s/>])(?:[^<>\"']++|\"[^\"<]{0,2000}+\"|'[^'<]{0,2000}+'){0,60}+>",
    re.IGNORECASE,
)
_EITHER = re.compile(r"<(?P<closing>/?)(?P<tag>audio|video)(?=[\s/>])", re.IGNORECASE)
_WITHIN = re.compile(
    r"<(?:source|track)(?=[\s/>])(?:[^<>\"']++|\"[^\"<]{0,2000}+\"|'[^'<]{0,2000}+'){0,30}+>", re.IGNORECASE
)
# As the allow-list writes it: nested correctly, every value in double quotes.
_PLAYER = re.compile(
    r'<(?P<tag>audio|video)(?P<attributes>(?: [a-z]+="[^"]*")*)>(?P<within>.*?)</(?P=tag)>', re.DOTALL
)
_SOURCE = re.compile(r'<source(?: [a-z]+="[^"]*")*? src="([^"]*)"[^>]*>')
_TRACK = re.compile(r'<track(?: [a-z]+="[^"]*")*? src="[^"]*"[^>]*>')
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
# The allow-list adds the last two in an order that changes from run to run.
_ORDER = ("lang", "dir", "src", "poster", "width", "height", "controls", "preload")
_LINK = re.compile(r"<a(?: [^>]*)?>(.*?)</a>", re.DOTALL)


def is_played(html: str) -> bool:
    """Say whether there is a player in HTML that has passed the allow-list."""
    return "<audio" in html or "<video" in html


def emptied(html: str) -> str:
    """Return HTML as an author wrote it whose players hold nothing but their sources and subtitles.

    A player that is not closed, or closed like ``<audio src="…" />``, ends with its tag: HTML would take all
    that follows for its content.
    """
    parts: list[str] = []
    at = 0
    while opening := _OPENING.search(html, at):
        parts.append(html[at : opening.end()])
        at = opening.end()
        following = _EITHER.search(html, at)
        if (
            following
            and following["closing"]
            and following["tag"].lower() == opening["tag"].lower()
            and not opening[0].endswith("/>")
        ):
            parts += _WITHIN.findall(html, at, following.start())
            at = following.start()
        else:
            parts.append(f"</{opening['tag']}>")
    return "".join([*parts, html[at:]]) if parts else html


def tidied(html: str) -> str:
    """Return HTML that has passed the allow-list with a link in each player, and without idle ones.

    A player has nothing to play without an address. One within a link is taken out of it: its own buttons
    could not be pressed.
    """
    if not is_played(html):
        return html
    return _PLAYER.sub(_tidied, _LINK.sub(lambda link: link[1] if is_played(link[1]) else link[0], html))


def unplayed(html: str) -> str:
    """Return HTML that has passed the allow-list without players, whose links are no words of the story."""
    return _PLAYER.sub(" ", html) if is_played(html) else html


def _tidied(player: re.Match[str]) -> str:
    attributes = dict(_ATTRIBUTE.findall(player["attributes"]))
    # The player's own address counts, and with it no other (HTML §4.8.11.5).
    sources = [] if "src" in attributes else list(_SOURCE.finditer(player["within"]))
    if "src" not in attributes and not sources:
        return ""
    address = attributes["src"] if "src" in attributes else sources[0][1]
    within = "".join([each[0] for each in sources] + _TRACK.findall(player["within"]))
    written = "".join(f' {name}="{attributes[name]}"' for name in _ORDER if name in attributes)
    link = f'<a href="{address}" rel="noopener">{_name(address)}</a>'
    return f"<{player['tag']}{written}>{within}{link}</{player['tag']}>"


def _name(address: str) -> str:
    """Return what a link to a file is called: its name, or the address when there is none in it."""
    address = unescape(address)
    try:
        name = unquote(urlsplit(address).path.rstrip("/")).rpartition("/")[2]
    except ValueError:
        name = ""
    return escape(collapse(normal(legal(name))) or collapse(address), quote=False)
