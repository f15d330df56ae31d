"""Where in the output does an article live, and under which id, for ever?"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from uuid import UUID, uuid5

from slugify import slugify

from publisher.model import Meta

# Folders of the output that are not sections.
_RESERVED = frozenset({"articles", "archive", "editions", "media", "search", "sitemaps"})
# What ``page`` and ``free_page`` return: a folder, and a file in it.
_PAGE = re.compile(r"([a-z0-9-]+)/[a-z0-9-]+\.html")
_DATED = re.compile(r"^\d{4}-\d{2}-\d{2}[-_ ]+(?=.)")
_MOST_RANK = 32
# Long enough for any headline, short enough for every file system (255 bytes a name).
_LONGEST = 80
# Hexadecimal digits of a digest that tell files apart: two of a million have the same by one chance in 4e7.
_DIGITS = 16


def identifier(publication: UUID, path: str) -> UUID:
    """Return the id of a file seen for the first time at ``path``.

    It follows from the path alone, so that a database rebuilt from the folder has the same ids
    (DESIGN.md, decision 1).
    """
    return uuid5(publication, path)


def free(publication: UUID, path: str, wanted: UUID, taken: set[UUID]) -> UUID:
    """Return ``wanted``, or the next id for a second article at a path that a moved one has left."""
    count = 1
    while wanted in taken:
        count += 1
        wanted = uuid5(publication, f"{path}#{count}")
    return wanted


def rank(identifier: UUID) -> int:
    """Return how many zero bits the id ends with; of 64 ids one has at least six, of 2,048 one eleven.

    Archives are cut where an article of some rank stands (content-defined chunking): which articles a
    document holds follows from the articles alone, and a new one changes no document but the youngest.
    """
    bits = identifier.int
    return min(_MOST_RANK, (bits & -bits).bit_length() - 1) if bits else _MOST_RANK


def section(path: str, meta: Meta) -> str:
    """Return the name of the section: the direct sub-folder, else what the file says."""
    folder, slash, _ = path.partition("/")
    return folder if slash else meta.section


@lru_cache(maxsize=1024)
def folder(section_name: str) -> str:
    """Return the folder of a section below the output, with ``/``; empty for none."""
    if not section_name:
        return ""
    slug = _slug(section_name)
    return f"section-{slug}/" if slug in _RESERVED else f"{slug}/"


def slug(path: str, meta: Meta) -> str:
    """Return the last part of the page's address: the author's slug, else the file's name without date."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    return _slug(meta.slug or _DATED.sub("", stem))


def page(section_name: str, slug: str) -> str:
    """Return the page of an article below the output folder."""
    return f"{folder(section_name) or 'articles/'}{slug}.html"


def is_page(text: str) -> bool:
    """Say whether ``text`` may be the page of an article, as ``page`` and ``free_page`` make them."""
    found = _PAGE.fullmatch(text)
    reserved = found is None or found[1] in _RESERVED - {"articles"} or text.endswith("/index.html")
    return not reserved


def attachment(digest: str, path: str, suffix: str) -> str:
    """Return where a file beside articles with this SHA-256 is published, under a name people know."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    return f"media/{digest[:_DIGITS]}/{_slug(stem)}.{suffix}"


def picture(digest: str, width: int, suffix: str) -> str:
    """Return where one width of the picture with this SHA-256 is published; 0 for one that has no width."""
    name = f"{digest[:_DIGITS]}-{width}" if width else digest[:_DIGITS]
    return f"media/{name}.{suffix}"


def free_page(wanted: str, identifier: UUID, taken: set[str]) -> str:
    """Return ``wanted``, or for a second article of the same name one with a piece of its id in it."""
    if wanted in taken or wanted.endswith("/index.html"):
        return f"{wanted.removesuffix('.html')}-{identifier.hex[:8]}.html"
    return wanted


def _slug(text: str) -> str:
    found = slugify(text, max_length=_LONGEST, word_boundary=True)
    # Signs that no alphabet transliterates, such as emoji, still need an address that stays.
    return found or hashlib.blake2b(text.encode(), digest_size=6).hexdigest()
