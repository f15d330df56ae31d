"""Where does a person look for an article?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from publisher.outputs import Scope
from publisher.renderers import discovery, language, templates, whole
from publisher.renderers.navigation import navigation
from publisher.renderers.search_shard import FOLDER

if TYPE_CHECKING:
    import jinja2

    from publisher.outputs import Overview


class SearchPageRenderer:
    """The page of the search, from the template ``search.html``; its script finds the articles."""

    scope = Scope.SITE
    name = "search page"

    def __init__(self, environment: jinja2.Environment) -> None:
        self._template = templates.load(environment, "search.html")
        self._words = templates.words(environment)

    def path(self) -> str:
        """Return where the page lies below the output folder."""
        return f"{FOLDER}index.html"

    def render(self, overview: Overview) -> bytes:
        """Return the page as UTF-8. Raises ConfigError when the template asks for something unknown."""
        channel = overview.channel
        words = self._words(channel.language)
        root = templates.root(self.path())
        return templates.render(
            self._template,
            channel=channel,
            words=words,
            root=root,
            direction=language.direction(words.language),
            navigation=navigation(channel, words, root, here=self.path()),
            announced=discovery.links(channel, (None,), root),
            # A word in the form that goes with each number: the script chooses as CLDR says.
            found=json.dumps(words.search_found, ensure_ascii=False),
        ).encode()

    def faults(self, overview: Overview, data: bytes) -> list[str]:  # noqa: ARG002  it shows in the file alone
        """Return what forbids publishing it: that it breaks off."""
        return whole.page(self.path(), data)


def renderer(environment: jinja2.Environment) -> SearchPageRenderer:
    """Return the renderer of the search page."""
    return SearchPageRenderer(environment)
