"""Which values travel between the stages?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class BlockKind(StrEnum):
    """What a block is, as far as its form tells."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    QUOTE = "quote"
    LIST = "list"
    IMAGE = "image"
    CODE = "code"
    TABLE = "table"
    RULE = "rule"
    FOOTNOTES = "footnotes"


class Origin(StrEnum):
    """Where a value of the metadata was found."""

    FRONT_MATTER = "front matter"
    PAGE = "page metadata"
    HEADING = "first heading"
    FILE_NAME = "file name"
    FILE = "file modification time"
    FOLDER = "folder"
    DETECTED = "detected in the text"
    DERIVED = "derived from the text"
    CONFIGURATION = "configuration"


class Cadence(StrEnum):
    """How often a subscriber wants mail."""

    DAILY = "daily"
    WEEKLY = "weekly"


class SubscriberState(StrEnum):
    """Whether a subscriber receives mail, and if not, why not."""

    PENDING = "pending"
    ACTIVE = "active"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


class DeliveryState(StrEnum):
    """How far one delivery has come (DESIGN.md, decision 6)."""

    PLANNED = "planned"
    SENDING = "sending"
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    SUPPRESSED = "suppressed"
    UNCERTAIN = "uncertain"


class Ruling(StrEnum):
    """What an editor has ruled that a text is, wherever it stands."""

    STORY = "story"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One complete file of the inbox: its path below the inbox with ``/``, its bytes, its mtime."""

    path: str
    data: bytes
    modified: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What is known about an article besides its text; everything may be missing.

    ``published`` and ``updated`` always carry a zone. ``description`` is the editor's own summary.
    ``weight`` is the editor's wish for the order of a digest: lower comes first, 0 is no wish.
    """

    title: str = ""
    title_origin: Origin | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    published_origin: Origin | None = None
    updated: datetime | None = None
    language: str = ""
    language_origin: Origin | None = None
    tags: tuple[str, ...] = ()
    section: str = ""
    slug: str = ""
    description: str = ""
    url: str = ""
    image: str = ""
    draft: bool = False
    weight: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph-level piece of an article.

    ``text`` is plain text without markup, one line per list item or table row. ``html`` is the
    same as one sanitized HTML element; it is empty for a plain paragraph, whose text says it all.
    """

    kind: BlockKind
    text: str
    html: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A file as its format says it: metadata, blocks in order, and remarks for its author."""

    meta: Meta
    blocks: tuple[Block, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A block that is not part of the story: where it stood in ``Parsed.blocks``, and why it went."""

    index: int
    block: Block
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """The story alone, and what was taken out of the file."""

    meta: Meta
    blocks: tuple[Block, ...]
    removed: tuple[Removed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A cleaned and summarized story; its ``meta.title`` and ``meta.language`` are never empty."""

    meta: Meta
    blocks: tuple[Block, ...]
    summary: str
    removed: tuple[Removed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article as feeds and pages show it (RFC 4287 §4.1.2).

    ``path`` is the file below the inbox, ``page`` the page below the output folder. ``id`` and
    ``published`` never change again; ``updated`` moves only for an edit. ``related`` are the articles
    that stand under a lead story, in outputs that group them.
    """

    id: UUID
    path: str
    section: str
    page: str
    article: Article
    fingerprint: str
    published: datetime
    updated: datetime
    related: tuple[Entry, ...] = ()

    @property
    def urn(self) -> str:
        """The permanent identifier as an IRI (RFC 4287 §4.2.6)."""
        return f"urn:uuid:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A direct sub-folder of the inbox: ``name`` as on disk, ``folder`` below the output with ``/``."""

    name: str
    title: str
    folder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What one feed is about: the whole publication, or one section of it.

    ``home`` is the absolute URL under which the output folder is served and ends with ``/``.
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

    @property
    def folder(self) -> str:
        """Where this channel's files lie below the output folder: empty, or ending with ``/``."""
        return self.section.folder if self.section else ""

    @property
    def name(self) -> str:
        """The title a person sees: the section's with the publication's behind it."""
        return f"{self.section.title} – {self.title}" if self.section else self.title


class ChannelRenderer(Protocol):
    """One output file per channel, such as a feed or a front page; one module in ``renderers``.

    ``sections`` says whether every section has such a file too, or only the publication; ``grouped``
    whether related entries stand under their lead story and near-copies are left out.
    """

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

    name: str

    def path(self, entry: Entry) -> str:
        """Return where the file lies below the output folder."""

    def render(self, channel: Channel, entry: Entry) -> bytes:
        """Return the whole file; equal arguments give equal bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """An article that stands under a lead story, as an edition keeps it for ever."""

    entry: UUID
    title: str
    url: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A lead story as an edition keeps it for ever, with the articles that stand under it."""

    entry: UUID
    section: str
    title: str
    summary: str
    authors: tuple[str, ...]
    url: str
    language: str
    published: datetime
    minutes: int
    related: tuple[Related, ...] = ()

    @property
    def articles(self) -> int:
        """How many articles tell it."""
        return 1 + len(self.related)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One closed, numbered issue of the digest; ``stories`` stand in the order they are read.

    ``omitted`` counts the articles that were due but did not fit.
    """

    id: UUID
    number: int
    cadence: Cadence
    closed_at: datetime
    stories: tuple[Story, ...]
    omitted: int = 0

    @property
    def articles(self) -> int:
        """How many articles it names."""
        return sum(story.articles for story in self.stories)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """An edition as mail shows it; ``html`` has its CSS inlined and names nothing remote."""

    subject: str
    preheader: str
    html: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One mail to one subscriber; ``attempts`` counts the ones before this."""

    id: UUID
    edition: UUID
    subscriber: int
    address: str
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A finished message (RFC 5322 bytes with CRLF) with its sender and recipient (RFC 5321)."""

    sender: str
    recipient: str
    message_id: str
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The next system has taken responsibility for the message (RFC 5321 §6.1)."""

    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """Not now: the same message may be tried again later."""

    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Never: trying this message again will not help."""

    reply: str


Outcome = Accepted | Deferred | Refused


class Transport(Protocol):
    """One way to hand over envelopes; one module in ``transports``."""

    def send(self, envelope: Envelope) -> Outcome:
        """Hand over one envelope and say what became of it; a fault of the server is an outcome."""

    def close(self) -> None:
        """Let go of connections; the next ``send`` opens them again."""


Repetition = Mapping[int, int]
"""How many other articles of the same source carry a block, by the block's fingerprint."""

Rulings = Mapping[int, Ruling]
"""What an editor has ruled about blocks, by the block's fingerprint."""
