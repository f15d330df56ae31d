"""Is this too long to be one article?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.errors import ArticleError

if TYPE_CHECKING:
    from publisher.config import Intake


def refuse_length(words: int, settings: Intake) -> None:
    """Refuse a text of more ``words`` than the settings allow.

    Raises:
        ArticleError: it has more.

    """
    if words > settings.maximum_words:
        raise ArticleError(
            f"the article has {words:,} words, the limit is {settings.maximum_words:,}; "
            "split it or raise maximum_words in [intake]"
        )
