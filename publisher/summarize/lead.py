"""Which sentences tell the article in short?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from publisher.model import Block, BlockKind, Cleaned
from publisher.summarize.clauses import cut
from publisher.summarize.notices import notice
from publisher.summarize.opening import asks, belongs, credits_picture, tells, without_dateline
from publisher.summarize.passages import STARTS, Sentence, best
from publisher.summarize.sentences import balanced, complete, sentences
from publisher.summarize.width import WIDE_STOP
from publisher.summarize.width import columns as width

# What is not in the first forty sentences is not the lead.
MOST_SENTENCES = 40

_PROSE = frozenset({BlockKind.PARAGRAPH})
_INSTEAD = frozenset({BlockKind.QUOTE, BlockKind.LIST})

# How much of a list is taken apart.
_LINES = 20_000

# The last resort, when the first sentence alone is longer than the budget.
ELLIPSIS = "…"

# A block that short with a credit in it is the caption of a picture.
_CAPTION = 300

_WORD = re.compile(r"[^\W_]+")


def summarize(cleaned: Cleaned, columns: int, prefer: Literal["description", "text"] = "description") -> str:
    """Return the editor's own description, or the sentences of the article that tell it best.

    Neither takes more than ``columns`` display columns (a CJK character takes two). Sentences are
    verbatim and follow each other; a dateline in front is left out and a missing end mark is added.
    Only if the sentence alone is too long is it cut, at a clause and with an ellipsis. With
    ``prefer`` "text" a description counts for nothing. Empty when the article has no sentence.
    """
    description = " ".join(cleaned.meta.description.split())
    if description and prefer == "description":
        if width(description) <= columns:
            return description
        return _filled(sentences(description, cleaned.meta.language), columns)
    found = lead(cleaned, columns)
    if not found:
        return ""
    start, end = best(found, (block.text for block in cleaned.blocks), columns)
    return _filled((sentence.text for sentence in found[start:end]), columns)


def lead(cleaned: Cleaned, columns: int) -> list[Sentence]:
    """Return the usable sentences at the top, as far as a summary of ``columns`` can reach; 40 at most.

    A sentence that only repeats the title is taken if there is nothing else; quotations and lists
    are read only when the article has no paragraph that says something.
    """
    for kinds in (_PROSE, _INSTEAD):
        found: list[Sentence] = []
        spare: list[Sentence] = []
        reach = 0
        for sentence in _usable(cleaned, kinds):
            if not found and _repeats(sentence.text, cleaned.meta.title):
                spare.append(sentence)
                continue
            found.append(sentence)
            if len(found) >= STARTS:
                reach += width(sentence.text)
                if reach > columns or len(found) == MOST_SENTENCES:
                    break
        if found or spare:
            return found or spare
    return []


def _usable(cleaned: Cleaned, kinds: frozenset[BlockKind]) -> Iterator[Sentence]:
    """Yield what tells something in the blocks of these kinds, without datelines and with end marks.

    Once it has begun, short sentences go on with it.
    """
    begun = False
    part = 0
    for number, block in enumerate(cleaned.blocks):
        if block.kind is BlockKind.HEADING:
            part += 1
        if block.kind not in kinds:
            continue
        for line in _lines(block):
            if notice(line) or (len(line) <= _CAPTION and credits_picture(line)):
                continue
            found = sentences(line, cleaned.meta.language)
            for index, sentence in enumerate(found):
                text = sentence if index else without_dateline(sentence)
                if not belongs(text):
                    continue
                telling = tells(text)
                ended = complete(text)
                if not telling and not (begun and ended and any(map(str.isalpha, text))):
                    continue
                opens = telling and not asks(text)
                begun = begun or opens
                yield Sentence(
                    text=text if ended else _finished(text),
                    block=number,
                    part=part,
                    last=index == len(found) - 1,
                    opens=opens,
                )


def _lines(block: Block) -> list[str]:
    return block.text[:_LINES].split("\n") if block.kind is BlockKind.LIST else [block.text]


def _finished(text: str) -> str:
    bare = text.rstrip(" ,;:–—-")
    if not bare:
        return text
    return bare + (WIDE_STOP if bare[-1] >= "\u3000" and width(bare[-1]) == 2 else ".")


def _repeats(sentence: str, title: str) -> bool:
    """Return whether both have the same words; most differ in the first, and are compared no further."""
    first = _WORD.search(title)
    if first is None or first[0].casefold() not in sentence[: first.end() + 8].casefold():
        return False
    return _WORD.findall(sentence.casefold()) == _WORD.findall(title.casefold())


def _filled(found: Iterable[str], columns: int) -> str:
    text = closed = ""
    for sentence in found:
        if not text and width(sentence) > columns:
            return cut(sentence, columns - width(ELLIPSIS)) + ELLIPSIS
        longer = f"{text} {sentence}" if text and not text.endswith(WIDE_STOP) else text + sentence
        if width(longer) > columns:
            break
        text = longer
        if balanced(text):
            closed = text
    return closed or text
