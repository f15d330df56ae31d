"""What is a file of the output about, and what must its renderer offer?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from publisher.model import Block, Cadence, Edition, Entry, Meta


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A direct sub-folder of the inbox: ``name`` as on disk, ``folder`` below the output with ``/``."""

    name: str
    title: str
    folder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a publication or a section says about itself, from the file ``_index.md``.

    ``title`` and ``language`` are empty when the file does not say them.
    """

    title: str
    language: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Headlines:
    """The newest articles of one section, newest first."""

    section: Section
    articles: tuple[Listed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """An entry that has been taken out of feeds: which, when, and why (RFC 6721)."""

    id: UUID
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What one feed is about: the whole publication, or one section of it.

    ``home`` is the absolute URL under which the output folder is served and ends with ``/``.
    ``hubs`` are the WebSub hubs that pass on what its feeds say; ``archive`` is the youngest document of
    its archive below the output folder, empty for none. ``headlines`` are those of all sections, for the
    publication's front page; ``has_editions`` says whether a digest has been sent. ``tombstones`` are the
    entries that have been taken out of this document.
    """

    id: UUID
    title: str
    description: str
    home: str
    language: str
    author: str
    time_zone: str
    section: Section | None = None
    sections: tuple[Section, ...] = ()
    hubs: tuple[str, ...] = ()
    archive: str = ""
    about: About | None = None
    headlines: tuple[Headlines, ...] = ()
    has_editions: bool = False
    tombstones: tuple[Tombstone, ...] = ()

    @property
    def folder(self) -> str:
        """Where this channel's files lie below the output folder: empty, or ending with ``/``."""
        return self.section.folder if self.section else ""

    @property
    def name(self) -> str:
        """The title a person sees: the section's with the publication's behind it."""
        return f"{self.section.title} – {self.title}" if self.section else self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An article without its text, as maps of the site and the search know it."""

    id: UUID
    page: str
    section: str
    meta: Meta
    summary: str
    published: datetime
    updated: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Which document of a row of documents this is, by the names of it and its older and younger neighbours.

    A name never changes; ``previous`` and ``next`` are empty at the ends of the row.
    """

    name: str
    previous: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A document that has been written below the output folder, with the newest change in it."""

    path: str
    updated: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The whole publication as files that stand once in it see it.

    ``lists`` are the documents of all list renderers, of each the one with the newest articles first;
    ``recent`` the articles of the last 48 hours, newest first.
    """

    channel: Channel
    sections: tuple[Channel, ...]
    lists: tuple[Written, ...]
    recent: tuple[Listed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEdition:
    """A closed edition without its stories."""

    id: UUID
    number: int
    cadence: Cadence
    closed_at: datetime
    subject: str
    zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """The publication as files see it that change only when an edition is closed or a section comes.

    ``editions`` are all digests that have been sent, ``latest`` the newest of them with their stories,
    both newest first.
    """

    channel: Channel
    sections: tuple[Channel, ...]
    editions: tuple[ListedEdition, ...]
    latest: tuple[Edition, ...]


class Scope(StrEnum):
    """What one file of a renderer is about."""

    CHANNEL = "channel"
    ENTRY = "entry"
    ARCHIVE = "archive"
    LIST = "list"
    EDITION = "edition"
    VOLUME = "volume"
    SITE = "site"


class ChannelRenderer(Protocol):
    """One output file per channel, such as a feed or a front page; one module in ``renderers``.

    ``sections`` says whether every section has such a file too, or only the publication; ``grouped``
    whether related entries stand under their lead story and near-copies are left out.
    """

    scope: Scope
    name: str
    sections: bool
    grouped: bool

    def path(self, channel: Channel) -> str:
        """Return where the file lies below the output folder."""

    def render(self, channel: Channel, entries: tuple[Entry, ...]) -> bytes:
        """Return the whole file; equal arguments give equal bytes."""

    def faults(self, channel: Channel, data: bytes) -> list[str]:
        """Return what forbids publishing ``data``, a sentence each; empty when it is good."""


class EntryRenderer(Protocol):
    """One output file per entry, such as its page; one module in ``renderers``."""

    scope: Scope
    name: str

    def path(self, entry: Entry) -> str:
        """Return where the file lies below the output folder."""

    def render(self, channel: Channel, entry: Entry) -> bytes:
        """Return the whole file; equal arguments give equal bytes."""


class ArchiveRenderer(Protocol):
    """One output file per chunk of the older entries of a channel; one module in ``renderers``.

    A chunk begins with every article of at least the rank ``step`` (``naming.rank``), so that a new
    article changes no file but the youngest.
    """

    scope: Scope
    name: str
    step: int

    def path(self, channel: Channel, name: str) -> str:
        """Return where the chunk of this name lies below the output folder."""

    def render(self, channel: Channel, chunk: Chunk, entries: tuple[Entry, ...]) -> bytes:
        """Return the whole file; the newest entry comes first."""

    def faults(self, channel: Channel, chunk: Chunk, data: bytes) -> list[str]:
        """Return what forbids publishing ``data``, a sentence each; empty when it is good."""


class ListRenderer(Protocol):
    """One output file per chunk of all articles of the publication, without their text.

    A chunk begins with every article of at least the rank ``steps[0]``; after the last of those also with
    every one of the rank ``steps[1]``, and so on: a new article changes a short file, and a few of those
    become a long one now and then.
    """

    scope: Scope
    name: str
    steps: tuple[int, ...]

    def path(self, name: str) -> str:
        """Return where the chunk of this name lies below the output folder."""

    def render(self, channel: Channel, listed: tuple[Listed, ...]) -> bytes:
        """Return the whole file; the newest article comes first."""

    def faults(self, channel: Channel, data: bytes) -> list[str]:
        """Return what forbids publishing ``data``, a sentence each; empty when it is good."""


class EditionRenderer(Protocol):
    """One output file per edition of the digest; one module in ``renderers``."""

    scope: Scope
    name: str

    def path(self, edition: Edition | ListedEdition) -> str:
        """Return where the file lies below the output folder."""

    def render(self, channel: Channel, edition: Edition) -> bytes:
        """Return the whole file; equal arguments give equal bytes."""


class VolumeRenderer(Protocol):
    """One output file about all editions or sections; one module in ``renderers``."""

    scope: Scope
    name: str

    def path(self) -> str:
        """Return where the file lies below the output folder."""

    def render(self, volume: Volume) -> bytes:
        """Return the whole file; equal arguments give equal bytes."""

    def faults(self, volume: Volume, data: bytes) -> list[str]:
        """Return what forbids publishing ``data``, a sentence each; empty when it is good."""


class SiteRenderer(Protocol):
    """One output file for the whole publication, such as a map of it; one module in ``renderers``."""

    scope: Scope
    name: str

    def path(self) -> str:
        """Return where the file lies below the output folder."""

    def render(self, overview: Overview) -> bytes:
        """Return the whole file; equal arguments give equal bytes."""

    def faults(self, overview: Overview, data: bytes) -> list[str]:
        """Return what forbids publishing ``data``, a sentence each; empty when it is good."""
