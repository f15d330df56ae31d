"""Which blocks go, and for which reason?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from publisher.clean.bylines import authors
from publisher.clean.cues import JUDGED, NONE, Cues, read
from publisher.clean.fingerprints import fingerprint
from publisher.clean.phrases import Family
from publisher.clean.repetition import repeats
from publisher.clean.runs import DECISIVE, appeals, chatty, weigh
from publisher.model import Block, BlockKind, Repetition

_TELLING = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.QUOTE, BlockKind.TABLE, BlockKind.CODE})
_LEADING = frozenset({BlockKind.RULE, BlockKind.HEADING})

# A byline stands under the title, perhaps below a kicker and a standfirst.
_BYLINE_WITHIN = 4


def witnesses(blocks: tuple[Block, ...], repetition: Repetition) -> list[int]:
    """Return for each block how many other articles have it; 0 for kinds that are not judged."""
    return [repetition.get(fingerprint(block), 0) if block.kind in JUDGED else 0 for block in blocks]


class Judgement:
    """The reasons found so far; each round judges what is left, until a round finds nothing.

    ``known`` holds the cues that were read before, by index; ``others`` what ``witnesses`` counted,
    and is empty without any history.
    """

    def __init__(self, blocks: tuple[Block, ...], known: Mapping[int, Cues], others: Sequence[int]) -> None:
        self.blocks = blocks
        self.cues = [
            known.get(index) or (read(block.text) if block.kind in JUDGED else NONE)
            for index, block in enumerate(blocks)
        ]
        self.others = others
        self.reasons: dict[int, str] = {}
        self.authors: tuple[str, ...] = ()

    def settle(self) -> None:
        """Judge in rounds: what goes brings its neighbours to the head, the tail or together."""
        while True:
            left = [index for index in range(len(self.blocks)) if index not in self.reasons]
            found = self._wording(left)
            if any(self.others):
                self._repetition(left, found)
            self._leftovers(left, found)
            if not found or not self._tells(left, found):
                return
            self.reasons |= found

    def _wording(self, left: list[int]) -> dict[int, str]:
        found: dict[int, str] = {}
        cues = [self.cues[index] for index in left]
        for run in appeals(cues, [self._judged(index) for index in left]):
            found |= dict.fromkeys(left[run.start : run.end], run.reason)
        careful = chatty(cues)
        for place, index in enumerate(left):
            if index not in found and self._judged(index):
                reason = self._alone(index, place, len(left) - place - 1, careful=careful)
                if reason:
                    found[index] = reason
        self._buttons(left, found)
        return found

    def _buttons(self, left: list[int], found: dict[int, str]) -> None:
        """Take the other buttons of a share bar with the first, in both directions."""
        for line in (left, left[::-1]):
            for neighbour, index in pairwise(line):
                if index not in found and self.cues[index].shares and found.get(neighbour) == Family.SHARE:
                    found[index] = str(Family.SHARE)

    def _alone(self, index: int, before: int, after: int, *, careful: bool) -> str:
        block, cues = self.blocks[index], self.cues[index]
        if block.kind is BlockKind.QUOTE or cues.corrects:
            return ""
        if cues.whole is not None and not (block.kind is BlockKind.HEADING and before > 0 and after > 1):
            return cues.reason
        if weigh(cues, before=before, after=after, chatty=careful) >= DECISIVE:
            return cues.reason
        if before < _BYLINE_WITHIN and after and block.kind is BlockKind.PARAGRAPH:
            names = authors(block.text)
            if names:
                self.authors = self.authors or names
                return "byline"
        return ""

    def _repetition(self, left: list[int], found: dict[int, str]) -> None:
        # From the tail: a short line is known to stand at the end once all below it has gone.
        last = len(left) - 1
        for place in range(last, -1, -1):
            index = left[place]
            others = self.others[index]
            if index in found or not others or self.blocks[index].kind not in JUDGED:
                continue
            ends = all(other in found for other in left[place + 1 :])
            starts = all(other in found for other in left[:place])
            beside = ends or any(other in found for other in left[max(0, place - 1) : place + 2])
            inside = not ends and not starts
            if repeats(self.blocks[index], self.cues[index], others, inside=inside, beside=beside):
                found[index] = f"repeated in {others} other article{'s' if others > 1 else ''}"

    def _leftovers(self, left: list[int], found: dict[int, str]) -> None:
        """Take what only leads to blocks that go at the tail: their heading, the rule above them."""
        for place in range(len(left) - 1, -1, -1):
            index = left[place]
            if index in found:
                continue
            if place + 1 == len(left) or self.blocks[index].kind not in _LEADING:
                return
            found[index] = f"{self.blocks[index].kind} above removed blocks"

    def _judged(self, index: int) -> bool:
        return self.blocks[index].kind in JUDGED

    def _tells(self, left: list[int], found: dict[int, str]) -> bool:
        kept = [self.blocks[index] for index in left if index not in found]
        return any(block.kind in _TELLING and any(map(str.isalnum, block.text)) for block in kept)
