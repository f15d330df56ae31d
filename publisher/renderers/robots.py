"""What may crawlers look at, and where are the maps? (RFC 9309)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.model import Scope
from publisher.renderers import maps

if TYPE_CHECKING:
    import jinja2

    from publisher.model import Volume


class RobotsRenderer:
    """``robots.txt``: everything may be read. Crawlers look for it at the root of a host only."""

    scope = Scope.VOLUME
    name = "robots"

    def path(self) -> str:
        """Return where the file lies below the output folder."""
        return "robots.txt"

    def render(self, volume: Volume) -> bytes:
        """Return the file as UTF-8."""
        home = volume.channel.home
        lines = (
            "User-agent: *",
            "Allow: /",
            "",
            f"Sitemap: {home}{maps.INDEX}",
            f"Sitemap: {home}{maps.NEWS}",
        )
        return ("\n".join(lines) + "\n").encode()

    def faults(self, volume: Volume, data: bytes) -> list[str]:  # noqa: ARG002  nothing in it depends on them
        """Return whether a rule is missing: without one a typing error could close the site."""
        return [] if b"\nAllow: /\n" in data else ["robots.txt does not say that all may be read"]


def renderer(environment: jinja2.Environment) -> RobotsRenderer:  # noqa: ARG001  it has no template
    """Return the renderer of ``robots.txt``."""
    return RobotsRenderer()
