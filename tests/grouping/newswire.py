"""Which invented articles in which languages tell one story, and which do not?"""

from __future__ import annotations

import tomllib
from pathlib import Path

import newsroom

from publisher.grouping import Frequencies, Signature, sign
from publisher.model import Entry, Meta

DATA = Path(__file__).parents[1] / "data" / "related" / "newswire.toml"

LANGUAGES: dict[str, dict[str, dict[str, str]]] = tomllib.loads(DATA.read_text(encoding="utf-8"))


def article(slug: str, title: str, text: str, hours: float = 0, weight: int = 0) -> Entry:
    """Return an entry published ``hours`` before the newest."""
    blocks = newsroom.paragraphs(*text.split("\n"))
    return newsroom.entry(slug, title, blocks, hours=hours, meta=Meta(language="en", weight=weight))


def signature(entry: Entry) -> Signature:
    return sign(entry.article.meta.title, [block.text for block in entry.article.blocks])


def in_language(language: str) -> tuple[Entry, Entry, Entry]:
    """Return two articles about one story and a stranger, a day apart, newest first."""
    one, two, three = (
        article(f"{language}{number}", each["title"], each["text"], hours=24 * number)
        for number, each in enumerate(LANGUAGES[language].values())
    )
    return one, two, three


def counted(*entries: Entry) -> Frequencies:
    return Frequencies.of(map(signature, entries))
