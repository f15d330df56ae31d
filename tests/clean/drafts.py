"""Which articles are cleaned in these tests, and what do the articles of an inbox teach each other?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from publisher.clean import Reading, clean
from publisher.model import Block, BlockKind, Cleaned, Meta, Parsed

STORY = [
    "The bridge across the Aller was closed to lorries on Thursday after an inspection.",
    "Engineers found rust in eleven of its forty hangers, the county said in a statement.",
    "The detour through Westen is nine kilometres longer and passes two schools.",
    "A new bridge has been planned since 2009 and was last postponed in the spring.",
    "Farmers along the river had asked for an exception during the beet harvest.",
]

# Twelve stories of one outlet that have no sentence in common.
PEOPLE = (
    "Marsh",
    "Odell",
    "Reyes",
    "Thiel",
    "Goff",
    "Amman",
    "Keller",
    "Airey",
    "Brandt",
    "Silva",
    "Novak",
    "Ito",
)
THINGS = (
    ("lighthouse", "was painted red again", "a loan from the port"),
    ("library", "opened on a Sunday", "a row about heating"),
    ("swimming bath", "lost its roof in the storm", "a winter of repairs"),
    ("tram", "ran into the market hall", "the brakes of a milk van"),
    ("observatory", "saw a comet nobody expected", "three cloudless nights"),
    ("choir", "sang for eleven hours", "a broken organ"),
    ("brewery", "poured its last barrel away", "a spring gone dry"),
    ("school", "found a letter under its floor", "the pupils of 1911"),
    ("ferry", "carried a piano to the island", "a wedding in the fog"),
    ("museum", "bought back its own clock", "a thief with taste"),
    ("orchard", "bloomed in the second week of November", "a south wind"),
    ("post office", "moved into the old prison", "a shortage of walls"),
)


def block(text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Block:
    return Block(kind=kind, text=text)


def parsed(*texts: str | Block, meta: Meta | None = None) -> Parsed:
    blocks = tuple(text if isinstance(text, Block) else block(text) for text in texts)
    return Parsed(meta=meta or Meta(), blocks=blocks)


def kept(cleaned: Cleaned) -> list[str]:
    return [each.text for each in cleaned.blocks]


def removed(cleaned: Cleaned) -> list[str]:
    return [each.block.text for each in cleaned.removed]


def story(number: int) -> list[str]:
    """Return three paragraphs that no other of the twelve stories shares."""
    thing, did, why = THINGS[number]
    return [
        f"The {thing} {did} on day {number + 1} of the fair, and half of the valley came to look at it.",
        f"Behind it stood {why}, {PEOPLE[number]} said, who has known the {thing} for {number + 7} years.",
        f"Whether the {thing} can be kept is a matter for the spring, when {why} will be counted in crowns.",
    ]


def taught(articles: Iterable[Parsed]) -> dict[int, set[int]]:
    """Return in which stories, by their lead, each fingerprint stands."""
    stories: dict[int, set[int]] = defaultdict(set)
    for article in articles:
        reading = Reading.of(article)
        for candidate in reading.candidates:
            stories[candidate].add(reading.lead)
    return stories


def inbox(articles: Sequence[Parsed]) -> list[Cleaned]:
    """Clean a whole drop: every article is fingerprinted before any of them is cleaned."""
    stories = taught(articles)
    return [clean(article, repetition(article, stories)) for article in articles]


def repetition(article: Parsed, stories: Mapping[int, set[int]]) -> dict[int, int]:
    """Return in how many other stories than the article's own each fingerprint stands."""
    lead = Reading.of(article).lead
    counted = {candidate: len(leads - {lead}) for candidate, leads in stories.items()}
    return {candidate: number for candidate, number in counted.items() if number}
