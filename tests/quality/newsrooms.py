"""Which labelled articles is the program judged by?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from publisher.model import Block, BlockKind, Meta, Parsed

FOLDER = Path(__file__).parents[1] / "data" / "newsrooms"

# What must stay, what must go, and what may do either (tests/data/newsrooms/README.md).
STORY = frozenset({"story", "heading"})
FURNITURE = frozenset({"boilerplate", "teaser"})
EITHER = frozenset({"caption", "credit", "byline", "biography", "dateline", "correction"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """An article with the label of each of its blocks, and what its editor wrote about it."""

    name: str
    outlet: str
    language: str
    title: str
    description: str
    opens: str
    labels: tuple[str, ...]
    texts: tuple[str, ...]

    def parsed(self, *, title: str) -> Parsed:
        """Return what a parser makes of it: paragraphs, and no word about its language."""
        return Parsed(
            meta=Meta(title=title, url=f"https://{self.outlet}/"),
            blocks=tuple(Block(kind=BlockKind.PARAGRAPH, text=text) for text in self.texts),
        )


def articles(folder: Path = FOLDER) -> Iterator[Labelled]:
    """Yield the articles by outlet and number; a line that does not keep to the format raises ValueError."""
    for path in sorted(folder.glob("*/*.txt")):
        head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
        header = dict(line.split(": ", 1) for line in head.splitlines())
        blocks = [line.split("\t") for line in body.splitlines()]
        yield Labelled(
            name=f"{path.parent.name}/{path.stem}",
            outlet=path.parent.name,
            language=header["language"],
            title=header["title"],
            description=header["description"],
            opens=header["summary opens"],
            labels=tuple(label for label, _ in blocks),
            texts=tuple(text for _, text in blocks),
        )
