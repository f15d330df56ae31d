"""Which values travel between the stages?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
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

    INSTANT = "instant"
    DAILY = "daily"
    WEEKLY = "weekly"


class SubscriberState(StrEnum):
    """Whether a subscriber receives mail, and if not, why not."""

    PENDING = "pending"
    ACTIVE = "active"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


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
    ``also_in`` are the other sections in which articles tell it, copies included.
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
    also_in: tuple[str, ...] = ()

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
    earlier editions of the cadence carried. ``zone`` is the time zone whose hour it was closed at, empty for
    the publication's own; editions of one period have one number.
    """

    id: UUID
    number: int
    cadence: Cadence
    closed_at: datetime
    stories: tuple[Story, ...]
    omitted: int = 0
    corrections: tuple[Correction, ...] = ()
    zone: str = ""

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


Repetition = Mapping[int, int]
"""How many other articles of the same source carry a block, by the block's fingerprint."""


Rulings = Mapping[int, Ruling]
"""What an editor has ruled about blocks, by the block's fingerprint."""
