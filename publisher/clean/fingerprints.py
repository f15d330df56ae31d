"""Which blocks say the same thing, or are worded after the same pattern?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from hashlib import blake2b

from publisher.clean import lexicon
from publisher.model import Block

# A label such as "Advertisement" repeats everywhere and proves nothing: 20 bytes are four or five
# Latin words, or seven Chinese characters.
WITNESS_BYTES = 20

# Longer texts differ early or not at all, and a file may be one line of a megabyte.
_LOOKED_AT = 8_000

# Signs are listed, not "everything but letters": the vowel signs of Indic scripts are no letters. A
# superscript or a fraction is a number and stays. What is ASCII is taken from the bytes, which is ten
# times faster than a regular expression (0.4 against 5 µs for a paragraph of 250 characters).
_SIGNS = re.compile(
    "[\x80-\xa9\xab-\xb1\xb4\xb6-\xb8\xbb\xbf\u2000-\u206f\u2e00-\u2e7f\u3000-\u3003\u3008-\u303f\ufeff]+"
)
# Those of them that stand among ASCII letters; taken one by one they cost a third.
_TYPOGRAPHIC = "“”’‘–—…\xa0"
_ASCII_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())
_LOWER = bytes(range(256)).lower()

# Names within the text and numbers change from article to article in one and the same plug: without
# them exact repetition in two other articles found 0.49 of the boilerplate of 40 outlets instead of
# 0.44. It is no more than a pattern, because reports of earthquakes, matches and markets are worded
# alike as well.
# One set of first signs in front of the alternatives, which lets the search skip, at half of the cost.
_VARYING = re.compile(r"[ \n\d](?:(?<=\D)@?[A-ZÀ-ÞА-ЯЁ][\w'’.-]*+|(?<=\d)[\d.,:\xa0]*+)")

# Of five words in front of a line three must be more than names: photographs of one person begin alike.
_HEAD = 5
_HEAD_PLAIN = 3
_FEWEST_WORDS = 8
_MOST_WORDS = 60
# A line this short without an end mark is a label, a link or a button.
_LINE_WORDS = 30
_WORD = re.compile(r"[^\W_]+")
_LABEL = re.compile(r"\W*([^\W_][^:：]{0,24})[:：]")
# "BELGRADE (Reuters) - " begins a thousand stories.
_DATELINE = re.compile(r"^[^\W\d_a-z][\w ,./'’-]{2,40} (?:\(\w[\w /.-]{1,30}\) ?[-–—]+|[–—]+) ")
_END = (".", "!", "?", "…", "”", '"', "'", "’", ")", "]", "。", "！", "？", "»")


def fingerprint(block: Block) -> int:
    """Return a number that is equal for equal texts: 63 bits, never negative, for ever the same.

    Case, spacing, punctuation and compatibility forms (NFKC) make no difference; numbers do.
    """
    return identity(block)[0]


def identity(block: Block) -> tuple[int, bool]:
    """Return the block's ``fingerprint``, and whether it carries enough words to be a witness."""
    data = _normal(block.text[:_LOOKED_AT])
    return _digest(data), len(data) >= WITNESS_BYTES


def joined(fingerprints: Iterable[int]) -> int:
    """Return one number for several, in their order."""
    return _digest(b"".join(each.to_bytes(8, "big") for each in fingerprints))


def patterns(text: str, source: str) -> Iterator[tuple[int, bool]]:
    """Yield the fingerprints of how a text is worded, and whether each is telling by itself.

    Telling are the whole text without its numbers and names, five words in front or behind and a
    label before a colon; the first and the last two words of a line only support another reason.
    ``source`` names the outlet: what is a pattern in one may be a habit of language in another.
    """
    masked = _normal(_VARYING.sub("", text[:_LOOKED_AT]))
    if len(masked) >= WITNESS_BYTES:
        yield _digest(f"{source} masked: ".encode("utf-8", "surrogatepass") + masked), True
    text = text[:_LOOKED_AT]
    dateline = _DATELINE.match(text)
    words = _WORD.findall(text, dateline.end() if dateline else 0)
    count = len(words)
    if _FEWEST_WORDS <= count <= _MOST_WORDS:
        if _plain(words[:_HEAD]):
            yield _pattern(source, "head", _folded(words[:_HEAD])), True
        if _plain(words[-_HEAD:]):
            yield _pattern(source, "tail", _folded(words[-_HEAD:])), True
    if count > _LINE_WORDS or text.rstrip().endswith(_END):
        return
    label = _LABEL.match(text, dateline.end() if dateline else 0)
    named = _WORD.findall(label[1].casefold()) if label else []
    # "Referee: …" and "Preparation: …" recur in honest stories.
    if not lexicon.LABELS.isdisjoint(named):
        yield _pattern(source, "label", named), True
    if count > 2:
        yield _pattern(source, "first", _folded(words[:2])), False
        yield _pattern(source, "last", _folded(words[-2:])), False


def _plain(words: list[str]) -> bool:
    return sum(word[0].islower() for word in words) >= _HEAD_PLAIN or all(map(str.isupper, words))


def _folded(words: list[str]) -> list[str]:
    return [word.casefold() for word in words]


def _pattern(source: str, kind: str, words: list[str]) -> int:
    return _digest(f"{source} {kind}: {' '.join(words)}".encode("utf-8", "surrogatepass"))


def _normal(text: str) -> bytes:
    if not text.isascii():
        for sign in _TYPOGRAPHIC:
            text = text.replace(sign, "")
        if not text.isascii():
            text = _SIGNS.sub("", text)
            text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
            text = _SIGNS.sub("", text)
    return text.encode("utf-8", "surrogatepass").translate(_LOWER, _ASCII_SIGNS)


def _digest(data: bytes) -> int:
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big") >> 1
