"""Which articles does every program of the benchmark receive?"""

from __future__ import annotations

import random
import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SEED = 20261123
BODY_CHARACTERS = 2_850  # with its front matter an article has 3 kB
SECTIONS = ("business", "city", "culture", "science", "world")
NEWEST = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
YEARS = timedelta(days=3_650)  # an archive of ten years, whatever its number of articles

_ZONES = tuple(timezone(timedelta(hours=hours)) for hours in (-5, 0, 1, 3))
_VOCABULARY = tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8"))
_ADJECTIVES = _VOCABULARY["adjectives"]
_NOUNS = _VOCABULARY["nouns"]
_VERBS = _VOCABULARY["verbs"]
_ADVERBS = _VOCABULARY["adverbs"]
_PLACES = _VOCABULARY["places"]
_FIRST_NAMES = _VOCABULARY["first_names"]
_LAST_NAMES = _VOCABULARY["last_names"]
_OCCUPATIONS = _VOCABULARY["occupations"]
_TAGS = _VOCABULARY["tags"]
_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One article file: its path below the inbox with ``/``, its title and its whole text."""

    path: str
    title: str
    text: str


def articles(count: int, seed: int = SEED) -> Iterator[Sample]:
    """Yield ``count`` different articles, newest first; equal arguments give equal articles."""
    generator = random.Random(seed)
    titles: set[str] = set()
    for number in range(count):
        title = _title(generator)
        while title in titles:
            title = f"{_title(generator)} {generator.choice(_ADVERBS)}"
        titles.add(title)
        published = (NEWEST - number * YEARS / count).replace(microsecond=0)
        yield _sample(generator, title, published.astimezone(generator.choice(_ZONES)))


def fresh(number: int, published: datetime) -> Sample:
    """Return an article that is not among ``articles()``, such as one dropped into a running service."""
    generator = random.Random(SEED + 1 + number)
    return _sample(generator, f"Dropped story {number} about {generator.choice(_PLACES)}", published)


def write(folder: Path, count: int) -> int:
    """Write ``count`` articles below ``folder``, a sub-folder for each section; return their bytes."""
    for section in SECTIONS:
        (folder / section).mkdir(parents=True, exist_ok=True)
    return sum((folder / sample.path).write_bytes(sample.text.encode()) for sample in articles(count))


def _sample(generator: random.Random, title: str, published: datetime) -> Sample:
    path = f"{generator.choice(SECTIONS)}/{_WORD.sub('-', title.lower())}.md"
    tags = ", ".join(generator.sample(_TAGS, 2))
    meta = f"title: {title}\ndate: {published.isoformat()}\nauthor: {_person(generator)}\ntags: [{tags}]"
    return Sample(path=path, title=title, text=f"---\n{meta}\n---\n\n{_body(generator)}")


def _body(generator: random.Random) -> str:
    link = f"[{generator.choice(_NOUNS)} {generator.choice(_NOUNS)}](https://example.org/{generator.randrange(10**6)})"
    points = "\n".join(f"- {_sentence(generator)}" for _ in range(generator.randint(3, 5)))
    pieces = [
        _paragraph(generator),
        _paragraph(generator),
        f"## {_title(generator)}",
        f"{_paragraph(generator)} Details are in the *{generator.choice(_ADJECTIVES)}* {link}.",
        points,
        f"> {_paragraph(generator)}",
        f"## {_title(generator)}",
    ]
    size = sum(len(piece) + 2 for piece in pieces)
    while size < BODY_CHARACTERS:
        pieces.append(_paragraph(generator))
        size += len(pieces[-1]) + 2
    return "\n\n".join(pieces) + "\n"


def _paragraph(generator: random.Random) -> str:
    return " ".join(_sentence(generator) for _ in range(generator.randint(2, 4)))


def _sentence(generator: random.Random) -> str:
    choose = generator.choice
    match generator.randrange(5):
        case 0:
            return (
                f"The {_thing(generator)} {choose(_ADVERBS)} {choose(_VERBS)} "
                f"the {_thing(generator)} in {choose(_PLACES)}."
            )
        case 1:
            return (
                f"On day {generator.randint(2, 400)} the {_thing(generator)} {choose(_VERBS)} "
                f"a {choose(_NOUNS)}, and the {_thing(generator)} {choose(_VERBS)} it {choose(_ADVERBS)}."
            )
        case 2:
            return (
                f"“The {choose(_NOUNS)} {choose(_VERBS)} every {_thing(generator)},” "
                f"said {choose(_OCCUPATIONS)} {_person(generator)}."
            )
        case 3:
            return (
                f"Near {choose(_PLACES)}, some {generator.randint(20, 9_000)} people {choose(_VERBS)} "
                f"the {_thing(generator)} because the {choose(_NOUNS)} {choose(_VERBS)} its {choose(_NOUNS)}."
            )
        case _:
            return (
                f"Although the {choose(_NOUNS)} of {choose(_PLACES)} {choose(_VERBS)} the {choose(_NOUNS)}, "
                f"{_person(generator)} {choose(_ADVERBS)} {choose(_VERBS)} a {_thing(generator)}."
            )


def _title(generator: random.Random) -> str:
    choose = generator.choice
    return f"{choose(_PLACES)} {choose(_NOUNS)} {choose(_VERBS)} the {choose(_ADJECTIVES)} {choose(_NOUNS)}"


def _thing(generator: random.Random) -> str:
    return f"{generator.choice(_ADJECTIVES)} {generator.choice(_NOUNS)}"


def _person(generator: random.Random) -> str:
    return f"{generator.choice(_FIRST_NAMES)} {generator.choice(_LAST_NAMES)}"
