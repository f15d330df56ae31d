"""What has been published in the last two days, for search engines that show news?"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from publisher.outputs import Scope
from publisher.renderers import map_faults, maps, whole

if TYPE_CHECKING:
    import jinja2

    from publisher.outputs import Channel, Listed, Overview

_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"

# What Google takes in one map of news (its "Create a News sitemap"), and how old it may be.
MOST = 1_000
_NEWEST = timedelta(hours=48)

# Google takes codes of two or three letters (ISO 639), and these two.
_LANGUAGE = re.compile(r"[a-z]{2,3}|zh-(?:cn|tw)")
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
        return maps.document("urlset", rows, f' xmlns:news="{_NEWS}"')

    def faults(self, overview: Overview, data: bytes) -> list[str]:
        """Return what sitemaps.org and Google do not allow, and which articles are missing.

        After two days without news there is nothing in it, which Google allows.
        """
        home = overview.channel.home
        try:
            root = map_faults.parsed(data, "urlset")
        except ValueError as error:
            return [str(error)]
        return [
            *map_faults.faults(home, root),
            *_news_faults(root),
            *map_faults.missing(root, (home + each.page for each in overview.recent)),
        ]


def renderer(environment: jinja2.Environment) -> NewsSitemapRenderer:  # noqa: ARG001  it has no template
    """Return the renderer of the map of news."""
    return NewsSitemapRenderer()


def _row(channel: Channel, listed: Listed) -> str:
    publication = maps.row(
        "news:publication",
        maps.element("news:name", channel.title),
        maps.element("news:language", _language(listed.meta.language, channel.language)),
    )
    news = maps.row(
        "news:news",
        publication,
        maps.element("news:publication_date", maps.moment(channel, listed.published)),
        maps.element("news:title", listed.meta.title),
    )
    return maps.row("url", maps.element("loc", channel.home + listed.page), news)


def _language(tag: str, instead: str) -> str:
    """Return what Google calls a language; of one without such a code ("x-…") the publication's."""
    primary, *others = tag.lower().split("-")
    if not _LANGUAGE.fullmatch(primary):
        primary, *others = instead.lower().split("-")
    if primary != "zh":
        return primary
    return next((_CHINESE[other] for other in others if other in _CHINESE), "zh-cn")


def _news_faults(root: Any) -> list[str]:
    """Return which rows are not as Google takes them."""
    found = []
    if len(root) > MOST:
        found.append(f"it has {len(root):,} articles, more than the {MOST:,} that Google takes")
    moments = []
    for row in root:
        address = row.findtext(map_faults.name("loc"))
        news = f"{{{_NEWS}}}"
        said = {
            "publication/name": row.findtext(f"{news}news/{news}publication/{news}name"),
            "publication/language": row.findtext(f"{news}news/{news}publication/{news}language"),
            "publication_date": row.findtext(f"{news}news/{news}publication_date"),
            "title": row.findtext(f"{news}news/{news}title"),
        }
        found += [
            f"{address}: <news:{name}> is missing or empty" for name, text in said.items() if not _said(text)
        ]
        if (language := said["publication/language"]) and not _LANGUAGE.fullmatch(language):
            found.append(f"{address}: {language!r} is no language that Google knows")
        at = map_faults.moment(said["publication_date"] or "")
        if at:
            moments.append(at)
        elif said["publication_date"]:
            found.append(f"{address}: {said['publication_date']!r} is not a date as the W3C writes it")
    # Nothing in it is of the future: what is older than another by more than that is older than it may be.
    if moments and max(moments) - min(moments) > _NEWEST:
        found.append("it has articles of more than 48 hours, which Google takes for old")
    return whole.few(found)


def _said(text: str | None) -> bool:
    return bool(text and text.strip())
