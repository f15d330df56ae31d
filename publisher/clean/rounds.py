"""What becomes of every block until only the story is left?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from publisher.clean.biographies import Biography, biography
from publisher.clean.cutting import STOPS, Cut, Evidence, cut
from publisher.clean.fingerprints import fingerprint
from publisher.clean.judgement import Judgement, tells
from publisher.clean.mixed import divisible, edges
from publisher.clean.notices import notices
from publisher.clean.phrases import Family
from publisher.clean.reading import Reading
from publisher.clean.runs import chatty
from publisher.model import Block, BlockKind, Cleaned, Notice, Parsed, Removed, Repetition, Rulings

# A note or a sentence that goes lets what stood beside it be judged again, once or twice in practice;
# the bound is for files that are made to take long.
_MOST_ROUNDS = 12

# What stays of a paragraph that would go: a sentence rather than a line, which the model, too, takes for
# story.
_FEWEST_WORDS = 9
_STORY = -1.0

# Shorter than this no paragraph holds a sentence and a line besides; seven ideograms are a sentence.
_SHORTEST = 30


class Rounds:
    """Takes from an article what is no story, until a round finds nothing more."""

    def __init__(self, parsed: Parsed, reading: Reading, repetition: Repetition, rulings: Rulings) -> None:
        self._parsed = parsed
        self._reading = reading
        self._repetition = repetition
        self._rulings = rulings
        # Of each block that is left its index in the file, and where in its text it begins if it was cut.
        self._places: list[tuple[int, int | None]] = [(index, None) for index in range(len(parsed.blocks))]
        self._removed: list[Removed] = []
        self._notices: list[Notice] = []
        self._authors: tuple[str, ...] = parsed.meta.authors

    def cleaned(self) -> Cleaned:
        """Return the story, what was taken out of it, and what of that became metadata."""
        for _ in range(_MOST_ROUNDS):
            if not self._round():
                break
        meta = self._parsed.meta
        if self._notices or self._authors != meta.authors:
            # Those of the front matter, which are newer than what the text says, come first.
            ordered = sorted(self._notices, key=lambda notice: notice.indexes)
            meta = replace(meta, authors=self._authors, notices=(*meta.notices, *ordered))
        return Cleaned(
            meta=meta,
            blocks=self._reading.blocks,
            removed=tuple(sorted(self._removed, key=lambda removed: (removed.index, removed.start or 0))),
        )

    def _round(self) -> bool:
        """Take what this round finds; return whether another one could find more."""
        judgement = Judgement(self._reading, self._repetition, self._rulings)
        reasons = dict(judgement.reasons)
        rescued = self._rescued(judgement)
        for index in rescued:
            del reasons[index]
        if "byline" in reasons.values():
            self._authors = self._authors or judgement.authors
        left = [index for index in range(len(self._reading.blocks)) if index not in reasons]
        corrections = self._corrections(left, judgement)
        noticed = {index for notice in corrections for index in notice.indexes}
        story = [index for index in left if index not in noticed] if noticed else left
        about = self._biography(story, judgement)
        if about:
            self._authors = self._authors or about.names
            reasons |= dict.fromkeys(about.indexes, "author biography")
            story = [index for index in story if index not in reasons]
        if corrections or about:
            rules = self._rules_beside(left, story)
            reasons |= dict.fromkeys(rules, "rule beside removed blocks")
            story = [index for index in story if index not in rules]
        cuts = self._cuts(story, judgement) | rescued
        if reasons or noticed or cuts:
            self._take(story, reasons, corrections, cuts)
        return bool(noticed or about or cuts)

    def _rescued(self, judgement: Judgement) -> dict[int, Cut]:
        """Return how paragraphs are cut that would go as a whole although they only end in boilerplate.

        Only the first block that goes can be one, where nothing but its wording speaks against it, and
        only if what is left holds not a word of publishing: "For thirty years we have told you what
        happens here. Donate now." is an appeal throughout.
        """
        found: dict[int, Cut] = {}
        reading, reasons = self._reading, judgement.reasons
        for index, reason in reasons.items():
            block = reading.blocks[index]
            if index - 1 in reasons or not index or judgement.others[index] or reason == "byline":
                continue
            if (
                len(block.text) <= _SHORTEST
                or not divisible(block)
                or (self._rulings and fingerprint(block) in self._rulings)
            ):
                continue
            evidence = Evidence(
                repetition=self._repetition,
                rulings=self._rulings,
                doubtful=True,
                glued=not block.text.endswith(STOPS),
                pointed=True,
                chatty=False,
            )
            made = cut(block.text, evidence)
            # "Marion Keld is a critic. Follow her on …" is about her throughout; a question is a teaser.
            follows = judgement.cues[index].family is Family.FOLLOW
            if made and made.start == 0 and not follows and block.text[made.end - 1] != "?":
                rest = self._alone(replace(block, text=block.text[: made.end]))
                if _tells_nothing_of_publishing(rest):
                    found[index] = made
        return found

    def _alone(self, block: Block) -> Reading:
        return Reading.of(replace(self._parsed, blocks=(block,)), self._reading.source)

    def _corrections(self, left: Sequence[int], judgement: Judgement) -> list[Notice]:
        blocks = self._reading.blocks
        found = list(notices(blocks, left, judgement.protected))
        gone = {index for notice in found for index in notice.indexes}
        if found and not tells(blocks[index] for index in left if index not in gone):
            return []
        return found

    def _biography(self, left: Sequence[int], judgement: Judgement) -> Biography | None:
        blocks = self._reading.blocks
        found = biography(blocks, left, judgement.protected, self._authors)
        if found and not tells(blocks[index] for index in left if index not in found.indexes):
            return None
        return found

    def _rules_beside(self, left: Sequence[int], story: Sequence[int]) -> set[int]:
        """Return the rules between the story and the blocks before and behind it that go."""
        found: set[int] = set()
        for before, after in ((left, story), (left[::-1], story[::-1])):
            if before[0] != after[0]:
                for index in after:
                    if self._reading.blocks[index].kind is not BlockKind.RULE:
                        break
                    found.add(index)
        return found

    def _cuts(self, left: Sequence[int], judgement: Judgement) -> dict[int, Cut]:
        reading, found = self._reading, dict[int, Cut]()
        talks: bool | None = None
        outer = frozenset(edges(len(left)))
        # Looking a sentence up costs more than to know that none of the article stands in another.
        known = any(each in self._repetition for each in reading.sentences) if self._repetition else False
        for place, index in enumerate(left):
            block, cues = reading.blocks[index], reading.cues[index]
            edge = place in outer
            glued = len(block.text) > _SHORTEST and not block.text.endswith(STOPS)
            doubtful = edge and (cues.pointed or known) and reading.doubtful(index)
            if not (doubtful or glued or (edge and self._rulings)) or not divisible(block):
                continue
            if index in judgement.protected:
                continue
            # Only what asks for something is weighed by it.
            if talks is None and cues.pointed:
                talks = chatty([reading.cues[each] for each in left])
            evidence = Evidence(
                repetition=self._repetition if known else {},
                rulings=self._rulings,
                doubtful=doubtful,
                glued=glued,
                pointed=cues.pointed,
                chatty=bool(talks),
            )
            if made := cut(block.text, evidence):
                found[index] = made
        return found

    def _take(
        self,
        story: Sequence[int],
        reasons: dict[int, str],
        corrections: Sequence[Notice],
        cuts: dict[int, Cut],
    ) -> None:
        reading, places = self._reading, self._places
        self._removed += (
            Removed(
                index=places[index][0], block=reading.blocks[index], reason=reason, start=places[index][1]
            )
            for index, reason in reasons.items()
        )
        self._notices += (
            replace(notice, indexes=tuple(places[index][0] for index in notice.indexes))
            for notice in corrections
        )
        blocks = list(reading.blocks)
        cues, counts = list(reading.cues), list(reading.counts)
        for index, made in cuts.items():
            block, (number, start) = blocks[index], places[index]
            start = start or 0
            self._removed += (
                Removed(
                    index=number,
                    block=replace(block, text=block.text[part.start : part.end]),
                    reason=part.reason,
                    start=start + part.start,
                )
                for part in made.parts
            )
            blocks[index] = replace(block, text=block.text[made.start : made.end])
            places[index] = (number, start + made.start)
            alone = self._alone(blocks[index])
            cues[index], counts[index] = alone.cues[0], alone.counts[0]
        self._places = [places[index] for index in story]
        self._reading = replace(
            reading,
            blocks=tuple(blocks[index] for index in story),
            cues=tuple(cues[index] for index in story),
            counts=tuple(counts[index] for index in story),
        )


def _tells_nothing_of_publishing(reading: Reading) -> bool:
    (cues,), (odds,) = reading.cues, reading.odds
    return (
        cues.words >= _FEWEST_WORDS
        and cues.whole is None
        and not (cues.phrases or cues.speaks or cues.address or cues.opens)
        and (reading.plain(0) or odds < _STORY)
    )
