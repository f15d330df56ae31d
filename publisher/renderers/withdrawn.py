"""What stands where an article has been withdrawn?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from publisher.model import Article, Block, BlockKind, Meta, Origin
from publisher.renderers.language import day

if TYPE_CHECKING:
    from collections.abc import Collection
    from types import SimpleNamespace
    from uuid import UUID

    from publisher.model import Edition, Entry, Story, Withdrawal


def presented(entry: Entry, words: SimpleNamespace, time_zone: str) -> Entry:
    """Return the entry as readers see it: of a withdrawn one nothing is left but its id, dates and address.

    ``words`` are those of the publication's language, in which the notice in its place is written.
    """
    withdrawal = entry.article.meta.withdrawal
    if withdrawal is None:
        return entry
    texts = sentences(withdrawal, words, time_zone)
    meta = Meta(
        title=words.withdrawn_title,
        title_origin=Origin.NOTICE,
        language=words.language,
        section=entry.article.meta.section,
        withdrawal=withdrawal,
    )
    blocks = tuple(Block(kind=BlockKind.PARAGRAPH, text=text) for text in texts)
    return replace(
        entry, article=Article(meta=meta, blocks=blocks, summary=" ".join(texts)), related=(), media=()
    )


def presented_edition(edition: Edition, gone: Collection[UUID], words: SimpleNamespace) -> Edition:
    """Return an edition as its page shows it: of the stories ``gone`` since, nothing is left but a notice.

    ``words`` are those of the publication's language.
    """
    if not gone:
        return edition
    return replace(
        edition,
        stories=tuple(_presented_story(story, gone, words) for story in edition.stories),
        corrections=tuple(
            replace(each, title=words.withdrawn_title, language=words.language)
            if each.entry in gone
            else each
            for each in edition.corrections
        ),
    )


def _presented_story(story: Story, gone: Collection[UUID], words: SimpleNamespace) -> Story:
    kept = replace(story, related=tuple(each for each in story.related if each.entry not in gone))
    if story.entry not in gone:
        return kept
    return replace(
        kept,
        title=words.withdrawn_title,
        summary=words.withdrawn,
        authors=(),
        language=words.language,
        notices=(),
        picture=None,
    )


def sentences(withdrawal: Withdrawal, words: SimpleNamespace, time_zone: str) -> tuple[str, ...]:
    """Return what is said of a withdrawal: since when, and why where that is known."""
    said = words.withdrawn_dated.format(date=day(withdrawal.at, words.language, time_zone))
    if not withdrawal.reason:
        return (said,)
    return (said, words.withdrawn_reason.format(reason=withdrawal.reason))
