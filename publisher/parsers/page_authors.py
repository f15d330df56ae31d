"""Who wrote this page, of those it names?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from publisher.parsers.characters import label
from publisher.parsers.metadata import author_names
from publisher.parsers.values import Value

_BEGINNING = re.compile(
    r"(?:(?:analysis|opinion|story|words|text|written|reported|photos?)\s+)?(?:by|von|par|por|di|door|av|автор:?)\s+",
    re.IGNORECASE,
)
# What follows a name: an office ("AP Sports Writer"), an agency, a place.
_OFFICE = re.compile(
    r"\s*(?:\||/|·|•|\s[–—-]\s).*$|,\s.*\b(?:writer|editor|reporter|correspondent|press|staff|analyst|columnist"
    r"|redakteur\w*|rédact\w*|journalist\w*|redactor\w*|corresponsal|enviad[oa]|inviat[oa]|giornalista|корреспондент|редактор|news|media|\w+\.(?:com|org|net|de))\b.*$",
    re.IGNORECASE,
)
# Degrees and honours stand behind names as if they were names.
_DEGREE = re.compile(r"[A-Z][A-Za-z.]{0,3}[A-Z.]\.?")
# Who is logged in, not who writes.
_NOBODY = frozenset(
    {"admin", "administrator", "webmaster", "editor", "redaktion", "root", "user", "author", "guest"}
)
_LINK = re.compile(r"https?://\S{1,500}")
_ADDRESS = re.compile(r"://|^@|@\w+\.|^www\.", re.IGNORECASE)


def page_authors(stated: Iterable[Value], site_names: Collection[str]) -> tuple[str, ...]:
    """Return the people among the ``stated`` authors, as they are spoken of.

    "By", offices, degrees, addresses, accounts such as "admin" and the name of the site are left out;
    where nobody else is named, the site's name stays.
    """
    names = [name for value in stated for name in _cleaned(value)]
    sites = {name.casefold() for name in site_names}
    people = [name for name in names if name.casefold() not in sites]
    return author_names([list[Value](people or names)])


def _cleaned(value: Value) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        text = _LINK.sub("", label(item)) if isinstance(item, str) else ""
        # "By A and B, Associated Press": the office first, then the names, which the list would not divide.
        names = author_names([_OFFICE.sub("", _BEGINNING.sub("", text, count=1))])
        for index, name in enumerate(names):
            # Alone, "BBC" is a name.
            if index and _DEGREE.fullmatch(name):
                continue
            if name.casefold() not in _NOBODY and not _ADDRESS.search(name):
                yield name.title() if name.isupper() and " " in name else name
