"""What are the newest articles about? Said once for each version of them."""

from __future__ import annotations

from publisher import codec, grouping
from publisher.grouping import Signature
from publisher.processes import End, Processes
from publisher.store import Store, signatures
from publisher.store.signatures import Signed, Unsigned

_CHUNK = 500


def sign(store: Store, processes: Processes) -> None:
    """Sign the newest finished articles that have no signature of what they say now, and forget old ones.

    What is missing follows from the store alone: an interrupted run, an edit, a paragraph that was learned
    to be boilerplate and an upgrade from a version without signatures are all made up for by the next run.
    """
    with store.read() as connection:
        numbers = signatures.unsigned(connection)
    for start in range(0, len(numbers), _CHUNK):
        with store.read() as connection:
            waiting = signatures.waiting(connection, numbers[start : start + _CHUNK])
        signed = list(processes.map(_signed, waiting, _killed))
        with store.write() as connection:
            signatures.keep(connection, signed)
    if numbers:
        with store.write() as connection:
            signatures.forget_old(connection)


def _signed(each: Unsigned) -> Signed:
    article = codec.decode_article(each.article, each.parsed)
    signature = grouping.sign(article.meta.title, (block.text for block in article.blocks))
    return Signed(number=each.number, fingerprint=each.article.fingerprint, signature=signature)


def _killed(each: Unsigned, end: End) -> Signed:  # noqa: ARG001  however it ended, the article stands alone
    nothing = Signature(terms=(), codes=b"", shingles=(), length=0)
    return Signed(number=each.number, fingerprint=each.article.fingerprint, signature=nothing)
