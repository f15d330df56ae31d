"""Where does a sentence end?"""

from __future__ import annotations

import re

# No summary needs more; a file may be one line of a megabyte.
LOOKED_AT = 6_000

_MARKS = ".!?…。！？｡؟।։။"
_CLOSING = '"”“’‘»«›‹)]*_」』）'
_END = re.compile(rf"[{re.escape(_MARKS)}][{re.escape(_CLOSING)}]*$")

# After these a new sentence hardly ever begins; the splitter knows most of them, not in every language.
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\"“„«])(?:[A-ZÀ-ÞА-ЯЁ]|Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|Cmdr|Adm|"
    r"Maj|Rev|Hon|Fr|Sr|Sra|Jr|St|No|Nr|"
    r"Jan|Feb|Aug|Sept|Sep|Oct|Nov|Dec|vs|approx|ca|bzw|z\.B|d\.h|u\.a|Abs|Art|Hr|Hrn|Fr|Mme|Mlle|MM|M|p\.ej|"
    r"Dª|Sig|Sigg|Dott|Ing|Avv|Exmo|г|гг|ул|им|т\.е|т\.к|тыс|млн|млрд|руб|др)\.$"
)
_PAIRS = {"“": "”", "„": "“”", "«": "»", "「": "」", "『": "』"}
# A quotation longer than this was probably never closed.
_MOST_JOINED = 3


def sentences(text: str, language: str) -> list[str]:
    """Return the sentences of one block, verbatim but for white space; at most 6,000 characters are read.

    ``language`` is a BCP 47 tag; an unknown one is split by rules that fit most scripts.
    """
    from sentencex import segment  # type: ignore[import-untyped] # it ships no types

    text = " ".join(text[:LOOKED_AT].split())
    if not text:
        return []
    readable = text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
    found = segment(language.partition("-")[0].lower() or "en", readable)
    return _repaired([sentence.strip() for sentence in found if sentence.strip()], text)


def complete(sentence: str) -> bool:
    """Return whether the sentence has its end mark, perhaps within closing quotes or brackets."""
    return _END.search(sentence) is not None


def balanced(text: str) -> bool:
    """Return whether every quotation that opens is closed."""
    if text.count('"') % 2:
        return False
    if text.isascii():
        return True
    for mark, ends in _PAIRS.items():
        if mark in text and text.count(mark) > sum(map(text.count, ends)):
            return False
    return True


def _repaired(found: list[str], text: str) -> list[str]:
    """Join what was split after an abbreviation or initial, or within a quotation."""
    whole: list[str] = []
    start = 0
    while start < len(found):
        end = start + 1
        while end < len(found) and _goes_on(found[end - 1], found[end]):
            end += 1
        joined = _joined(found[start:end], text)
        if not balanced(joined):
            for further in range(end + 1, min(len(found), end + _MOST_JOINED) + 1):
                longer = _joined(found[start:further], text)
                if balanced(longer):
                    joined, end = longer, further
                    break
        whole.append(joined)
        start = end
    return whole


def _goes_on(sentence: str, following: str) -> bool:
    return bool(_ABBREVIATED.search(sentence[-12:])) or following[:1].islower()


def _joined(parts: list[str], text: str) -> str:
    if len(parts) == 1:
        return parts[0]
    spaced = " ".join(parts)
    return spaced if spaced in text else "".join(parts)
