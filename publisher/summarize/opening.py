"""Which sentence of a block can open a summary or a headline, and without which preliminaries?"""

from __future__ import annotations

import re

# "BELGRADE, Dec. 18 (Reuters) - ", "(CNN) — ", "Berlin (dpa) – ", "МОСКВА, 3 марта. /ТАСС/. "
_PLACE = r"[^\W\d_a-zß-öø-ÿа-яё][\w.’'-]{0,24}(?:[ /][^\W\d_a-zß-öø-ÿа-яё][\w.’'-]{0,24}){0,3}"
_DATE = r"(?:[\w.]{1,12} \d{1,2}\.?(?:, \d{4})?|\d{1,2}\.? [\w.]{1,12}(?: \d{4})?)"
_AGENCY = r"\([^()]{2,40}\)|/[^/]{2,30}/\.?"
_DASH = r"\s?(?:--|[–—-])\s"
_CAPITAL = r"[A-ZÀ-ÖØ-ÞА-ЯЁ]{3}[A-ZÀ-ÖØ-ÞА-ЯЁ .’'/-]{0,40}"
_DATELINE = re.compile(
    rf"(?:(?:{_PLACE}(?:, {_PLACE}\.?)?(?:, {_DATE})?\.? ?)?(?:{_AGENCY})(?:{_DASH}|(?<=/\.)\s)"
    rf"|{_PLACE}(?:, {_PLACE}\.?)?, {_DATE}{_DASH}"
    rf"|{_CAPITAL}(?:, {_PLACE}\.?)?(?:, {_DATE})?\s?(?:--|[–—])\s)"
)

_CREDIT = re.compile(
    r"\b(?:getty images|shutterstock|associated press file|file photo|image copyright|image "
    r"caption|photograph(?:er)?:|"
    r"photo(?:s)?(?: by|:)|picture:|foto:|fotos:|bild:|crédit|crédits|crédito|fotografía:|фото:|"
    r"imago|istock|afp via|/ap\b|/afp\b|/dpa\b)",
    re.IGNORECASE,
)
# One of these stands in every credit; to look for them is seven times as fast.
_CREDIT_STEMS = (
    "photo",
    "foto",
    "image c",
    "picture:",
    "bild:",
    "getty",
    "shutterstock",
    "imago",
    "istock",
    "afp",
    "/ap",
    "/dpa",
    "press file",
    "crédit",
    "фото:",
)
_BYLINE = re.compile(
    r"(?i:by|von|par|por|di|автор:?|texte?:?|written by)\s(?:[^\W\d_a-zß-öø-ÿа-яё]\S{0,30}\s?){1,8}\.?"
)
_TEASER = re.compile(
    r"(?:(?:read|see|watch|listen|click|subscribe|sign up|follow|share|updated|published|posted|"
    r"last updated|correction|editor.?s note|"
    r"lesen sie|stand:|veröffentlicht|aktualisiert|lire|publié|mis à jour|lee|publicado|"
    r"actualizado|опубликовано|обновлено|читайте|"
    r"leggi|pubblicato|aggiornato|leia|atualizado|story highlights|key points|file - )\b|\d+ "
    r"min(?:ute)?s? read)",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"[?？؟][\"”’»)\]]*$")
_WORD = re.compile(r"[^\W\d_]+")

# Scripts that do not put spaces between words: Thai, Lao, Burmese, Khmer, kana, Han.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")

# Shorter than this it is a label, a place or a name: no sentence of a story.
_FEWEST_WORDS = 4


def without_dateline(text: str) -> str:
    """Return the text without a dateline such as "BELGRADE, Dec. 18 (Reuters) –" in front."""
    match = _DATELINE.match(text[:160])
    if match is None or match.end() >= len(text) or text[match.end()].islower():
        return text
    return text[match.end() :]


def belongs(sentence: str) -> bool:
    """Return whether the sentence is part of the telling: no byline, caption, credit or teaser."""
    start = sentence[:300]
    return not (_TEASER.match(start) or _BYLINE.fullmatch(start) or _credits(start))


def _credits(text: str) -> bool:
    lowered = text.lower()
    for stem in _CREDIT_STEMS:
        if stem in lowered:
            return _CREDIT.search(text) is not None
    return False


def tells(sentence: str) -> bool:
    """Return whether the sentence says enough to open a text: no label, place, name or number."""
    start = sentence[:300]
    words = _WORD.findall(start)
    letters = sum(map(len, words))
    if not start.isascii() and _UNSPACED.search(start):
        return letters >= 2 * _FEWEST_WORDS
    return len(words) >= _FEWEST_WORDS and letters * 2 > len(start.strip(".…_*- "))


def asks(sentence: str) -> bool:
    """Return whether the sentence is a question."""
    return _QUESTION.search(sentence) is not None
