"""Which outputs are there? Every module of this package with a function ``renderer``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import jinja2

from publisher.model import Entry
from publisher.outputs import (
    ArchiveRenderer,
    Channel,
    ChannelRenderer,
    EditionRenderer,
    EntryRenderer,
    ListRenderer,
    Scope,
    SiteRenderer,
    Tombstone,
    VolumeRenderer,
)
from publisher.renderers import templates
from publisher.renderers.language import Words
from publisher.renderers.redirect import RedirectRenderer
from publisher.renderers.withdrawn import presented


@dataclass(frozen=True, slots=True, kw_only=True)
class Renderers:
    """All outputs, by what one file of each is about."""

    channel: tuple[ChannelRenderer, ...]
    entry: tuple[EntryRenderer, ...]
    archive: tuple[ArchiveRenderer, ...]
    list: tuple[ListRenderer, ...]
    edition: tuple[EditionRenderer, ...]
    volume: tuple[VolumeRenderer, ...]
    site: tuple[SiteRenderer, ...]
    redirect: RedirectRenderer
    words: Words

    def presented(self, channel: Channel, entry: Entry) -> Entry:
        """Return an entry as all outputs show it: of a withdrawn one only a notice is left."""
        return presented(entry, self.words(channel.language), channel.time_zone)

    def prepared(self, channel: Channel, entries: Iterable[Entry]) -> tuple[Channel, tuple[Entry, ...]]:
        """Return a channel and the entries of one of its documents, with tombstones for the buried ones."""
        every = tuple(entries)
        tombstones = tuple(
            Tombstone(id=entry.id, at=withdrawal.at, reason=withdrawal.reason)
            for entry in every
            if entry.buried and (withdrawal := entry.article.meta.withdrawal)
        )
        kept = tuple(self.presented(channel, entry) for entry in every if not entry.buried)
        return replace(channel, tombstones=tombstones), kept


def renderers(environment: jinja2.Environment) -> Renderers:
    """Return every renderer, in the order of their module names."""
    modules = [importlib.import_module(f"{__name__}.{each.name}") for each in pkgutil.iter_modules(__path__)]
    found: list[Any] = [module.renderer(environment) for module in modules if hasattr(module, "renderer")]
    return Renderers(
        redirect=RedirectRenderer(environment),
        words=templates.words(environment),
        **{str(scope): tuple(each for each in found if each.scope is scope) for scope in Scope},
    )
