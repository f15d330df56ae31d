"""How does a sentence become short enough for a headline and stay true?"""

from __future__ import annotations

import re

from publisher.summarize.clauses import clause
from publisher.summarize.sentences import balanced
from publisher.summarize.standing import ends_on_function_word, opens_with_clause
from publisher.summarize.width import columns as width
from publisher.summarize.words import words

# Between two commas a weekday goes with both, and so does the one before a date; any other comma divides
# two clauses and stays. In front of each pattern stands what its texts cannot do without: to look for that is
# ten times as fast.
_ENGLISH_DAY = (
    r"^(?:On|Late on|Early on) (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"(?: (?:morning|afternoon|evening|night))?,?(?= )(?! [A-Z][a-z]{2,8}\.? \d)"
    r"|(?P<comma>,)? (?:(?:on|late on|early on|last|this|late|early) )?"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?: (?:morning|afternoon|evening|night))?"
    r"(?=[ ,.;:]|$)(?(comma),?|(?:,(?= [A-Z][a-z]{2,8}\.? \d))?)"
)
_GERMAN_DAY = (
    r",? am (?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag)(?:morgen|"
    r"vormittag|nachmittag|abend)?(?=[ ,.]|$)"
)
_FRENCH_DAY = (
    r",? (?:ce |le )?(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)(?: (?:matin|soir))?(?=[ ,.]|$)"
)
_SPANISH_DAY = r",? (?:el|este) (?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)(?=[ ,.]|$)"
_RUSSIAN_DAY = r",? во? (?:понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье)(?=[ ,.]|$)"
_ITALIAN_DAY = r",? (?:lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica)(?=[ ,.]|$)"
_PORTUGUESE_DAY = (
    r",? n(?:a|esta) (?:segunda|terça|quarta|quinta|sexta)(?:-feira)?(?=[ ,.]|$)"
    r"|,? no (?:sábado|domingo)(?=[ ,.]|$)"
)
_WEEKDAYS = {
    language: (tuple(stems.split()), re.compile(pattern))
    for language, stems, pattern in (
        ("en", "day", _ENGLISH_DAY),
        ("de", "tag Mittwoch Sonnabend", _GERMAN_DAY),
        ("fr", "lundi mardi mercredi jeudi vendredi samedi dimanche", _FRENCH_DAY),
        ("es", "lunes martes miércoles jueves viernes sábado domingo", _SPANISH_DAY),
        ("ru", "понедельник вторник среду четверг пятницу субботу воскресенье", _RUSSIAN_DAY),
        ("it", "lunedì martedì mercoledì giovedì venerdì sabato domenica", _ITALIAN_DAY),
        ("pt", "segunda terça quarta quinta sexta sábado domingo", _PORTUGUESE_DAY),
    )
}
_NO_WEEKDAY = (tuple[str, ...](), re.compile(""))
_NOT_A_DAY = re.compile(r" (?:Night|Mass|school|Times|Mail|Review|Post)\b|['’]s?\b|-")
# "since Monday", "the Friday": without the day they hang.
_NEEDS_DAY_WORDS = """
since until till by before after from to through of next every each and or than for a the that between as
"""
_NEEDS_DAY = frozenset(_NEEDS_DAY_WORDS.split())
_BRACKETS = re.compile(r"\s?\([^()]{0,120}\)|\s?\[[^\[\]]{0,120}\]")
_ASIDE = re.compile(
    r", (?:an?|the|one of|who|whose|which|where|including|der|die|das|ein|eine|le|la|les|un|une|qui|el|"
    r"los|quien|который|которая|il|lo|che|o|os|as|um|uma|que) "
    r"[^,;:\"“”«»]{3,110},(?= )|\s[–—] [^–—\"“”«»]{3,140} [–—](?= )",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r",[\"”’]? (?P<who>[^,;\"“”]{2,60}? (?:said|says|reported|reports|announced|told \w+|wrote|"
    r"argued|warned|claimed)|"
    r"(?:said|says) [^,;\"“”]{2,60}|according to [^,;\"“”]{2,70}|so [^,;]{2,50}|"
    r"[^,;]{0,40}(?:sagte|teilte|erklärte|berichtete|schrieb) [^,;]{2,50}|"
    r"(?:selon|a (?:dit|déclaré|affirmé|annoncé)|según|dijo|afirmó|secondo|ha detto|segundo|"
    r"disse|afirmou) [^,;]{2,60}|"
    r"(?:сообщил|сообщила|сообщили|заявил|заявила|сказал|сказала) [^,;]{2,60})(?P<rest>,? [^\"“”]{0,200})?$"
)
# Whoever says so, or thinks so, or warns of it. When a sentence holds one of these, so must what is left of
# it. Of "according to" and "a déclaré" the word that is never used otherwise stands for both.
_SAYING_WORDS = """
say tell warn argue
said says saying according told tells telling claim claims claimed claiming announces announced announcing
reported reportedly warns warned warning argues argued arguing wrote writes insists insisted suggests
suggested believes believed estimates estimated laut zufolge angaben sagt sagte sagten erklärte erklärten
teilte teilten berichtet berichtete berichten berichteten schrieb schrieben meint betonte selon dit
déclaré affirmé annoncé indiqué expliqué affirme estime según dijo dijeron dice afirmó afirma aseguró
asegura anunció explicó señaló acuerdo secondo detto dichiarato affermato segundo disse disseram afirmou
словам данным мнению информации сообщил сообщила сообщили сообщает заявил заявила заявили заявляет сказал
сказала сказали
"""
_SAYING = frozenset(_SAYING_WORDS.split())
# "warned in a letter to every household that …": without what follows "that" nothing has been said.
_ANNOUNCING_WORDS = """
told claimed announced reported warned argued wrote insisted suggested estimated alleged confirmed revealed
learned shows showed found teilte erklärte berichtete berichtet schrieb warnte warnten déclaré affirmé annoncé
anunció afirmó aseguró explicó señaló сообщил сообщила заявил заявила
"""
_ANNOUNCING = frozenset(_ANNOUNCING_WORDS.split())
# "… did not destroy the vaccine, as claimed": what is left must not be the claim that was denied.
_NEGATION = re.compile(
    r"n['’]t\b|\b(?:not|never|no|nor|none|denied|denies|deny|without|nicht|kein\w*|nie|niemals|ne|pas|jamais|"
    r"aucune?|no|nunca|ningún|ninguna|не|нет|никогда|ни|non|mai|nessun\w*|não|nunca|nenhum\w*)\b",
    re.IGNORECASE,
)
_CONTENT = re.compile(r"[ ,](?:that|dass|daß|что) ")
_JOINING = re.compile(
    r" (?:after|before|because|since|when|while|nachdem|bevor|als|wenn|weil|obwohl|après|parce|lorsque|quand|"
    r"después|porque|cuando|mientras|после|потому|когда|dopo|perché|quando|depois|ponieważ|gdy)\b"
)
_STOP = re.compile(r"(?<![.…])[.。।]+(?=[\"”’»]?$)")


