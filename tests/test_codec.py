"""Do the values on the seams survive being text in a column?"""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from publisher import codec
from publisher.codec import StoredEntry
from publisher.model import (
    Article,
    Block,
    BlockKind,
    Meta,
    Notice,
    Origin,
    Parsed,
    Related,
    Removed,
    Story,
    Withdrawal,
)

MOMENTS = st.datetimes(
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45)), timezone(-timedelta(hours=3))])
)
TEXT = st.text()
ORIGINS = st.none() | st.sampled_from(Origin)
NOTICES = st.builds(
    Notice,
    text=TEXT,
    html=TEXT,
    at=st.none() | MOMENTS,
    labelled=st.booleans(),
    indexes=st.just(()),
)
METAS = st.builds(
    Meta,
    title=TEXT,
    title_origin=ORIGINS,
    authors=st.lists(TEXT).map(tuple),
    published=st.none() | MOMENTS,
    published_origin=ORIGINS,
    updated=st.none() | MOMENTS,
    language=TEXT,
    language_origin=ORIGINS,
    tags=st.lists(TEXT).map(tuple),
    section=TEXT,
    slug=TEXT,
    description=TEXT,
    url=TEXT,
    image=TEXT,
    draft=st.booleans(),
    weight=st.integers(),
    notices=st.lists(NOTICES).map(tuple),
    withdrawal=st.none() | st.builds(Withdrawal, at=MOMENTS, reason=TEXT),
)
BLOCKS = st.lists(st.builds(Block, kind=st.sampled_from(BlockKind), text=TEXT, html=TEXT)).map(tuple)
PARSED = st.builds(Parsed, meta=METAS, blocks=BLOCKS, warnings=st.lists(TEXT).map(tuple))
STORIES = st.builds(
    Story,
    entry=st.uuids(),
    section=TEXT,
    title=TEXT,
    summary=TEXT,
    authors=st.lists(TEXT).map(tuple),
    url=TEXT,
    language=TEXT,
    published=MOMENTS,
    minutes=st.integers(),
    related=st.lists(st.builds(Related, entry=st.uuids(), title=TEXT, url=TEXT, language=TEXT)).map(tuple),
    notices=st.lists(NOTICES).map(tuple),
)


@given(PARSED)
def test_a_parsed_file_comes_back_as_it_was(parsed: Parsed) -> None:
    assert codec.decode_parsed(codec.encode_parsed(parsed)) == parsed


@given(STORIES)
def test_a_story_comes_back_as_it_was(story: Story) -> None:
    assert codec.decode_story(codec.encode_story(story)) == story


@given(PARSED, METAS, TEXT, st.sets(st.integers(0, 20)))
def test_an_article_comes_back_with_what_was_taken_out_of_it(
    parsed: Parsed, meta: Meta, summary: str, gone: set[int]
) -> None:
    removed = tuple(
        Removed(index=index, block=block, reason=f"because {index}")
        for index, block in enumerate(parsed.blocks)
        if index in gone
    )
    article = Article(
        meta=meta,
        blocks=tuple(block for index, block in enumerate(parsed.blocks) if index not in gone),
        summary=summary,
        removed=removed,
    )
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    entry = codec.decode_entry(
        StoredEntry(
            number=1,
            id=UUID(int=7),
            path="a.md",
            section="world",
            page="world/a.html",
            published=noon,
            updated=noon,
            article=codec.encode_article(article, "print"),
            parsed=codec.encode_parsed(parsed),
        )
    )
    assert entry.article == article
    assert (entry.id, entry.page, entry.fingerprint) == (UUID(int=7), "world/a.html", "print")


def test_what_an_older_version_did_not_write_is_unknown() -> None:
    assert codec.decode_meta("{}") == Meta()
    assert codec.decode_parsed('{"meta":{"title":"A"},"blocks":[],"warnings":[]}').meta == Meta(title="A")


def test_a_story_of_an_edition_from_before_stories_were_grouped_can_still_be_read() -> None:
    old = (
        '{"entry":"00000000-0000-0000-0000-000000000007","section":"world","title":"A","summary":"B.",'
        '"authors":[],"url":"https://example.org/a.html","language":"en",'
        '"published":"2026-11-22T12:00:00Z","minutes":2}'
    )
    story = codec.decode_story(old)
    assert (story.title, story.related, story.articles) == ("A", (), 1)


def test_the_round_trips_above_try_every_field_that_there_is() -> None:
    # A new field of Meta must be added to the strategy, and is then tested.
    drawn = {"title", "title_origin", "authors", "published", "published_origin", "updated", "language"}
    drawn |= {
        "language_origin",
        "tags",
        "section",
        "slug",
        "description",
        "url",
        "image",
        "draft",
        "weight",
        "notices",
        "withdrawal",
    }
    assert {each.name for each in fields(Meta)} == drawn
