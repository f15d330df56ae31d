"""Which articles of the inbox are about the same story as a file, and which words say so?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import datetime

    from publisher.config import Config
    from publisher.model import Article

# Enough to see why; a whole story shares a hundred.
_WORDS = 8

# The nearest of the others, so that "why not?" has an answer too.
_OTHERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """An article of the inbox: how alike it is to the file, and by which words, weightiest first."""

    path: str
    title: str
    published: datetime
    kind: str
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closeness:
    """The closest articles, and the score from which two articles tell one story.

    ``remark`` says why nothing could be compared.
    """

    articles: tuple[Close, ...] = ()
    threshold: float | None = None
    remark: str = ""


def related(config: Config, article: Article, published: datetime, path: str) -> Closeness:
    """Return the articles that were published at most seven days before or after a file.

    Those about the same story come first, closest first, then the nearest others. ``path`` is that of
    the file below the inbox, empty for one elsewhere; it is not compared with itself.
    """
    from publisher import grouping
    from publisher.grouping import Kind
    from publisher.store import open_store, signatures

    if not config.grouping.enabled:
        return Closeness(remark="articles are not grouped: [grouping] enabled = false")
    if not config.database.exists():
        return Closeness(remark="there is no database yet to compare with; `publisher build` makes it")
    texts = [block.text for block in article.blocks]
    ours, words = grouping.sign(article.meta.title, texts), grouping.words(article.meta.title, texts)
    store = open_store(config.database)
    try:
        with store.read() as connection:
            near = signatures.near(connection, published - grouping.WINDOW, published + grouping.WINDOW)
            known = [ours, *(each.signature for each in near)]
            frequencies = signatures.frequencies(connection, known)
    finally:
        store.close()
    found = []
    for each in near:
        if each.path == path:
            continue
        likeness = grouping.compare(ours, each.signature, frequencies)
        shared = (words[term] for term in likeness.terms[:_WORDS])
        found.append(
            Close(
                path=each.path,
                title=each.title,
                published=each.published,
                kind=likeness.kind,
                score=likeness.score,
                words=tuple(dict.fromkeys(shared)),
            )
        )
    found.sort(key=lambda each: (-each.score, each.path))
    together = [each for each in found if each.kind != Kind.OTHER]
    others = [each for each in found if each.kind == Kind.OTHER and each.words]
    return Closeness(articles=(*together, *others[:_OTHERS]), threshold=frequencies.threshold)


def as_json(closeness: Closeness) -> dict[str, object]:
    """Return what ``related`` has found as it stands in a line of JSON."""
    return {
        "threshold": closeness.threshold and round(closeness.threshold, 3),
        "articles": [
            {
                "path": each.path,
                "title": each.title,
                "published": each.published.isoformat(),
                "kind": each.kind,
                "score": round(each.score, 3),
                "words": each.words,
            }
            for each in closeness.articles
        ],
        "remark": closeness.remark,
    }


def show(closeness: Closeness) -> None:
    """Print what ``related`` has found for a person."""
    from publisher.grouping import Kind

    name = click.style(f"{'related':>11}  ", fg="cyan")
    if closeness.threshold is None:
        click.echo(name + closeness.remark + "\n")
        return
    click.echo(name + f"one story from {closeness.threshold:.2f} of 1, within seven days")
    if not closeness.articles:
        click.echo("            nothing is close\n")
        return
    for each in closeness.articles:
        alone = each.kind == Kind.OTHER
        kind = "another story" if alone else each.kind
        score = click.style(f"          {each.score:.2f} ", fg="yellow" if alone else "green")
        click.echo(score + f"{kind}: {each.path}  " + click.style(each.title, dim=alone))
        click.echo(click.style(f"               shares {', '.join(each.words)}", dim=True))
    click.echo()
