"""Is this block about who wrote the article, and who is that?"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from publisher.clean.bylines import AND, PERSON
from publisher.model import Block, BlockKind

# It is the last thing, perhaps above a line of contact and one of thanks.
_TAIL = 4

# What a heading "About the author" introduces; more is a chapter.
_MOST_BELOW = 3
_LONGEST = 800

_LABELS = (
    r"about the (?:authors?|writers?|reporters?|columnist|journalist)|author bio(?:graphy)?|"
    r"über (?:den autor|die autorin|die autoren|die autorinnen)|zum autor|zur autorin|"
    r"à propos de l[’']aut(?:eure?|rice)|à propos des auteurs|"
    r"(?:sobre|acerca de) (?:el autor|la autora|los autores|las autoras)|acerca del autor|"
    r"об автор(?:е|ах)|"
    r"(?:informazioni )?sull[’']aut(?:ore|rice)|"
    r"sobre (?:o autor|a autora|os autores)|"
    r"(?:著者|筆者|執筆者|記者)(?:紹介|プロフィール|について)"
)
_LABEL = re.compile(rf"\W{{0,4}}(?:{_LABELS})\s{{0,2}}[:：】—–-]\s*", re.IGNORECASE)
_HEADING = re.compile(rf"\W{{0,4}}(?:{_LABELS})\W{{0,4}}", re.IGNORECASE)
_STEMS = (
    *("about th", "author", "über d", "zum autor", "zur autor", "à propos", "sobre ", "acerca d", "об автор"),
    *("informaz", "sull", "著者", "筆者", "執筆者", "記者"),
)
_MARKS = " \t\n*•·-–—([【※＊_"

_PEOPLE = re.compile(rf"\W{{0,4}}(?P<names>{PERSON}(?:(?:, {PERSON}){{0,3}}{AND}{PERSON})?)")
_ARTICLE = frozenset({"the", "a", "an", "der", "die", "das", "le", "la", "les", "el", "los", "il", "o", "os"})

# Behind the name of an author who is known: what she is or does.
_DOES = re.compile(
    r"(?:,[^.!?]{1,60},|,|\s\(.{1,40}?\),?)?\s(?:"
    r"(?:is|are|was) (?:an? |the |our |\w+[’']s? |currently |based |senior |chief )|"
    r"(?:has )?(?:covers?|covered|reports|"
    r"writes|edits|leads|teaches|joined|worked|works)\b|"
    r"(?:ist|sind|arbeitet|arbeiten|schreibt|berichtet|leitet|volontiert)\b|"
    r"(?:est|sont|suit|couvre|écrit|travaille|collabore|dirige)\b|"
    r"(?:es|son|cubre|escribe|trabaja|colabora|dirige)\b|"
    r"(?:[—–-]|является|пишет|работает|освещает)\s|"
    r"(?:è|scrive|lavora|collabora|si occupa)\b|"
    r"(?:é|cobre|trabalha|colabora)\b)"
)
# Behind that of anybody: a calling of the newsroom, at most some words away.
_CALLING = re.compile(
    r"(?:,|\s\(.{1,40}?\),?)?\s(?:is|are|ist|sind|est|sont|es|son|è|é|[—–-])\s[^.!?]{0,60}?\b(?:"
    r"writers?|reporters?|correspondents?|editors?|columnists?|journalists?|critics?|"
    r"redakteur(?:in)?|reporter(?:in)?|korrespondent(?:in)?|journalist(?:in)?|"
    r"volontär(?:in)?|kolumnist(?:in)?|"
    r"journaliste|rédact(?:eur|rice)|correspondante?|chroniqueu(?:r|se)|"
    r"redactora?|periodista|corresponsal|columnista|"
    r"корреспондент(?:ка)?|журналист(?:ка)?|редактор|обозреватель(?:ница)?|"
    r"giornalista|redattore|redattrice|corrispondente|"
    r"jornalista|repórter|correspondente|colunista)\b",
    re.IGNORECASE,
)
_CONTACT = re.compile(r"[\w.+-]{1,40}@[\w-]{1,40}\.[\w.]{2,20}|(?:^|\s)@\w{3,30}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Biography:
    """The ``indexes`` of the blocks that are about the authors, and their ``names`` where they are said."""

    indexes: tuple[int, ...]
    names: tuple[str, ...]


def biography(
    blocks: Sequence[Block], left: Sequence[int], kept: Container[int], authors: Sequence[str]
) -> Biography | None:
    """Return the biography among the last of the blocks ``left`` of an article, if there is one.

    It follows a label ("About the author"), or begins with the name of one of the ``authors``, or
    with another name, a calling of the newsroom behind it, and an address. The blocks ``kept`` stay.
    """
    for place in range(max(1, len(left) - _TAIL), len(left)):
        block = blocks[left[place]]
        text = block.text.strip()
        if left[place] in kept or not text:
            continue
        if text[:24].lstrip(_MARKS).casefold().startswith(_STEMS):
            if label := _LABEL.match(text):
                if block.kind is BlockKind.PARAGRAPH and len(text) <= _LONGEST:
                    return Biography(indexes=(left[place],), names=_names(text[label.end() :]))
            elif _HEADING.fullmatch(text[:60]) and len(text) <= 60:
                below = _below(blocks, left[place + 1 :], kept)
                if below:
                    names = _names(blocks[below[0]].text)
                    return Biography(indexes=(left[place], *below), names=names)
        if block.kind is not BlockKind.PARAGRAPH or len(text) > _LONGEST:
            continue
        if _is_about(text, authors) or ("@" in text and _is_signed(text)):
            return Biography(indexes=(left[place],), names=_names(text))
    return None


def _below(blocks: Sequence[Block], rest: Sequence[int], kept: Container[int]) -> list[int]:
    """Return what a heading introduces, to the next one or to the end; nothing if that is too much."""
    below: list[int] = []
    for index in rest:
        if blocks[index].kind is BlockKind.HEADING:
            break
        if (
            index in kept
            or blocks[index].kind is not BlockKind.PARAGRAPH
            or len(blocks[index].text) > _LONGEST
        ):
            return []
        below.append(index)
    return below if len(below) <= _MOST_BELOW else []


def _is_about(text: str, authors: Sequence[str]) -> bool:
    start = text.lstrip(_MARKS)
    for author in authors:
        if " " in author and start[: len(author)].casefold() == author.casefold():
            people = _PEOPLE.match(start)
            behind = max(people.end("names"), len(author)) if people else len(author)
            return (_DOES.match(start, behind) or _CALLING.match(start, behind)) is not None
    return False


def _is_signed(text: str) -> bool:
    people = _PEOPLE.match(text)
    return (
        people is not None
        and _CALLING.match(text, people.end()) is not None
        and _CONTACT.search(text) is not None
    )


def _names(text: str) -> tuple[str, ...]:
    people = _PEOPLE.match(text)
    if people is None or people["names"].split()[0].casefold() in _ARTICLE:
        return ()
    return tuple(name.strip() for name in re.split(rf"{AND}|, ", people["names"]))
