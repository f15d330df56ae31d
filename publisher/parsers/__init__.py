"""Which parser reads this file, and is it a file that can be read at all?"""

from __future__ import annotations

import importlib
import pkgutil
from datetime import tzinfo
from functools import cache
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from publisher.errors import ArticleError
from publisher.parsers.limits import refuse_length

if TYPE_CHECKING:
    from collections.abc import Mapping

    from publisher.config import Intake
    from publisher.model import Parsed, SourceFile

_BYTES_PER_MEGABYTE = 1_000_000


class Parser(Protocol):
    """One input format; one module in this package, which names its parser ``PARSER``.

    One that loads ``libraries`` which a service should not keep works in a process of its own.
    """

    suffixes: tuple[str, ...]
    libraries: tuple[str, ...]

    def parse(self, source: SourceFile, settings: Intake, time_zone: tzinfo) -> Parsed:
        """Return what the file says; a date without a zone is meant in ``time_zone``."""


@cache
def parsers() -> Mapping[str, Parser]:
    """Return every parser of this package by the suffixes that it reads (lower case, with the dot)."""
    found: dict[str, Parser] = {}
    for module in pkgutil.iter_modules(__path__):
        parser: Parser | None = getattr(importlib.import_module(f"{__name__}.{module.name}"), "PARSER", None)
        if parser is not None:
            found.update(dict.fromkeys(parser.suffixes, parser))
    return MappingProxyType(found)


def suffixes() -> frozenset[str]:
    """Return the file name suffixes that can be read, in lower case and with their dot."""
    return frozenset(parsers())


def heavy(path: str) -> bool:
    """Say whether reading the file at ``path`` loads libraries that a service should not keep."""
    parser = parsers().get(PurePosixPath(path).suffix.lower())
    return parser is not None and bool(parser.libraries)


def load() -> None:
    """Import the libraries that heavy parsers load: that takes as long as reading ten pages."""
    for parser in parsers().values():
        for name in parser.libraries:
            importlib.import_module(name)


def parse(source: SourceFile, settings: Intake, time_zone: tzinfo) -> Parsed:
    """Return what a file says: its metadata, its blocks in order, and remarks for its author.

    The suffix of ``source.path`` chooses the parser, in any case. A date without a zone is meant in
    ``time_zone``.

    Raises:
        ArticleError: the suffix is unknown; the file is empty, binary, too large or too long; or its
            author wrote something that cannot be meant so. The sentence names the line, not the file.

    """
    suffix = PurePosixPath(source.path).suffix.lower()
    parser = parsers().get(suffix)
    if parser is None:
        known = ", ".join(sorted(parsers()))
        raise ArticleError(
            f"files ending in {suffix} cannot be read; save it as one of {known}"
            if suffix
            else f"the file name has no suffix; give it one of {known}"
        )
    size = len(source.data)
    if size > settings.maximum_megabytes * _BYTES_PER_MEGABYTE:
        raise ArticleError(
            f"the file is {size / _BYTES_PER_MEGABYTE:,.1f} MB, "
            f"the limit is {settings.maximum_megabytes:g} MB; split "
            "the article or raise maximum_megabytes in [intake]"
        )
    if not source.data.strip():
        raise ArticleError("the file is empty; write the article into it or delete it")
    try:
        parsed = parser.parse(source, settings, time_zone)
    except ArticleError:
        raise
    except (ValueError, ArithmeticError, LookupError, RecursionError, AttributeError, TypeError) as error:
        # Foreign parsers meet bytes nobody foresaw; one file must never end a run (DESIGN.md decision 16).
        raise ArticleError(
            f"the file cannot be read as {suffix} ({type(error).__name__}: {error}); "
            "open it in an editor, look for damage and save it again"
        ) from error
    # A word takes a byte at least: most files are too small to be too long.
    words = sum(len(block.text.split()) for block in parsed.blocks) if size > settings.maximum_words else 0
    refuse_length(words, settings)
    if not parsed.blocks and not parsed.meta.draft:
        raise ArticleError(
            "the file holds no text besides its title and settings; write the article or mark it as a draft"
        )
    return parsed
