"""How is every stored article looked at, without anybody having to wait for long?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publisher.store import Store, learned
from publisher.store.learned import Carrier

# Articles that are read in one view of the database, and changed in one transaction.
_PIECE = 500


def pieces(store: Store, within: Sequence[str] | None = None) -> Iterator[list[Carrier]]:
    """Yield all articles in pieces, newest first; of these sections, or of all."""
    below = None
    while True:
        with store.read() as connection:
            piece = learned.carriers(connection, below, _PIECE, within)
        if not piece:
            return
        yield piece
        below = piece[-1].number
