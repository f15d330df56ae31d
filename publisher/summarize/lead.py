"""Which sentences tell the article in short?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from publisher.model import BlockKind, Cleaned
from publisher.summarize.clauses import cut
from publisher.summarize.opening import asks, belongs, tells, without_dateline
from publisher.summarize.sentences import balanced, complete, sentences
from publisher.summarize.width import columns as width

# What is not in the first forty sentences is not the lead.
MOST_SENTENCES = 40

_PROSE = frozenset({BlockKind.PARAGRAPH})
_INSTEAD = frozenset({BlockKind.QUOTE, BlockKind.LIST})

# How much of a list is taken apart.
_LINES = 20_000

# The last resort, when the first sentence alone is longer than the budget.
ELLIPSIS = "…"

_WIDE_STOP = "。"

_WORD = re.compile(r"[^\W_]+")


def summarize(cleaned: Cleaned, columns: int) -> str:
    """Return the editor's own description, or the lead in whole sentences of the article.

    Neither takes more than ``columns`` display columns (a CJK character takes two). Sentences are
    verbatim; a dateline in front is left out and a missing end mark is added. Only if the first
    usable sentence alone is too long is it cut, at a clause and with an ellipsis. Empty when the
    article has no sentence.
    """
    description = " ".join(cleaned.meta.description.split())
    if description:
        if width(description) <= columns:
            return description
        return _filled(sentences(description, cleaned.meta.language), columns)
    return _filled(lead(cleaned), columns)


def lead(cleaned: Cleaned) -> Iterator[str]:
    """Yield the sentences from the first usable one on, each with an end mark; at most 40 are read.

    A question, or a sentence that only repeats the title, opens if there is nothing else; quotations
    and lists are read only when the article has no paragraph that says something.
    """
    title = cleaned.meta.title
    for kinds in (_PROSE, _INSTEAD):
        found = _from_first_usable(islice(_all(cleaned, kinds), MOST_SENTENCES), title)
        first = next(found, None)
        if first is not None:
            yield first
            yield from found
            return


def _all(cleaned: Cleaned, kinds: frozenset[BlockKind]) -> Iterator[str]:
    for block in cleaned.blocks:
        if block.kind in kinds:
            lines = block.text[:_LINES].split("\n") if block.kind is BlockKind.LIST else (block.text,)
            for line in lines:
                for number, sentence in enumerate(sentences(line, cleaned.meta.language)):
                    yield without_dateline(sentence) if number == 0 else sentence


def _from_first_usable(found: Iterator[str], title: str) -> Iterator[str]:
    found = filter(belongs, found)
    spare: list[str] = []
    for sentence in found:
        if not tells(sentence):
            continue
        if asks(sentence) or _repeats(sentence, title):
            spare.append(sentence)
            continue
        yield _finished(sentence)
        for following in found:
            # A short sentence goes on with the telling; a short line without an end mark is a label.
            if (complete(following) and any(map(str.isalpha, following))) or tells(following):
                yield _finished(following)
        return
    yield from spare


def _repeats(sentence: str, title: str) -> bool:
    """Return whether both have the same words; most differ in the first, and are compared no further."""
    first = _WORD.search(title)
    if first is None or first[0].casefold() not in sentence[: first.end() + 8].casefold():
        return False
    return _WORD.findall(sentence.casefold()) == _WORD.findall(title.casefold())


def _finished(sentence: str) -> str:
    if complete(sentence):
        return sentence
    bare = sentence.rstrip(" ,;:–—-")
    if not bare:
        return sentence
    return bare + (_WIDE_STOP if bare[-1] >= "\u3000" and width(bare[-1]) == 2 else ".")


def _filled(found: Iterable[str], columns: int) -> str:
    text = closed = ""
    for sentence in found:
        if not text and width(sentence) > columns:
            return cut(sentence, columns - width(ELLIPSIS)) + ELLIPSIS
        longer = f"{text} {sentence}" if text and not text.endswith(_WIDE_STOP) else text + sentence
        if width(longer) > columns:
            break
        text = longer
        if balanced(text):
            closed = text
    return closed or text
