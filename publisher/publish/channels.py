"""Which feeds does the publication have, and what are they called?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from publisher import naming
from publisher.config import Config
from publisher.outputs import Channel, Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """The publication's channel, and for each section its channel and the folder names it goes by."""

    publication: Channel
    sections: tuple[tuple[Channel, tuple[str, ...]], ...]

    @property
    def names(self) -> dict[str, tuple[str, ...]]:
        """All folder names of each section, by each of them."""
        return {name: names for _, names in self.sections for name in names}


def channels(config: Config, section_names: Iterable[str]) -> Channels:
    """Return the channels of a publication with these sections, by title.

    Folder names that lead to one address, such as "World news" and "world-news", are one section.
    """
    folders: dict[str, list[str]] = {}
    for name in sorted(filter(None, section_names)):
        folders.setdefault(naming.folder(name), []).append(name)
    known = sorted(
        ((_section(config, found), tuple(found)) for found in folders.values()),
        key=lambda pair: pair[0].title.casefold(),
    )
    sections = tuple(section for section, _ in known)

    def channel(section: Section | None) -> Channel:
        publication = config.publication
        return Channel(
            id=UUID(publication.id),
            title=publication.title,
            description="" if section else publication.description,
            home=publication.home,
            language=publication.language,
            author=publication.author,
            time_zone=publication.time_zone,
            hubs=config.notify.hubs,
            section=section,
            sections=sections,
        )

    return Channels(
        publication=channel(None), sections=tuple((channel(section), found) for section, found in known)
    )


def _section(config: Config, found: list[str]) -> Section:
    settings = next((config.sections[name] for name in found if name in config.sections), None)
    name = found[0]
    title = settings.title if settings else name.replace("-", " ").replace("_", " ").strip()
    return Section(name=name, title=title[:1].upper() + title[1:], folder=naming.folder(name))
