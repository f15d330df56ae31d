"""What may crawlers look at, and where are the maps? (RFC 9309)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.outputs import Scope
from publisher.renderers import maps, whole

if TYPE_CHECKING:
    import jinja2

    from publisher.outputs import Volume


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

    def faults(self, volume: Volume, data: bytes) -> list[str]:
        """Return what would close the site to crawlers, and whether it does not end with the maps."""
        if faults := whole.text(self.path(), data):
            return faults
        lines = data.decode().splitlines()
        if "User-agent: *" not in lines or "Allow: /" not in lines[lines.index("User-agent: *") :]:
            faults.append("robots.txt does not say that all may be read")
        if any(line.lower().startswith("disallow:") for line in lines):
            faults.append("robots.txt forbids to read something")
        home = volume.channel.home
        if lines[-2:] != [f"Sitemap: {home}{maps.INDEX}", f"Sitemap: {home}{maps.NEWS}"]:
            faults.append("robots.txt does not end with the addresses of the maps")
        return faults


def renderer(environment: jinja2.Environment) -> RobotsRenderer:  # noqa: ARG001  it has no template
    """Return the renderer of ``robots.txt``."""
    return RobotsRenderer()
