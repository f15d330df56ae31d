"""What does a person see who opens the address that a page had before it moved?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from publisher.renderers import language, templates

if TYPE_CHECKING:
    import jinja2

    from publisher.model import Entry
    from publisher.outputs import Channel

# Small and whole in itself: browsers leave it at once, and crawlers take the canonical address.
_PAGE = Markup(
    '<!DOCTYPE html>\n<html lang="{language}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    '<meta name="robots" content="noindex">\n<title>{moved}</title>\n'
    '<link rel="canonical" href="{canonical}">\n'
    '<meta http-equiv="refresh" content="0; url={address}">\n</head>\n<body>\n<main>\n<h1>{moved}</h1>\n'
    '<p><a href="{address}">{said}</a></p>\n</main>\n</body>\n</html>\n'
)


class RedirectRenderer:
    """The page at a former address of an article: a link to where it is now, followed at once."""

    def __init__(self, environment: jinja2.Environment) -> None:
        self._words = templates.words(environment)

    def render(self, channel: Channel, entry: Entry, former: str) -> bytes:
        """Return the page for the path ``former`` below the output folder; links are relative to it."""
        words = self._words(channel.language)
        return _PAGE.format(
            language=words.language,
            direction=language.direction(words.language),
            moved=words.moved,
            said=words.moved_to.format(title=entry.article.meta.title),
            canonical=channel.home + templates.href(entry.page),
            address=templates.root(former) + templates.href(entry.page),
        ).encode()
