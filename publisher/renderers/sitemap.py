"""Which articles are there, for search engines? In maps of some 2,000 each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.model import Scope
from publisher.renderers import maps

if TYPE_CHECKING:
    import jinja2

    from publisher.model import Channel, Chunk, Listed


class SitemapRenderer:
    """A map of a run of articles with the time of their last change, 2,048 in the mean.

    A map may have 50,000 addresses (sitemaps.org): one run of articles in 4·10¹⁰ is longer.
    """

    scope = Scope.LIST
    name = "sitemap"
    step = 11

    def path(self, name: str) -> str:
        """Return where the map of this name lies below the output folder."""
        return f"{maps.FOLDER}{name}.xml"

    def render(self, channel: Channel, chunk: Chunk, listed: tuple[Listed, ...]) -> bytes:  # noqa: ARG002  each stands alone
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


def renderer(environment: jinja2.Environment) -> SitemapRenderer:  # noqa: ARG001  it has no template
    """Return the renderer of maps of articles."""
    return SitemapRenderer()
