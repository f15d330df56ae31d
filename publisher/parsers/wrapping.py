"""Where do the paragraphs of a plain text begin and end?"""

from __future__ import annotations

import re
import statistics

from publisher.parsers.characters import collapse, label

# Mail programs and editors break lines at 65 to 80 columns; 50 to 90 leaves room for habits.
_NARROWEST, _WIDEST = 50, 90
# At most this share of a hard-wrapped text's inner lines ends a sentence: by chance it is one in six or so.
_MOST_SENTENCE_ENDS = 0.5
_HEADLINE_COLUMNS = 120
_SENTENCE_END = re.compile("[.!?…。！？:;,][\"'”’»›)\\]]*$")
_ITEM = re.compile(r"\s*(?:[-*•–—]|\d{1,3}[.)])\s+\S")
_HYPHENATED = re.compile(r"(?<=[a-zà-öø-ÿ])-$")


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of ``text``: lines where each is one, else what empty lines divide.

    Lines that an editor broke at 50 to 90 columns in the middle of sentences are joined again.
    """
    chunks = [lines for chunk in re.split(r"\n[ \t]*\n", text) if (lines := _lines(chunk))]
    if not _is_wrapped(chunks):
        return [line for lines in chunks for line in lines]
    return [paragraph for lines in chunks for paragraph in _joined(lines)]


def headline(text: str) -> tuple[str, str]:
    """Return the headline in the first line and the text after it, or nothing and the whole text.

    A headline is followed by an empty line, at most 120 characters long, does not end like a sentence, and is
    shorter than one of the two paragraphs after it: a byline may stand between.
    """
    first, _, rest = text.lstrip("\n").partition("\n")
    title = label(first)
    following = rest.lstrip("\n \t").split("\n\n", 2)[:2]
    if (
        not title
        or not rest.startswith("\n")
        or len(title) > _HEADLINE_COLUMNS
        or _SENTENCE_END.search(title)
        or _ITEM.match(first)
        or max(len(collapse(paragraph)) for paragraph in following) <= len(title)
        or not any(character.isalpha() for character in title)
    ):
        return "", text
    return title, rest


def _lines(chunk: str) -> list[str]:
    return [line for line in chunk.split("\n") if line.strip()]


def _is_wrapped(chunks: list[list[str]]) -> bool:
    """Return whether the lines that others follow are about equally long and mostly end within a sentence."""
    inner = [line.rstrip() for lines in chunks for line in lines[:-1] if not _ITEM.match(line)]
    if len(inner) < 2:
        return False
    lengths = [len(line) for line in inner]
    middle = statistics.median(lengths)
    near = sum(abs(length - middle) <= 15 for length in lengths)
    ends = sum(_SENTENCE_END.search(line) is not None for line in inner)
    return (
        _NARROWEST <= middle <= _WIDEST
        and max(lengths) <= _WIDEST + 15
        and near >= 0.8 * len(inner)
        and ends <= _MOST_SENTENCE_ENDS * len(inner)
    )


def _joined(lines: list[str]) -> list[str]:
    joined: list[str] = []
    for line in lines:
        if not joined or _ITEM.match(line):
            joined.append(line.strip())
        else:
            joined[-1] = f"{joined[-1]}\n{line.strip()}"
    return joined
