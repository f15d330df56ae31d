"""What do the pages look like on which people subscribe, choose and leave?

None of them needs a script or a cookie, none changes anything by being opened, and none shows an address but
what its visitor has just typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from publisher.wording import wording

if TYPE_CHECKING:
    import jinja2

    from publisher.model import Cadence
    from publisher.outputs import Channel
    from publisher.subscriber import Preferences


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What there is to choose from: sections by folder and title, and the cadences that are sent."""

    sections: tuple[tuple[str, str], ...]
    cadences: tuple[Cadence, ...]
    time_zones: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where a subscriber can go on, as paths; empty where that is not offered."""

    preferences: str = ""
    unsubscribe: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a visitor has typed and chosen, right or wrong, to be shown again."""

    address: str = ""
    cadence: str = ""
    sections: tuple[str, ...] = ()
    time_zone: str = ""


class Fault(StrEnum):
    """What of it cannot be used."""

    ADDRESS = "address"
    CADENCE = "cadence"
    SECTION = "section"
    ZONE = "time_zone"


class Forms:
    """The pages of one publication; each method returns the HTML of one.

    ``environment`` holds the templates ``web/*.html``, ``base`` is the absolute address of the pages and
    ``root`` its path. All raise ConfigError when a template has a mistake in it.
    """

    def __init__(
        self, environment: jinja2.Environment, channel: Channel, base: str, root: str, choices: Choices
    ) -> None:
        self._environment = environment
        self._choices = choices
        self._common = {"channel": channel, "base": base, "root": root, "choices": choices}

    def subscribe(
        self, language: str, stamp: str, wanted: Wanted = Wanted(), fault: Fault | None = None
    ) -> str:
        """Return the form; after a fault with what was typed, and with what is wrong with it."""
        zones = self._choices.time_zones
        return self._page("subscribe", language, stamp=stamp, wanted=wanted, fault=fault, time_zones=zones)

    def again(self, language: str, stamp: str, wanted: Wanted) -> str:
        """Return the page that asks once more, for a form that stands elsewhere or was sent in no time."""
        return self._page("again", language, stamp=stamp, wanted=wanted)

    def asked(self, language: str) -> str:
        """Return the page that says what comes next, the same whoever was asked for."""
        return self._page("asked", language)

    def confirm(self, language: str, action: str) -> str:
        """Return the page with the button that confirms, which posts to ``action``."""
        return self._page("confirm", language, action=action)

    def confirmed(self, language: str, links: Links) -> str:
        """Return the page for a new subscriber."""
        return self._page("confirmed", language, links=links)

    def unusable(self, language: str) -> str:
        """Return the page for a link that was used, is too old, or is none of ours."""
        return self._page("unusable", language)

    def preferences(self, language: str, action: str, current: Preferences, links: Links) -> str:
        """Return the form with what a subscriber wants, which posts to ``action``."""
        return self._preferences(language, action, current, links, "")

    def saved(self, language: str, action: str, current: Preferences, links: Links) -> str:
        """Return the same after it was saved."""
        return self._preferences(language, action, current, links, "saved")

    def refused(self, language: str, action: str, current: Preferences, links: Links, fault: Fault) -> str:
        """Return the same with what could not be saved."""
        return self._preferences(language, action, current, links, fault)

    def not_subscribed(self, language: str) -> str:
        """Return the page for somebody who would choose and receives nothing."""
        return self._page("not_subscribed", language)

    def unsubscribe(self, language: str, action: str) -> str:
        """Return the page with the button that ends a subscription, which posts to ``action``."""
        return self._page("unsubscribe", language, action=action)

    def unsubscribed(self, language: str) -> str:
        """Return the page for somebody who has left."""
        return self._page("unsubscribed", language)

    def embed(self, language: str) -> str:
        """Return the page with a form to copy into other sites."""
        snippet = self._page("snippet", language).strip()
        return self._page("embed", language, snippet=snippet)

    def problem(self, language: str, status: int) -> str:
        """Return the page for a request that has no other answer; ``status`` is that of HTTP."""
        return self._page("problem", language, status=status)

    def _preferences(
        self, language: str, action: str, current: Preferences, links: Links, outcome: str
    ) -> str:
        wanted = Wanted(cadence=current.cadence, sections=current.sections, time_zone=current.time_zone)
        zones = set(self._choices.time_zones)
        if current.time_zone:
            # An old name such as US/Pacific is not offered; saving something else must not lose it.
            zones.add(current.time_zone)
        return self._page(
            "preferences",
            language,
            action=action,
            wanted=wanted,
            links=links,
            outcome=outcome,
            time_zones=sorted(zones),
        )

    def _page(self, name: str, language: str, **values: object) -> str:
        return wording(language).render(self._environment, f"web/{name}.html", **self._common, **values)
