"""Which tags do articles get from the publication's vocabulary, also those that came before it changed?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from publisher import codec, summarize
from publisher.config import Tags
from publisher.ingest.report import Report
from publisher.store import Store, memory, tagging
from publisher.store.tagging import Tagged
from publisher.summarize import NO_TAGS, Vocabulary

# Articles of one transaction: no other process has to wait for long.
_CHUNK = 500


def applied(settings: Tags) -> Vocabulary:
    """Return the vocabulary that articles without tags get theirs from; an empty one if they get none."""
    if settings.suggest != "apply":
        return NO_TAGS
    return Vocabulary.of(settings.vocabulary, settings.synonyms)


def follow(store: Store, vocabulary: Vocabulary, report: Report, progress: Callable[[int], None]) -> None:
    """Give all stored articles the tags of a vocabulary that has changed, silently: no reader is told.

    Killed in between, it begins again at the next run. ``progress`` is called between pieces of the work.
    """
    with store.read() as connection:
        before = memory.recall(connection, memory.TAGGING) or ""
    if before == vocabulary.digest:
        return
    after = 0
    while True:
        with store.read() as connection:
            chunk = tagging.tagged(connection, after, _CHUNK)
        if not chunk:
            break
        changed = [(each.number, meta) for each in chunk if (meta := _retagged(each, vocabulary))]
        with store.write() as connection:
            tagging.retag(connection, changed)
        report.recleaned += len(changed)
        after = chunk[-1].number
        progress(0)
    with store.write() as connection:
        memory.remember(connection, memory.TAGGING, vocabulary.digest)


def _retagged(each: Tagged, vocabulary: Vocabulary) -> str:
    """Return the metadata of an article with other tags; empty when they stay, as its author's do."""
    if codec.decode_parsed(each.parsed).meta.tags:
        return ""
    article = codec.decode_article(each.article, each.parsed)
    tags = summarize.suggest(article.meta.title, article.blocks, article.meta.language, vocabulary)
    return "" if tags == article.meta.tags else codec.encode_meta(replace(article.meta, tags=tags))
