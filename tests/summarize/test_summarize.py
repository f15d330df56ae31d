"""What does an article say in short, what is it called, and in which language is it?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from publisher.config import Summary
from publisher.model import Block, BlockKind, Cleaned, Meta, Origin
from publisher.summarize import article, language

DATA = Path(__file__).resolve().parents[1] / "data"
GOLDEN = sorted((DATA / "summarize").glob("*.txt"))


def cleaned(*texts: str, kind: BlockKind = BlockKind.PARAGRAPH, meta: Meta | None = None) -> Cleaned:
    return Cleaned(
        meta=meta or Meta(language="en"), blocks=tuple(Block(kind=kind, text=text) for text in texts)
    )


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_summary_title_and_language_are_the_expected_ones(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    texts = path.read_text(encoding="utf-8").splitlines()
    made = article(cleaned(*texts, meta=Meta()), Summary(feed=expected["columns"]), "en")
    assert {
        "language": made.meta.language,
        "columns": expected["columns"],
        "title": made.meta.title,
        "summary": made.summary,
    } == expected


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("000_0939127ae8947a96.txt", "Russia accused Western countries of fomenting tensions in Serbia"),
        (
            "001_8c621f3492ba8d94.txt",
            'The Kremlin said it "welcomed" the victory claimed by Serbia\'s ruling party',
        ),
    ],
)
def test_the_samples_get_the_titles_an_editor_would_write(name: str, title: str) -> None:
    texts = (DATA / "samples" / name).read_text(encoding="utf-8").splitlines()
    made = article(cleaned(*texts, meta=Meta()), Summary(), "de")
    assert (made.meta.title, made.meta.title_origin) == (title, Origin.DERIVED)
    assert (made.meta.language, made.meta.language_origin) == ("en", Origin.DETECTED)
    assert made.summary == texts[0]


class TestLanguage:
    GERMAN = "Der Stadtrat hat den Bau einer neuen Brücke über den Fluss beschlossen."

    def test_what_the_article_says_of_itself_wins(self) -> None:
        meta = Meta(language="pt-BR", language_origin=Origin.PAGE)
        assert language(cleaned(self.GERMAN, meta=meta), "en") == ("pt-BR", Origin.PAGE)

    def test_it_is_detected(self) -> None:
        assert language(cleaned(self.GERMAN, meta=Meta()), "en") == ("de", Origin.DETECTED)

    @pytest.mark.parametrize("text", ["", "Kurz.", "12345 67890 " * 20, "\ud800\x00\ufffe" * 50])
    def test_a_text_that_says_too_little_has_the_language_of_the_publication(self, text: str) -> None:
        assert language(cleaned(text, meta=Meta()), "fr") == ("fr", Origin.CONFIGURATION)

    def test_characters_that_the_detector_refuses_do_not_matter(self) -> None:
        found = cleaned(self.GERMAN + "\x00\ud800\uffff", meta=Meta())
        assert language(found, "en") == ("de", Origin.DETECTED)


class TestArticle:
    def test_a_title_that_is_there_is_kept(self) -> None:
        meta = Meta(title="Harbour", title_origin=Origin.FRONT_MATTER)
        made = article(cleaned("The harbour was closed on Monday.", meta=meta), Summary(), "en")
        assert (made.meta.title, made.meta.title_origin) == ("Harbour", Origin.FRONT_MATTER)

    def test_without_a_sentence_the_slug_gives_the_title(self) -> None:
        made = article(cleaned("* * *", meta=Meta(slug="the-old-harbour")), Summary(), "en")
        assert (made.meta.title, made.meta.title_origin) == ("The old harbour", Origin.FILE_NAME)

    def test_without_anything_it_is_untitled(self) -> None:
        made = article(cleaned(meta=Meta()), Summary(), "en")
        assert (made.meta.title, made.meta.language, made.summary) == ("Untitled", "en", "")

    def test_blocks_and_removed_blocks_are_passed_on(self) -> None:
        story = cleaned("The harbour was closed on Monday.")
        made = article(story, Summary(), "en")
        assert (made.blocks, made.removed) == (story.blocks, story.removed)
