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
    NOTICE = "notice of a correction"


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
class Notice:
    """A correction of an article, which stands above its story and is no part of it.

    ``html`` is empty when the text says it all, as in ``Block``. ``at`` is when the article was
    corrected, with a zone, where that is known. ``labelled`` says that the text itself says what it
    is ("Correction: …"). ``indexes`` are the blocks of ``Parsed.blocks`` that it was made of.
    """

    text: str
    html: str = ""
    at: datetime | None = None
    labelled: bool = False
    indexes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """That an article is withdrawn: since when, with a zone, and why; the reason may be empty."""

    at: datetime
    reason: str = ""


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
    notices: tuple[Notice, ...] = ()
    withdrawal: Withdrawal | None = None


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
    """A block that is not part of the story: where it stood in ``Parsed.blocks``, and why it went.

    ``start`` is where in the text of that block it began, when the rest of the block stays; else it
    is missing.
    """

    index: int
    block: Block
    reason: str
    start: int | None = None


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
class Neighbour:
    """The article before or after another one in its section, as the other's page names it."""

    title: str
    page: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One width of a picture: where it lies below the output folder, and its size in pixels."""

    path: str
    width: int
    height: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file beside an article as it is published; ``path`` is empty for one that is missing or refused.

    ``address`` is what the article calls it, ``type`` its media type, ``length`` its bytes. A picture has
    ``variants``, the smallest first, and lies at the largest; a width of 0 is not known.
    """

    address: str
    path: str = ""
    type: str = ""
    length: int = 0
    width: int = 0
    height: int = 0
    variants: tuple[Variant, ...] = ()

    @property
    def picture(self) -> bool:
        """Whether browsers show it as a picture."""
        return self.type.startswith("image/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article as feeds and pages show it (RFC 4287 §4.1.2).

    ``path`` is the file below the inbox, ``page`` the page below the output folder. ``id`` and
    ``published`` never change again; ``updated`` moves only for an edit. ``related`` are the articles
    that stand under a lead story, in outputs that group them; ``previous`` and ``next`` the older and
    the newer one of its section, for its own page. ``media`` are the files beside it that it
    names. A ``buried`` one is withdrawn, and feeds have a
    tombstone in its place.
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
    media: tuple[Media, ...] = ()
    previous: Neighbour | None = None
    next: Neighbour | None = None
    buried: bool = False

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
    """One output file per chunk of all articles of the publication, without their text."""

    scope: Scope
    name: str
    step: int

    def path(self, name: str) -> str:
        """Return where the chunk of this name lies below the output folder."""

    def render(self, channel: Channel, chunk: Chunk, listed: tuple[Listed, ...]) -> bytes:
        """Return the whole file; the newest article comes first."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """An article that stands under a lead story, as an edition keeps it for ever."""

    entry: UUID
    title: str
    url: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A lead story as an edition keeps it for ever, with the articles that stand under it.

    The ``address`` of its picture is the one that a mail shows: absolute, or ``cid:`` of an attached one.
    """

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
    notices: tuple[Notice, ...] = ()
    picture: Media | None = None

    @property
    def articles(self) -> int:
        """How many articles tell it."""
        return 1 + len(self.related)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What has been put right since in a story of an earlier edition, as an edition keeps it for ever.

    ``text`` is the notice's, or the reason why the article was withdrawn, which may be empty. ``at`` is
    missing where nobody has said when.
    """

    entry: UUID
    title: str
    url: str
    language: str
    text: str
    at: datetime | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One closed, numbered issue of the digest; ``stories`` stand in the order they are read.

    ``omitted`` counts the articles that were due but did not fit. ``corrections`` are of stories that
    earlier editions of the cadence carried.
    """

    id: UUID
    number: int
    cadence: Cadence
    closed_at: datetime
    stories: tuple[Story, ...]
    omitted: int = 0
    corrections: tuple[Correction, ...] = ()

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
