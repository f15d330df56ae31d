"""How do the values on the seams become text in a column, and values again?"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from publisher.model import Article, Block, BlockKind, Entry, Meta, Origin, Parsed, Removed, Story


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


_META = {each.name: each.default for each in fields(Meta)}


def decode_meta(text: str) -> Meta:
    """Return the metadata of a stored article."""
    return _to_meta(json.loads(text))


def encode_parsed(parsed: Parsed) -> str:
    """Return a parsed file as JSON."""
    return _dump({"meta": _meta(parsed.meta), "blocks": _blocks(parsed.blocks), "warnings": parsed.warnings})


def decode_parsed(text: str) -> Parsed:
    """Return what ``encode_parsed`` was given."""
    value = json.loads(text)
    blocks = tuple(Block(kind=BlockKind(kind), text=text, html=html) for kind, text, html in value["blocks"])
    return Parsed(meta=_to_meta(value["meta"]), blocks=blocks, warnings=tuple(value["warnings"]))


def encode_article(article: Article, fingerprint: str) -> StoredArticle:
    """Return an article in the form in which it is stored."""
    return StoredArticle(
        meta=_dump(_meta(article.meta)),
        summary=article.summary,
        removed=_dump([[each.index, each.reason] for each in article.removed]),
        fingerprint=fingerprint,
    )


def decode_entry(stored: StoredEntry) -> Entry:
    """Return the entry of a row."""
    text = decode_parsed(stored.parsed)
    removed = tuple(
        Removed(index=index, block=text.blocks[index], reason=reason)
        for index, reason in json.loads(stored.article.removed)
    )
    gone = {each.index for each in removed}
    return Entry(
        id=stored.id,
        path=stored.path,
        section=stored.section,
        page=stored.page,
        article=Article(
            meta=decode_meta(stored.article.meta),
            blocks=tuple(block for index, block in enumerate(text.blocks) if index not in gone),
            summary=stored.article.summary,
            removed=removed,
        ),
        fingerprint=stored.article.fingerprint,
        published=stored.published,
        updated=stored.updated,
    )


def encode_story(story: Story) -> str:
    """Return a story of an edition as JSON."""
    value = {each.name: getattr(story, each.name) for each in fields(Story)}
    return _dump(value | {"entry": str(story.entry), "published": story.published.isoformat()})


def decode_story(text: str) -> Story:
    """Return what ``encode_story`` was given."""
    value = json.loads(text)
    value["entry"] = UUID(value["entry"])
    value["published"] = datetime.fromisoformat(value["published"])
    value["authors"] = tuple(value["authors"])
    return Story(**value)


def _meta(meta: Meta) -> dict[str, Any]:
    known = ((name, getattr(meta, name)) for name in _META)
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in known
        if value != _META[name]
    }


def _to_meta(value: dict[str, Any]) -> Meta:
    for name in ("published", "updated"):
        if name in value:
            value[name] = datetime.fromisoformat(value[name])
    for name in ("title_origin", "published_origin", "language_origin"):
        if name in value:
            value[name] = Origin(value[name])
    for name in ("authors", "tags"):
        if name in value:
            value[name] = tuple(value[name])
    return Meta(**value)


def _blocks(blocks: tuple[Block, ...]) -> list[tuple[str, str, str]]:
    return [(block.kind, block.text, block.html) for block in blocks]


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
