"""Does the beginning of a sentence say something whole and true without the rest?"""

from __future__ import annotations

import re

from publisher.summarize.sentences import balanced
from publisher.summarize.verbs import paired, told
from publisher.summarize.words import CONTRACTIONS, FUNCTION_WORDS

# A clause that starts with one of these limits what was said before: without it the rest may be false. One
# that starts with "dass" is what was said; English "that" may as well begin a relative clause.
_LIMITING_WORDS = """
dass daß que qu что che unless if until except but without not nor only although though
despite wenn falls sofern aber ohne nicht bis obwohl sauf si mais sans jusqu pas salvo
pero sin hasta no aunque если кроме но без не пока хотя se ma senza tranne non mas sem exceto não até
"""
_LIMITING = frozenset(_LIMITING_WORDS.split())

TRAILING = " ,;:–—-(，；：、"
# "jusqu'au" is "jusqu", "d'autres" is "d".
_ELISION = re.compile("[ '’]")
_LEADING = TRAILING + "\"“„«'‘)”»"

# What follows these is what was said, how long it was, or what it was part of: a beginning that ends with
# one, or with an English participle ("calling"), says nothing.
_INCOMPLETE_WORDS = """
said says told claims claimed sagte sagt dit dijo сказал disse lasted lasts took takes spent dauerte
dauert duré duró durou durato длился длилась длилось able according affiliated allowed asked based become
becomes became began begins brought called calls caused causes depends described due expected feared felt
filled focused forced found got hopes include included includes known leads led like likely makes means
needs offers part planned plans ready related remains seemed seems seen showed shows such supposed unable
used wants went agreed promised refused threatened vowed failed tried decided
"""
_INCOMPLETE = frozenset(_INCOMPLETE_WORDS.split())
_PARTICIPLE = "ing"

