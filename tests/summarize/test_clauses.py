"""Where is a sentence cut, and does what stays have its verb?"""

from __future__ import annotations

import pytest

from publisher.summarize.clauses import clause, cut
from publisher.summarize.standing import ends_on_function_word
from publisher.summarize.verbs import told


class TestClauses:
    @pytest.mark.parametrize(
        ("text", "beginning"),
        [
            (
                "The outage cut off the phones in Aldern, Westen and Port Alma, and nobody noticed it",
                "The outage cut off the phones in Aldern, Westen and Port Alma",
            ),
            (
                "The county asked the Office of Roads and Bridges for a new bridge across the river",
                "The county asked the Office of Roads and Bridges",
            ),
            ("When the ferry with its eleven passengers left the harbour of the island for good", ""),
            (
                "The old ferry left the harbour of the island – and nobody came to see it off",
                "The old ferry left the harbour of the island",
            ),
        ],
    )
    def test_a_list_a_name_or_a_subordinate_clause_is_not_cut_in_two(self, text: str, beginning: str) -> None:
        assert clause(text, 64, "en") == beginning

    def test_what_fits_is_not_cut(self) -> None:
        assert clause("The ferry, the last one, left", 40, "en") == "The ferry, the last one, left"

    def test_without_a_clause_it_is_cut_between_words_and_without_words_between_characters(self) -> None:
        assert cut("Rescuers of the", 10) == "Rescuers"
        assert cut("一二三四五六七八九十", 11) == "一二三四五"

    @pytest.mark.parametrize(
        "text",
        [
            "The end of the",
            "Das Ende der",
            "La fin de l'",
            "El final de",
            "Конец и",
            "Il fine della",
            "O fim do",
            "Het einde van het",
            "Slutet och",
            "Koniec i",
            "It's done and it’s",
            "THE END OF THE",
        ],
    )
    def test_a_function_word_is_known_in_every_language(self, text: str) -> None:
        assert ends_on_function_word(text)

    @pytest.mark.parametrize(
        "text",
        [
            "Doctors join the WHO",
            "The pier opens in May",
            "Das Bad soll saniert werden",
            "Vitamin A",
            "They don't",
            "Das teilte die Polizei mit",
            "The car",
            "",
        ],
    )
    def test_a_name_in_capitals_or_a_german_verb_is_none(self, text: str) -> None:
        assert not ends_on_function_word(text)


class TestVerbs:
    @pytest.mark.parametrize(
        ("beginning", "rest", "language"),
        [
            ("A miller who sold the same flour twice", " to the town was fined", "en"),
            ("Two villages that have argued for years", " over the well agreed", "en"),
            ("The letter, given to the harbour board", " by the clerk, was read", "en"),
            ("Nach dem Brand der alten Mühle", " im Tal ist die Straße gesperrt", "de"),
            ("Der Rat hat die Brücke über den Fluss", " am Abend gesperrt", "de"),
            ("Die Stadt beauftragte den Müller", ", das Wehr zu öffnen", "de"),
            ("Après la chute du vieux pont", " dans la vallée la route ferme", "fr"),
            ("Le moulin, inauguré en hiver", " par le meunier", "fr"),
            ("Tras la caída del puente viejo", " en el valle cerró la escuela", "es"),
            ("После пожара на старой мельнице", " в долине закрыта дорога", "ru"),
            ("古い橋を管理する港の組合が", "、橋を閉じた", "ja"),
        ],
    )
    def test_a_subject_or_setting_without_its_verb_has_not_told_it(
        self, beginning: str, rest: str, language: str
    ) -> None:
        assert not told(beginning, rest, language)

    @pytest.mark.parametrize(
        ("beginning", "rest", "language"),
        [
            ("A miller who sold the same flour twice was fined", " in the town", "en"),
            ("Twelve people with a rope closed the bridge", " at night", "en"),
            ("Der Rat hat die Brücke über den Fluss gesperrt", ", weil sie schwankt", "de"),
            ("Nach dem Brand der alten Mühle ist die Straße zu", " und niemand weiß es", "de"),
            ("Le conseil qui était ici a fermé le pont", " pour un mois", "fr"),
            ("Tras la caída del puente cerró la escuela", " en el valle", "es"),
            ("После пожара на мельнице закрыли дорогу", " в долине", "ru"),
            ("組合は古い橋を閉じた", "、来年まで", "ja"),
            ("Rada zamknęła most", " na zimę", "pl"),
        ],
    )
    def test_with_its_verb_it_has_and_an_unknown_language_is_believed(
        self, beginning: str, rest: str, language: str
    ) -> None:
        assert told(beginning, rest, language)
