"""Which blocks go, and for which reason?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise

from publisher.clean import lexicon, weighing
from publisher.clean.bylines import authors
from publisher.clean.cues import JUDGED
from publisher.clean.phrases import Family
from publisher.clean.reading import DOUBT, Reading
from publisher.clean.repetition import recurs, repeats
from publisher.clean.runs import DECISIVE, appeals, chatty, outside, weigh
from publisher.model import Block, BlockKind, Repetition, Ruling, Rulings

_TELLING = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.QUOTE, BlockKind.TABLE, BlockKind.CODE})
_LEADING = frozenset({BlockKind.RULE, BlockKind.HEADING})

# A byline stands under the title, perhaps below a kicker and a standfirst.
_BYLINE_WITHIN = 4

# A how-to asks its readers for things itself: the words for it prove little, inside it nearly nothing.
_CHATTY = 1.8
_CHATTY_INSIDE = 3.0

# What introduces the next block, or is the first line of a file and so its headline, takes more.
_SURE = 3.9
# What recurs in honest stories too takes the model's word.
_LIKELY = 1.0
_MARKS = (".", "!", "?", "…", "。", ":", "：")

# "Update at 9:33 a.m. ET: …" is how a live report divides itself.
_UPDATE = re.compile(
    r"\W*(?:updated?|aktualisiert|aktualisierung|mise à jour|actualizado|actualización|обновлено|обновление|"
    r"aggiornamento|aggiornato|atualizado|atualização|更新)\b.{0,40}\d",
    re.IGNORECASE,
)

# Fewer words are the name of somebody or a heading, and recur in honest stories.
_FEWEST_WORDS = 4

# Articles that have as many paragraphs in common that read like a story, and half of those they have,
# are versions of it; more of them than these are hardly ever written.
_SHARED = 3
_TOLD_WORDS = 8
_VERSIONS = 4

# "Question: …" and the names of those who speak stand before a colon again and again.
_SPEAKER = re.compile(r"\W*([^\W_][^:：.!?]{0,40})\s?[:：]")
_WORD = re.compile(r"[^\W_]+")
_QUOTE = re.compile('["“„«「]')


class Judgement:
    """The reasons found; each round judges what is left, until a round finds nothing.

    ``reasons`` are by index; ``authors`` are the names of a byline among what goes.
    """

    def __init__(self, reading: Reading, repetition: Repetition, rulings: Rulings) -> None:
        self.reading = reading
        self.blocks = reading.blocks
        self.cues = reading.cues
        self.repetition = repetition
        self.reasons: dict[int, str] = {}
        self.authors: tuple[str, ...] = ()
        self.others = (
            [
                repetition.get(fingerprint, 0) if self._kind(block.kind) else 0
                for block, (fingerprint, _) in zip(self.blocks, reading.identities, strict=True)
            ]
            if repetition
            else [0] * len(self.blocks)
        )
        self._versions()
        self.protected = frozenset[int]()
        if rulings:
            self._obey(rulings)
        if self._worth_while():
            self._settle()

    def _versions(self) -> None:
        """Believe no witness that shares the story itself: an update under a new lead is no other article."""
        if sum([0 < others <= _VERSIONS for others in self.others]) < _SHARED:
            return
        told = [
            index
            for index, (cues, counts) in enumerate(zip(self.cues, self.reading.counts, strict=True))
            if counts is not None and counts.ends and not cues.phrases and cues.words >= _TOLD_WORDS
        ]
        shared = [index for index in told if 0 < self.others[index] <= _VERSIONS]
        if len(shared) >= _SHARED and 2 * len(shared) >= len(told):
            for index in shared:
                self.others[index] = 0

    def _obey(self, rulings: Rulings) -> None:
        ruled = {
            index: rulings.get(fingerprint) for index, (fingerprint, _) in enumerate(self.reading.identities)
        }
        self.protected = frozenset(index for index, ruling in ruled.items() if ruling is Ruling.STORY)
        found = {
            index: "ruled by the editor" for index, ruling in ruled.items() if ruling is Ruling.BOILERPLATE
        }
        if self._tells([*range(len(self.blocks))], found):
            self.reasons |= found

    def _worth_while(self) -> bool:
        """Return whether anything could go at all; most stories hold nothing that does."""
        most = max(self.reading.odds, default=0) + weighing.AT_EDGE + weighing.BETWEEN
        return (
            bool(self.reasons)
            or bool(self.repetition)
            or most >= weighing.ENOUGH
            or any(one.whole is not None or one.pointed for one in self.cues)
            or any(authors(block.text) for block in self.blocks[:_BYLINE_WITHIN])
        )

    def _settle(self) -> None:
        """Judge in rounds: what goes brings its neighbours to the head, the tail or together."""
        while True:
            left = [index for index in range(len(self.blocks)) if index not in self.reasons]
            found = self._wording(left)
            if any(self.others):
                self._repetition(left, found)
            self._weighed(left, found)
            self._leftovers(found)
            for index in self.protected:
                found.pop(index, None)
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
            # Further in only what has a cue is looked at.
            cued = place < _BYLINE_WITHIN or cues[place].phrases or cues[place].whole is not None
            if cued and index not in found and self._judged(index):
                reason = self._alone(index, place, len(left) - place - 1, careful=careful)
                if reason:
                    found[index] = reason
        self._buttons(left, found)
        return found

    def _buttons(self, left: list[int], found: dict[int, str]) -> None:
        """Take the other buttons of a share bar with the first, in both directions."""
        if Family.SHARE not in found.values():
            return
        for line in (left, left[::-1]):
            for neighbour, index in pairwise(line):
                if index not in found and self.cues[index].shares and found.get(neighbour) == Family.SHARE:
                    found[index] = str(Family.SHARE)

    def _alone(self, index: int, before: int, after: int, *, careful: bool) -> str:
        block, cues = self.blocks[index], self.cues[index]
        if block.kind is BlockKind.QUOTE or cues.corrects:
            return ""
        if not cues.phrases and cues.whole is None and before >= _BYLINE_WITHIN:
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
        first = next((place for place, index in enumerate(left) if index not in found), len(left))
        ends = True
        for place in range(len(left) - 1, -1, -1):
            index = left[place]
            others = self.others[index]
            if index not in found and others and self.blocks[index].kind in JUDGED:
                starts = place <= first
                beside = ends or any(other in found for other in left[max(0, place - 1) : place + 2])
                doubtful = not self.reading.plain(index)
                if repeats(
                    self.blocks[index],
                    self.cues[index],
                    others,
                    inside=not ends and not starts,
                    beside=beside,
                    doubtful=doubtful,
                ):
                    found[index] = repeated(others)
            ends = ends and index in found

    def _weighed(self, left: list[int], found: dict[int, str]) -> None:
        """Take what the model, the other articles and the neighbours together speak against."""
        odds = self.reading.odds_among(left)
        careful = chatty([self.cues[index] for index in left])
        history = weighing.history(self.reading, dict(zip(left, odds, strict=True)), self.repetition)
        added = [history[index] for index in left]
        reachable = weighing.ENOUGH - weighing.AT_EDGE - weighing.BETWEEN
        doubtful = [
            place
            for place, index in enumerate(left)
            if odds[place] + added[place] >= reachable
            and index not in found
            and not self._stays(index, odds[place])
        ]
        first, last = 0, len(left) - 1
        changed = True
        while changed:
            changed = False
            while first < len(left) and left[first] in found:
                first += 1
            while last >= 0 and left[last] in found:
                last -= 1
            for place in doubtful:
                index = left[place]
                if index in found:
                    continue
                weight = odds[place] + added[place]
                counts = self.reading.counts[index]
                quoting = counts is not None and counts.long and _QUOTE.search(self.blocks[index].text)
                near = 0
                if not quoting:
                    near = sum(
                        other in found
                        for other in (*left[max(0, place - 1) : place], *left[place + 1 : place + 2])
                    )
                weight += (0.0, weighing.BESIDE, weighing.BETWEEN)[near]
                if careful and not near and not added[place]:
                    weight -= _CHATTY if outside(place, len(left) - 1 - place) else _CHATTY_INSIDE
                elif not quoting and (place >= last or place <= first):
                    weight += weighing.AT_EDGE
                if weight >= weighing.ENOUGH:
                    found[index] = self._reason(index, added[place])
                    changed = True

    def _reason(self, index: int, added: float) -> str:
        others = self.others[index]
        if others:
            return repeated(others)
        if self.cues[index].phrases:
            return self.cues[index].reason
        return "worded like lines of other articles" if added else "reads like boilerplate"

    def _stays(self, index: int, odds: float) -> bool:
        """Return whether the block is of a kind that only a known phrase or a ruling may take."""
        block, cues = self.blocks[index], self.cues[index]
        if block.kind is BlockKind.QUOTE or not self._judged(index) or cues.corrects:
            return True
        if block.kind is BlockKind.HEADING and not cues.phrases:
            return True
        if _UPDATE.match(block.text) or (index == 0 and _words(block.text) == self.reading.title):
            return True
        if cues.phrases:
            return False
        if self.others[index] and odds < _LIKELY and recurs(block, cues, inside=False):
            return True
        if odds < DOUBT and len(_WORD.findall(block.text)) < _FEWEST_WORDS:
            return True
        if odds < _SURE and (
            block.text.rstrip().endswith((":", "：")) or (index == 0 and _untitled(block.text))
        ):
            return True
        speaker = _SPEAKER.match(block.text)
        return speaker is not None and self._speakers[speaker[1].casefold().strip()] > 1

    @cached_property
    def _speakers(self) -> Counter[str]:
        """How many blocks begin with a label that is none of those that publications use."""
        found = (_SPEAKER.match(block.text) for block in self.blocks)
        labels = Counter(match[1].casefold().strip() for match in found if match)
        return Counter(
            {
                label: number
                for label, number in labels.items()
                if lexicon.LABELS.isdisjoint(_WORD.findall(label)) and label not in lexicon.POINTERS
            }
        )

    def _leftovers(self, found: dict[int, str]) -> None:
        """Take what only leads to blocks that go at the tail: their heading, the rule above them."""
        gone = False
        for index in range(len(self.blocks) - 1, -1, -1):
            if index in found or index in self.reasons:
                gone = True
            elif gone and self.blocks[index].kind in _LEADING:
                found[index] = f"{self.blocks[index].kind} above removed blocks"
            else:
                return

    def _judged(self, index: int) -> bool:
        return self._kind(self.blocks[index].kind)

    @staticmethod
    def _kind(kind: BlockKind) -> bool:
        return kind in JUDGED

    def _tells(self, left: Sequence[int], found: dict[int, str]) -> bool:
        return tells(self.blocks[index] for index in left if index not in found)


def tells(blocks: Iterable[Block]) -> bool:
    """Return whether an article of these blocks alone would still say something."""
    return any(block.kind in _TELLING and any(map(str.isalnum, block.text)) for block in blocks)


def repeated(others: int) -> str:
    """Return the reason that a text is taken out for standing in ``others`` other articles."""
    if others > weighing.MOST_WITNESSES:
        return f"repeated in more than {weighing.MOST_WITNESSES} other articles"
    return f"repeated in {others} other article{'s' if others > 1 else ''}"


def _untitled(text: str) -> bool:
    """Return whether the text could be a headline: a line of some words without an end mark."""
    return len(_WORD.findall(text)) > 1 and not text.rstrip().endswith(_MARKS)


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
