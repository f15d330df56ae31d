"""What would this article be called if nobody gave it a title?"""

from __future__ import annotations

import re
from itertools import islice

from publisher.model import Cleaned
from publisher.summarize.clauses import clause, cut
from publisher.summarize.lead import ELLIPSIS, lead
from publisher.summarize.opening import asks
from publisher.summarize.sentences import balanced
from publisher.summarize.width import columns as width

# How far into the article a better opening is looked for.
_SENTENCES = 6

# Between two commas a weekday goes with both, and so does the one before a date; any other comma divides
# two clauses and stays.
_WEEKDAYS = re.compile(
    r"^(?:On|Late on|Early on) (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"(?: (?:morning|afternoon|evening|night))?,?(?= )(?! [A-Z][a-z]{2,8}\.? \d)"
    r"|(?P<comma>,)? (?:(?:on|late on|early on|last|this|late|early) )?"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"(?: (?:morning|afternoon|evening|night))?(?=[ ,.;:]|$)(?(comma),?|(?:,(?= [A-Z][a-z]{2,8}\.? \d))?)"
    r"|,? am (?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag)(?:morgen|"
    r"vormittag|nachmittag|abend)?(?=[ ,.]|$)"
    r"|,? (?:ce )?(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)(?: (?:matin|soir))?(?=[ ,.]|$)"
    r"|,? (?:el|este) (?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)(?=[ ,.]|$)"
    r"|,? во? (?:понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье)(?=[ ,.]|$)"
    r"|,? (?:lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica)(?=[ ,.]|$)"
    r"|,? n(?:a|esta) (?:segunda|terça|quarta|quinta|sexta)(?:-feira)?(?=[ ,.]|$)|,? no "
    r"(?:sábado|domingo)(?=[ ,.]|$)"
)
_NOT_A_DAY = re.compile(r" (?:Night|Mass|school|Times|Mail|Review|Post)\b|['’]s?\b|-")
_BRACKETS = re.compile(r"\s?\([^()]{0,120}\)|\s?\[[^\[\]]{0,120}\]")
_ASIDE = re.compile(
    r", (?:an?|the|who|whose|which|where|including|der|die|das|ein|eine|le|la|les|un|une|qui|el|"
    r"los|quien|который|которая|il|lo|che|o|os|as|um|uma|que) "
    r"[^,;:\"“”«»]{3,110},(?= )|\s[–—] [^–—\"“”«»]{3,140} [–—](?= )",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(
    r",[\"”’]? (?P<who>[^,;\"“”]{2,60}? (?:said|says|reported|reports|announced|told \w+|wrote|"
    r"argued|warned|claimed)|"
    r"(?:said|says) [^,;\"“”]{2,60}|according to [^,;\"“”]{2,70}|so [^,;]{2,50}|"
    r"[^,;]{0,40}(?:sagte|teilte|erklärte|berichtete|schrieb) [^,;]{2,50}|"
    r"(?:selon|a (?:dit|déclaré|affirmé|annoncé)|según|dijo|afirmó|secondo|ha detto|segundo|"
    r"disse|afirmou) [^,;]{2,60}|"
    r"(?:сообщил|сообщила|сообщили|заявил|заявила|сказал|сказала) [^,;]{2,60})(?P<rest>,? [^\"“”]{0,200})?$"
)
_HANGING = re.compile(
    r"(?:he|she|it|they|this|that|these|those|his|her|their|its|but|and|so|or|also|however|"
    r"meanwhile|there|here|i|we|you|my|our|"
    r"er|sie|es|das|dies|diese|dieser|aber|und|doch|ich|wir|il|elle|ils|elles|ce|cela|mais|et|je|"
    r"nous|él|ella|ellos|esto|pero|y|yo|"
    r"он|она|они|оно|это|но|и|а|я|мы|lui|lei|essi|questo|ma|e|io|noi|ele|ela|eles|isso|isto|mas|eu|nós)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“„«‘]")
_STOP = re.compile(r"(?<![.…])[.。।]+(?=[\"”’»]?$)")


def headline(cleaned: Cleaned, columns: int = 90) -> str:
    """Return a title of at most ``columns`` display columns from the first usable sentence.

    Dateline, weekday and asides are left out; the sentence is cut at its last clause boundary that
    fits. Who says so is kept, because a claim without its source would read as a fact; a sentence
    whose source does not fit is passed over. Empty when the article has no sentence.
    """
    passed: list[str] = []
    for sentence in islice(lead(cleaned), _SENTENCES):
        title = "" if _drawback(sentence) else _shortened(sentence, columns)
        if title:
            return title
        passed.append(sentence)
    passed.sort(key=_drawback)
    for sentence in passed:
        title = _shortened(sentence, columns)
        if title:
            return title
    return _cropped(passed[0], columns) if passed else ""


def _drawback(sentence: str) -> int:
    return 4 * asks(sentence) + 2 * bool(_QUOTED.match(sentence)) + bool(_HANGING.match(sentence))


def _cropped(sentence: str, columns: int) -> str:
    text = _bare(sentence)
    return text if width(text) <= columns else cut(text, columns - width(ELLIPSIS)) + ELLIPSIS


def _bare(sentence: str) -> str:
    return _STOP.sub("", _BRACKETS.sub("", sentence)).strip()


def _shortened(sentence: str, columns: int) -> str:
    bare = _bare(sentence)
    text = _WEEKDAYS.sub(lambda match: match[0] if _NOT_A_DAY.match(bare, match.end()) else "", bare).strip()
    if width(text) <= columns:
        return _tidy(text)
    source = _ATTRIBUTION.search(text)
    kept = f", {source['who']}" if source else ""
    room = columns - width(kept)
    if room < columns // 3:
        return ""
    body = _ASIDE.sub("", text[: source.start()] if source else text)
    beginning = clause(body, room)
    return _tidy(beginning + kept) if beginning else ""


def _tidy(text: str) -> str:
    text = " ".join(text.split()).rstrip(" ,;:–—-")
    if not text or not balanced(text):
        return ""
    return text[0].upper() + text[1:]
