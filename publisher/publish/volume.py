"""Which pages of editions are missing, and what do all editions and sections together say?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

from publisher import files
from publisher.model import Edition
from publisher.outputs import EditionRenderer, ListedEdition, Volume
from publisher.publish.channels import Channels
from publisher.renderers import Renderers
from publisher.renderers.withdrawn import presented_edition
from publisher.store import Store, documents, editions
from publisher.store.documents import Document

# How many editions their feed holds: seven weeks of a daily digest.
_LATEST = 50


@dataclass(slots=True, kw_only=True)
class Bound:
    """What was written, and what was kept because the new one had faults."""

    written: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def publish(store: Store, output: Path, renderers: Renderers, signature: str, known: Channels) -> Bound:
    """Write the pages of editions that have none, then the files about all of them.

    A page is rendered once for every ``signature``: an edition never changes, but for stories that are
    withdrawn. Raises OutputError and StoreError; what was written is known, and the next call goes on.
    """
    done = Bound()
    words = renderers.words(known.publication.language)
    with store.read() as connection:
        gone = editions.withdrawn(connection)
        sent = editions.sent(connection)

    def told(edition: ListedEdition) -> Edition:
        with store.read() as connection:
            whole, _ = editions.load(connection, edition.id)
        return presented_edition(whole, gone.get(edition.id, ()), words)

    for renderer in renderers.edition:
        for listed, document in _outdated(store, renderer, signature, sent, gone):
            if files.replace(output / document.path, renderer.render(known.publication, told(listed))):
                done.written.append(document.path)
            with store.write() as connection:
                documents.record(connection, [document])
    # Those of other time zones tell the same as the publication's own, some hours apart.
    listed_ones = tuple(each for each in sent if not each.zone)
    volume = Volume(
        channel=known.publication,
        sections=tuple(channel for channel, _ in known.sections),
        editions=tuple(_presented(each, told) if each.id in gone else each for each in listed_ones),
        latest=tuple(map(told, listed_ones[:_LATEST])),
    )
    for about in renderers.volume:
        data = about.render(volume)
        if faults := about.faults(volume, data):
            done.faults += [f"{about.path()}: {fault}; the old file stays" for fault in faults]
        elif files.replace(output / about.path(), data):
            done.written.append(about.path())
    return done


def _presented(listed: ListedEdition, told: Callable[[ListedEdition], Edition]) -> ListedEdition:
    """Return an edition that is called after its first story, also when that has been withdrawn."""
    stories = told(listed).stories
    return replace(listed, subject=stories[0].title) if stories else listed


def _outdated(
    store: Store,
    renderer: EditionRenderer,
    signature: str,
    sent: tuple[ListedEdition, ...],
    gone: Mapping[UUID, frozenset[UUID]],
) -> list[tuple[ListedEdition, Document]]:
    wanted = [
        Document(
            path=renderer.path(each),
            key=_key(signature, each, gone.get(each.id, frozenset())),
            updated=each.closed_at,
        )
        for each in sent
    ]
    with store.read() as connection:
        before = {
            each.path: each.key for each in documents.written(connection, [each.path for each in wanted])
        }
    return [
        (edition, document)
        for edition, document in zip(sent, wanted, strict=True)
        if before.get(document.path) != document.key
    ]


def _key(signature: str, edition: ListedEdition, gone: frozenset[UUID]) -> str:
    about = " ".join([signature, edition.id.hex, *sorted(each.hex for each in gone)])
    return hashlib.blake2b(about.encode(), digest_size=16).hexdigest()
