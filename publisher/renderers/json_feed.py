"""How do programs that read no XML see a channel? As a JSON Feed 1.1 (jsonfeed.org)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from publisher.model import Entry
from publisher.outputs import Channel, Scope
from publisher.renderers import feed_entry, pictures, templates
from publisher.renderers.content import legal
from publisher.renderers.language import Words

if TYPE_CHECKING:
    from types import SimpleNamespace

    import jinja2

FILE_NAME = "feed.json"

_VERSION = "https://jsonfeed.org/version/1.1"


class JsonFeedRenderer:
    """A JSON Feed for the publication and for each of its sections, newest entry first."""

    scope = Scope.CHANNEL
    name = "json feed"
    sections = True
    grouped = False

    def __init__(self, words: Words) -> None:
        self._words = words

    def path(self, channel: Channel) -> str:
        """Return where the feed lies below the output folder."""
        return channel.folder + FILE_NAME

    def render(self, channel: Channel, entries: tuple[Entry, ...]) -> bytes:
        """Return the feed as UTF-8, its keys in the order of the specification."""
        words = self._words(channel.language)
        zone = ZoneInfo(channel.time_zone)
        feed = {
            "version": _VERSION,
            "title": legal(channel.name),
            "home_page_url": channel.home + channel.folder,
            "feed_url": channel.home + self.path(channel),
            "description": legal(channel.description),
            "authors": [{"name": legal(channel.author or channel.title)}],
            "language": channel.language,
            "hubs": [{"type": "WebSub", "url": hub} for hub in channel.hubs],
        }
        items = [_item(channel, entry, zone, words) for entry in entries]
        text = json.dumps(_said(feed) | {"items": items}, ensure_ascii=False, indent=1)
        return (text + "\n").encode()

    def faults(self, channel: Channel, data: bytes) -> list[str]:
        """Return what would hurt subscribers.

        Not JSON, what JSON Feed 1.1 requires, ids that are no text or not unique, dates without a zone,
        the address of another feed, and addresses that are not absolute.
        """
        try:
            feed = json.loads(data)
        except ValueError as error:
            return [f"not JSON: {error}"]
        if not isinstance(feed, dict) or feed.get("version") != _VERSION:
            return [f"expected a feed of the version {_VERSION}"]
        items = feed.get("items")
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            return ["items is not a list of objects"]
        faults = [] if _text(feed, "title") else ["feed: title is missing or empty"]
        if feed.get("feed_url") != channel.home + self.path(channel):
            faults.append("feed_url is not the address of this feed")
        names = [_text(item, "id") or "an item without id" for item in items]
        faults += feed_entry.repeated(names)
        for item, name in zip(items, names, strict=True):
            faults += _amiss(item, name)
        return faults


def renderer(environment: jinja2.Environment) -> JsonFeedRenderer:
    """Return the renderer of JSON feeds."""
    return JsonFeedRenderer(templates.words(environment))


def _item(channel: Channel, entry: Entry, zone: ZoneInfo, words: SimpleNamespace) -> dict[str, Any]:
    meta = entry.article.meta
    item = {
        "id": entry.urn,
        "url": channel.home + entry.page,
        "external_url": templates.web(meta.url),
        "title": legal(meta.title),
        "content_html": feed_entry.content(channel, entry, words),
        "summary": legal(entry.article.summary),
        "image": _image(channel, entry),
        "date_published": entry.published.astimezone(zone).isoformat(),
        "date_modified": entry.updated.astimezone(zone).isoformat(),
        "authors": [{"name": name} for name in map(legal, meta.authors) if name],
        "tags": [tag for tag in map(legal, meta.tags) if tag],
        "language": meta.language,
        "attachments": _attachments(channel, entry),
    }
    return _said(item) | {"content_html": item["content_html"]}


def _image(channel: Channel, entry: Entry) -> str:
    found = pictures.lead(entry)
    return channel.home + templates.href(found.path) if found else templates.web(entry.article.meta.image)


def _attachments(channel: Channel, entry: Entry) -> list[dict[str, Any]]:
    found = pictures.sound(entry)
    if found is None:
        return []
    about = feed_entry.enclosed(channel, found)
    return [{"url": about["url"], "mime_type": found.type, "size_in_bytes": found.length}]


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Return ``values`` without those that say nothing; every key but a few may be left out."""
    return {name: value for name, value in values.items() if value}


def _text(values: dict[str, Any], name: str) -> str:
    found = values.get(name)
    return found.strip() if isinstance(found, str) else ""


def _amiss(item: dict[str, Any], name: str) -> list[str]:
    faults = [f"{name}: {key} is missing or empty" for key in ("id", "url", "title") if not _text(item, key)]
    html = item.get("content_html")
    if not isinstance(html, str):
        faults.append(f"{name}: content_html is missing")
    for key in ("date_published", "date_modified"):
        try:
            zoned = datetime.fromisoformat(_text(item, key)).tzinfo is not None
        except ValueError:
            zoned = False
        if not zoned:
            faults.append(f"{name}: {key} {item.get(key)!r} is not a date with a time zone")
    links = [_text(item, key) for key in ("url", "external_url", "image") if key in item]
    return faults + feed_entry.relative(name, links, html if isinstance(html, str) else "")
