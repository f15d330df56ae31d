"""Where does a person find the editions of the past?"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from publisher.outputs import Scope
from publisher.renderers import language, templates, whole
from publisher.renderers.edition_page import FOLDER, name, place

if TYPE_CHECKING:
    import jinja2

    from publisher.outputs import ListedEdition, Volume


class EditionsIndexRenderer:
    """The list of all editions by year, from the template ``editions.html``."""

    scope = Scope.VOLUME
    name = "editions index"

    def __init__(self, environment: jinja2.Environment) -> None:
        self._template = templates.load(environment, "editions.html")
        self._words = templates.words(environment)

    def path(self) -> str:
        """Return where the list lies below the output folder."""
        return f"{FOLDER}index.html"

    def render(self, volume: Volume) -> bytes:
        """Return the page as UTF-8, the newest edition first.

        Raises ConfigError when the template asks for something unknown.
        """
        channel = volume.channel
        words = self._words(channel.language)
        zone = ZoneInfo(channel.time_zone)
        years: dict[int, list[tuple[str, str, ListedEdition]]] = {}
        for edition in volume.editions:
            row = (place(edition).removeprefix(FOLDER), name(edition, words), edition)
            years.setdefault(edition.closed_at.astimezone(zone).year, []).append(row)
        return templates.render(
            self._template,
            channel=channel,
            words=words,
            root=templates.root(self.path()),
            direction=language.direction(words.language),
            years=list(years.items()),
            url=channel.home + FOLDER,
        ).encode()

    def faults(self, volume: Volume, data: bytes) -> list[str]:
        """Return which editions no link leads to."""
        if faults := whole.page(self.path(), data):
            return faults
        page = data.decode()
        paths = (place(edition).removeprefix(FOLDER) for edition in volume.editions)
        return whole.few([f"no link leads to {path}" for path in paths if f'href="{path}"' not in page])


def renderer(environment: jinja2.Environment) -> EditionsIndexRenderer:
    """Return the renderer of the list of editions."""
    return EditionsIndexRenderer(environment)
