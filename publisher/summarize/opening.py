"""Which sentence of a block can open a summary or a headline, and without which preliminaries?"""

from __future__ import annotations

import re

from publisher.summarize.notices import buttons, caption, names_makers, notice
from publisher.summarize.words import CLINGING

# "BELGRADE, Dec. 18 (Reuters) - ", "(CNN) — ", "Berlin (dpa) – ", "МОСКВА, 3 марта. /ТАСС/. "
_PLACE = r"[^\W\d_a-zß-öø-ÿа-яё][\w.’'-]{0,24}(?:[ /][^\W\d_a-zß-öø-ÿа-яё][\w.’'-]{0,24}){0,3}"
_DATE = r"(?:[\w.]{1,12} \d{1,2}\.?(?:, \d{4})?|\d{1,2}\.? [\w.]{1,12}(?: \d{4})?)"
_AGENCY = r"\([^()]{2,40}\)|/[^/]{2,30}/\.?"
_DASH = r"\s?(?:--|[–—-])\s"
_CAPITAL = r"[A-ZÀ-ÖØ-ÞА-ЯЁ]{3}[A-ZÀ-ÖØ-ÞА-ЯЁ .’'/-]{0,40}"
_DATELINE = re.compile(
    rf"(?:(?:{_PLACE}(?:, {_PLACE}\.?)?(?:, {_DATE})?\.? ?)?(?:{_AGENCY})(?:{_DASH}|(?<=/\.)\s)"
    rf"|{_PLACE}(?:, {_PLACE}\.?)?, {_DATE}{_DASH}"
    rf"|{_CAPITAL}(?:, {_PLACE}\.?)?(?:, {_DATE})?\.?(?:\s?(?:--|[–—])|\s-)\s"
    r"|【[^】]{1,20}】\s?(?=\S)"
    # Arabic, Hebrew and Persian have no capitals: the agency in brackets and the dash must both be there.
    r"|[\u0590-\u06ff]\S{1,24}(?: \S{1,24}){0,3} \([^()]{2,40}\)\s?(?:--|[–—-])\s)"
)
# One of these stands in every dateline; most sentences have none of them.
_IN_DATELINES = re.compile("[(/–—【]| -")
# "TEGUCIGALPA, HONDURAS." when the splitter has taken it for a sentence.
_STUB = re.compile(
    rf"{_CAPITAL}(?:, {_PLACE})?(?:, {_DATE})?\.?|{_PLACE} (?:de|del|do|da|la|le|am|"
    rf"an der) {_PLACE}, {_PLACE}\.?|【[^】]*】"
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
# A verb alone is none: "Share prices fell", "Follow the money, she said", "Lee on Monday won the vote".
_TEASER = re.compile(
    r"(?:(?:read|see|watch|listen|click|follow|share) ?"
    r"(?::|(?:more|also|on|our|the full|full|next|now|here|this|us|live)\b)|"
    r"(?:lesen sie|lire|lee|lea|leia|leggi|читайте|vea) ?"
    r"(?::|(?:auch|hier|mehr|weiter|aussi|la suite|ici|también|más|aquí|mais|também|anche|di più|также|"
    r"далее)\b)|"
    # "Published in 1925, the novel sold well." tells something.
    r"(?:(?:last )?updated|published|posted|veröffentlicht|aktualisiert|publié|mis à jour|publicado|"
    r"actualizado|опубликовано|обновлено|pubblicato|aggiornato|atualizado)\b(?:(?: .{0,80}[^.!?…])?|"
    r".{0,60}\d\.?)$|"
    r"(?:subscribe|sign up|correction|editor.?s note|stand:|story highlights|key points|key takeaways|"
    r"table of contents|inhaltsverzeichnis|file -|reading time|lesezeit|puede leer|te puede interesar|"
    r"siehe auch|voir aussi|à lire)(?!\w)|"
    r"(?:we|this (?:site|website)|diese (?:website|seite)|ce site|este sitio)(?: \w+)? "
    r"(?:uses?|verwende[tn]|utilise|utiliza) cookies|"
    r"(?:we|i) (?:may|might) (?:earn|receive) |as an amazon|advertisement\b|"
    r"this (?:post|article|page|story|review) (?:may )?contains? (?:affiliate|sponsored)|"
    r"\d+ min(?:ute)?s? (?:read|lesezeit|de lecture|de lectura))",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"[?？؟;][\"”’»)\]]*$")
# The Greek question mark looks like a semicolon; elsewhere no sentence ends with one.
_GREEK = re.compile("[\u0370-\u03ff]")
_WORD = re.compile(r"[^\W\d_]+")

# Scripts whose words are not runs of letters between spaces: those of India and Tibet (vowel signs are no
# letters), Thai, Lao, Burmese, Khmer, kana, Han.
_UNSPACED = re.compile("[\u0900-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")

# So many whole words near the beginning are enough to know; to weigh all letters takes three times as long.
_PLENTY, _NEAR = 6, 120

# Shorter than this it is a label, a place or a name: no sentence of a story.
_FEWEST_WORDS = 4

# "Price: from $49", "Ort: Großer Saal, Hamburg": a line of a table.
_ENDED = '.!?…”"'
_LABELLED = re.compile(r"[^\W\d_][^\W\d_]*(?: [^\W\d_]+){0,2}: ?\S.{0,60}")

# What these refer to has been left behind; "I" and "we" have not been introduced yet.
_HANGING_WORDS = """
he she it they this that these those his her hers their its i we you my our your another both such others
other some but and so or also however meanwhile then thus therefore instead still yet moreover furthermore
besides otherwise nevertheless likewise finally plus there here no yes well ok
er sie es das dies diese dieser dieses diesem diesen ihr ich wir du mein meine unser unsere aber und doch auch
zudem außerdem allerdings dabei dazu deshalb daher dann damit danach dagegen jedoch dennoch trotzdem
dort hier so
il elle ils elles ce cela ça ces cet cette mon ma notre je nous vous on mais et donc ainsi aussi
cependant pourtant
él ella ellos ellas esto este esta estos estas eso mi nuestro nuestra yo nosotros pero y además también así
он она они оно это эти этот эта я мы вы наш но и а также однако поэтому
lui lei essi questo questa io noi ma e ed anche inoltre tuttavia
ele ela eles elas isso isto eu nós nosso mas também porém
"""
_HANGING = frozenset(_HANGING_WORDS.split())
_HANGING_BEGINNINGS = tuple(
    " ".join(beginning.split()) + " "
    for beginning in """
    for example|for instance|in addition|in contrast|in other words|in fact|as a result|after all|at
the same time|
    on the other hand|because of this|one of them|most are|zum beispiel|en effet|par exemple|sin embargo|
    por ejemplo|en ese|en este|além disso
    """.replace("|\n", "|").split("|")
)
# "Das Wendlauer Bad", "das alte Bad": an article; "das sagte er", "das teilte die Stadt mit": a pronoun.
_GERMAN_ARTICLE = re.compile(r"[Dd]as (?:[A-ZÄÖÜ]|(?!\w+te\b)[a-zäöüß]+e [A-ZÄÖÜ])")


def without_dateline(text: str) -> str:
    """Return the text without a dateline such as "BELGRADE, Dec. 18 (Reuters) –" in front."""
    start = text[:160]
    match = _DATELINE.match(start) if _IN_DATELINES.search(start) else None
    if match is None or match.end() >= len(text) or text[match.end()].islower() or notice(text):
        return text
    return text[match.end() :]


def belongs(sentence: str) -> bool:
    """Return whether the sentence is part of the telling: no byline, caption, credit or teaser."""
    start = sentence[:300]
    return not (
        _TEASER.match(start)
        or notice(start)
        or names_makers(start)
        or buttons(sentence)
        or caption(sentence)
        or _STUB.fullmatch(start)
        or credits_picture(start)
    )


def credits_picture(text: str) -> bool:
    """Return whether the text says who made or owns a picture."""
    lowered = text.lower()
    for stem in _CREDIT_STEMS:
        if stem in lowered:
            return _CREDIT.search(text) is not None
    return False


def tells(sentence: str) -> bool:
    """Return whether the sentence says enough to open a text: no label, place, name or number."""
    start = sentence[:300]
    if start[-1:] not in _ENDED and ":" in start and _LABELLED.fullmatch(start):
        return False
    if sum(map(str.isalpha, start[:_NEAR].split())) >= _PLENTY:
        return True
    if not start.isascii() and _UNSPACED.search(start):
        return sum(map(str.isalpha, start)) >= 2 * _FEWEST_WORDS
    words = _WORD.findall(start)
    return len(words) >= _FEWEST_WORDS and sum(map(len, words)) * 2 > len(start.strip(".…_*- "))


def asks(sentence: str) -> bool:
    """Return whether the sentence is a question."""
    match = _QUESTION.search(sentence[-8:])
    return match is not None and (match[0][0] != ";" or _GREEK.search(sentence) is not None)


def hangs(sentence: str) -> bool:
    """Return whether the sentence begins with a pronoun or connective that refers to the one before."""
    start = sentence[:40]
    first = start.partition(" ")[0].strip(CLINGING)
    if len(first) > 1 and first.isupper() and not sentence.isupper():
        return False  # "IT" and "WHO" are names
    lowered = start.lower()
    word = first.lower()
    if "'" in word or "’" in word:
        word = re.split("['’]", word, maxsplit=1)[0]
    if word in _HANGING:
        return word != "das" or _GERMAN_ARTICLE.match(start) is None
    return lowered.startswith(_HANGING_BEGINNINGS)
