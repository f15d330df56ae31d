"""What is the story, its summary and its title?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

from publisher import clean, codec, naming, summarize
from publisher.clean import Reading
from publisher.codec import StoredArticle
from publisher.config import Summary
from publisher.ingest.rulebook import Rulebook
from publisher.model import Article, Parsed, Repetition
from publisher.summarize import NO_TAGS, Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How articles are to be cleaned and summarized: what other stories and editors say about blocks."""

    settings: Summary
    language: str
    repetition: Repetition
    rulings: Rulebook = field(default_factory=Rulebook)
    vocabulary: Vocabulary = NO_TAGS


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """A parsed article as the store has it; its file's name names it when nothing in it does."""

    parsed: str
    path: str


def finish(order: Order, raw: Raw) -> StoredArticle:
    """Clean and summarize one article of the store again."""
    return finished(order, codec.decode_parsed(raw.parsed), raw.path)


def finished(order: Order, parsed: Parsed, path: str, reading: Reading | None = None) -> StoredArticle:
    """Clean and summarize what was parsed from the file at ``path``, for the store; see ``article``."""
    found = article(order, parsed, path, reading)
    return codec.encode_article(found, fingerprint(found))


def read(parsed: Parsed, path: str) -> Reading:
    """Return what is to be known about the blocks of an article before they are judged."""
    return Reading.of(parsed, naming.section(path, parsed.meta))


def article(order: Order, parsed: Parsed, path: str, reading: Reading | None = None) -> Article:
    """Clean and summarize what was parsed from the file at ``path`` below the inbox.

    ``reading`` is what ``read`` returned, if it is at hand already.
    """
    if not parsed.meta.slug and not parsed.meta.title:
        parsed = replace(parsed, meta=replace(parsed.meta, slug=naming.slug(path, parsed.meta)))
    rulings = order.rulings.of(naming.section(path, parsed.meta))
    cleaned = clean.cleaned(parsed, reading or read(parsed, path), order.repetition, rulings)
    return summarize.article(cleaned, order.settings, order.language, order.vocabulary)


def fingerprint(article: Article) -> str:
    """Return what tells an edit from the same article: title, story and notices, not its trimmings."""
    digest = hashlib.blake2b(article.meta.title.encode(), digest_size=16)
    for block in article.blocks:
        digest.update(b"\0" + (block.html or block.text).encode())
    for notice in article.meta.notices:
        corrected = notice.at.isoformat() if notice.at else ""
        digest.update(b"\1" + corrected.encode() + b"\0" + (notice.html or notice.text).encode())
    return digest.hexdigest()
