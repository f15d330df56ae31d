"""What does a person see at an address where nothing is?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.outputs import Scope
from publisher.renderers import language, templates, whole
from publisher.renderers.navigation import navigation

if TYPE_CHECKING:
    import jinja2

    from publisher.outputs import Overview


class NotFoundRenderer:
    """The page that web servers answer with when there is none, from the template ``not_found.html``."""

    scope = Scope.SITE
    name = "not found"

    def __init__(self, environment: jinja2.Environment) -> None:
        self._template = templates.load(environment, "not_found.html")
        self._words = templates.words(environment)

    def path(self) -> str:
        """Return where the page lies below the output folder."""
        return "404.html"

    def render(self, overview: Overview) -> bytes:
        """Return the page as UTF-8. Raises ConfigError when the template asks for something unknown."""
        channel = overview.channel
        words = self._words(channel.language)
        return templates.render(
            self._template,
            channel=channel,
            words=words,
            # It is shown at addresses of any depth, where a relative link would lead anywhere.
            root=channel.home,
            direction=language.direction(words.language),
            navigation=navigation(channel, words, channel.home, here=self.path()),
        ).encode()

    def faults(self, overview: Overview, data: bytes) -> list[str]:  # noqa: ARG002  it shows in the file alone
        """Return what forbids publishing it: that it breaks off."""
        return whole.page(self.path(), data)


def renderer(environment: jinja2.Environment) -> NotFoundRenderer:
    """Return the renderer of the page for missing pages."""
    return NotFoundRenderer(environment)
