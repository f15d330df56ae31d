"""What is known about the blocks of one article before any of them is judged?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from publisher.clean.cues import JUDGED, NONE, Cues, weighed
from publisher.clean.features import Counts, count, named, unread, vectors
from publisher.clean.fingerprints import identity, joined, patterns
from publisher.clean.glance import AT_EDGE, INSIDE, plain
from publisher.clean.mixed import edges, witnesses
from publisher.clean.notices import notices
from publisher.clean.tokens import tokens
from publisher.clean.weights import HOPELESS, score
from publisher.model import Block, BlockKind, Parsed

# Boilerplate stands before or after the story; what lies inside is remembered when there is a doubt.
HEAD_BLOCKS = 4
TAIL_BLOCKS = 16

# At most this many texts and patterns of one article are remembered.
MOST_CANDIDATES = 64

# Log-odds above which a pattern is worth remembering.
DOUBT = HOPELESS

# A lead is no plug in front of the story: most newsrooms with an appeal there have it in every article.
_NO_LEAD = -0.5

# Nothing was counted: a whole sentence without a single word of publishing.
NEVER = -9.0

# Shorter than this the first paragraph is a greeting, a dateline or a byline; an ideogram is two columns.
_LEAD_COLUMNS = 60
_LEAD_PARAGRAPHS = 2
_IDEOGRAM = re.compile("[\u3040-\u30ff\u3400-\u9fff]")

_HOST = re.compile(r"https?://(?:www\.)?([^/:?#]+)", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_WORDLESS = frozenset({BlockKind.RULE, BlockKind.IMAGE, BlockKind.CODE, BlockKind.TABLE, BlockKind.FOOTNOTES})


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The blocks of an article, each with its cues and its counts.

    ``title`` holds the words of the article's title, to know them again in its first block; ``source``
    is the outlet: the host of the page, else the section, else the whole inbox.
    """

    blocks: tuple[Block, ...]
    cues: tuple[Cues, ...]
    counts: tuple[Counts | None, ...]
    title: str
    source: str

    @classmethod
    def of(cls, parsed: Parsed, section: str = "") -> Reading:
        """Return what the wording and the shape of each block say, in an article of this section."""
        host = _HOST.match(parsed.meta.url)
        blocks, source = parsed.blocks, host[1].casefold() if host else section
        name = named(source) if host else ""
        cues: list[Cues] = []
        counts: list[Counts | None] = []
        outer = frozenset(edges(len(blocks)))
        for index, block in enumerate(blocks):
            if block.kind not in JUDGED:
                cues.append(NONE)
                counts.append(None)
            elif (story := plain(block.text, AT_EDGE if index in outer else INSIDE)) is not None:
                cues.append(story.cues)
                counts.append(unread(block.text, story.offering))
            else:
                found = tokens(block.text)
                cues.append(weighed(found))
                counts.append(count(found, cues[-1], name))
        return cls(
            blocks=blocks,
            cues=tuple(cues),
            counts=tuple(counts),
            source=source,
            title=" ".join(_WORD.findall(parsed.meta.title.casefold())),
        )

    @cached_property
    def identities(self) -> tuple[tuple[int, bool], ...]:
        """Of each block its fingerprint, and whether it carries enough words to be a witness."""
        return tuple(map(identity, self.blocks))

    @cached_property
    def odds(self) -> tuple[float, ...]:
        """Of each block the log-odds of the model."""
        return tuple(NEVER if values is None else score(values) for values in vectors(self.counts))

    def odds_among(self, left: Sequence[int]) -> list[float]:
        """Return the log-odds of the blocks ``left``, as if the article held no others."""
        if len(left) == len(self.blocks):
            return list(self.odds)
        placed = vectors([self.counts[index] for index in left])
        return [NEVER if values is None else score(values) for values in placed]

    def plain(self, index: int) -> bool:
        """Return whether the block can be nothing but story, to judge by its words (``glance``)."""
        counts = self.counts[index]
        return counts is None or not counts.values

    def patterns(self, index: int) -> tuple[tuple[int, bool], ...]:
        """Return by which patterns the block may be known; see ``fingerprints.patterns``."""
        if index not in self._patterns:
            self._patterns[index] = tuple(patterns(self.blocks[index].text, self.source))
        return self._patterns[index]

    @cached_property
    def _patterns(self) -> dict[int, tuple[tuple[int, bool], ...]]:
        """What was found already: both what is remembered and every round of judging ask for it."""
        return {}

    @cached_property
    def sentences(self) -> tuple[int, ...]:
        """The fingerprints of sentences that may be boilerplate inside the first or the last paragraphs."""
        return tuple(witnesses(self.blocks, self.doubtful))

    def doubtful(self, index: int) -> bool:
        """Return whether the model does not surely take the block for story."""
        return self.odds[index] >= DOUBT

    @property
    def lead(self) -> int:
        """What updates and re-posts of one story have in common: the fingerprint of how it begins.

        That is its first two paragraphs of at least 60 columns that read like a story, else its first
        paragraph, else its first block; 0 when there is none. Two, because a notice in front of every
        story may read like one. A correction that has come since is no part of how it begins.
        """
        put_right = {
            index for notice in notices(self.blocks, range(len(self.blocks)), ()) for index in notice.indexes
        }
        paragraphs = [
            index
            for index, block in enumerate(self.blocks)
            if block.kind is BlockKind.PARAGRAPH and index not in put_right
        ]
        long = (
            index
            for index in paragraphs
            if _columns(self.blocks[index].text) >= _LEAD_COLUMNS
            and self.odds[index] < _NO_LEAD
            and not self.cues[index].pointed
        )
        opening = list(islice(long, _LEAD_PARAGRAPHS)) or (paragraphs or [*range(len(self.blocks))])[:1]
        if not opening:
            return 0
        if len(opening) == 1:
            return self.identities[opening[0]][0]
        return joined(self.identities[index][0] for index in opening)

    @property
    def candidates(self) -> tuple[int, ...]:
        """The fingerprints by which other articles may recognise boilerplate, each once; at most 64.

        They are of the texts at the head and the tail that carry enough words to be a witness, of
        the texts and patterns anywhere that the model does not take for story, and of sentences in
        paragraphs that could be mixed.
        """
        # In front: where there are too many, whole texts are worth more.
        found = dict.fromkeys(self.sentences)
        last = len(self.blocks) - TAIL_BLOCKS
        for index, block in enumerate(self.blocks):
            if block.kind in _WORDLESS:
                continue
            doubtful = self.odds[index] >= DOUBT
            if doubtful or index < HEAD_BLOCKS or index >= last:
                fingerprint, telling = self.identities[index]
                if doubtful or telling:
                    found[fingerprint] = None
            if doubtful:
                found |= dict.fromkeys(pattern for pattern, _ in self.patterns(index))
        return tuple(found)[-MOST_CANDIDATES:]


def _columns(text: str) -> int:
    return len(text) + (0 if text.isascii() else len(_IDEOGRAM.findall(text)))
