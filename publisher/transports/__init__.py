"""Which ways to hand over mail are there, and which one is meant?"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, Any

from publisher.errors import ConfigError
from publisher.validation import did_you_mean

if TYPE_CHECKING:
    from publisher.config import Mail
    from publisher.handover import Transport


def names() -> tuple[str, ...]:
    """Return the names a configuration may use: one module of this package each, in order."""
    found = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(name for name in found if not name.startswith("_")))


def open_transport(mail: Mail) -> Transport:
    """Return the transport that ``mail.transport`` names; it connects at its first ``send``.

    Raises ConfigError when there is no such transport, or when its own settings cannot be used.
    """
    known = names()
    if mail.transport not in known:
        raise ConfigError(
            f"mail.transport: {mail.transport!r} is unknown; expected {' or '.join(known)}"
            f"{did_you_mean(mail.transport, known)}"
        )
    module: Any = import_module(f"{__name__}.{mail.transport}")
    transport: Transport = module.open_transport(mail)
    return transport
