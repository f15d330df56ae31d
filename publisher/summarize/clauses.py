"""Where may a sentence be cut so that what stays is true and reads whole?"""

from __future__ import annotations

import re

from publisher.summarize.sentences import balanced
from publisher.summarize.width import columns

# A clause that starts with one of these limits what was said before: without it the rest may be false.
_LIMITING = re.compile(
    r"\W*(?:unless|if|until|except|but|without|after denying|despite denying|not|nor|only|although|though|"
    r"wenn|falls|sofern|aber|ohne|nicht|bis|obwohl|sauf|si|mais|sans|jusqu|pas|salvo|pero|sin|"
    r"hasta|no|aunque|"
    r"если|кроме|но|без|не|пока|хотя|se|ma|senza|tranne|non|mas|sem|exceto|não|até)\b",
    re.IGNORECASE,
)
_STRONG = re.compile(r"[,;:，；：、](?=\s|[^\x00-\u2fff])|\s(?=[–—-]\s)")
_MIDDLE = re.compile(
    r"\s(?=(?:after|before|while|when|as|because|since|which|who|whose|where|and|that|amid|"
    r"following|according|"
    r"nachdem|bevor|während|weil|und|dass|après|avant|pendant|parce|qui|et|alors|después|"
    r"mientras|porque|quien|y|tras|"
    r"после|перед|когда|потому|который|которая|и|что|dopo|prima|mentre|perché|che|e|após|antes|enquanto)\s)",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"\s(?=(?:in|on|at|for|with|during|over|through|across|under|by|from|to|into|against|since|"
    r"im|am|an|auf|bei|mit|für|durch|über|gegen|nach|vor|von|dans|sur|avec|pour|lors|chez|en|con|"
    r"para|por|sobre|durante|"
    r"в|во|на|с|со|для|при|из|от|по|per|su|nel|nella|da|com|em|no|na|pelo|pela)\s)",
    re.IGNORECASE,
)
_FUNCTION_WORDS = """
a an the of to in on at by for with from as and or but nor so than that which who whose whom this
these those is are was were be been being has have had do does did will would can could may might
shall should must not no its his her their our my your into over under about after before between
against during through amid while when where if because since until unless without within upon per
via it he she they we also more most very some any each every such der die das den dem des
ein eine einen einem einer eines und oder aber mit von vom zu zum zur im am auf bei für aus nach vor
über unter durch gegen ohne um als wie dass ob wenn weil ist sind war waren hat haben wird werden
nicht sich auch le la les un une du de d l et ou mais à au aux en dans sur sous par pour avec sans
que qui est sont ont ne pas se ce cette ces son sa ses leur el los las una unos unas del al y o pero
con sin por para sobre entre es su sus lo il gli i uno dello della dei degli delle e ma di da nel
nella tra fra che è sono os uma dos na nos nas ao com sem é são não и а но в во на с со к ко у о об
от до из за по под над при для что как не ни же бы то
"""
_FUNCTION = frozenset(_FUNCTION_WORDS.split())
# What follows these is what was said, or how long it was: a beginning that ends with one says nothing.
_SAYING_WORDS = """
said says told claims claimed sagte sagt dit dijo сказал disse
lasted lasts took takes spent dauerte dauert duré duró durou durato длился длилась длилось
"""
_SAYING = frozenset(_SAYING_WORDS.split())
_LAST_WORD = re.compile(r"([^\W_]+)\W*$")
_TRAILING = " ,;:–—-(，；：、"

# Without the rest of such a sentence its beginning may be untrue.
_CONDITION = re.compile(
    r"\b(?:unless|if|provided|denying|sofern|falls|wenn|sauf si|à moins|a menos que|salvo que|если|"
    r"a meno che|a não ser que)\b",
    re.IGNORECASE,
)
# "The committee, which has met every week": the verb has not come yet.
_ASIDE_ONLY = re.compile(
    r"[^,]{2,80}, (?:who|whose|which|where|der|die|das|dessen|deren|qui|dont|que|quien|cuyo|который|"
    r"которая|которое|которые|che|cui|cujo) [^,]*",
    re.IGNORECASE,
)

