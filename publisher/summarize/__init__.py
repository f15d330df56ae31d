"""What does an article say in short, what is it called, and in which language is it?"""

from __future__ import annotations

from dataclasses import replace

from publisher.config import Summary
from publisher.model import Article, Cleaned, Origin
from publisher.summarize.headline import headline
from publisher.summarize.language import language
from publisher.summarize.lead import summarize
from publisher.summarize.tags import NO_TAGS, Vocabulary, suggest

__all__ = ["NO_TAGS", "Vocabulary", "article", "headline", "language", "suggest", "summarize"]

UNTITLED = "Untitled"

_detect = language


def article(cleaned: Cleaned, settings: Summary, language: str, vocabulary: Vocabulary = NO_TAGS) -> Article:
    """Return the story with its title, language and feed summary filled in.

    ``language`` is the publication's, for texts that say too little. A title that is missing is
    derived from the text, else from the words of the slug; it is never empty. An article without tags
    gets those of the ``vocabulary`` that fit.
    """
    meta = cleaned.meta
    tag, origin = _detect(cleaned, language)
    if meta.language != tag or meta.language_origin is not origin:
        meta = replace(meta, language=tag, language_origin=origin)
        cleaned = Cleaned(meta=meta, blocks=cleaned.blocks, removed=cleaned.removed)
    summary = summarize(cleaned, settings.feed, settings.prefer)
    if not meta.title.strip():
        title, title_origin = _title(cleaned)
        meta = replace(meta, title=title, title_origin=title_origin)
    if not meta.tags and (tags := suggest(meta.title, cleaned.blocks, meta.language, vocabulary)):
        meta = replace(meta, tags=tags)
    return Article(meta=meta, blocks=cleaned.blocks, summary=summary, removed=cleaned.removed)


def _title(cleaned: Cleaned) -> tuple[str, Origin]:
    derived = headline(cleaned)
    if derived:
        return derived, Origin.DERIVED
    words = " ".join(cleaned.meta.slug.replace("-", " ").replace("_", " ").split())
    return (words[0].upper() + words[1:] if words else UNTITLED), Origin.FILE_NAME
