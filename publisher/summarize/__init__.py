"""What does an article say in short, what is it called, and in which language is it?"""

from __future__ import annotations

from dataclasses import replace

from publisher.config import Summary
from publisher.model import Article, Cleaned, Origin
from publisher.summarize.headline import headline
from publisher.summarize.language import language, reading_minutes
from publisher.summarize.lead import summarize

__all__ = ["article", "headline", "language", "reading_minutes", "summarize"]

UNTITLED = "Untitled"

_detect = language


def article(cleaned: Cleaned, settings: Summary, language: str) -> Article:
    """Return the story with its title, language and feed summary filled in.

    ``language`` is the publication's, for texts that say too little. A title that is missing is
    derived from the text, else from the words of the slug; it is never empty.
    """
    tag, origin = _detect(cleaned, language)
    cleaned = replace(cleaned, meta=replace(cleaned.meta, language=tag, language_origin=origin))
    meta = cleaned.meta
    if not meta.title.strip():
        title, title_origin = _title(cleaned)
        meta = replace(meta, title=title, title_origin=title_origin)
    return Article(
        meta=meta,
        blocks=cleaned.blocks,
        summary=summarize(cleaned, settings.feed),
        removed=cleaned.removed,
    )


def _title(cleaned: Cleaned) -> tuple[str, Origin]:
    derived = headline(cleaned)
    if derived:
        return derived, Origin.DERIVED
    words = " ".join(cleaned.meta.slug.replace("-", " ").replace("_", " ").split())
    return (words[0].upper() + words[1:] if words else UNTITLED), Origin.FILE_NAME
