"""Which paragraphs can hold boilerplate beside story, and by which sentences do others know it?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from publisher.clean.boundaries import heads, tails
from publisher.clean.fingerprints import identity
from publisher.clean.tokens import LOOKED_AT
from publisher.model import Block, BlockKind

# Where boilerplate is put into paragraphs: in front of the story and behind it.
_HEAD = 1
_TAIL = 4


def edges(count: int) -> Iterator[int]:
    """Yield the places, among so many blocks, whose paragraphs are looked at."""
    yield from range(min(_HEAD, count))
    yield from range(max(_HEAD, count - _TAIL), count)


def divisible(block: Block) -> bool:
    """Return whether a block could be cut: a plain paragraph, whose text says it all."""
    return block.kind is BlockKind.PARAGRAPH and not block.html and len(block.text) <= LOOKED_AT


def witnesses(blocks: Sequence[Block], doubtful: Callable[[int], bool]) -> Iterator[int]:
    """Yield the fingerprints of the sentences by which other articles may know boilerplate inside a block.

    They are the first sentence of the first paragraph and the last and the last two of the last ones, as
    far as a paragraph is ``doubtful`` and they carry enough words to be a witness.
    """
    for place in edges(len(blocks)):
        block = blocks[place]
        if not divisible(block) or not doubtful(place):
            continue
        if place < _HEAD:
            parts = [block.text[:end] for end, _ in heads(block.text, 1)]
        else:
            parts = [block.text[begin:] for _, begin in tails(block.text, 2)]
        for part in parts:
            fingerprint, telling = identity(Block(kind=block.kind, text=part))
            if telling:
                yield fingerprint
