"""How does an editor mark what goes from an article?

A file of ``tests/data/clean/kinds`` shows one kind of block in several languages. ``== en: Title`` begins an
article; ``- `` stands before what goes, ``! `` before what becomes a notice and ``#`` behind the mark
makes the line a heading; what stands in ``[[…]]`` goes while the rest of its block stays; ``~ 2-4`` puts
in the paragraphs 2 to 4 of the language's story in ``stories.md``. ``!! takes`` says which part of the story
the program is known to take, ``!! leaves`` which furniture it is known to leave.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from publisher.model import Block, BlockKind, Meta, Parsed

_STRUCK = re.compile(r"\[\[(.+?)\]\]")
DATA = Path(__file__).resolve().parents[1] / "data" / "clean"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """An article, what an editor makes of it, and where the program is known to differ.

    ``removed`` and ``noticed`` are indexes of blocks; ``parts`` are the texts struck inside others.
    """

    name: str
    parsed: Parsed
    removed: tuple[int, ...]
    noticed: tuple[int, ...]
    parts: tuple[tuple[int, str], ...]
    takes: str
    leaves: str


def articles(path: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the language, the title and the lines of each article of a file."""
    language = title = ""
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    for begins, group in groupby(lines, key=lambda line: line.startswith("== ")):
        if begins:
            (header,) = group
            language, _, title = header.removeprefix("== ").partition(": ")
        else:
            yield language, title, list(group)


STORIES = {language: lines for language, _, lines in articles(DATA / "stories.md")}


def proofs() -> Iterator[Proof]:
    """Yield every article of every kind, with what an editor strikes."""
    for path in sorted((DATA / "kinds").glob("*.md")):
        for number, (language, title, lines) in enumerate(articles(path), start=1):
            yield _proof(f"{path.stem}-{number}-{language}", language, title, lines)


def _proof(name: str, language: str, title: str, lines: list[str]) -> Proof:
    blocks: list[Block] = []
    removed: list[int] = []
    noticed: list[int] = []
    parts: list[tuple[int, str]] = []
    differences = {"takes": "", "leaves": ""}
    for line in lines:
        mark, _, rest = line.partition(" ")
        if mark == "~":
            first, last = map(int, rest.split("-"))
            blocks += (
                Block(kind=BlockKind.PARAGRAPH, text=text) for text in STORIES[language][first - 1 : last]
            )
            continue
        if mark == "!!":
            kind_of, _, what = rest.partition(": ")
            differences[kind_of] = what
            continue
        if mark in ("-", "-#"):
            removed.append(len(blocks))
        if mark in ("!", "!#"):
            noticed.append(len(blocks))
        kind = BlockKind.HEADING if mark in ("##", "-#", "!#") else BlockKind.PARAGRAPH
        text = rest if mark in ("-", "-#", "!", "!#", "##") else line
        parts += ((len(blocks), part) for part in _STRUCK.findall(text))
        text = text.replace("[[", "").replace("]]", "")
        blocks.append(Block(kind=kind, text=text))
    return Proof(
        name=name,
        parsed=Parsed(meta=Meta(title=title, language=language), blocks=tuple(blocks)),
        removed=tuple(removed),
        noticed=tuple(noticed),
        parts=tuple(parts),
        **differences,
    )
