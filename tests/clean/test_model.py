"""Does the model see in a block what it says, in any language and script?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from drafts import STORY, block, parsed, story
from hypothesis import given
from hypothesis import strategies as st
from proofs import STORIES

from publisher.clean import Reading, features, weights
from publisher.model import BlockKind, Meta, Parsed

# The order in which weights.json stores them: another order is another model.
DOCUMENTED = (
    "length", "sentences", "ends", "capitals", "title", "shouts",
    "requests", "requesting", "requested", "first_requests",
    "offering", "you_offered", "we_offered", "i",
    "quotes", "question", "label_open", "pointer", "last_offered", "first_offered",
    "wordless", "clock", "source",
    "strength", "whole", "pointed", "phrases", "reported",
    "after", "near_last", "before", "near_first", "blocks",
)  # fmt: skip

STORED = json.loads(Path(str(weights.__file__)).with_name("weights.json").read_text(encoding="utf-8"))


def seen(text: str, *, among: list[str] = STORY, url: str = "") -> dict[str, float]:
    """Return the features of a text behind a story."""
    reading = Reading.of(parsed(*among, text, meta=Meta(url=url)))
    values = features.vectors(reading.counts)[-1]
    assert values is not None
    return dict(zip(features.NAMES, values, strict=True))


def odds(text: str, *, among: list[str] = STORY) -> float:
    return Reading.of(parsed(*among, text)).odds[-1]


class TestFeatures:
    def test_they_stand_in_the_documented_order(self) -> None:
        assert features.NAMES == DOCUMENTED

    def test_every_vector_holds_one_finite_number_for_each(self) -> None:
        texts = ["", "—", "\ud800", "Read more", "a" * 5_000, "関連記事", *STORY]
        for values in features.vectors(Reading.of(parsed(*texts)).counts):
            assert values is None or len(values) == len(features.NAMES)
            assert values is None or all(abs(float(value)) < 1_000 for value in values)

    def test_requests_are_counted_at_the_beginning_of_sentences(self) -> None:
        values = seen("Follow us on Twitter. Download the app. We read letters.")
        assert (values["sentences"], values["requests"], values["requested"]) == (3, 2, 2)
        assert values["first_requests"] == 1
        assert seen("The parish asks you to follow.")["requests"] == 0

    def test_a_line_that_ends_without_a_mark_does_not_end(self) -> None:
        assert seen("Read the letters")["ends"] == 0
        assert seen("He reads the letters.")["ends"] == 1

    def test_in_an_article_without_end_marks_their_absence_says_nothing(self) -> None:
        bare = [text.rstrip(".") for number in range(2) for text in (" ".join(story(number)),)]
        assert seen("Read the letters", among=bare)["ends"] == 1

    def test_the_name_of_the_outlet_is_known_from_its_address(self) -> None:
        url = "https://www.valleycourier.example/2026/11/bridge"
        assert seen("More from the Valley Courier", url=url)["source"] == 1
        assert seen("More from the market", url=url)["source"] == 0
        assert seen("More from the Valley Courier")["source"] == 0

    @pytest.mark.parametrize(
        ("host", "name"),
        [
            ("www.thecourier.co.uk", "thecourier"),
            ("edition.valley.com", "valley"),
            ("WWW.Valley-Post.example", "valleypost"),
            ("theatre.example", "theatre"),
            ("localhost", "localhost"),
            ("ab.cd", ""),
            ("", ""),
            ("...", ""),
        ],
    )
    def test_an_outlet_is_called_by_the_longest_part_of_its_host(self, host: str, name: str) -> None:
        assert features.named(host) == name

    def test_places_are_counted_from_both_ends_and_only_so_far(self) -> None:
        reading = Reading.of(parsed(*["Read more"] * 9))
        found = [
            dict(zip(features.NAMES, values, strict=True))
            for values in features.vectors(reading.counts)
            if values
        ]
        assert [one["near_first"] for one in found] == [1, 1, 1, 1, 0, 0, 0, 0, 0]
        assert [one["near_last"] for one in found] == [0, 0, 0, 0, 0, 1, 1, 1, 1]
        assert [one["before"] for one in found] == [1, 2, 2, 3, 3, 3, 3, 4, 4]
        assert [one["after"] for one in found] == [one["before"] for one in reversed(found)]

    def test_images_tables_and_code_are_not_judged(self) -> None:
        kinds = (BlockKind.IMAGE, BlockKind.TABLE, BlockKind.CODE, BlockKind.RULE, BlockKind.FOOTNOTES)
        article = Parsed(meta=Meta(), blocks=tuple(block("Sign up now", kind) for kind in kinds))
        assert features.vectors(Reading.of(article).counts) == [None] * len(kinds)


class TestCapitals:
    GERMAN = STORIES["de"]

    def test_in_german_the_capitals_of_nouns_are_measured_against_the_article(self) -> None:
        alone = seen("Der Landrat kennt das Ufer und den Kahn.", among=self.GERMAN)["capitals"]
        assert alone < 0.15

    def test_a_line_in_capitals_stands_out_in_english_and_in_german(self) -> None:
        assert seen("Harbour Valley Courier Weekend Briefing", among=STORIES["en"])["capitals"] > 0.7
        assert seen("MEHR AUS DEM LANDKREIS", among=self.GERMAN)["shouts"] == 1

    def test_a_german_sentence_is_no_more_suspect_than_its_english_sister(self) -> None:
        german = odds("Der Kahn liegt seit dem Abend am Ufer der Wenze.", among=self.GERMAN)
        english = odds("The barge has lain on the bank of the river since the evening.", among=STORIES["en"])
        assert german < -1
        assert english < -1


class TestScriptsWithoutSpaces:
    def test_offers_and_requests_are_found_within_the_text(self) -> None:
        values = seen("無料のニュースレターにぜひご登録ください。", among=STORIES["ja"])
        assert values["requests"] == 1
        assert values["requested"] == 1
        assert values["offering"] > 0

    def test_a_paragraph_of_the_story_is_far_from_doubt(self) -> None:
        assert max(Reading.of(parsed(*STORIES["ja"])).odds) < 0

    def test_length_counts_two_characters_as_a_word(self) -> None:
        assert seen("銭湯の煙突は来春に壊される", among=STORIES["ja"])["length"] == 6 / 40


class TestOdds:
    @pytest.mark.parametrize("language", sorted(STORIES))
    def test_no_paragraph_of_a_story_is_more_likely_furniture(self, language: str) -> None:
        assert max(Reading.of(parsed(*STORIES[language])).odds) < 0

    @pytest.mark.parametrize(
        ("language", "text"),
        [
            ("en", "Follow us on Twitter and sign up for our newsletter"),
            ("de", "Folgen Sie uns auf Twitter und abonnieren Sie unseren Newsletter"),
            ("fr", "Suivez-nous sur Twitter et abonnez-vous à notre newsletter"),
            ("es", "Síguenos en Twitter y suscríbete a nuestro boletín"),
            ("ru", "Подпишитесь на наш канал и на нашу рассылку"),
            ("ja", "公式アプリをダウンロードして、ニュースレターにご登録ください"),
        ],
    )
    def test_a_plug_is_more_likely_furniture_than_anything_in_its_story(
        self, language: str, text: str
    ) -> None:
        assert odds(text, among=STORIES[language]) > max(Reading.of(parsed(*STORIES[language])).odds) + 1

    def test_the_rest_of_an_article_is_judged_as_if_what_went_had_never_stood_there(self) -> None:
        whole = Reading.of(parsed(*STORY, "More stories", "Follow us on Twitter"))
        rest = Reading.of(parsed(*STORY, "More stories"))
        assert whole.odds_among(range(6))[-1] == rest.odds[-1]


class TestWeights:
    def test_the_file_is_at_most_two_megabytes(self) -> None:
        assert Path(str(weights.__file__)).with_name("weights.json").stat().st_size <= 2_000_000

    def test_a_file_that_was_trained_on_other_features_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reordered = [*features.NAMES[1:], features.NAMES[0]]
        (tmp_path / "weights.json").write_text(json.dumps({"features": reordered, "bias": 0.0, "trees": []}))
        monkeypatch.setattr(weights.resources, "files", lambda _package: tmp_path)
        weights._model.cache_clear()
        try:
            with pytest.raises(ValueError, match="trained on other features"):
                weights.score([0.0] * len(features.NAMES))
        finally:
            weights._model.cache_clear()

    @given(st.lists(st.floats(-1, 9), min_size=len(features.NAMES), max_size=len(features.NAMES)))
    def test_the_function_made_of_the_trees_adds_up_their_leaves(self, values: list[float]) -> None:
        def walked(node: object) -> float:
            while isinstance(node, list):
                node = node[2] if values[node[0]] <= node[1] else node[3]
            assert isinstance(node, int | float)
            return node

        total = STORED["bias"] + sum(map(walked, STORED["trees"]))
        found = weights.score(values)
        # Below what is hopeless it stops early, wherever the rest would lead.
        assert found == pytest.approx(total) or (found < 0 and total < weights.HOPELESS)

    def test_text_in_place_of_a_number_never_becomes_a_program(self) -> None:
        for tree in ("print()", [0, "print()", 1.0, 2.0], ["print()", 0.5, 1.0, 2.0]):
            with pytest.raises(ValueError, match=r"could not convert|invalid literal"):
                weights.compiled(0.0, [tree])

    def test_trees_name_features_and_end_in_leaves(self) -> None:
        def sound(node: object) -> bool:
            if isinstance(node, list):
                return 0 <= node[0] < len(features.NAMES) and sound(node[2]) and sound(node[3])
            return isinstance(node, int | float)

        assert STORED["trees"]
        assert all(map(sound, STORED["trees"]))
