"""Which articles are there, for search engines? In maps of some 2,000 each, and short ones of the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.outputs import Scope
from publisher.renderers import map_faults, maps

if TYPE_CHECKING:
    import jinja2

    from publisher.outputs import Channel, Listed


class SitemapRenderer:
    """A map of a run of articles with the time of their last change: of older ones 2,048 in the mean.

    A map may have 50,000 addresses (sitemaps.org): one run of articles in 4·10¹⁰ is longer.
    """

    scope = Scope.LIST
    name = "sitemap"
    steps = (11, 8, 5)

    def path(self, name: str) -> str:
        """Return where the map of this name lies below the output folder."""
        return f"{maps.FOLDER}{name}.xml"

    def render(self, channel: Channel, listed: tuple[Listed, ...]) -> bytes:
        """Return the map as UTF-8."""
        return maps.document(
            "urlset",
            (
                maps.row(
                    "url",
                    maps.element("loc", channel.home + each.page),
                    maps.element("lastmod", maps.moment(channel, each.updated)),
                )
                for each in listed
            ),
        )

    def faults(self, channel: Channel, data: bytes) -> list[str]:
        """Return what sitemaps.org does not allow, and whether no article is in it."""
        try:
            root = map_faults.parsed(data, "urlset")
        except ValueError as error:
            return [str(error)]
        return map_faults.faults(channel.home, root) if len(root) else ["it names no article"]


def renderer(environment: jinja2.Environment) -> SitemapRenderer:  # noqa: ARG001  it has no template
    """Return the renderer of maps of articles."""
    return SitemapRenderer()
