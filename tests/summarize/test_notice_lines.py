"""Are lines about the page told from lines of the story?"""

from __future__ import annotations

import pytest

from publisher.summarize.opening import belongs, hangs, without_dateline


@pytest.mark.parametrize(
    "line",
    [
        "Interview by Mara Lind",
        "By Mara Lind at Aldern Town Hall",
        "Reporting by Mara Lind; editing by Jo Tern",
        "Ein Kommentar von Eva Brandt",
        "Aus dem Rathaus berichtet Eva Brandt",
        "Text: Eva Brandt",
        "Propos recueillis par Luc Morel",
        "Enquête de Luc Morel",
        "La chronique d’Anne Roux",
        "Anne Roux et Luc Morel",
        "Illustration : Anne Roux pour Le Phare",
        "Guía elaborada por Inés Robledo",
        "Texto: Inés Robledo",
        "A cura di Lia Conti",
        "Беседовала Вера Лесная",
        "Вера Лесная, Иван Речной",
        "港支局・山田花子",
        "聞き手・文化部 山田花子",
        "橋を渡る人たち＝3日、港町",
        "This live page has closed.",
        "This article was first published in May.",
        "Dieser Ticker ist beendet.",
        "Ce direct est terminé.",
        "Онлайн завершён.",
        "Cet article est financé par nos lecteurs.",
        "Accès libre — pour toutes et tous",
        "Данный материал создан редакцией из реестра.",
        "An earlier version of this article named the wrong bridge.",
        "Уточнение: мост открыли в мае.",
        "Correction (12 May): The bridge was opened in March, not in May.",
        "Correction, Oct. 4, 2023: The bridge was opened in March.",
        "Corrections & Clarifications: The bridge was opened in March.",
        "[Clarification of 12 May: the bridge was opened twice.]",
        "Retraction (May 12, 2024): This article was wrong.",
        "Editor’s note (12 May): The bridge was opened in March.",
        "Korrektur (12. Mai): Die Brücke wurde im März eröffnet.",
        "Rectificatif (12 mai) : le pont a été ouvert en mars.",
        "Note de la rédaction : le pont a été ouvert en mars.",
        "Fe de erratas: el puente se abrió en marzo.",
        "Corrección (12 de mayo): el puente se abrió en marzo.",
        "Поправка от 12 мая: мост открыли в марте.",
        "Rettifica del 12 maggio: il ponte è stato aperto a marzo.",
        "Correção (12 de maio): a ponte foi aberta em março.",
        "訂正（5月12日）：橋の開通は三月でした。",
        "お詫びと訂正：橋の開通は三月でした。",
        "Actualización del 3 de mayo: esta nota corrige una cifra.",
        "Il vous reste 2 articles offerts ce mois-ci.",
        "Partager Facebook WhatsApp Courriel Copier le lien",
        "シェアする ポスト LINEで送る",
        "Стр. 4",
        "Page 3 of 5",
        "【お知らせ】紙面が変わります。",
        "この記事は有料会員記事です。",
        "Lesezeit: 4 Minuten",
        "Le vieux phare, vu de la jetée au matin.",
    ],
)
def test_a_line_about_the_page_or_its_makers_is_not_of_the_story(line: str) -> None:
    assert not belongs(line)


@pytest.mark.parametrize(
    "sentence",
    [
        "Corrections officers went on strike at the northern bridge on Monday.",
        "Clarification came only on Monday, when the minister spoke: the bridge will stay closed.",
        "Note that on 12 May the bridge was closed: nobody knows why.",
        "Nota de 500 euros aparece en el puente del norte: nadie la reclama.",
        "Mit dem Bau der Brücke beginnt die Stadt im Mai.",
        "This bridge was closed in May and nobody has opened it again.",
        "In the early hours of May the bridge fell into the river.",
        "Get ready for the coldest winter in the valley.",
        "Facebook and the harbour board agreed to share the cost of the cable.",
        "Le pont, fermé depuis mars, a été rouvert aux piétons.",
        "„Werden Sie Mitglied“, sagt die Vorsitzende jedem Gast.",
        "Free bread was given to everybody who came to the mill.",
        "Текст договора мэр города никому не показал.",
        "橋は3日、1年ぶりに開いた。",
    ],
)
def test_a_sentence_that_only_resembles_a_notice_is_of_the_story(sentence: str) -> None:
    assert belongs(sentence)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("FRANKFURT - Die Brücke ist offen.", "Die Brücke ist offen."),
        ("【港町】橋が開いた。", "橋が開いた。"),
        ("Well-known men - and women - came.", "Well-known men - and women - came."),
    ],
)
def test_a_dateline_with_a_hyphen_or_in_japanese_brackets_is_left_out(text: str, bare: str) -> None:
    assert without_dateline(text) == bare


@pytest.mark.parametrize(
    ("sentence", "hanging"),
    [
        ("Das teilte die Stadt mit.", True),
        ("Das Bad bleibt zu.", False),
        ("Das alte Bad bleibt zu.", True),
        ("Das finnische Werk schließt.", False),
        ("It’s over.", True),
        ("IT workers strike.", False),
        ("For example the bridge.", True),
        ("Item by item it went.", False),
    ],
)
def test_a_pronoun_hangs_and_a_german_article_or_a_name_does_not(sentence: str, hanging: bool) -> None:
    assert hangs(sentence) is hanging
