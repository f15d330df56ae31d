"""How do the values on the seams become text in a column, and values again?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from msgspec import DecodeError, Struct
from msgspec.json import Decoder, encode
from msgspec.json import format as indented

from publisher.errors import StoreError
from publisher.model import (
    Article,
    Block,
    Correction,
    Entry,
    Media,
    Meta,
    Neighbour,
    Notice,
    Parsed,
    Removed,
    Story,
)
from publisher.outputs import About
from publisher.subscriber import Preferences

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """A cleaned and summarized article without its text: what ``encode_article`` makes of it."""

    meta: str
    summary: str
    removed: str
    fingerprint: str

    @classmethod
    def of(cls, row: Any) -> StoredArticle:
        """Return the article of a row that has these four columns."""
        return cls(meta=row.meta, summary=row.summary, removed=row.removed, fingerprint=row.fingerprint)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEntry:
    """An entry as its row has it; decoding is left to the process that needs it.

    ``beside`` says that only a neighbour of it has changed; ``former`` are the pages that it had before
    it moved, where those are asked for.
    """

    number: int
    id: UUID
    path: str
    section: str
    page: str
    published: datetime
    updated: datetime
    article: StoredArticle
    parsed: str
    beside: bool = False
    media: tuple[Media, ...] = ()
    previous: Neighbour | None = None
    next: Neighbour | None = None
    buried: bool = False
    former: tuple[str, ...] = ()


class _Gone(Struct, array_like=True, frozen=True):
    """What was taken out of a block: all of it, or ``length`` characters from ``start``."""

    index: int
    reason: str
    start: int | None = None
    length: int = 0

    @classmethod
    def of(cls, removed: Removed) -> _Gone:
        length = 0 if removed.start is None else len(removed.block.text)
        return cls(removed.index, removed.reason, removed.start, length)


# Made once: building one looks at every type.
_PARSED = Decoder(Parsed)
_META = Decoder(Meta)
_MEDIA = Decoder(Media)
_STORY = Decoder(Story)
_CORRECTION = Decoder(Correction)
_ABOUT = Decoder(About)
_PREFERENCES = Decoder(Preferences)
_REMOVED = Decoder(list[_Gone])


def encode_parsed(parsed: Parsed) -> str:
    """Return a parsed file as JSON."""
    return encode(parsed).decode()


def decode_parsed(text: str) -> Parsed:
    """Return what ``encode_parsed`` was given."""
    return _decode(_PARSED, text)


def decode_meta(text: str) -> Meta:
    """Return the metadata of a stored article."""
    return _decode(_META, text)


def encode_meta(meta: Meta) -> str:
    """Return the metadata of an article as JSON."""
    return encode(meta).decode()


def encode_article(article: Article, fingerprint: str) -> StoredArticle:
    """Return an article in the form in which it is stored."""
    return StoredArticle(
        meta=encode_meta(article.meta),
        summary=article.summary,
        removed=encode(list(map(_Gone.of, article.removed))).decode(),
        fingerprint=fingerprint,
    )


def decode_removed(text: str, blocks: Sequence[Block]) -> tuple[Removed, ...]:
    """Return what was taken out of a stored article, whose parser returned ``blocks``."""
    return tuple(_removed(gone, blocks[gone.index]) for gone in _decode(_REMOVED, text))


def decode_article(stored: StoredArticle, parsed: str) -> Article:
    """Return a stored article with its text."""
    blocks = decode_parsed(parsed).blocks
    meta = decode_meta(stored.meta)
    removed = decode_removed(stored.removed, blocks)
    return Article(
        meta=meta,
        blocks=tuple(_story(blocks, meta.notices, removed)),
        summary=stored.summary,
        removed=removed,
    )


def encode_media(media: Media) -> str:
    """Return what a file beside articles has become as JSON."""
    return encode(media).decode()


def decode_media(text: str) -> Media:
    """Return what ``encode_media`` was given."""
    return _decode(_MEDIA, text)


def decode_entry(stored: StoredEntry) -> Entry:
    """Return the entry of a row."""
    return Entry(
        id=stored.id,
        path=stored.path,
        section=stored.section,
        page=stored.page,
        article=decode_article(stored.article, stored.parsed),
        fingerprint=stored.article.fingerprint,
        published=stored.published,
        updated=stored.updated,
        media=stored.media,
        previous=stored.previous,
        next=stored.next,
        buried=stored.buried,
    )


def encode_about(about: About) -> str:
    """Return the text of a section about itself as JSON."""
    return encode(about).decode()


def decode_about(text: str) -> About:
    """Return what ``encode_about`` was given."""
    return _decode(_ABOUT, text)


def readable(value: object) -> str:
    """Return a value as JSON for a person to read and a program to take on, with its fields by name."""
    return indented(encode(value), indent=2).decode()


def encode_preferences(preferences: Preferences) -> str:
    """Return what somebody wants as JSON."""
    return encode(preferences).decode()


def decode_preferences(text: str) -> Preferences:
    """Return what a subscriber wanted; the store writes it in SQL, too. Raises StoreError."""
    return _decode(_PREFERENCES, text)


def encode_correction(correction: Correction) -> str:
    """Return a correction that an edition tells of as JSON."""
    return encode(correction).decode()


def decode_correction(text: str) -> Correction:
    """Return what ``encode_correction`` was given."""
    return _decode(_CORRECTION, text)


def encode_story(story: Story) -> str:
    """Return a story of an edition as JSON."""
    return encode(story).decode()


def decode_story(text: str) -> Story:
    """Return what ``encode_story`` was given."""
    return _decode(_STORY, text)


def _removed(gone: _Gone, block: Block) -> Removed:
    if gone.start is not None:
        block = replace(block, text=block.text[gone.start : gone.start + gone.length])
    return Removed(index=gone.index, block=block, reason=gone.reason, start=gone.start)


def _story(blocks: Sequence[Block], notices: Iterable[Notice], removed: Iterable[Removed]) -> Iterator[Block]:
    """Yield what is left of the blocks of a file without its notices and without what was taken out."""
    gone = {index for notice in notices for index in notice.indexes}
    cut: dict[int, list[tuple[int, int]]] = {}
    for each in removed:
        if each.start is None:
            gone.add(each.index)
        else:
            cut.setdefault(each.index, []).append((each.start, each.start + len(each.block.text)))
    for index, block in enumerate(blocks):
        if index in cut:
            # Only the ends are ever cut: what stays is one piece, and the space beside it went along.
            text = block.text
            for start, end in sorted(cut[index], reverse=True):
                text = text[:start] + text[end:]
            block = replace(block, text=text.strip())
        if index not in gone and (block.text or index not in cut):
            yield block


def _decode(decoder: Decoder[_Value], text: str) -> _Value:
    """Raise StoreError for text that nothing here has encoded: SQLite has no checksums to notice it."""
    try:
        return decoder.decode(text)
    except DecodeError as error:
        raise StoreError(
            f"the database is damaged: something stored in it cannot be read ({error}); nothing was changed; "
            "restore a backup, or move the file away and run `publisher build`"
        ) from error