# "As technology advances", "As the coffin was carried in, friends": the main clause has not come yet.
_SUBORDINATE = re.compile(
    r"(?:as|when|while|after|before|because|since|although|though|if|whether|despite|with|from|"
    r"als|wenn|während|nachdem|bevor|weil|obwohl|seit|alors|quand|lorsque|après|avant|si|cuando|mientras|"
    r"después|tras|когда|после|пока|quando|mentre|dopo|enquanto|após) [^,]*(?:, \S+(?: \S+)?)?",
    re.IGNORECASE,
)
# "In a loud speech in Mississippi", before a comma: neither has it after these.
_SETTING = re.compile(
    r"(?:in|at|on|by|during|under|amid|among|speaking) "
    r"(?:an?|the|this|his|her|its|their|our|front|case) [^,]*",
    re.IGNORECASE,
)

# "… two hours" before "before the alarm was raised": the measure belongs to what is cut off.
_MEASURE = re.compile(
    r",?\s\S+\s(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|"
    r"Sekunden?|Minuten?|Stunden?|Tagen?|Wochen?|Monaten?|Jahren?|"
    r"secondes?|heures?|jours?|semaines?|mois|ans?|années?|"
    r"segundos?|minutos?|horas?|días?|semanas?|mes(?:es)?|años?|"
    r"minut[oi]|or[ae]|giorn[oi]|settiman[ae]|mes[ei]|ann[oi]|dias?|mês|anos?|"
    r"минут[уы]?|час(?:а|ов)?|д(?:ень|ня|ней)|недел[юиь]|месяц(?:а|ев)?|года?|лет)$",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"\s*(?:before|after|since|later|earlier|ago|bevor|nachdem|vor|nach|zuvor|später|avant|après|"
    r"plus tard|antes|después|tras|prima|dopo|depois|após|до|после|спустя|назад)\b",
    re.IGNORECASE,
)

# Far into the text punctuation is best; a headline of a few words is worse than a weaker boundary.
_PREFERENCE = ((_STRONG, 0.6), (_MIDDLE, 0.7), (_WEAK, 0.5), (_STRONG, 0.38), (_MIDDLE, 0.38), (_WEAK, 0.38))


def ends_on_function_word(text: str) -> bool:
    """Return whether the last word is one that a headline cannot end with."""
    match = _LAST_WORD.search(text[-60:])
    return match is not None and match[1].lower() in _FUNCTION


def cut(text: str, limit: int) -> str:
    """Return a beginning of ``text`` within ``limit`` columns, without an end mark: never empty of words.

    It ends at a clause if there is one, else between two words, else (in scripts without spaces)
    between two characters.
    """
    return clause(text, limit) or _anywhere(text, _reach(text, limit))


def clause(text: str, limit: int) -> str:
    """Return the longest good beginning of ``text`` within ``limit`` columns; empty if there is none.

    It ends at punctuation, else before a conjunction, else before a preposition: each only far
    enough into the text to say something. A quotation is not cut in two, a condition is not cut
    off, and an aside between commas does not stand for the clause it interrupts.
    """
    if columns(text) <= limit:
        return text
    reach = _reach(text, limit)
    for boundary, share in _PREFERENCE:
        least = max(1, int(reach * share))
        for match in reversed(list(boundary.finditer(text, least, reach + 1))):
            piece = text[: match.start()].rstrip(_TRAILING)
            rest = text[match.start() :]
            if _MEASURED.match(rest):
                piece = _MEASURE.sub("", piece)
            if piece and _stands(piece, rest):
                return piece
    return ""


def _stands(piece: str, rest: str) -> bool:
    last = _LAST_WORD.search(piece[-60:])
    return not (
        ends_on_function_word(piece)
        or (last is not None and last[1].lower() in _SAYING)
        or _SUBORDINATE.fullmatch(piece)
        or (rest.startswith(",") and _SETTING.fullmatch(piece))
        or _LIMITING.match(rest)
        or _CONDITION.search(rest)
        or _ASIDE_ONLY.fullmatch(piece)
        or not balanced(piece)
    )


def _reach(text: str, limit: int) -> int:
    """Return how many characters fit into ``limit`` columns."""
    if text[: limit + 1].isascii():
        return min(limit, len(text))
    width = 0
    for index, character in enumerate(text):
        width += columns(character)
        if width > limit:
            return index
    return len(text)


def _anywhere(text: str, reach: int) -> str:
    piece = text[:reach]
    if " " in piece and not text[reach : reach + 1].isspace():
        piece = piece.rpartition(" ")[0] or piece
    # Back to a word that can be the last; but "unless …" says that a condition follows.
    while " " in piece and ends_on_function_word(piece) and not _CONDITION.search(piece.rpartition(" ")[2]):
        piece = piece.rpartition(" ")[0]
    return piece.rstrip(_TRAILING) or text[:reach]
