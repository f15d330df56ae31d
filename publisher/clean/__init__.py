"""Which blocks are not part of the story?

Evidence comes from three sides: the wording of a block (``cues``, with the lists in ``phrases``),
its neighbours (``runs``) and the other articles of the same source (``repetition``). Losing a
paragraph of the story is the worst error, so each of them says yes only when it is sure. Most
articles hold nothing to take out, and a ``glance`` at their words says so.
"""

from __future__ import annotations

from dataclasses import replace

from publisher.clean.fingerprints import candidates, fingerprint, lead
from publisher.clean.glance import glance
from publisher.clean.judgement import Judgement, witnesses
from publisher.model import Cleaned, Parsed, Removed, Repetition

__all__ = ["candidates", "clean", "fingerprint", "lead"]


def clean(parsed: Parsed, repetition: Repetition) -> Cleaned:
    """Return the story alone, with every block that was taken out and the reason.

    ``repetition`` says in how many other articles of the same source a block stands, by
    ``fingerprint``; updates of the same article must not be counted. Blocks that stay are the very
    same values in the same order; cleaning again takes nothing more. An article that would lose
    all of its text keeps everything.
    """
    blocks, meta = parsed.blocks, parsed.meta
    seen = glance(blocks)
    others = witnesses(blocks, repetition) if repetition else []
    if not (seen.suspicious or any(others)):
        return Cleaned(meta=meta, blocks=blocks)
    judgement = Judgement(blocks, seen.cues, others)
    judgement.settle()
    reasons = judgement.reasons
    if judgement.authors and not meta.authors:
        meta = replace(meta, authors=judgement.authors)
    return Cleaned(
        meta=meta,
        blocks=tuple(block for index, block in enumerate(blocks) if index not in reasons),
        removed=tuple(
            Removed(index=index, block=blocks[index], reason=reasons[index]) for index in sorted(reasons)
        ),
    )
