"""How is one archive document made? Rendered and written in a process of its own when there are many."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from publisher import codec, files
from publisher.codec import StoredEntry
from publisher.outputs import Channel, Chunk
from publisher.publish import pages

# Whatever is imported here, each process imports: the database would cost them half a second and 30 MB.


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """How archive documents are to be made, and where they go."""

    templates: tuple[Path, ...]
    signature: str
    output: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One archive document to be made; ``renderer`` is the name of its renderer."""

    renderer: str
    channel: Channel
    chunk: Chunk
    entries: tuple[StoredEntry, ...]
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What became of a document; with ``faults`` the old one stays."""

    path: str
    faults: tuple[str, ...]
    written: bool


def make(job: Job, order: Order) -> Made:
    """Render and write one archive document."""
    made = pages.loaded(job.templates, job.signature)
    renderer = next(each for each in made.archive if each.name == order.renderer)
    channel, entries = made.prepared(order.channel, map(codec.decode_entry, order.entries))
    data = renderer.render(channel, order.chunk, entries)
    faults = tuple(renderer.faults(order.channel, order.chunk, data))
    # Hardly ever fetched: three codings of each would take longer than rendering it.
    written = not faults and files.replace_unsynced(job.output / order.path, data)
    return Made(path=order.path, faults=faults, written=written)
