"""Which outputs are there? Every module of this package with a function ``renderer``."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass

import jinja2

from publisher.model import ChannelRenderer, EntryRenderer


@dataclass(frozen=True, slots=True, kw_only=True)
class Renderers:
    """All outputs, by what one file of each is about."""

    channel: tuple[ChannelRenderer, ...]
    entry: tuple[EntryRenderer, ...]


def renderers(environment: jinja2.Environment) -> Renderers:
    """Return every renderer, in the order of their module names."""
    modules = [importlib.import_module(f"{__name__}.{each.name}") for each in pkgutil.iter_modules(__path__)]
    found = [module.renderer(environment) for module in modules if hasattr(module, "renderer")]
    return Renderers(
        channel=tuple(each for each in found if hasattr(each, "faults")),
        entry=tuple(each for each in found if not hasattr(each, "faults")),
    )
