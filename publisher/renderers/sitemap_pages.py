"""Which pages are there besides the articles, for search engines?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.model import Scope
from publisher.renderers import feed_entry, maps
from publisher.renderers.edition_page import FOLDER, place

if TYPE_CHECKING:
    import jinja2

    from publisher.model import Volume


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
        paths = ["", *(section.folder for section in volume.sections)]
        if volume.editions:
            paths += [FOLDER, *map(place, volume.editions)]
        return maps.document(
            "urlset",
            (maps.row("url", maps.element("loc", volume.channel.home + path)) for path in paths),
        )

    def faults(self, volume: Volume, data: bytes) -> list[str]:  # noqa: ARG002  it shows in the map alone
        """Return what is not well-formed."""
        try:
            feed_entry.parsed(data)
        except ValueError as error:
            return [str(error)]
        return []


def renderer(environment: jinja2.Environment) -> SitemapPagesRenderer:  # noqa: ARG001  it has no template
    """Return the renderer of the map of pages."""
    return SitemapPagesRenderer()
