"""In which forms may a word stand in a text of its language?

Endings are closed lists, not "any three letters more": those find *important* for the tag Import and
*missionary* for Mission (docs/text-quality.md has the figures). A language that is not listed here
has its words as they are written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

# A shorter word takes only its plural: with an ending more, or one less, it is too often another word.
_LONG = 5
_SHORTEST_PLURAL = 3
_SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Endings:
    """What a language adds to a word, what it puts in the place of an ending, and which it may leave out.

    ``plural`` is for short words too. ``exchanged`` are pairs of an ending and what may stand there.
    """

    plural: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    exchanged: tuple[tuple[str, tuple[str, ...]], ...] = ()
    left_out: tuple[str, ...] = ()
    shortest: int = _LONG


def _cases(removed: str, endings: str) -> _Endings:
    """Return the endings of a language whose nouns put a case in the place of their last letter."""
    cases = tuple(endings.split())
    return _Endings(added=cases, exchanged=tuple((letter, ("", *cases)) for letter in removed.split()))


_ROMANCE = _Endings(
    plural=("s",),
    added=("s", "es"),
    exchanged=(("ión", ("iones",)), ("ción", ("ciones",)), ("ão", ("ões",)), ("s", ("",)), ("es", ("",))),
)
_EAST_SLAVIC = _cases(
    "а я о е ы и ь й",
    "а у ом е ы и ов ам ами ах я ю ем ём ей ям ями ях ой ою ёй ий ию ия ие иям иями иях ием ь ью "
    "і ї ії ією єю",
)
_SOUTH_SLAVIC = _cases("а я о е", "а у ом е и ом ов ама има ой ом ът та те то ят ите")
_WEST_SLAVIC = _cases(
    "a e o y i", "a u em ie owi ów om ami ach y i e ą ę ou ů ům ech ích ím ího í ě ové ovi ii ię ią"
)

_ENDINGS: dict[str, _Endings] = {
    "en": _Endings(
        plural=("s",),
        added=("s", "es"),
        # Serbia, Serbian, Serbians: of names alone, which begin with a capital; city, cities.
        exchanged=(("ia", ("ian", "ians")), ("y", ("ies",)), ("ies", ("y",)), ("s", ("",))),
    ),
    "de": _Endings(
        plural=("s",),
        added=("s", "es", "e", "en", "er", "ern", "n", "ns", "innen"),
        exchanged=(("ien", ("isch", "ische", "ischen", "ischer", "isches")), ("en", ("", "e")), ("n", ("",))),
    ),
    "nl": _Endings(plural=("s",), added=("s", "en", "n"), exchanged=(("en", ("",)), ("s", ("",)))),
    "fr": _Endings(
        plural=("s", "x"),
        added=("s", "x", "e", "es"),
        exchanged=(("al", ("aux",)), ("s", ("",)), ("x", ("",))),
    ),
    **dict.fromkeys(("es", "pt", "ca", "gl"), _ROMANCE),
    "it": _Endings(
        exchanged=(
            ("a", ("e",)),
            ("o", ("i",)),
            ("e", ("i", "a")),
            ("i", ("o", "e")),
        )
    ),
    **dict.fromkeys(("ru", "uk", "be"), _EAST_SLAVIC),
    **dict.fromkeys(("bg", "mk", "sr"), _SOUTH_SLAVIC),
    **dict.fromkeys(("pl", "cs", "sk", "hr", "bs", "sl"), _WEST_SLAVIC),
    # Particles follow a word without a space.
    "ko": _Endings(
        added=(
            "은",
            "는",
            "이",
            "가",
            "을",
            "를",
            "의",
            "에",
            "에서",
            "에게",
            "로",
            "으로",
            "와",
            "과",
            "도",
            "만",
        ),
        shortest=2,
    ),
}
_NONE = _Endings()


def forms(word: str, language: str) -> Iterator[str]:
    """Yield the forms of a word, itself first, each in small letters, capitalised and in capitals.

    ``language`` is a BCP 47 tag. All capitals up to four letters are an abbreviation, which stands
    as it is written: WHO is not who, and US is not us.
    """
    yield word
    if abbreviation(word):
        return
    for form in (word, *_inflected(word, _ENDINGS.get(language.partition("-")[0].lower(), _NONE))):
        yield from (form, form.lower(), form[:1].upper() + form[1:], form.upper(), form.title())


def abbreviation(word: str) -> bool:
    """Say whether a word is an abbreviation, which is known by its capitals."""
    return 1 < len(word) <= 4 and word.isupper()


def _inflected(word: str, endings: _Endings) -> Iterator[str]:
    if len(word) < endings.shortest:
        if len(word) >= _SHORTEST_PLURAL and word.isalpha():
            yield from (word + each for each in endings.plural)
        return
    if not word.isalpha():
        return
    yield from (word + each for each in endings.added)
    for ending, others in endings.exchanged:
        stem = word.removesuffix(ending)
        # "ss" is no plural: not "pres" for Press.
        if stem != word and len(stem) >= _SHORTEST_STEM and not (ending == "s" and stem.endswith("s")):
            yield from (stem + each for each in others)
