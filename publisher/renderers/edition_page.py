"""What does a person see who reads an edition of the digest on the web?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

from markupsafe import Markup

from publisher.outputs import Scope
from publisher.renderers import language, pictures, templates

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import SimpleNamespace

    import jinja2

    from publisher.model import Cadence, Edition, Story
    from publisher.outputs import Channel, ListedEdition

FOLDER = "editions/"


class Numbered(Protocol):
    """What an edition is called by."""

    @property
    def cadence(self) -> Cadence:
        """How often there is one."""

    @property
    def number(self) -> int:
        """Which of its cadence it is."""

    @property
    def zone(self) -> str:
        """In which time zone it was closed, if not the publication's."""


def place(edition: Numbered) -> str:
    """Return where the page of an edition lies below the output folder."""
    # The + of Etc/GMT+5 stays: there is an Etc/GMT-5.
    zone = re.sub(r"[^a-z0-9+]+", "-", f"-{edition.zone.lower()}") if edition.zone else ""
    return f"{FOLDER}{edition.cadence}-{edition.number}{zone}.html"


def name(edition: Edition | ListedEdition, words: SimpleNamespace) -> str:
    """Return what an edition is called, such as "Daily digest no. 12"."""
    called: str = getattr(words, edition.cadence)
    return called.format(n=edition.number)


def groups(channel: Channel, stories: Iterable[Story]) -> list[tuple[str, list[Story]]]:
    """Return the stories by the title of their section, the section of the first story first."""
    titles = {section.name: section.title for section in channel.sections}
    found: dict[str, list[Story]] = {}
    for story in stories:
        found.setdefault(titles.get(story.section, story.section), []).append(story)
    return list(found.items())


class EditionPageRenderer:
    """A page for each edition, for ever as it was sent, from the template ``edition.html``."""

    scope = Scope.EDITION
    name = "edition page"

    def __init__(self, environment: jinja2.Environment) -> None:
        self._template = templates.load(environment, "edition.html")
        self._words = templates.words(environment)

    def path(self, edition: Edition | ListedEdition) -> str:
        """Return where the page lies below the output folder."""
        return place(edition)

    def render(self, channel: Channel, edition: Edition) -> bytes:
        """Return the page as UTF-8; ``channel`` is the publication.

        Raises ConfigError when the template asks for something unknown.
        """
        words = self._words(channel.language)
        root = templates.root(place(edition))

        def link(url: str) -> str:
            """Return the address of an article from here, so that the folder can be read from disk."""
            inside = url.startswith(channel.home)
            return f"{root}{url[len(channel.home) :]}" if inside else templates.web(url)

        def picture(story: Story) -> Markup:
            """Return the picture of a story from here; it says nothing that its title does not."""
            shown = pictures.image(story.picture, root) if story.picture else ""
            return Markup(shown)  # noqa: S704  escaped there

        values: dict[str, Any] = {
            "channel": channel,
            "edition": edition,
            "words": words,
            "root": root,
            "direction": language.direction(words.language),
            "name": name(edition, words),
            "groups": groups(channel, edition.stories),
            "link": link,
            "picture": picture,
            "url": channel.home + place(edition),
        }
        return templates.render(self._template, **values).encode()


def renderer(environment: jinja2.Environment) -> EditionPageRenderer:
    """Return the renderer of the pages of editions."""
    return EditionPageRenderer(environment)
