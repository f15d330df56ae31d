"""How do the pages look?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.outputs import Scope
from publisher.renderers import templates, whole

if TYPE_CHECKING:
    import jinja2

    from publisher.model import Entry
    from publisher.outputs import Channel, ChannelRenderer


def renderer(environment: jinja2.Environment) -> ChannelRenderer:
    """Return the renderer of the style sheet."""
    return StyleRenderer(environment)


class StyleRenderer:
    """The one style sheet that all pages of a publication share: ``style.css``, as it is."""

    scope = Scope.CHANNEL
    name = "style"
    sections = False
    grouped = False

    def __init__(self, environment: jinja2.Environment) -> None:
        self._data = templates.source(environment, "style.css").encode()

    def path(self, channel: Channel) -> str:  # noqa: ARG002  one file for all channels
        """Return where the style sheet lies below the output folder."""
        return "style.css"

    def render(self, channel: Channel, entries: tuple[Entry, ...]) -> bytes:  # noqa: ARG002  it is always the same
        """Return the style sheet as UTF-8."""
        return self._data

    def faults(self, channel: Channel, data: bytes) -> list[str]:
        """Return what forbids publishing ``data``: nothing in it, or a block that is not closed."""
        return whole.style(self.path(channel), data)
