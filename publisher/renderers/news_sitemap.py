"""What has been published in the last two days, for search engines that show news?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.model import Scope
from publisher.renderers import maps

if TYPE_CHECKING:
    import jinja2

    from publisher.model import Channel, Listed, Overview

_NAMESPACE = ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'

# Google takes codes of two or three letters (ISO 639), and these two.
_CHINESE = {"hans": "zh-cn", "hant": "zh-tw", "cn": "zh-cn", "sg": "zh-cn", "tw": "zh-tw", "hk": "zh-tw"}


class NewsSitemapRenderer:
    """The map of the newest articles as Google News reads it."""

    scope = Scope.SITE
    name = "news sitemap"

    def path(self) -> str:
        """Return where the map lies below the output folder."""
        return maps.NEWS

    def render(self, overview: Overview) -> bytes:
        """Return the map as UTF-8, the newest article first."""
        rows = (_row(overview.channel, each) for each in overview.recent)
        return maps.document("urlset", rows, _NAMESPACE)


def renderer(environment: jinja2.Environment) -> NewsSitemapRenderer:  # noqa: ARG001  it has no template
    """Return the renderer of the map of news."""
    return NewsSitemapRenderer()


def _row(channel: Channel, listed: Listed) -> str:
    publication = maps.row(
        "news:publication",
        maps.element("news:name", channel.title),
        maps.element("news:language", _language(listed.meta.language)),
    )
    news = maps.row(
        "news:news",
        publication,
        maps.element("news:publication_date", maps.moment(channel, listed.published)),
        maps.element("news:title", listed.meta.title),
    )
    return maps.row("url", maps.element("loc", channel.home + listed.page), news)


def _language(tag: str) -> str:
    primary, *others = tag.lower().split("-")
    if primary != "zh":
        return primary
    return next((_CHINESE[other] for other in others if other in _CHINESE), "zh-cn")
