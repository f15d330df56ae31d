"""Which scripts does the search load, and in which order?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.outputs import Scope
from publisher.renderers.search_shard import FOLDER, call, called

if TYPE_CHECKING:
    import jinja2

    from publisher.outputs import Overview


class SearchIndexRenderer:
    """The names of the scripts with the articles, that with the newest first."""

    scope = Scope.SITE
    name = "search index"

    def path(self) -> str:
        """Return where the script lies below the output folder."""
        return f"{FOLDER}index.js"

    def render(self, overview: Overview) -> bytes:
        """Return the script as UTF-8."""
        return call("shards", list(_names(overview)))

    def faults(self, overview: Overview, data: bytes) -> list[str]:
        """Return whether a script that is there is not loaded, or one that is not."""
        try:
            names = called("shards", data)
        except ValueError as error:
            return [str(error)]
        return [] if names == _names(overview) else ["it does not name the scripts with the articles"]


def renderer(environment: jinja2.Environment) -> SearchIndexRenderer:  # noqa: ARG001  it has no template
    """Return the renderer of the list of scripts."""
    return SearchIndexRenderer()


def _names(overview: Overview) -> list[str]:
    return [each.path.removeprefix(FOLDER) for each in overview.lists if each.path.startswith(FOLDER)]
