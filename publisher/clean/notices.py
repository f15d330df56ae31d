"""Which blocks are notes that correct the article?"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from html import escape

from publisher.model import Block, BlockKind, Notice

# A correction stands above the story, perhaps below a kicker and a standfirst, or below it, perhaps
# above a line about its author. Further in the words may be the story's own.
_HEAD = 3
_TAIL = 4

# One heading "Corrections" stands above a few at most.
_MOST_BELOW = 3

# Longer than this it is an article with "Correction:" in front, not a note about one.
_LONGEST = 1_500

_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.QUOTE})
_LABELLING = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING})

# What says by itself that something is put right.
_CORRECTIONS = (
    r"corrections?(?: (?:&|and) (?:amplification|clarification)s?)?|clarifications?|"
    r"erratum|errata(?: corrige)?|"
    r"korrekturen|korrektur|richtigstellung|berichtigung|klarstellung|"
    r"rectificatif|rectification|"
    r"correcci(?:ón|ones)|fe de erratas|fe de errores|rectificación|aclaración|"
    r"исправлени[ея]|уточнени[ея]|поправка|"
    r"correzion[ei]|rettifica|precisazione|"
    r"correç(?:ão|ões)|retificação|"
    r"(?:お詫びと|おわびと)?訂正"
)
# What says only that the newsroom speaks: the text must say what about.
_NOTES = (
    r"editor[’']?s[’']? note|anmerkung der redaktion|hinweis der redaktion|note de la rédaction|ndlr|"
    r"nota del editor|nota de la redacción|nota de redacción|примечание редакции|от редакции|"
    r"nota della redazione|nota da redação|nota do editor"
)
_FRONT = r"\W{0,4}"
# A date stands between the label and its colon: "Correction, Oct. 4, 2023:", "Correction (3 May):".
_DATE = r"(?:\s?[,(\[][^:：。!?\n]{1,40}|\s(?:(?:of|on|vom|du|del|от|di|de)\s)?\d[^:：。!?\n]{0,24})?"
_COLON = r"(?:\s{0,2}[:：】—–]|\s-\s)"
_LABEL = re.compile(rf"{_FRONT}(?:{_CORRECTIONS})\b{_DATE}{_COLON}", re.IGNORECASE)
_NOTE = re.compile(rf"{_FRONT}(?:{_NOTES})\b{_DATE}{_COLON}", re.IGNORECASE)
_BARE = re.compile(rf"{_FRONT}(?P<label>{_CORRECTIONS}){_DATE}\s?[:：】]?\W{{0,4}}", re.IGNORECASE)

_PIECE = r"(?:article|story|report|post|piece|column|headline|review|interview|analysis|obituary|newsletter)"
_OPENING = re.compile(
    rf"{_FRONT}(?:"
    rf"(?:an?|the) (?:earlier|previous|prior|original|initial) version of (?:this|our) {_PIECE}\b|"
    rf"this {_PIECE} (?:was|has been) (?:\w+ )?(?:corrected|amended|emended)\b|"
    rf"this {_PIECE} (?:was|has been) (?:\w+ )?(?:updated|edited|changed|revised) "
    r"to (?:correct|clarify|fix)\b|"
    r"corrects .{0,120}\b(?:paragraph|headline|lede|byline|story|quote)|"
    r"in (?:einer|der) (?:früheren|vorherigen|ursprünglichen|ersten) (?:version|fassung) "
    r"(?:dieses|unseres|des) (?:artikels|textes|beitrags|berichts)|"
    r"dies(?:er|e) (?:artikel|text|beitrag|meldung) wurde (?:\w+ )?(?:korrigiert|berichtigt)|"
    r"(?:dans )?une (?:première |précédente )?version (?:(?:précédente|antérieure|initiale) )?d[eu] "
    r"(?:cet|ce) (?:article|texte|reportage)|"
    r"cet article a été (?:corrigé|rectifié)|"
    r"(?:en )?una versión (?:anterior|previa|inicial) de (?:este|esta) "
    r"(?:artículo|nota|noticia|texto|información|reportaje)|"
    r"(?:este artículo|esta noticia|esta nota) (?:ha sido|fue) (?:corregid|rectificad)[oa]|"
    r"в (?:предыдущей|первоначальной|прежней|более ранней|ранней|первой) версии "
    r"(?:этой |этого |данной |данного |нашей |нашего )?"
    r"(?:статьи|материала|текста|новости|заметки|публикации)|"
    r"(?:in )?una (?:precedente versione|versione precedente) di questo (?:articolo|testo|servizio)|"
    r"questo articolo è stato (?:corretto|rettificato)|"
    r"(?:em )?uma versão (?:anterior|inicial) d(?:este|esta) (?:artigo|texto|reportagem|matéria|notícia)|"
    r"(?:este artigo|esta reportagem|esta matéria) foi (?:corrigid|retificad)[oa]|"
    r"(?:この|本)記事の(?:以前|当初|初出)|初出時"
    r")",
    re.IGNORECASE,
)
_CORRECTING = re.compile(
    r"(?:earlier|previous|prior|original) version|\b(?:correct(?:ed|s|ion)|amended|emended|"
    r"misstated|misspelled|"
    r"misidentified|incorrect|incorrectly|erroneous|erroneously|in error|clarif\w+)\b|"
    r"früheren (?:version|fassung)|korrigiert|berichtigt|fälschlich|"
    r"version (?:précédente|antérieure|initiale)|corrigé|rectifi|erroné|"
    r"versión (?:anterior|previa|inicial)|corregid|rectific|erróne|"
    r"(?:предыдущ|первоначальн|прежн|ранн)\w+ верси|исправлен|ошибочн|неверн|"
    r"versione precedente|precedente versione|corrett[oa]|rettificat|errone|"
    r"versão anterior|corrigid|retificad|訂正|誤り|修正",
    re.IGNORECASE,
)
# The first letters of all the above: looking for them costs 0.5 µs a block, the expressions 10.
_STEMS = tuple(
    stem.strip()
    for stem in """
    correct; clarif; errat; editor; an earl; an orig; an init; a prev; a prior; the orig; the prev; the earl;
    the init; this; korrek; richtigst; berichtig; klarst; anmerk; hinweis; in ein; in der; dies; rectif;
    note de; ndlr; une; dans une; cet; fe de; aclar; nota; una; en una; este; esta; исправ; уточн; поправ;
    примеч; от ред; в п; в б; в р; correz; rettif; precis; in una; questo; corre; retif; uma; em uma;
    お詫び; おわび; 訂正; この記事; 本記事; 初出
    """.split(";")  # noqa: SIM905  sixty quotation marks fewer
)
_MARKS = " \t\n*•·-–—([【※＊_"


def notices(blocks: Sequence[Block], left: Sequence[int], kept: Container[int]) -> Iterator[Notice]:
    """Yield the corrections among the blocks ``left`` of an article; their ``indexes`` are of ``blocks``.

    Only a block of its own in front of the story or behind it is one, with the heading above it; in a
    text that is none ("Correction of prices: …") nothing is found. The blocks ``kept`` are story.
    """
    rest = list(left)
    while found := _first(blocks, rest, kept):
        gone = {index for notice in found for index in notice.indexes}
        rest = [index for index in rest if index not in gone]
        yield from found


def _first(blocks: Sequence[Block], rest: Sequence[int], kept: Container[int]) -> list[Notice]:
    places = range(len(rest))
    for place in (*places[:_HEAD], *places[max(_HEAD, len(rest) - _TAIL) :]):
        block = blocks[rest[place]]
        if not block.text[:48].lstrip(_MARKS).casefold().startswith(_STEMS) or rest[place] in kept:
            continue
        if block.kind in _KINDS and (notice := _alone(block, rest[place])):
            return [notice]
        if block.kind in _LABELLING and (label := _BARE.fullmatch(block.text.strip()[:80])):
            below = _below(blocks, rest, place, kept)
            if below:
                return _together(blocks, rest[place], label["label"], below)
    return []


def _alone(block: Block, index: int) -> Notice | None:
    text = block.text
    if len(text) > _LONGEST:
        return None
    label = _LABEL.match(text) or (_NOTE.match(text) if _CORRECTING.search(text) else None)
    if label is not None:
        if not any(map(str.isalnum, text[label.end() :])):
            return None
    elif not _OPENING.match(text):
        return None
    return Notice(text=text, html=block.html, labelled=label is not None, indexes=(index,))


def _below(blocks: Sequence[Block], rest: Sequence[int], place: int, kept: Container[int]) -> list[int]:
    """Return the paragraphs that a heading without text introduces: to the end of the article, or one."""
    below: list[int] = []
    for index in rest[place + 1 :]:
        if blocks[index].kind not in _KINDS or index in kept or len(blocks[index].text) > _LONGEST:
            break
        below.append(index)
    if not below:
        return []
    if len(below) == len(rest) - place - 1 <= _MOST_BELOW and place >= _HEAD:
        return below
    text = blocks[below[0]].text
    return below[:1] if _CORRECTING.search(text) else []


def _together(blocks: Sequence[Block], heading: int, label: str, below: Sequence[int]) -> list[Notice]:
    first, *others = below
    html = blocks[first].html
    made = [
        Notice(
            text=f"{label}: {blocks[first].text}",
            html=f"<p><strong>{escape(label, quote=False)}</strong></p>\n{html}" if html else "",
            labelled=True,
            indexes=(heading, first),
        )
    ]
    made += (Notice(text=blocks[each].text, html=blocks[each].html, indexes=(each,)) for each in others)
    return made
