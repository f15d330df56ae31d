"""How does one article get its page? Rendered and written in a process of its own when there are many."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from publisher import codec, files
from publisher.codec import StoredEntry
from publisher.outputs import Channel
from publisher.renderers import Renderers, renderers
from publisher.renderers.templates import environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """How pages are to be made, and where they go."""

    channel: Channel
    templates: tuple[Path, ...]
    signature: str
    output: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What became of the page of one article; ``beside`` says that only a neighbour of it has changed."""

    number: int
    section: str
    written: bool
    beside: bool


def make(job: Job, stored: StoredEntry) -> Page:
    """Render and write every output that one entry has. Raises OutputError; the old page stays."""
    made = loaded(job.templates, job.signature)
    entry = made.presented(job.channel, codec.decode_entry(stored))
    written = False
    for renderer in made.entry:
        path = job.output / renderer.path(entry)
        written |= files.replace_unsynced(path, renderer.render(job.channel, entry))
    for former in stored.former:
        files.replace_unsynced(job.output / former, made.redirect.render(job.channel, entry, former))
    return Page(number=stored.number, section=stored.section, written=written, beside=stored.beside)


@lru_cache(maxsize=4)
def loaded(templates: tuple[Path, ...], signature: str) -> Renderers:  # noqa: ARG001  key of the cache
    """Return the renderers over these folders of templates; they are compiled once per process.

    Another ``signature`` says that the templates have changed, and they are read again.
    """
    return renderers(environment(templates))
