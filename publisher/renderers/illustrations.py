"""Which picture does a mail show with a story, and by which address?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal
from uuid import UUID

from publisher.model import Entry, Media, Variant
from publisher.outputs import Channel
from publisher.renderers.pictures import lead
from publisher.renderers.templates import href

# The column of text in a digest, in pixels; screens with twice as many show the next width sharply.
_COLUMN = 536
# What every mail program shows: Outlook knows neither WebP nor AVIF, and nobody SVG.
_TYPES = frozenset({"image/jpeg", "image/png", "image/gif"})
# Servers commonly take messages of 10 MB, and a digest that loads for seconds on a telephone is not read.
_MOST_ATTACHED = 1_500_000
_DOMAIN = "media.publisher.invalid"


def shown(
    channel: Channel, entries: Sequence[Entry], how: Literal["linked", "attached", "none"]
) -> dict[UUID, Media]:
    """Return the pictures of these stories for a mail, each with the address that it has there.

    Attached ones are of the smallest width, and only the first 1.5 MB of them.
    """
    found: dict[UUID, Media] = {}
    room = _MOST_ATTACHED
    for entry in entries if how != "none" else ():
        media = lead(entry)
        if media is None or media.type not in _TYPES or not media.variants:
            continue
        if how == "linked":
            variant = next((each for each in media.variants if each.width >= _COLUMN), media.variants[-1])
            found[entry.id] = _fitted(media, variant, channel.home + href(variant.path))
        elif media.variants[0].length <= room:
            variant = media.variants[0]
            room -= variant.length
            found[entry.id] = _fitted(media, variant, f"cid:{identifier(variant.path)}")
    return found


def identifier(path: str) -> str:
    """Return the Content-ID of an attached picture (RFC 2392 §2); its domain cannot exist (RFC 2606 §2)."""
    return f"{path.rpartition('/')[2]}@{_DOMAIN}"


def _fitted(media: Media, variant: Variant, address: str) -> Media:
    """Return one width of a picture as large as a mail shows it; the page of the edition offers them all."""
    width = min(_COLUMN, variant.width)
    return replace(
        media,
        address=address,
        path=variant.path,
        length=variant.length,
        width=width,
        height=max(1, round(variant.height * width / variant.width)),
    )
