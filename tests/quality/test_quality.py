"""Is the text still as good as it was, and does the gate notice when it is not?"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from publisher.clean import weighing
from publisher.summarize import lead

from . import figures, floors, newsrooms
from .figures import Figures
from .newsrooms import Labelled

Sunk = Callable[[], set[str]]


@pytest.fixture(scope="module")
def articles() -> Sequence[Labelled]:
    return list(newsrooms.articles())


@pytest.fixture(scope="module")
def measured(articles: Sequence[Labelled]) -> Figures:
    found = figures.measured(articles)
    if os.environ.get("REGENERATE"):
        floors.write(found)
    return found


def test_every_figure_stands_on_its_floor_and_not_far_above(measured: Figures) -> None:
    assert sorted(floors.complaints(floors.read(), measured)) == []


def test_the_corpus_has_sixty_articles_of_ten_outlets_in_six_languages(articles: Sequence[Labelled]) -> None:
    assert len(articles) >= 60
    assert len({article.outlet for article in articles}) == 10
    assert {article.language for article in articles} == {"de", "en", "es", "fr", "ja", "ru"}


def test_every_block_has_a_label_and_one_story_block_has_the_sentence_to_begin_with(
    articles: Sequence[Labelled],
) -> None:
    known = newsrooms.STORY | newsrooms.FURNITURE | newsrooms.EITHER
    for article in articles:
        assert set(article.labels) <= known, article.name
        blocks = zip(article.labels, article.texts, strict=True)
        assert [label for label, text in blocks if article.opens in text] == ["story"], article.name


def test_a_version_of_the_same_story_is_no_witness_against_it(articles: Sequence[Labelled]) -> None:
    article = articles[0]
    alone = figures.witnesses([article])
    assert alone
    assert figures.repetition(article, alone) == {}
    assert all(
        figures.repetition(article, {text: {*stories, 1}}) == {text: 1} for text, stories in alone.items()
    )


class TestTheGateNotices:
    """Each weakens the program at one place, and asks which figures sink under what was measured."""

    @pytest.fixture
    def sunk(self, articles: Sequence[Labelled], measured: Figures) -> Sunk:
        def look() -> set[str]:
            complaints = floors.complaints(measured, figures.measured(articles))
            return {each.partition(" (")[0] for each in complaints if ": sank to" in each}

        return look

    def test_when_cleaning_asks_for_more_certainty(self, monkeypatch: pytest.MonkeyPatch, sunk: Sunk) -> None:
        monkeypatch.setattr(weighing, "ENOUGH", weighing.ENOUGH + 3)
        assert {"recall", "distinct recall"} <= sunk()

    def test_when_cleaning_asks_for_less_certainty(self, monkeypatch: pytest.MonkeyPatch, sunk: Sunk) -> None:
        monkeypatch.setattr(weighing, "ENOUGH", weighing.ENOUGH - 3)
        assert {"precision", "story kept", "articles whole"} <= sunk()

    def test_when_nothing_is_learned_from_other_articles(
        self, monkeypatch: pytest.MonkeyPatch, sunk: Sunk
    ) -> None:
        monkeypatch.setattr(figures, "repetition", lambda *_: {})
        assert {"recall", "distinct recall"} <= sunk()

    def test_when_summaries_begin_with_the_second_sentence(
        self, monkeypatch: pytest.MonkeyPatch, sunk: Sunk
    ) -> None:
        whole = lead.lead
        monkeypatch.setattr(lead, "lead", lambda cleaned, columns: whole(cleaned, columns)[1:])
        assert {"opens well", "rouge-1"} <= sunk()


class TestFloors:
    def said(self, **found: float) -> list[str]:
        floor = {"recall": 0.7, "story kept": 0.99}
        return list(floors.complaints({"cleaning": floor}, {"cleaning": floor | found}))

    def test_a_figure_on_its_floor_or_a_little_above_is_fine(self) -> None:
        assert self.said() == []
        assert self.said(recall=0.719) == []

    def test_a_figure_that_sinks_at_all_is_named(self) -> None:
        (said,) = self.said(recall=0.6999)
        assert said.startswith("recall (cleaning): sank to 0.6999, the floor is 0.7000")

    def test_a_figure_that_rises_says_which_floor_to_raise_and_how(self) -> None:
        (said,) = self.said(recall=0.73)
        assert said.startswith("recall (cleaning): rose to 0.7300, raise its floor of 0.7000")
        assert "tests/quality/floors.toml" in said
        assert "REGENERATE=1" in said

    def test_hardly_any_story_may_be_lost_unseen(self) -> None:
        (said,) = self.said(**{"story kept": 0.993})
        assert said.startswith("story kept (cleaning): rose to 0.9930")

    def test_a_figure_without_a_floor_and_a_floor_without_a_figure_are_named(self) -> None:
        figure = {"cleaning: en": {"recall": 1.0}}
        (said,) = floors.complaints({}, figure)
        assert said.startswith("recall (cleaning: en): has no floor; edit ")
        (said,) = floors.complaints(figure, {})
        assert said.startswith("recall (cleaning: en): is not measured any more; edit ")

    def test_floors_written_and_read_again_lie_right_under_their_figures(self, tmp_path: Path) -> None:
        found = {"summary: en": {"rouge-1": 0.29129, "opens well": 1.0, "recall": 0.7}}
        floors.write(found, tmp_path / "floors.toml")
        read = floors.read(tmp_path / "floors.toml")
        assert read == {"summary: en": {"rouge-1": 0.2912, "opens well": 1.0, "recall": 0.7}}
        assert list(floors.complaints(read, found)) == []
