"""Were the stored articles read by another method than this program's?"""

from __future__ import annotations

from collections.abc import Callable

from publisher import clean, codec
from publisher.clean import Reading
from publisher.ingest.pieces import pieces
from publisher.store import Store, inbox, memory


def outdated(store: Store) -> bool:
    """Return whether an upgrade has changed how blocks are recognised and judged."""
    with store.read() as connection:
        return memory.recall(connection, memory.CLEANING) != clean.method()


def relearn(store: Store, progress: Callable[[int], None]) -> list[int]:
    """Remember the blocks of every article as this program knows them; return all of them, to be cleaned.

    Killed in between, it begins again at the next run. ``progress`` is called between pieces of the work.
    """
    found: list[int] = []
    for piece in pieces(store):
        readings = [
            (each.number, Reading.of(codec.decode_parsed(each.parsed), each.section)) for each in piece
        ]
        numbers = [number for number, _ in readings]
        with store.write() as connection:
            inbox.forget_sightings(connection, numbers)
            inbox.sight(
                connection, [(number, reading.lead, reading.candidates) for number, reading in readings]
            )
        found += numbers
        progress(0)
    return found
