"""Can the publication give what somebody asks for?"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from zoneinfo import available_timezones

from publisher import files
from publisher.config import Config
from publisher.errors import SubscriptionError
from publisher.validation import did_you_mean


def sections(config: Config) -> dict[str, str]:
    """Return the sections that there are to choose from: folder and title, those of the configuration first.

    A section that the configuration does not name is a folder of the inbox with a title of its own.
    """
    named = {name: each.title for name, each in config.sections.items()}
    folders = sorted(files.sections(config.inbox))
    return named | {name: name for name in folders if name not in named}


def check_sections(wanted: Iterable[str], config: Config) -> tuple[str, ...]:
    """Return the sections, each once. Raises SubscriptionError naming one that there is not."""
    known = sections(config)
    for each in wanted:
        if each not in known:
            hint = did_you_mean(each, tuple(known))
            there = ", ".join(known) or "none yet"
            raise SubscriptionError(f"{each!r} is not a section{hint}; there are: {there}")
    return tuple(dict.fromkeys(wanted))


def check_time_zone(wanted: str) -> str:
    """Return the name of a time zone, or nothing for that of the publication. Raises SubscriptionError."""
    if wanted and wanted not in _time_zones():
        hint = did_you_mean(wanted, _time_zones())
        raise SubscriptionError(f"{wanted!r} is not a time zone{hint}; expected a name such as Europe/Berlin")
    return wanted


@cache
def _time_zones() -> frozenset[str]:
    # Looking for them in the file system takes 4 ms.
    return frozenset(available_timezones())


def check_language(wanted: str) -> str:
    """Return a language tag, or nothing for that of the publication. Raises SubscriptionError."""
    from babel import Locale, UnknownLocaleError

    if not wanted:
        return ""
    try:
        Locale.parse(wanted, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        raise SubscriptionError(
            f"{wanted!r} is not a language; expected a tag such as de or pt-BR"
        ) from error
    return wanted
