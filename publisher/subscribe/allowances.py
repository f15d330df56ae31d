"""How often may somebody ask, and when is it the turn of who asks more often?

The generic cell rate algorithm (ITU-T I.371): of each source only one moment is kept, until when it has
used its share. Whoever asks more often than the rate uses time ahead; up to a burst it is free, beyond it
the turn comes later, and beyond a day there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address

_LONGEST_WAIT = timedelta(hours=24)

# What a household or an office shares, and what one customer of a provider is given (RFC 6177).
_IPV4_BITS = 24
_IPV6_BITS = 56


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """When it is the turn of a request, and until when its source has used its share then."""

    due_at: datetime
    used_until: datetime


def turn(used_until: datetime | None, per_hour: int, burst: timedelta, now: datetime) -> Turn | None:
    """Return when a request has its turn; None when that would be more than a day from now.

    ``used_until`` is what is kept of its source, ``burst`` how far ahead it may use its share freely.
    """
    begin = max(used_until or now, now)
    due_at = max(now, begin - burst)
    if due_at - now > _LONGEST_WAIT:
        return None
    return Turn(due_at=due_at, used_until=begin + timedelta(hours=1) / per_hour)


def network(source: str) -> str:
    """Return what shares an allowance: the /24 or /56 of an IP address, and any other name as it is."""
    try:
        address = ip_address(source)
    except ValueError:
        return source
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        address = mapped
    drop = 32 - _IPV4_BITS if address.version == 4 else 128 - _IPV6_BITS
    return f"{address.version}:{int(address) >> drop:x}"
