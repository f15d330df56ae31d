"""Which of the publication's own tags fit a file that has none?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publisher.config import Config
    from publisher.model import Article, Parsed

# Rarer tags than those of most articles are not looked for: an archive may have tens of thousands.
_USED = 1_000


def applied(parsed: Parsed, article: Article) -> bool:
    """Say whether an article has its tags from the vocabulary instead of from its author."""
    return bool(article.meta.tags) and not parsed.meta.tags


def suggested(config: Config, parsed: Parsed, article: Article) -> tuple[str, ...]:
    """Return the tags that fit an article of which the author has given none.

    They are those of the configuration, and those that other articles of the publication have. What
    the article has been given already is not suggested.
    """
    from publisher.store import open_store, tagging
    from publisher.summarize import Vocabulary, suggest

    if parsed.meta.tags:
        return ()
    used: list[str] = []
    if config.database.exists():
        store = open_store(config.database)
        try:
            with store.read() as connection:
                used = tagging.used(connection, _USED)
        finally:
            store.close()
    # The configuration's spelling counts, then that of most articles.
    spelled: dict[str, str] = {}
    for tag in (*config.tags.vocabulary, *used):
        spelled.setdefault(tag.casefold(), tag)
    vocabulary = Vocabulary.of(spelled.values(), config.tags.synonyms)
    found = suggest(article.meta.title, article.blocks, article.meta.language, vocabulary)
    return tuple(tag for tag in found if tag not in article.meta.tags)
