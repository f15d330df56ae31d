"""How does the search work on a folder without a server? By a script of our own, ``search.js``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.outputs import Scope
from publisher.renderers import templates, whole
from publisher.renderers.search_shard import FOLDER

if TYPE_CHECKING:
    import jinja2

    from publisher.outputs import Overview

FILE_NAME = "search.js"


class SearchScriptRenderer:
    """The script of the search page, as it is."""

    scope = Scope.SITE
    name = "search script"

    def __init__(self, environment: jinja2.Environment) -> None:
        self._data = templates.source(environment, FILE_NAME).encode()

    def path(self) -> str:
        """Return where the script lies below the output folder."""
        return FOLDER + FILE_NAME

    def render(self, overview: Overview) -> bytes:  # noqa: ARG002  it is always the same
        """Return the script as UTF-8."""
        return self._data

    def faults(self, overview: Overview, data: bytes) -> list[str]:  # noqa: ARG002  it shows in the file alone
        """Return what forbids publishing it: nothing in it."""
        return whole.text(self.path(), data)


def renderer(environment: jinja2.Environment) -> SearchScriptRenderer:
    """Return the renderer of the search script."""
    return SearchScriptRenderer(environment)
