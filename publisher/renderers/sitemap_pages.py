"""Which pages are there besides the articles, for search engines?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.outputs import Scope
from publisher.renderers import map_faults, maps
from publisher.renderers.edition_page import FOLDER, place

if TYPE_CHECKING:
    import jinja2

    from publisher.outputs import Volume


class SitemapPagesRenderer:
    """The map of the front pages and of the editions.

    A front page changes with every article and an edition never: neither has a time of its last change.
    """

    scope = Scope.VOLUME
    name = "sitemap of pages"

    def path(self) -> str:
        """Return where the map lies below the output folder."""
        return maps.PAGES

    def render(self, volume: Volume) -> bytes:
        """Return the map as UTF-8, the front page first."""
        rows = (maps.row("url", maps.element("loc", address)) for address in _addresses(volume))
        return maps.document("urlset", rows)

    def faults(self, volume: Volume, data: bytes) -> list[str]:
        """Return what sitemaps.org does not allow, and which pages are missing."""
        try:
            root = map_faults.parsed(data, "urlset")
        except ValueError as error:
            return [str(error)]
        return [
            *map_faults.faults(volume.channel.home, root),
            *map_faults.missing(root, _addresses(volume)),
        ]


def renderer(environment: jinja2.Environment) -> SitemapPagesRenderer:  # noqa: ARG001  it has no template
    """Return the renderer of the map of pages."""
    return SitemapPagesRenderer()


def _addresses(volume: Volume) -> list[str]:
    paths = ["", *(section.folder for section in volume.sections)]
    if volume.editions:
        paths += [FOLDER, *map(place, volume.editions)]
    return [volume.channel.home + path for path in paths]
