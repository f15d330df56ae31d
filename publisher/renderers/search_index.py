"""Which scripts does the search load, and in which order?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.model import Scope
from publisher.renderers.search_shard import FOLDER, call

if TYPE_CHECKING:
    import jinja2

    from publisher.model import Overview


class SearchIndexRenderer:
    """The names of the scripts with the articles, that with the newest first."""

    scope = Scope.SITE
    name = "search index"

    def path(self) -> str:
        """Return where the script lies below the output folder."""
        return f"{FOLDER}index.js"

    def render(self, overview: Overview) -> bytes:
        """Return the script as UTF-8."""
        names = [each.path.removeprefix(FOLDER) for each in overview.lists if each.path.startswith(FOLDER)]
        return call("shards", list(names))


def renderer(environment: jinja2.Environment) -> SearchIndexRenderer:  # noqa: ARG001  it has no template
    """Return the renderer of the list of scripts."""
    return SearchIndexRenderer()
