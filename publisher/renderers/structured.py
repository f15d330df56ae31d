"""What do search engines read about a page? Data by schema.org, as JSON-LD in a script element."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from publisher.renderers.content import legal

if TYPE_CHECKING:
    from publisher.model import Entry, Notice
    from publisher.outputs import Channel

# "<" ends neither the element nor begins a comment in it (HTML Standard, 4.12.1.3), "&" is for XML parsers.
_ESCAPED = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}
_CONTEXT = "https://schema.org"

# One for all: json.dumps makes a new one for every page.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

# What Google shows of a headline.
_HEADLINE = 110


def article(channel: Channel, entry: Entry, url: str, image: str, section: str) -> Markup:
    """Return the data of an article's page; ``channel`` is the publication, only ``url`` must be known."""
    meta = entry.article.meta
    return _element(
        {
            "@type": "NewsArticle",
            "@id": entry.urn,
            "mainEntityOfPage": url,
            "headline": _shortened(meta.title),
            "description": entry.article.summary,
            "image": [image] if image else [],
            "datePublished": entry.published.isoformat(),
            "dateModified": entry.updated.isoformat(),
            "inLanguage": meta.language,
            "author": [{"@type": "Person", "name": name} for name in meta.authors] or [_publisher(channel)],
            "publisher": _publisher(channel),
            "isPartOf": _site(channel),
            "articleSection": section,
            "keywords": list(meta.tags),
            "correction": [_correction(notice) for notice in meta.notices],
        }
    )


def front(channel: Channel) -> Markup:
    """Return the data of a front page: of the whole publication, or of one section in it."""
    site = _site(channel) | {"inLanguage": channel.language, "publisher": _publisher(channel)}
    if channel.section is None:
        return _element(site | {"description": channel.description})
    return _element(
        {
            "@type": "CollectionPage",
            "name": channel.section.title,
            "url": channel.home + channel.folder,
            "isPartOf": site,
        }
    )


def _correction(notice: Notice) -> dict[str, Any]:
    dated = {"datePublished": notice.at.isoformat()} if notice.at else {}
    return {"@type": "CorrectionComment", "text": notice.text} | dated


def _publisher(channel: Channel) -> dict[str, Any]:
    return {"@type": "Organization", "name": channel.title, "url": channel.home}


def _site(channel: Channel) -> dict[str, Any]:
    return {"@type": "WebSite", "name": channel.title, "url": channel.home}


def _element(data: dict[str, Any]) -> Markup:
    said = {"@context": _CONTEXT} | {name: value for name, value in data.items() if value}
    text = legal(_encode(said)).translate(_ESCAPED)
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704  escaped one line above


def _shortened(title: str) -> str:
    return title if len(title) <= _HEADLINE else title[: _HEADLINE - 1].rstrip() + "…"
