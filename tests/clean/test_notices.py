"""Which blocks are notes that correct the article, and what becomes of them?"""

from __future__ import annotations

import pytest
from drafts import STORY, block, kept, parsed, removed

from publisher.clean import clean, fingerprint
from publisher.model import Block, BlockKind, Meta, Notice, Parsed, Ruling

NOTE = "Correction (3 May): An earlier version of this article said the bridge had fifty hangers."


@pytest.mark.parametrize(
    "note",
    [
        NOTE,
        "Korrektur: In einer früheren Fassung stand, die Brücke habe fünfzig Hänger.",
        "Rectificatif du 3 mai : le pont a quarante suspentes.",
        "Fe de errores: el puente tiene cuarenta tirantes.",
        "Уточнение: у моста сорок подвесок, а не пятьдесят.",
        "訂正：吊り材は五十本ではなく四十本でした。",
        "Correzione: il ponte ha quaranta pendini, non cinquanta.",
        "Correção: a ponte tem quarenta tirantes.",
    ],
    ids=["en", "de", "fr", "es", "ru", "ja", "it", "pt"],
)
def test_a_labelled_note_above_or_below_the_story_is_a_notice(note: str) -> None:
    for texts in ((*STORY, note), (note, *STORY)):
        cleaned = clean(parsed(*texts), {})
        (notice,) = cleaned.meta.notices
        assert notice == Notice(text=note, labelled=True, indexes=(texts.index(note),))
        assert kept(cleaned) == STORY
        assert cleaned.removed == ()


@pytest.mark.parametrize(
    "note",
    [
        "An earlier version of this story gave another number of hangers.",
        "In einer früheren Version dieses Artikels war von fünfzig Hängern die Rede.",
        "Une version précédente de cet article parlait de cinquante suspentes.",
        "En una versión anterior de este artículo se hablaba de cincuenta tirantes.",
        "В предыдущей версии статьи говорилось о пятидесяти подвесках.",
        "この記事の初出では、吊り材の本数に誤りがありました。",
        "Una versione precedente di questo articolo parlava di cinquanta pendini.",
        "Uma versão anterior desta reportagem falava em cinquenta tirantes.",
    ],
    ids=["en", "de", "fr", "es", "ru", "ja", "it", "pt"],
)
def test_a_note_without_a_label_says_by_its_words_what_it_is(note: str) -> None:
    cleaned = clean(parsed(*STORY, note), {})
    assert cleaned.meta.notices == (Notice(text=note, indexes=(len(STORY),)),)
    assert kept(cleaned) == STORY


def test_a_heading_and_the_paragraphs_below_it_are_notices_together() -> None:
    heading = block("Corrections", BlockKind.HEADING)
    cleaned = clean(parsed(*STORY, heading, "The bridge has forty hangers.", "It was built in 1961."), {})
    assert [(each.text, each.labelled, each.indexes) for each in cleaned.meta.notices] == [
        ("Corrections: The bridge has forty hangers.", True, (5, 6)),
        ("It was built in 1961.", False, (7,)),
    ]
    assert kept(cleaned) == STORY


def test_the_markup_of_a_note_is_kept() -> None:
    note = Block(kind=BlockKind.PARAGRAPH, text=NOTE, html=f"<p><em>{NOTE}</em></p>")
    heading = Block(kind=BlockKind.HEADING, text="Correction", html="<h2>Correction</h2>")
    (alone,) = clean(parsed(*STORY, note), {}).meta.notices
    assert alone.html == note.html
    (both,) = clean(parsed(*STORY, heading, note), {}).meta.notices
    assert both.html.endswith(note.html)


def test_the_rule_between_a_note_and_the_story_goes() -> None:
    rule = Block(kind=BlockKind.RULE, text="")
    cleaned = clean(parsed(*STORY, rule, NOTE), {})
    assert kept(cleaned) == STORY
    assert [each.reason for each in cleaned.removed] == ["rule beside removed blocks"]


def test_furniture_below_a_note_does_not_hide_it() -> None:
    plugs = ["Share this article", "Sign up for our newsletter", "Facebook", "Twitter", "Read more"]
    cleaned = clean(parsed(*STORY, NOTE, *plugs), {})
    assert [notice.text for notice in cleaned.meta.notices] == [NOTE]
    assert removed(cleaned) == plugs


@pytest.mark.parametrize(
    "text",
    [
        "Correction of prices: what investors should know about a week of falling markets.",
        "An earlier version of the bridge was washed away in 1911.",
        "Corrections officers had asked for lamps of their own.",
        "Editor's note: The author's grandfather built the first bridge.",
        "Die Korrektur des Kurses kam spät: Die Fähre war schon vorbei.",
        "Correction:",
    ],
)
def test_a_line_that_only_sounds_like_a_correction_stays(text: str) -> None:
    cleaned = clean(parsed(*STORY, text), {})
    assert kept(cleaned) == [*STORY, text]
    assert cleaned.meta.notices == ()


def test_an_article_that_is_nothing_but_a_correction_keeps_it() -> None:
    cleaned = clean(parsed("Correction", NOTE), {})
    assert cleaned.meta.notices == ()
    assert len(cleaned.blocks) == 2


def test_a_note_that_the_editor_protects_stays_in_the_story() -> None:
    cleaned = clean(parsed(*STORY, NOTE), {}, {fingerprint(block(NOTE)): Ruling.STORY})
    assert kept(cleaned) == [*STORY, NOTE]


def test_a_notice_that_is_known_already_comes_first() -> None:
    known = Notice(text="The photograph shows another bridge.")
    cleaned = clean(Parsed(meta=Meta(notices=(known,)), blocks=tuple(map(block, (*STORY, NOTE)))), {})
    assert [each.text for each in cleaned.meta.notices] == [known.text, NOTE]
