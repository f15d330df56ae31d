"""What does a plain text file say?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from publisher.model import Block, BlockKind, Origin, Parsed
from publisher.parsers.characters import collapse, same
from publisher.parsers.charset import decode
from publisher.parsers.front_matter import fenced
from publisher.parsers.metadata import describe
from publisher.parsers.wrapping import headline, paragraphs

if TYPE_CHECKING:
    from datetime import tzinfo

    from publisher.config import Intake
    from publisher.model import SourceFile


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs, one per line or divided by empty lines; front matter only between fences."""

    suffixes: tuple[str, ...] = (".txt",)
    libraries: tuple[str, ...] = ()

    def parse(self, source: SourceFile, settings: Intake, time_zone: tzinfo) -> Parsed:  # noqa: ARG002  every parser's
        """Return what the file says; a first line that is clearly a headline is the title."""
        decoded = decode(source.data)
        front = fenced(decoded.text)
        described = describe(front, source.path, time_zone, source.modified)
        meta, body = described.meta, front.body
        title, rest = headline(body)
        if title and not meta.title:
            meta, body = replace(meta, title=title, title_origin=Origin.HEADING), rest
        elif title and same(title, meta.title):
            body = rest
        return Parsed(
            meta=meta,
            blocks=tuple(
                Block(kind=BlockKind.PARAGRAPH, text=text)
                for line in paragraphs(body)
                if (text := collapse(line))
            ),
            warnings=decoded.warnings + described.warnings,
        )


PARSER = Text()
