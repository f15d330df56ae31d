"""What does the search know of each article? In scripts of some 2,000 each, short ones of the newest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from publisher.outputs import Scope
from publisher.renderers import whole
from publisher.renderers.content import legal

if TYPE_CHECKING:
    import jinja2

    from publisher.outputs import Channel, Listed

FOLDER = "search/"

# What of a summary helps to find an article and to recognize it; a whole one would double the files.
_SUMMARY_CHARACTERS = 160

# "<" cannot end or open an element, and both separators ended a line in scripts before ECMAScript 2019.
_ESCAPED = {"<": "\\u003c", "\u2028": "\\u2028", "\u2029": "\\u2029"}

# One for all: json.dumps makes a new one for every article, which takes longer than the article.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class SearchShardRenderer:
    """A run of articles as one call of a script, which a page opened from disk can load too."""

    scope = Scope.LIST
    name = "search shard"
    steps = (11, 8, 5)

    def path(self, name: str) -> str:
        """Return where the script of this name lies below the output folder."""
        return f"{FOLDER}{name}.js"

    def render(self, channel: Channel, listed: tuple[Listed, ...]) -> bytes:
        """Return the script as UTF-8, an article a line."""
        zone = ZoneInfo(channel.time_zone)
        titles = {section.name: section.title for section in channel.sections}
        return call("found", [_article(each, titles, zone) for each in listed])

    def faults(self, channel: Channel, data: bytes) -> list[str]:  # noqa: ARG002  its addresses are relative
        """Return what the search could not read: no call with articles, or one without page or title."""
        try:
            articles = called("found", data)
        except ValueError as error:
            return [str(error)]
        if not articles:
            return ["it names no article"]
        if not all(isinstance(each, dict) and each.get("page") and each.get("title") for each in articles):
            return ["an article has no page or no title"]
        return whole.few(whole.repeated(each["page"] for each in articles))


def renderer(environment: jinja2.Environment) -> SearchShardRenderer:  # noqa: ARG001  it has no template
    """Return the renderer of the scripts with the articles."""
    return SearchShardRenderer()


def call(function: str, values: list[Any]) -> bytes:
    """Return a script that hands ``values`` to a function of the search, a value a line."""
    lines = ",\n".join(map(_encode, values))
    for character, escape in _ESCAPED.items():
        lines = lines.replace(character, escape)
    return f"publisher.{function}([\n{lines}\n]);\n".encode()


def called(function: str, data: bytes) -> list[Any]:
    """Return the values that a script hands to a function; raises ValueError with what is wrong with it."""
    start, end = f"publisher.{function}(".encode(), b");\n"
    if not (data.startswith(start) and data.endswith(end)):
        raise ValueError(f"it is not a call of publisher.{function}")
    values = json.loads(data[len(start) : -len(end)])
    if not isinstance(values, list):
        raise ValueError(f"publisher.{function} is handed no list")
    return values


def _article(listed: Listed, titles: dict[str, str], zone: ZoneInfo) -> dict[str, Any]:
    return {
        "title": legal(listed.meta.title),
        "page": listed.page,
        "summary": _start(legal(listed.summary)),
        "day": listed.published.astimezone(zone).date().isoformat(),
        "section": titles.get(listed.section, ""),
        "language": listed.meta.language,
        "tags": [legal(tag) for tag in listed.meta.tags],
    } | ({"authors": [legal(author) for author in listed.meta.authors]} if listed.meta.authors else {})


def _start(text: str) -> str:
    if len(text) <= _SUMMARY_CHARACTERS:
        return text
    head = text[:_SUMMARY_CHARACTERS]
    # Between words; a cut before the middle is a writing without spaces, or one long word.
    whole, space, _ = head.rpartition(" ")
    return (whole if space and len(whole) > _SUMMARY_CHARACTERS // 2 else head).rstrip(" ,;:–—-") + "…"
