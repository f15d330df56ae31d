"""What is the story, its summary and its title?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from publisher import clean, codec, naming, summarize
from publisher.codec import StoredArticle
from publisher.config import Summary
from publisher.model import Article, Parsed, Repetition


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How articles are to be cleaned and summarized, and which blocks are known from other stories."""

    settings: Summary
    language: str
    repetition: Repetition


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """A parsed article as the store has it; its file's name names it when nothing in it does."""

    parsed: str
    path: str


def finish(order: Order, raw: Raw) -> StoredArticle:
    """Clean and summarize one article of the store again."""
    return finished(order, codec.decode_parsed(raw.parsed), raw.path)


def finished(order: Order, parsed: Parsed, path: str) -> StoredArticle:
    """Clean and summarize the article that was parsed from the file at ``path``."""
    if not parsed.meta.slug and not parsed.meta.title:
        parsed = replace(parsed, meta=replace(parsed.meta, slug=naming.slug(path, parsed.meta)))
    article = summarize.article(clean.clean(parsed, order.repetition), order.settings, order.language)
    return codec.encode_article(article, fingerprint(article))


def fingerprint(article: Article) -> str:
    """Return what tells an edit from the same article: its title and its story, not its trimmings."""
    digest = hashlib.blake2b(article.meta.title.encode(), digest_size=16)
    for block in article.blocks:
        digest.update(b"\0" + (block.html or block.text).encode())
    return digest.hexdigest()
