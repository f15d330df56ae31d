"""What is there to choose from, and what of a form can be chosen?"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import structlog

from publisher.config import Config, Web
from publisher.errors import ConfigError
from publisher.forms import Choices, Fault, Forms, Wanted
from publisher.model import Cadence
from publisher.publish.channels import channels
from publisher.publish.site import folders
from publisher.renderers import templates
from publisher.subscribe.wishes import sections
from publisher.subscriber import Preferences

_log = structlog.get_logger()

FILES = ("subscription.css", "zone.js")

# How long after a folder of the inbox was made, or a template changed, the pages follow. Looking takes 10 ms.
_FRESH_SECONDS = 60.0

# Old names and offsets, which nobody looks for.
_NO_PLACES = ("Etc/", "SystemV/", "US/", "Brazil/", "Canada/", "Chile/", "Mexico/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What there is at this moment: pages, their files by name, and what may be chosen on them."""

    forms: Forms
    files: Mapping[str, str]
    cadences: tuple[Cadence, ...]
    sections: frozenset[str]
    time_zones: frozenset[str]

    @property
    def usual(self) -> Cadence:
        """How often they get mail who do not say."""
        return next(iter(self.cadences), Cadence.DAILY)

    def chosen(self, wanted: Wanted, now: Preferences) -> Preferences | Fault:
        """Return what somebody chooses in a form who wants ``now`` so far, or what of it cannot be chosen.

        What a form does not ask stays: how often, where there is one cadence or none, and the language.
        """
        if wanted.cadence and wanted.cadence not in self.cadences:
            return Fault.CADENCE
        if not self.sections.issuperset(wanted.sections):
            return Fault.SECTION
        if wanted.time_zone and wanted.time_zone not in self.time_zones:
            return Fault.ZONE
        return replace(
            now,
            cadence=Cadence(wanted.cadence) if wanted.cadence else now.cadence,
            sections=tuple(dict.fromkeys(wanted.sections)),
            time_zone=wanted.time_zone,
        )


class Offers:
    """The offer of a publication, looked at again when it may have changed."""

    def __init__(self, config: Config, web: Web) -> None:
        self._config = config
        self._web = web
        self._time_zones = frozenset(available_timezones())
        self._offer: Offer | None = None
        self._until = 0.0

    async def __call__(self) -> Offer:
        """Return the offer; the last one while a template has a mistake in it or the inbox is gone.

        Raises ConfigError when there has been none.
        """
        if self._offer is None or time.monotonic() > self._until:
            # All who come while it is made get the one from before.
            self._until = time.monotonic() + _FRESH_SECONDS
            try:
                self._offer = await asyncio.to_thread(self._made)
            except ConfigError as error:
                if self._offer is None:
                    raise
                _log.error("the pages for subscribers stay as they were", reason=str(error))
        return self._offer

    def _made(self) -> Offer:
        if self._offer and not self._config.inbox.is_dir():
            # It is not mounted: nobody has to choose again for that.
            return self._offer
        known = sections(self._config)
        channel = channels(self._config, known).publication
        cadences = sent(self._config)
        choices = Choices(
            sections=tuple((each.name, each.title) for each in channel.sections),
            cadences=cadences,
            time_zones=_places(self._time_zones),
        )
        environment = templates.environment(folders(self._config))
        root = urlsplit(self._web.address).path
        return Offer(
            forms=Forms(environment, channel, self._web.address, root, choices),
            files={name: templates.source(environment, f"web/{name}") for name in FILES},
            cadences=cadences,
            sections=frozenset(known),
            time_zones=self._time_zones,
        )


def sent(config: Config) -> tuple[Cadence, ...]:
    """Return the cadences that are sent."""
    settings = config.digest
    lines = {Cadence.DAILY: settings.daily, Cadence.WEEKLY: settings.weekly}
    instant = (Cadence.INSTANT,) if settings.instant_minutes is not None else ()
    # The first is what those get who do not say.
    return (*(cadence for cadence, line in lines.items() if line), *instant)


def _places(known: frozenset[str]) -> tuple[str, ...]:
    found = (each for each in known if "/" in each and not each.startswith(_NO_PLACES))
    return (*sorted(found), "UTC")
