"""Is this block about who wrote the article, and who is that?"""

from __future__ import annotations

import pytest
from drafts import STORY, block, kept, parsed

from publisher.clean import clean
from publisher.model import BlockKind, Meta

KNOWN = Meta(authors=("Jane Doe",))


@pytest.mark.parametrize(
    "text",
    [
        "Jane Doe is a staff writer at The Harbour Review.",
        "Jane Doe, who lives in Westen, is the author of two books.\N{NO-BREAK SPACE}",
        "Jane Doe and John Roe are reporters of the Courier.",
        "Jane Doe ist Redakteurin im Ressort Lokales.",
        "Jane Doe est journaliste au service économique.",
        "Jane Doe es redactora de este diario.",
        "Jane Doe — корреспондент районной газеты.",
        "— Jane Doe covers bridges.",
    ],
)
def test_what_follows_the_name_of_a_known_author_at_the_end_goes(text: str) -> None:
    cleaned = clean(parsed(*STORY, text, meta=KNOWN), {})
    assert kept(cleaned) == STORY
    assert [each.reason for each in cleaned.removed] == ["author biography"]
    assert cleaned.meta.authors == KNOWN.authors


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("About the author: Jane Doe has covered bridges since 1998.", ("Jane Doe",)),
        ("About the authors: Jane Doe and John Roe cover bridges.", ("Jane Doe", "John Roe")),
        ("Über die Autorin: Jana von der Heide schreibt über Brücken.", ("Jana von der Heide",)),
        ("À propos de l'autrice : Élodie Marchand suit les ponts.", ("Élodie Marchand",)),
        ("Sobre la autora: Ana Ortega escribe sobre puentes.", ("Ana Ortega",)),
        ("Об авторе: Анна Белова пишет о мостах.", ("Анна Белова",)),
        ("About the author: The editor of this page keeps bees.", ()),
    ],
)
def test_what_is_labelled_goes_and_names_an_author_who_was_unknown(text: str, names: tuple[str, ...]) -> None:
    cleaned = clean(parsed(*STORY, text), {})
    assert kept(cleaned) == STORY
    assert cleaned.meta.authors == names
    assert clean(parsed(*STORY, text, meta=Meta(authors=("The Desk",))), {}).meta.authors == ("The Desk",)


def test_a_heading_goes_with_the_paragraph_below_it() -> None:
    heading = block("About the author", BlockKind.HEADING)
    cleaned = clean(parsed(*STORY, heading, "Jane Doe keeps bees.", "She lives in Westen."), {})
    assert kept(cleaned) == STORY
    assert cleaned.meta.authors == ("Jane Doe",)


def test_a_byline_makes_the_author_known() -> None:
    cleaned = clean(parsed("By Jane Doe", *STORY, "Jane Doe is the author of two books."), {})
    assert kept(cleaned) == STORY


def test_an_unknown_name_with_a_calling_and_an_address_is_an_author() -> None:
    text = "Jane Doe is the bridge correspondent of the Courier. Reach her at doe@courier.example"
    cleaned = clean(parsed(*STORY, text), {})
    assert kept(cleaned) == STORY
    assert cleaned.meta.authors == ("Jane Doe",)


@pytest.mark.parametrize(
    "text",
    [
        "Jane Doe is a staff writer at The Harbour Review.",
        "Jane Doe is a farmer in Westen; those who want beets write to doe@beets.example",
        "John Roe is the engineer who found the rust.",
        "The author of the report was not there.",
    ],
)
def test_somebody_else_at_the_end_of_a_story_stays(text: str) -> None:
    assert kept(clean(parsed(*STORY, text), {})) == [*STORY, text]


@pytest.mark.parametrize(
    "text", ["Jane Doe is not amused.", "Jane Doe said so.", "Jane Doe's bridge stands."]
)
def test_a_sentence_of_the_story_about_its_author_stays(text: str) -> None:
    assert kept(clean(parsed(*STORY, text, meta=KNOWN), {})) == [*STORY, text]


def test_a_biography_that_is_all_there_is_stays() -> None:
    text = "Jane Doe is a staff writer at The Harbour Review."
    assert kept(clean(parsed(text, meta=KNOWN), {})) == [text]
