"""Who is told by HTTP that something has been published? What the configuration names, by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.notify.indexnow import SearchEngines, open_indexnow
from publisher.notify.news import Target
from publisher.notify.webhook import open_hook
from publisher.notify.websub import Hub

if TYPE_CHECKING:
    from publisher.config import Notify, Publication


def targets(settings: Notify, publication: Publication) -> tuple[Target, ...]:
    """Return everyone who is told; nobody is connected to yet.

    Raises ConfigError when a file with a secret or a key cannot be used.
    """
    found: list[Target] = [Hub(name=url) for url in settings.hubs]
    found += [
        open_hook(hook, publication, key=f"notify.hooks.{position}.secret_file")
        for position, hook in enumerate(settings.hooks)
    ]
    if settings.indexnow:
        found.append(open_indexnow(settings.indexnow, publication.home))
    return tuple(found)


def key_files(found: tuple[Target, ...]) -> dict[str, bytes]:
    """Return the files, by path below the output, that must be published before the targets are told."""
    return {each.key_path: each.key.encode() for each in found if isinstance(each, SearchEngines)}
