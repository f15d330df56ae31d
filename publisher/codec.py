"""How do the values on the seams become text in a column, and values again?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from msgspec import DecodeError
from msgspec.json import Decoder, encode

from publisher.errors import StoreError
from publisher.model import Article, Entry, Meta, Parsed, Removed, Story

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """A cleaned and summarized article without its text: what ``encode_article`` makes of it."""

    meta: str
    summary: str
    removed: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEntry:
    """An entry as its row has it; decoding is left to the process that needs it."""

    number: int
    id: UUID
    path: str
    section: str
    page: str
    published: datetime
    updated: datetime
    article: StoredArticle
    parsed: str


# Made once: building one looks at every type.
_PARSED = Decoder(Parsed)
_META = Decoder(Meta)
_STORY = Decoder(Story)
_REMOVED = Decoder(list[tuple[int, str]])


def encode_parsed(parsed: Parsed) -> str:
    """Return a parsed file as JSON."""
    return encode(parsed).decode()


def decode_parsed(text: str) -> Parsed:
    """Return what ``encode_parsed`` was given."""
    return _decode(_PARSED, text)


def decode_meta(text: str) -> Meta:
    """Return the metadata of a stored article."""
    return _decode(_META, text)


def encode_article(article: Article, fingerprint: str) -> StoredArticle:
    """Return an article in the form in which it is stored."""
    return StoredArticle(
        meta=encode(article.meta).decode(),
        summary=article.summary,
        removed=encode([(each.index, each.reason) for each in article.removed]).decode(),
        fingerprint=fingerprint,
    )


def decode_removed(text: str) -> dict[int, str]:
    """Return why blocks of a stored article were taken out, by their index."""
    removed: list[tuple[int, str]] = _decode(_REMOVED, text)
    return dict(removed)


def decode_article(stored: StoredArticle, parsed: str) -> Article:
    """Return a stored article with its text."""
    blocks = decode_parsed(parsed).blocks
    reasons = decode_removed(stored.removed)
    return Article(
        meta=decode_meta(stored.meta),
        blocks=tuple(block for index, block in enumerate(blocks) if index not in reasons),
        summary=stored.summary,
        removed=tuple(
            Removed(index=index, block=blocks[index], reason=reason) for index, reason in reasons.items()
        ),
    )


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
    )


def encode_story(story: Story) -> str:
    """Return a story of an edition as JSON."""
    return encode(story).decode()


def decode_story(text: str) -> Story:
    """Return what ``encode_story`` was given."""
    return _decode(_STORY, text)


def _decode(decoder: Decoder[_Value], text: str) -> _Value:
    """Raise StoreError for text that nothing here has encoded: SQLite has no checksums to notice it."""
    try:
        return decoder.decode(text)
    except DecodeError as error:
        raise StoreError(
            f"the database is damaged: something stored in it cannot be read ({error}); nothing was changed; "
            "restore a backup, or move the file away and run `publisher build`"
        ) from error
