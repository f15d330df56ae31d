"""What does a person see who opens a feed itself in a browser?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from publisher.outputs import Scope
from publisher.renderers import templates, whole

if TYPE_CHECKING:
    import jinja2

    from publisher.outputs import Overview

FILE_NAME = "feed.css"

# What ends a string of CSS or stands for something else in it (CSS Syntax Level 3, §4.3.5).
_SPECIAL = re.compile(r'["\\<\n\r\f]')


def instruction(path: str) -> bytes:
    """Return the processing instruction that gives the feed at ``path`` its style (W3C xml-stylesheet)."""
    return f'<?xml-stylesheet type="text/css" href="{templates.root(path)}{FILE_NAME}"?>\n'.encode()


def styled(data: bytes, path: str) -> bytes:
    """Return a feed with that instruction behind its XML declaration."""
    declaration, end, rest = data.partition(b"?>\n")
    return declaration + end + instruction(path) + rest


class FeedStyleRenderer:
    """The style sheet of all feeds: it shows what a feed is for, and which articles are in it.

    Browsers have removed XSLT; what can be explained in a language is told by CSS.
    """

    scope = Scope.SITE
    name = "feed style"

    def __init__(self, environment: jinja2.Environment) -> None:
        self._source = templates.source(environment, FILE_NAME)
        self._words = templates.words(environment)

    def path(self) -> str:
        """Return where the style sheet lies below the output folder."""
        return FILE_NAME

    def render(self, overview: Overview) -> bytes:
        """Return the style sheet as UTF-8, with the explanation in the language of the publication."""
        words = self._words(overview.channel.language)
        return f'{self._source}\n:root {{ --explained: "{_string(words.feed_explained)}"; }}\n'.encode()

    def faults(self, overview: Overview, data: bytes) -> list[str]:  # noqa: ARG002  it shows in the file alone
        """Return what forbids publishing it: a block that is not closed."""
        return whole.style(self.path(), data)


def renderer(environment: jinja2.Environment) -> FeedStyleRenderer:
    """Return the renderer of the style sheet of feeds."""
    return FeedStyleRenderer(environment)


def _string(text: str) -> str:
    return _SPECIAL.sub(lambda match: f"\\{ord(match[0]):x} ", text)
