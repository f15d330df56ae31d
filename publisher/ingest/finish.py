"""What is the story, its summary and its title?"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from publisher import clean, codec, naming, summarize
from publisher.clean import Reading
from publisher.codec import StoredArticle
from publisher.config import Summary
from publisher.ingest.rulebook import Rulebook
from publisher.model import Article, Notice, Origin, Parsed, Repetition, Withdrawal
from publisher.store.acts import Act, ActKind
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
    """A parsed article as the store has it; its file's name names it when nothing in it does.

    ``acts`` are what ``_notices.toml`` says about it.
    """

    parsed: str
    path: str
    acts: tuple[Act, ...] = ()


def finish(order: Order, raw: Raw) -> StoredArticle:
    """Clean and summarize one article of the store again."""
    found = amended(article(order, codec.decode_parsed(raw.parsed), raw.path), raw.acts)
    return codec.encode_article(found, fingerprint(found))


def finished(order: Order, parsed: Parsed, path: str, reading: Reading | None = None) -> StoredArticle:
    """Clean and summarize what was parsed from the file at ``path``, for the store; see ``article``."""
    found = article(order, parsed, path, reading)
    return codec.encode_article(found, fingerprint(found))


def read(parsed: Parsed, path: str) -> Reading:
    """Return what is to be known about the blocks of an article before they are judged."""
    return Reading.of(parsed, naming.section(path, parsed.meta))


def candidates(raw: Raw) -> tuple[int, ...]:
    """Return by which texts other articles may know boilerplate in this one; see ``Reading.candidates``."""
    return read(codec.decode_parsed(raw.parsed), raw.path).candidates


def article(order: Order, parsed: Parsed, path: str, reading: Reading | None = None) -> Article:
    """Clean and summarize what was parsed from the file at ``path`` below the inbox.

    ``reading`` is what ``read`` returned, if it is at hand already.
    """
    if parsed.meta.title_origin is Origin.NOTICE:
        # The announcement of a correction: every word of it is what the editor wrote.
        return Article(meta=parsed.meta, blocks=parsed.blocks, summary=parsed.meta.description)
    if not parsed.meta.slug and not parsed.meta.title:
        parsed = replace(parsed, meta=replace(parsed.meta, slug=naming.slug(path, parsed.meta)))
    rulings = order.rulings.of(naming.section(path, parsed.meta))
    cleaned = clean.cleaned(parsed, reading or read(parsed, path), order.repetition, rulings)
    return summarize.article(cleaned, order.settings, order.language, order.vocabulary)


def amended(article: Article, acts: Sequence[Act]) -> Article:
    """Return the article as editors have corrected or withdrawn it; dated notices stand in their order."""
    if not acts:
        return article
    meta = article.meta
    notices = [Notice(text=act.text, at=act.at) for act in acts if act.kind is ActKind.CORRECTION]
    dated = sorted(
        ((notice.at, notice) for notice in (*meta.notices, *notices) if notice.at), key=lambda pair: pair[0]
    )
    undated = [notice for notice in meta.notices if not notice.at]
    withdrawals = [act for act in acts if act.kind is ActKind.WITHDRAWAL]
    last = max(withdrawals, key=lambda act: act.at, default=None)
    return replace(
        article,
        meta=replace(
            meta,
            notices=(*(notice for _, notice in dated), *undated),
            withdrawal=Withdrawal(at=last.at, reason=last.text) if last else meta.withdrawal,
        ),
    )


def fingerprint(article: Article) -> str:
    """Return what tells an edit from the same article: title, story and notices, not its trimmings."""
    digest = hashlib.blake2b(article.meta.title.encode(), digest_size=16)
    for block in article.blocks:
        digest.update(b"\0" + (block.html or block.text).encode())
    for notice in article.meta.notices:
        corrected = notice.at.isoformat() if notice.at else ""
        digest.update(b"\1" + corrected.encode() + b"\0" + (notice.html or notice.text).encode())
    if withdrawal := article.meta.withdrawal:
        digest.update(b"\2" + withdrawal.at.isoformat().encode() + b"\0" + withdrawal.reason.encode())
    return digest.hexdigest()
