"""Has the main verb of a sentence come yet?

There is no grammar here: a few hundred verbs, the endings of the regular ones, and the places where a word
with such an ending is none. A verb that is not known makes a title longer or gives the next sentence its
turn; a verb seen where there is none leaves a title without one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from publisher.summarize.words import CLINGING

_ENGLISH_WORDS = """
is are was were has have had do does did will would can could may might shall should must isn't aren't wasn't
weren't hasn't haven't hadn't don't doesn't didn't won't wouldn't can't couldn't shouldn't cannot
said told fell rose won lost took gave made went came saw found left kept held led met set put cut hit sent
spent built bought sold paid got began broke brought caught chose drew drove ate fought flew forgot grew heard
hid hurt knew laid lay let lit meant rode ran sought shook shot shut sang sank sat slept spoke stood stole
struck swept swore swam taught tore thought threw understood woke wore wrote spread split quit beat
became felt
dealt fed fled hung stuck swung withdrew overtook upheld withheld underwent
"""
# The same with an "s".
_ENGLISH_BASE_WORDS = """
want need seem remain mean know think believe say make take give come see get keep help find show
become include
offer require provide face plan call seek allow begin lead warn suggest argue hope expect add help
stand run rise
"""
_ENGLISH = frozenset(
    {
        *_ENGLISH_WORDS.split(),
        *_ENGLISH_BASE_WORDS.split(),
        *(f"{verb}s" for verb in _ENGLISH_BASE_WORDS.split()),
        "go",
        "goes",
    }
)
# After one of these a word in -ed or -s is no verb of its own: "the parched plains", "of works".
_BEFORE_NOUN_WORDS = """
a an the this that these those his her its their our my your no some any all each every of in on at by
for with
from into as to and or two three four five six seven eight nine ten more most than
"""
_BEFORE_NOUN = frozenset(_BEFORE_NOUN_WORDS.split())
# "built by", "seen by": a participle, and the verb is still to come.
_PASSIVE = "by"

_GERMAN = re.compile(
    r"\b(?:ist|sind|war|waren|hat|haben|hatte|hatten|wird|werden|wurde|wurden|kann|können|"
    r"soll|sollen|will|wollen|"
    r"muss|müssen|darf|dürfen|mag|gab|geben|fiel|fielen|stieg|stiegen|kam|kamen|ging|"
    r"gingen|nahm|nahmen|stand|"
    r"standen|lag|lagen|hielt|hielten|ließ|ließen|sprach|schlug|zog|warf|verlor|gewann|"
    r"begann|blieb|trat|traf|"
    r"rief|fand|sah|bekam|sank|schloss|fing|schrieb|lief|sei|seien|wäre|würde|lassen|"
    r"(?!(?:nicht|mit|seit|fast|jetzt|erst|selbst|dort|statt|sonst|heute|nachts|rechts|"
    r"weit|laut|gut|acht|halt|meist|"
    r"oft|samt|zuletzt|zunächst|erste|letzte|dritte|zweite|gute|späte|weite|heut|gut)\b|"
    r"ge\w)[a-zäöüß]{2,}(?:t|te|ten))\b"
)
_GERMAN_INFINITIVE = re.compile(
    r"\b(?!(?:eine[mn]|den|gegen|neben|wegen|seinen|ihren|allen|beiden|meisten)\b)[a-zäöüß]{2,}en\b"
)
_FRENCH = re.compile(
    r"\b(?:est|sont|a|ont|était|fut|furent|va|vont|fait|font|doit|doivent|peut|peuvent|"
    r"veut|veulent|vient|viennent|"
    r"tient|dit|met|prend|perd|reste|restent|quitte|annonce|demande|devient|lance|ouvre|"
    r"ferme|retrouve|compte|"
    r"entre|passe|cherche|prévoit|reçoit|voit|sait|faut|\w{2,}(?:ait|aient|era|eront|"
    r"èrent))\b|\b[ns]['’](?:est|a|ont|était)\b"
)
_SPANISH = re.compile(
    r"\b(?:es|son|fue|fueron|era|eran|ha|han|había|habían|hay|está|están|tiene|tienen|"
    r"puede|pueden|debe|deben|va|van|"
    r"hace|hacen|quiere|dice|pide|piden|cae|caen|sube|suben|abre|abren|queda|quedan|llega|llegan|"
    r"\w{2,}(?:ó|aron|ieron|aba|aban|ará|arán|erá|erán|irá|irán))\b"
)
_ITALIAN = re.compile(
    r"\b(?:è|sono|ha|hanno|era|erano|fu|sarà|saranno|può|possono|deve|devono|va|vanno|fa|fanno|vuole|resta|"
    r"\w{2,}(?:ò|arono|irono|ava|avano|erà|eranno))\b"
)
_PORTUGUESE = re.compile(
    r"\b(?:é|são|foi|foram|era|eram|tem|têm|há|está|estão|pode|podem|deve|devem|vai|vão|faz|fazem|quer|"
    r"\w{2,}(?:ou|aram|iram|eram|ava|avam|ará|arão|erá))\b"
)
_RUSSIAN = re.compile(
    r"\b\w+(?:[аеиоуыюя]л[аио]?|[шс]л[аио]|ш[её]л|л(?:ся|ась|ось|ись)|[аеёиуюя]ю?т(?:ся)?|"
    r"н[аоы]?)\b|\b(?:нет|будет|может|есть)\b"
)
_OTHERS = {
    "de": _GERMAN,
    "fr": _FRENCH,
    "es": _SPANISH,
    "it": _ITALIAN,
    "pt": _PORTUGUESE,
    "ru": _RUSSIAN,
}
_RELATIVE = {
    "en": re.compile(r",? (?:who|which|that|whose)(?= )"),
    "fr": re.compile(r",? (?:qui|que|qu['’]\w+|dont|où)(?= )"),
    "es": re.compile(r",? (?:que|quien|quienes|cuy[oa]s?|donde)(?= )"),
    "it": re.compile(r",? (?:che|cui)(?= )"),
    "pt": re.compile(r",? (?:que|cuj[oa]s?)(?= )"),
    "ru": re.compile(r",? (?:котор\w+|где)(?= )"),
    "de": re.compile(r", (?:der|die|das|den|dem|deren|dessen|wo)(?= )"),
}
# "La station, inaugurée il y a quatre ans": an aside that nothing follows.
_PARTICIPLE = re.compile(r"^[^,]+, \w+(?:ée?s?|[ai]d[oa]s?|[aiu]t[oaie]) [^,]*$")
# These begin a setting: "Nach dem Zusammenstoß zweier Kähne", "Tras la crisis del agua".
_SETTING_WORDS = """
nach vor bei mit in im am an auf aus für durch über unter wegen trotz seit während laut gegen ohne um
zu zum zur von
après avant dans en selon depuis malgré sous sur pour avec sans à au aux face contre entre lors chez dès
tras con sin según ante bajo desde por para durante hacia hasta entre
dopo secondo nel nella nei con senza per da
após com em no na nos nas sem pelo pela
в во на по после с со из за при под для без до от к ко у о об
"""
_SETTING = frozenset(_SETTING_WORDS.split())

# German ends a clause with the second half of its verb: "hat … angemeldet", "teilte … mit", "um … zu retten".
_SECOND_HALF = re.compile(
    r"\b(?:ab|an|auf|aus|bei|ein|fest|frei|her|hin|los|mit|nach|nieder|statt|teil|um|unter|"
    r"vor|weg|weiter|wieder|zu|"
    r"zurück|zusammen|(?:\w+)?(?:ge\w+|(?:be|ent|er|ver|zer|miss)\w{2,}|\w{2,}ier)(?:t|en)|"
    r"\w{3,}(?:en|ern|eln)|worden|"
    r"gesperrt|sein)$"
)
_END_OF_CLAUSE = re.compile(r"[,;:–—.!?]| und | oder | sowie | wie ")
# "beauftragte die Verwaltung, Fördermittel zu beantragen": without this the clause before says too little.
_WITH_INFINITIVE = re.compile(
    r",? (?!um |ohne |statt |anstatt )[^,]{0,90}\b(?:zu [a-zäöüß]+en|\w{2,}zu\w{2,}en)\b"
)

_KANA = re.compile("[\u3040-\u30ff]")
# In Japanese the predicate comes last and ends on one of these; on a particle or a noun there is none yet.
_PREDICATE_ENDS = frozenset("たるいうすくだりれしみ")


def told(beginning: str, rest: str, language: str) -> bool:
    """Return whether ``beginning`` has the verb of its main clause, and ``rest`` no half of it.

    ``language`` is a primary language subtag; where no verbs are known the answer is yes.
    """
    if language == "en":
        return _told_in_english(beginning)
    if language == "ja" or (not beginning.isascii() and _KANA.search(beginning)):
        return beginning[-1:] in _PREDICATE_ENDS
    verbs = _OTHERS.get(language)
    if verbs is None:
        return True
    if language == "de" and _breaks_bracket(rest):
        return False
    relative = _RELATIVE[language].search(beginning)
    if relative is not None and verbs.search(beginning[: relative.start()]) is None:
        return len(verbs.findall(beginning, relative.end())) > 1
    if relative is None and _PARTICIPLE.search(beginning) and verbs.search(beginning) is None:
        return False
    first = beginning.partition(" ")[0].lower()
    if language == "ru" or first in _SETTING or beginning.count(" ") < 3:
        return verbs.search(beginning) is not None or (
            language == "de" and _GERMAN_INFINITIVE.search(beginning) is not None
        )
    return True


def paired(beginning: str, rest: str, language: str) -> bool:
    """Return whether a conjunction ties the verb that ends ``beginning`` to one with the same object."""
    verbs = _OTHERS.get(language)
    last = beginning[beginning.rfind(" ") + 1 :]
    following = rest.split(" ", 3)[2:3]
    if not following:
        return False
    if verbs is None:
        return language == "en" and last.endswith("ed") and following[0].endswith("ed")
    return verbs.fullmatch(last) is not None and verbs.fullmatch(following[0]) is not None


def _breaks_bracket(rest: str) -> bool:
    """Return whether the German clause that was cut goes on with the second half of its verb."""
    if _WITH_INFINITIVE.match(rest):
        return True
    if rest[:1] in ",;:" or rest[:2] in (" –", " —"):
        return False
    clause = _END_OF_CLAUSE.split(rest.strip(), maxsplit=1)[0].rstrip(" \"“”»«'")
    last = clause[clause.rfind(" ") + 1 :]
    return last[:1].islower() and _SECOND_HALF.fullmatch(last) is not None


def _told_in_english(beginning: str) -> bool:
    relative = _RELATIVE["en"].search(beginning)
    head = beginning[: relative.start()] if relative else beginning
    found = _verbs(head.split(), lenient=relative is None)
    if relative is None:
        if not found:
            return False
        subject, comma, following = beginning.partition(", ")
        if comma and not _verbs(subject.split(), lenient=True):
            # "The assurance, given in a letter to the works council"
            return bool(_verbs(following.split()[1:], lenient=False))
        return True
    return bool(found) or len(_verbs(beginning[relative.end() :].split(), lenient=False)) > 1


def _verbs(words: Sequence[str], *, lenient: bool) -> list[int]:
    """Return where finite verbs stand, of several in a row the last; ``lenient`` takes any word in -s."""
    found: list[int] = []
    for index, raw in enumerate(words):
        word = raw.strip(CLINGING)
        if not word.islower() or (index and words[index - 1].lower() in _BEFORE_NOUN):
            continue
        if not (
            word in _ENGLISH
            or (word.endswith("ed") and words[index + 1 : index + 2] != [_PASSIVE])
            or (lenient and word[-1] == "s" and word[-2:] not in {"ss", "us", "'s", "’s"})
        ):
            continue
        if found and (
            found[-1] == index - 1
            or (found[-1] == index - 2 and words[index - 1].endswith(("ly", "n", "not", "er")))
        ):
            found[-1] = index
        else:
            found.append(index)
    return found
