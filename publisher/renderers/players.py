"""How does HTML play the sound and film beside an article where they are published?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape

from publisher.model import Media
from publisher.renderers.templates import href

# As parsers write them: each with a link to its file, every attribute quoted, nothing else within.
PLAYER = re.compile(
    r"<(?P<tag>audio|video)\b(?P<attributes>(?:[^\"<>]|\"[^\"]*\")*)>(?P<within>.*?)</(?P=tag)>", re.DOTALL
)
_WITHIN = re.compile(r"<(?P<tag>source|track)\b(?P<attributes>(?:[^\"<>]|\"[^\"]*\")*)>")
_NAME = re.compile(r"<a\b[^>]*>(.*?)</a>", re.DOTALL)
_ATTRIBUTE = re.compile(r'(?<=\s)([a-z-]+)="([^"]*)"')
_PLAYED = ("audio/", "video/")


def placed(player: re.Match[str], known: Mapping[str, Media], root: str, poster: str) -> str:
    """Return a player whose files are where they are published; empty when none of them is there.

    Args:
        player: a match of ``PLAYER``.
        known: the files beside the article by the address that it has for them.
        root: what leads to the output folder.
        poster: the address of its picture; empty for none.

    """
    tag = player["tag"]
    own = _attributes(player["attributes"])
    sources: list[dict[str, str]] = []
    tracks: list[dict[str, str]] = []
    for each in _WITHIN.finditer(player["within"]):
        (sources if each["tag"] == "source" else tracks).append(_attributes(each["attributes"]))
    played = [found for each in ([own] if "src" in own else sources) if (found := _source(each, known, root))]
    if not played:
        return ""
    shown = {name: value for name, value in own.items() if name not in {"src", "poster"}}
    if poster:
        shown["poster"] = poster
    elif tag == "video" and any(each.get("src") in known for each in (own, *sources)):
        # Without a picture the first frame stands there; it is asked for only where the page itself is from.
        shown["preload"] = "metadata"
    name = _NAME.search(player["within"])
    link = f'<a href="{escape(played[0]["src"])}">{name[1] if name else ""}</a>'
    subtitles = [found for each in tracks if (found := _track(each, known, root))]
    if "src" in own:
        shown = {"src": played[0]["src"]} | shown
        played = []
    within = "".join(f"<source{_written(each)}>" for each in played)
    within += "".join(f"<track{_written(each)}>" for each in subtitles)
    return f"<{tag}{_written(shown)}>{within}{link}</{tag}>"


def _source(written: Mapping[str, str], known: Mapping[str, Media], root: str) -> dict[str, str]:
    media = known.get(written["src"])
    if media is None:
        return dict(written)
    if not media.path or not media.type.startswith(_PLAYED):
        return {}
    return {"src": root + href(media.path), "type": media.type}


def _track(written: Mapping[str, str], known: Mapping[str, Media], root: str) -> dict[str, str]:
    media = known.get(written["src"])
    if media is None:
        return dict(written)
    return dict(written) | {"src": root + href(media.path)} if media.type == "text/vtt" else {}


def _attributes(tag: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag)}


def _written(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
