"""Which tags of a vocabulary fit an article, and is none ever made up?"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from quality import newsrooms

from publisher.config import Summary
from publisher.model import Block, BlockKind, Cleaned, Meta
from publisher.summarize import NO_TAGS, Vocabulary, article, suggest
from publisher.summarize.inflection import forms
from publisher.summarize.tags import MOST

DATA = Path(__file__).parents[1] / "data"

# An article in which no word of a test's vocabulary stands, unless the test puts it there.
CALM = "Nothing of note was said at the meeting."


def blocks(*texts: str) -> tuple[Block, ...]:
    return tuple(Block(kind=BlockKind.PARAGRAPH, text=text) for text in texts)


def fitting(
    *texts: str, tags: list[str], title: str = "A day", language: str = "en", **synonyms: list[str]
) -> tuple[str, ...]:
    return suggest(title, blocks(*texts), language, Vocabulary.of(tags, synonyms))


class TestWhere:
    def test_a_tag_in_the_title_fits(self) -> None:
        assert fitting(CALM, title="Storm over Arbury", tags=["Storm", "Snow"]) == ("Storm",)

    @pytest.mark.parametrize("paragraph", [0, 1])
    def test_a_tag_in_the_first_two_paragraphs_fits(self, paragraph: int) -> None:
        texts = [CALM, CALM, CALM]
        texts[paragraph] = "The ferry was late."
        assert fitting(*texts, tags=["Ferry"]) == ("Ferry",)

    def test_a_tag_that_a_later_paragraph_mentions_once_does_not(self) -> None:
        assert fitting(CALM, CALM, "The ferry was late.", tags=["Ferry"]) == ()

    def test_a_tag_that_is_mentioned_twice_fits_wherever_that_is(self) -> None:
        assert fitting(CALM, CALM, "The ferry was late.", "A ferry sank.", tags=["Ferry"]) == ("Ferry",)

    def test_a_heading_is_no_paragraph(self) -> None:
        heading = Block(kind=BlockKind.HEADING, text="What happened")
        body = (heading, *blocks(CALM, "The ferry was late."))
        assert suggest("A day", body, "en", Vocabulary.of(["Ferry"])) == ("Ferry",)

    def test_code_and_pictures_say_nothing(self) -> None:
        body = (
            Block(kind=BlockKind.CODE, text="ferry ferry"),
            Block(kind=BlockKind.IMAGE, text="ferry ferry"),
        )
        assert suggest("A day", body, "en", Vocabulary.of(["Ferry"])) == ()

    def test_a_first_paragraph_without_end_is_no_lead(self) -> None:
        long = CALM * 20 + " The ferry was late."
        assert fitting(long, tags=["Ferry"]) == ()
        assert fitting(long + " The ferry sank.", tags=["Ferry"]) == ("Ferry",)

    def test_the_title_counts_before_the_lead_and_the_lead_before_the_count(self) -> None:
        texts = ("The ferry was late.", CALM, "Snow and snow and snow, and a pier, and a pier.")
        tags = ["Pier", "Snow", "Ferry", "Storm"]
        assert fitting(*texts, title="After the storm", tags=tags) == ("Storm", "Ferry", "Snow", "Pier")

    def test_an_article_gets_five_at_most(self) -> None:
        tags = [f"Town{letter}" for letter in "abcdefgh"]
        assert fitting(" ".join(tags), tags=tags) == tuple(tags[:MOST])


class TestWords:
    def test_a_synonym_stands_for_its_tag(self) -> None:
        assert fitting("Talks in Belgrade ended.", tags=["Serbia"], Serbia=["Belgrade"]) == ("Serbia",)

    def test_only_whole_words_count(self) -> None:
        assert fitting("The carpet was cartoonish.", tags=["Car", "Art", "Pet"]) == ()

    @pytest.mark.parametrize(
        "text", ["FERRY RAMS PIER", "the ferry", "“Ferry”", "(ferry)", "ferry’s", "pier-ferry"]
    )
    def test_case_and_marks_make_no_difference(self, text: str) -> None:
        assert fitting(text, tags=["Ferry"]) == ("Ferry",)
        assert fitting(text, tags=["ferry"]) == ("ferry",)

    @pytest.mark.parametrize(("tag", "other"), [("WHO", "who"), ("US", "us"), ("IT", "It"), ("EU", "eu")])
    def test_an_abbreviation_is_known_by_its_capitals(self, tag: str, other: str) -> None:
        assert fitting(f"They asked {other} again.", tags=[tag]) == ()
        assert fitting(f"They asked the {tag} again.", tags=[tag]) == (tag,)

    def test_a_phrase_stands_word_by_word(self) -> None:
        tags = ["Climate change"]
        assert fitting("On climate change they agreed.", tags=tags) == ("Climate change",)
        assert fitting("The climate will change.", tags=tags) == ()
        assert fitting("They spoke about climate", tags=tags) == ()

    def test_the_longer_phrase_takes_the_words_of_the_shorter(self) -> None:
        tags = ["York", "New York", "New York City", "City"]
        assert fitting("In New York City it snowed.", tags=tags) == ("New York City",)
        assert fitting("In New York it snowed.", tags=tags) == ("New York",)
        assert fitting("In York it snowed.", tags=tags) == ("York",)

    def test_a_word_may_stand_for_two_tags(self) -> None:
        found = fitting("Belgrade.", tags=["Serbia", "Cities"], Serbia=["Belgrade"], Cities=["Belgrade"])
        assert found == ("Cities", "Serbia")

    @pytest.mark.parametrize("tag", ["C++", "C#", "!", "X"])
    def test_a_single_letter_or_sign_fits_nothing(self, tag: str) -> None:
        assert fitting("C X C++ C# ! a", tags=[tag]) == ()


class TestForms:
    @pytest.mark.parametrize(
        ("language", "tag", "text"),
        [
            ("en", "Election", "elections"),
            ("en", "Elections", "election"),
            ("en", "City", "City’s"),
            ("en", "Ports", "ports"),
            ("en", "Serbia", "Serbian"),
            ("en-GB", "Policies", "policy"),
            ("de", "Serbien", "Serbiens"),
            ("de", "Wahlen", "Wahl"),
            ("de", "Brücke", "Brücken"),
            ("fr", "Élection", "élections"),
            ("fr", "Hôpital", "hôpitaux"),
            ("fr", "Ukraine", "l’Ukraine"),
            ("es", "Elección", "elecciones"),
            ("it", "Elezione", "elezioni"),
            ("ru", "Сербия", "Сербии"),
            ("ru", "Россия", "Россией"),
            ("ru", "Выборы", "выборов"),
            ("uk", "Україна", "Україні"),
            ("pl", "Polska", "Polską"),
            ("ko", "세르비아", "세르비아의"),
        ],
    )
    def test_a_word_is_known_in_the_forms_of_its_language(self, language: str, tag: str, text: str) -> None:
        assert fitting(f"{text} 2026", tags=[tag], language=language) == (tag,)

    @pytest.mark.parametrize(
        ("language", "tag", "text"),
        [
            ("en", "Imports", "important"),
            ("en", "Mission", "missionary"),
            ("en", "Police", "policy policies"),
            ("en", "Customs", "customer"),
            ("en", "Press", "pres"),
            ("de", "Schule", "Schuld Schulz"),
            ("de", "Rente", "Rent"),
            ("fr", "Port", "porte"),
            ("ru", "Школа", "школьный"),
            ("fi", "Serbia", "Serbiassa"),
        ],
    )
    def test_a_word_that_only_begins_like_it_is_another(self, language: str, tag: str, text: str) -> None:
        assert fitting(f"{text} 2026", tags=[tag], language=language) == ()

    @given(st.text(min_size=1, max_size=12), st.sampled_from(["en", "de", "ru", "ko", "pl", "fi", ""]))
    def test_the_first_form_is_the_word_itself(self, word: str, language: str) -> None:
        assert next(iter(forms(word, language))) == word


class TestWithoutSpaces:
    def test_a_tag_is_found_within_a_sentence(self) -> None:
        assert fitting("京都で大雨が降った。", tags=["大雨", "大雪"], language="ja") == ("大雨",)

    def test_the_longer_tag_takes_the_characters_of_the_shorter(self) -> None:
        assert fitting("東京都で雪が降った。", tags=["京都", "東京都"], language="ja") == ("東京都",)
        both = fitting("東京都と京都で雪。", tags=["京都", "東京都"], language="ja")
        assert set(both) == {"京都", "東京都"}

    def test_katakana_is_a_word_only_as_a_whole_run(self) -> None:
        assert fitting("メインの議題。", tags=["イン", "メイン"], language="ja") == ("メイン",)

    def test_one_character_is_no_word(self) -> None:
        assert fitting("欧米の米。", tags=["米"], language="ja") == ()

    def test_a_synonym_may_be_of_another_script(self) -> None:
        assert fitting("セルビアで選挙。", tags=["Serbia"], Serbia=["セルビア"], language="ja") == ("Serbia",)


def test_the_golden_articles_get_the_tags_of_an_editor_with_at_most_as_many_faults_as_documented() -> None:
    """The figures stand in docs/text-quality.md."""
    articles = {each.name: each for each in newsrooms.articles()}
    golden = tomllib.loads((DATA / "summarize" / "tags.toml").read_text(encoding="utf-8"))
    assert sorted(golden) == ["de", "en", "es", "fr", "ja", "ru"]
    right = suggested = expected = 0
    for language, publication in golden.items():
        vocabulary = Vocabulary.of(publication["vocabulary"], publication["synonyms"])
        for name, wanted in publication["expected"].items():
            each = articles[name]
            story = (
                text for label, text in zip(each.labels, each.texts, strict=True) if label in newsrooms.STORY
            )
            found = suggest(each.title, blocks(*story), language, vocabulary)
            right += len({*found} & {*wanted})
            suggested += len(found)
            expected += len(wanted)
    assert (suggested, expected) == (52, 52)
    assert right / suggested >= 0.92
    assert right / expected >= 0.92


TEXTS = st.lists(
    st.text(max_size=60) | st.sampled_from(["The ferry in New York", "大雨で EU", "Serbien’s"]), max_size=5
)
TAGS = st.lists(
    st.text(max_size=10)
    | st.sampled_from(["Ferry", "ferry", "New York", "York", "EU", "大雨", "Serbien", "雨で"]),
    max_size=8,
)
LANGUAGES = st.sampled_from(["en", "de", "ru", "ja", "", "x-unknown"])


@given(TEXTS, TAGS, LANGUAGES)
def test_every_tag_is_of_the_vocabulary_and_none_is_there_twice(
    texts: list[str], tags: list[str], language: str
) -> None:
    found = fitting(*texts, title=" ".join(texts[:1]), tags=tags, language=language)
    assert set(found) <= set(tags)
    assert len({tag.casefold() for tag in found}) == len(found) <= MOST


@given(TEXTS, TAGS, LANGUAGES, st.randoms(use_true_random=False))
def test_the_order_of_the_vocabulary_makes_no_difference(
    texts: list[str], tags: list[str], language: str, random: object
) -> None:
    synonyms = {tag: ["ferry", "port"] for tag in tags}
    shuffled = [*tags]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one = Vocabulary.of(tags, synonyms)
    other = Vocabulary.of(shuffled, {tag: ["port", "ferry"] for tag in shuffled})
    assert one == other
    assert one.digest == other.digest
    assert suggest("", blocks(*texts), language, one) == suggest("", blocks(*texts), language, other)


class TestArticles:
    STORY = Cleaned(meta=Meta(title="Ferry sinks", language="en"), blocks=blocks(CALM))

    def test_without_a_vocabulary_an_article_has_no_tags(self) -> None:
        assert article(self.STORY, Summary(), "en").meta.tags == ()
        assert NO_TAGS.digest == ""
        assert Vocabulary.of([" "]) == NO_TAGS

    def test_an_article_without_tags_gets_those_that_fit(self) -> None:
        assert article(self.STORY, Summary(), "en", Vocabulary.of(["Ferry", "Snow"])).meta.tags == ("Ferry",)

    def test_the_tags_of_an_author_stay_alone(self) -> None:
        story = Cleaned(meta=Meta(title="Ferry sinks", language="en", tags=("Sea",)), blocks=blocks(CALM))
        assert article(story, Summary(), "en", Vocabulary.of(["Ferry"])).meta.tags == ("Sea",)

    def test_a_derived_title_counts_as_one(self) -> None:
        story = Cleaned(meta=Meta(language="en"), blocks=blocks("The ferry sank off Arbury on Monday."))
        assert article(story, Summary(), "en", Vocabulary.of(["Arbury"])).meta.tags == ("Arbury",)
