"""Which maps of the site are there, for search engines?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.outputs import Scope
from publisher.renderers import map_faults, maps

if TYPE_CHECKING:
    import jinja2

    from publisher.outputs import Overview


class SitemapIndexRenderer:
    """The map of maps, ``sitemap.xml``; the map of news is no part of it and stands in ``robots.txt``."""

    scope = Scope.SITE
    name = "sitemap index"

    def path(self) -> str:
        """Return where the map lies below the output folder."""
        return maps.INDEX

    def render(self, overview: Overview) -> bytes:
        """Return the map as UTF-8, that of front pages and editions first."""
        channel = overview.channel
        rows = [maps.row("sitemap", maps.element("loc", channel.home + maps.PAGES))]
        rows += [
            maps.row(
                "sitemap",
                maps.element("loc", channel.home + each.path),
                maps.element("lastmod", maps.moment(channel, each.updated)),
            )
            for each in overview.lists
            if each.path.startswith(maps.FOLDER)
        ]
        return maps.document("sitemapindex", rows)

    def faults(self, overview: Overview, data: bytes) -> list[str]:
        """Return what sitemaps.org does not allow, and which maps are missing."""
        home = overview.channel.home
        try:
            root = map_faults.parsed(data, "sitemapindex")
        except ValueError as error:
            return [str(error)]
        wanted = [maps.PAGES, *(each.path for each in overview.lists if each.path.startswith(maps.FOLDER))]
        return [*map_faults.faults(home, root), *map_faults.missing(root, (home + path for path in wanted))]


def renderer(environment: jinja2.Environment) -> SitemapIndexRenderer:  # noqa: ARG001  it has no template
    """Return the renderer of the map of maps."""
    return SitemapIndexRenderer()
