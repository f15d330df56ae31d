"""Which blocks say the same thing, and which of them are worth remembering?"""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b

from publisher.model import Block, BlockKind

# Boilerplate stands before or after the story; what lies deep inside one is hardly ever a witness.
HEAD_BLOCKS = 4
TAIL_BLOCKS = 16

# A label such as "Advertisement" repeats everywhere and proves nothing: 24 bytes are four or five
# Latin words, or eight Chinese characters.
WITNESS_BYTES = 24

# Longer texts differ early or not at all, and a file may be one line of a megabyte.
_LOOKED_AT = 8_000

# Punctuation is listed, not "everything but letters": the vowel signs of Indic scripts are no letters.
_WORD = re.compile(
    r"[^\s\x00-\x20!-/:-@\[-`{-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf"
    r"\u2000-\u206f\u2e00-\u2e7f\u3000-\u3003\u3008-\u303f\ufeff]+"
)
_WORDLESS = frozenset({BlockKind.RULE, BlockKind.IMAGE, BlockKind.CODE, BlockKind.TABLE, BlockKind.FOOTNOTES})


def fingerprint(block: Block) -> int:
    """Return a number that is equal for equal texts: 63 bits, never negative, for ever the same.

    Case, spacing, punctuation and compatibility forms (NFKC) make no difference; numbers do.
    """
    return _digest(_normal(block.text))


def candidates(blocks: tuple[Block, ...]) -> tuple[int, ...]:
    """Return the fingerprints by which other articles may recognise boilerplate; at most 20.

    They are of the blocks at the head and the tail that carry enough words to be a witness, each
    once, in the order of the text.
    """
    if len(blocks) > HEAD_BLOCKS + TAIL_BLOCKS:
        blocks = blocks[:HEAD_BLOCKS] + blocks[-TAIL_BLOCKS:]
    found: dict[int, None] = {}
    for block in blocks:
        if block.kind not in _WORDLESS:
            text = _normal(block.text)
            if len(text.encode("utf-8", "surrogatepass")) >= WITNESS_BYTES:
                found[_digest(text)] = None
    return tuple(found)


def _normal(text: str) -> str:
    text = text[:_LOOKED_AT]
    if text.isascii():
        text = text.lower()
    else:
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(_WORD.findall(text))


def _digest(text: str) -> int:
    data = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(data, "big") >> 1