_IMPARTS = re.compile(r"\bteilten?\b|\bteilte?\b")
# "saniert werden", "gesperrt ist": a German verb, whole.
_VERB_LAST = re.compile(
    r" (?:[a-zäöüß]*ge[a-zäöüß]{2,}|[a-zäöüß]{2,}ier|(?:be|ent|er|ver|zer)[a-zäöüß]{2,})(?:t|en) "
    r"(?:werden|wird|haben|hat|sind|ist|war|waren)\W*$"
)
_LAST_WORD = re.compile(r"([^\W_]+(?:['’][^\W_]+)*)\W*$")
# Without the rest of such a sentence its beginning may be untrue.
_CONDITION = re.compile(
    r"\b(?:unless|if|provided|denying|sofern|falls|wenn|sauf si|à moins|a menos que|salvo que|если|"
    r"a meno che|a não ser que|tenzij|mits|jeśli|jeżeli|chyba że|s['’]ils?|"
    # In Italian "si" and in Portuguese "se" mean "himself" as well.
    r"si (?:no|el|la|los|las|le|les|l['’]|on|un|une|ce|cette|elles?|nous|vous|je|tu|se|hay)|"
    r"se (?:não|houver))\b",
    re.IGNORECASE,
)
# One of these stands in every condition; to look for them is twenty times as fast.
_CONDITION_STEMS = (
    " if ",
    "unless",
    "provided",
    "denying",
    "wenn",
    "falls",
    "sofern",
    "sauf si",
    "à moins",
    "a menos",
    "salvo que",
    "если",
    "a meno",
    "a não ser",
    "tenzij",
    "mits",
    "jeśli",
    "jeżeli",
    "chyba że",
    " s'il",
    " s’il",
    " si ",
    " se ",
)
# "The committee, which has met every week": the verb has not come yet.
_ASIDE_ONLY = re.compile(
    r"[^,]{2,80}, (?:who|whose|which|where|der|die|das|dessen|deren|qui|dont|que|quien|cuyo|который|"
    r"которая|которое|которые|che|cui|cujo) [^,]*",
    re.IGNORECASE,
)
# "said the agreement, reached", "sent ministers and, for the first time": what follows was to come.
_BARELY_BEGUN = re.compile(
    r", [^\s,]+$| (?:said|says|say) (?:the|an?) [^,]*, [^,]*$"
    r"| (?:and|but|or|that|und|aber|dass|et|mais|que|y|pero|и|но|что|e|ma|mas), [^,]*$"
)
# "As technology advances", "As the coffin was carried in, friends", "In a loud speech in Mississippi": the
# main clause has not come yet. English alone has a comma after every one of these.
_OPENING_WORDS = """
as when while after before because since although though if whether despite with without from for by to at
on during under amid among unlike given once until through throughout speaking als wenn während nachdem
bevor weil obwohl seit bis sobald solange damit ehe indem alors quand lorsque après avant si cuando
mientras después tras когда после пока
quando mentre dopo enquanto após
"""
_IN_WORDS = "a an the this these his her its their our front case order perhaps one light"
_OPENING = frozenset(
    {
        *_OPENING_WORDS.split(),
        "ever since",
        "thanks to",
        "due to",
        *(f"in {word}" for word in _IN_WORDS.split()),
    }
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
_MEASURED_WORDS = """
before after since later earlier ago bevor nachdem vor nach zuvor später avant après plus antes después tras
prima dopo depois após до после спустя назад
"""
_MEASURED = frozenset(_MEASURED_WORDS.split())

# "so much as a bottle", "the same dam as before"
_COMPARING = frozenset({"as", "than", "comme", "como", "wie", "als"})
_COMPARED = re.compile(r" (?:so|as|such|same|more|less|aussi|tan|so|più)(?: \S+){0,2}$")

# ", Instagram and Messenger": one of a list does not stand for all of it.
_AND_WORDS = "and or und oder et ou y e o и или i en och og"
_AND = frozenset(_AND_WORDS.split())
_LISTED = re.compile(rf",(?: [^\s,;:]+){{1,3}}(?:,? (?:{'|'.join(sorted(_AND))}) |, [^\s,]+(?: [^\s,]+)?,)")


def ends_on_function_word(text: str) -> bool:
    """Return whether the last word is one that a headline cannot end with, in any language it may be in.

    A word in capitals ("WHO", "US", "Series A") is a name, unless the whole text is in capitals; German
    "mit" is part of the verb in "teilte die Polizei mit".
    """
    word = text[text.rfind(" ") + 1 :]
    if not word.isalpha():
        match = _LAST_WORD.search(text[-60:])
        if match is None:
            return False
        word = match[1]
    lowered = word.lower()
    if lowered in FUNCTION_WORDS:
        name = (word.isupper() and not text.isupper()) or word == "May"
        return not (name or (lowered == "mit" and _IMPARTS.search(text)) or _VERB_LAST.search(text[-60:]))
    return lowered.replace("’", "'") in CONTRACTIONS


def opens_with_clause(text: str) -> bool:
    """Return whether the text begins with a subordinate clause or a setting, before what it tells."""
    words = text[:40].lower().split(" ", 2)
    return words[0] in _OPENING or " ".join(words[:2]) in _OPENING


def conditional(text: str) -> bool:
    """Return whether the text holds a word that begins a condition."""
    return _CONDITION.search(text) is not None


def standing(text: str, end: int, language: str, *, opens: bool) -> str:
    """Return what stays of ``text`` when it is cut at ``end``; empty if that says too little or too much.

    ``opens`` says whether the text begins with a clause or a setting, before what it tells.
    """
    rest = text[end:]
    following = _ELISION.split(rest[:40].lstrip(_LEADING).lower(), maxsplit=1)[0]
    if following in _LIMITING:
        return ""
    piece = text[:end].rstrip(TRAILING)
    if following in _MEASURED:
        piece = _MEASURE.sub("", piece)
    elif following in _COMPARING and _COMPARED.search(piece):
        return ""
    listed = (
        _LISTED.match(rest)
        if rest[0] == ","
        else following in _AND and (_in_list(piece, rest) or paired(piece, rest, language))
    )
    if not piece or listed or (opens and _only_opens(piece)) or not _says(piece, rest, language):
        return ""
    return piece


def _in_list(piece: str, rest: str) -> bool:
    """Return whether "and" joins one more to a list, or one name to another ("the Food and Drug Office")."""
    _, comma, last = piece.rpartition(",")
    if comma and last.count(" ") in {1, 2}:
        return True
    return piece[piece.rfind(" ") + 1 :][:1].isupper() and rest.split(" ", 3)[2][:1].isupper()


def last_condition(text: str) -> int:
    """Return where the last condition begins: what ends before it may be untrue. 0 if there is none."""
    lowered = text.lower()
    for stem in _CONDITION_STEMS:
        if stem in lowered:
            return max((match.start() for match in _CONDITION.finditer(text)), default=0)
    return 0


def _says(piece: str, rest: str, language: str) -> bool:
    last = piece[piece.rfind(" ") + 1 :]
    return not (
        last in _INCOMPLETE
        or last.endswith(_PARTICIPLE)
        or ends_on_function_word(piece)
        or ("," in piece and _hangs_at_comma(piece))
        or not balanced(piece)
        or not told(piece, rest, language)
    )


def _hangs_at_comma(piece: str) -> bool:
    """Return whether the last comma opens something that is hardly begun, or the verb is still to come."""
    return _ASIDE_ONLY.fullmatch(piece) is not None or _BARELY_BEGUN.search(piece) is not None


def _only_opens(piece: str) -> bool:
    """Return whether no clause follows the comma, or only its first two words."""
    _, comma, following = piece.partition(", ")
    return not comma or ("," not in following and following.count(" ") < 2)