def bare(sentence: str) -> str:
    """Return the sentence without brackets and final stop."""
    text = _BRACKETS.sub("", sentence) if "(" in sentence or "[" in sentence else sentence
    return _STOP.sub("", text).strip()


def shortened(sentence: str, columns: int, language: str, *, most: int = 0) -> str:
    """Return the sentence as a headline of at most ``columns``; empty if it cannot be one and stay true.

    Brackets, weekdays and the final stop are left out, and nothing else if that is enough; else
    asides are, and last it is cut at its last clause boundary that fits, or that fits into ``most``
    columns. Who says so stays, because a claim without its source would read as a fact. ``language``
    is a BCP 47 tag.
    """
    language = language.partition("-")[0]
    text = _without_weekday(bare(sentence), language)
    if width(text) <= max(columns, most):
        whole = _tidy(text, max(columns, most))
        if width(text) <= columns or not ends_on_function_word(whole):
            return whole
    source = _SOURCE.search(text) if "," in text else None
    kept = f", {source['who']}" if source else ""
    body = _without_asides(text[: source.start()] if source else text)
    for limit in (columns, most):
        room = limit - width(kept)
        if room < limit // 3 or not room:
            continue
        beginning = clause(body, room, language)
        rest = body[len(beginning) :]
        if not beginning or _withholds(beginning, rest) or (source and _NEGATION.search(rest)):
            continue
        if title := _tidy(beginning + kept, limit, text):
            return title
    return ""


def _withholds(beginning: str, rest: str) -> bool:
    """Return whether the beginning says that something was said, and the rest what it was."""
    content = _CONTENT.search(rest)
    return content is not None and _has(beginning, _ANNOUNCING if content.start() else _SAYING)


def _without_asides(text: str) -> str:
    if not ("," in text or "–" in text or "—" in text) or opens_with_clause(text):
        return text  # the second comma may be the end of that clause
    return _ASIDE.sub(lambda match: "," if _JOINING.match(text, match.end()) else "", text)


def _without_weekday(text: str, language: str) -> str:
    stems, pattern = _WEEKDAYS.get(language, _NO_WEEKDAY)
    for stem in stems:
        if stem in text:
            return pattern.sub(_kept_of_weekday, text).strip()
    return text


def _kept_of_weekday(match: re.Match[str]) -> str:
    text = match.string
    names_more = _NOT_A_DAY.match(text, match.end())
    before = text[: match.start()].rpartition(" ")[2].lower()
    return match[0] if names_more or before in _NEEDS_DAY else ""


def _tidy(text: str, columns: int, whole: str = "") -> str:
    """Return the text as it is printed; empty when it is unbalanced or no longer says who says so."""
    text = " ".join(text.split()).rstrip(" ,;:–—-")
    if (
        not text
        or not balanced(text)
        or text.count("(") != text.count(")")
        or text.count("[") != text.count("]")
    ):
        return ""
    if whole and _has(whole, _SAYING) and not _has(text, _SAYING):
        return ""
    if not text[1:2].isupper():
        text = text[0].upper() + text[1:]
    return text if width(text) <= columns else ""


def _has(text: str, vocabulary: frozenset[str]) -> bool:
    return not vocabulary.isdisjoint(words(text))
