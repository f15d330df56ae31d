"""Do lists of all formats arrive whole, and do bad rows cost nobody else anything?"""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.errors import SubscriptionError
from publisher.lists import BadRow, Listed, read, write
from publisher.lists.formats import formats
from publisher.model import Cadence, SubscriberState
from publisher.subscriber import Preferences, Subscriber

SAMPLES = Path(__file__).parents[1] / "data/lists"
ACTIVE, PENDING, LEFT = SubscriberState.ACTIVE, SubscriberState.PENDING, SubscriberState.UNSUBSCRIBED


def rows(text: str) -> list[Listed | BadRow]:
    return list(read(io.StringIO(text, newline="")))


def sample(name: str) -> list[Listed]:
    found = rows((SAMPLES / f"{name}.csv").read_text(encoding="utf-8"))
    return [each for each in found if isinstance(each, Listed)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mailchimp", [("ada@example.org", ACTIVE, ("world", "beta")), ("ben@example.org", ACTIVE, ())]),
        ("ghost", [("ada@example.org", ACTIVE, ("world", "VIP")), ("ben@example.org", LEFT, ())]),
        ("listmonk", [("ada@example.org", ACTIVE, ()), ("ben@bücher.example", LEFT, ())]),
        (
            "buttondown",
            [
                ("ada@example.org", ACTIVE, ("world",)),
                ("ben@example.org", PENDING, ()),
                ("cy@example.org", LEFT, ("world", "x")),
            ],
        ),
    ],
)
def test_a_list_of_another_program_arrives_whole(
    name: str, expected: list[tuple[str, SubscriberState, tuple[str, ...]]]
) -> None:
    found = sample(name)
    assert [(each.address, each.state, each.tags) for each in found] == expected
    assert all(each.created_at and each.created_at.year < 2024 for each in found)


def test_every_format_has_a_sample_or_is_our_own() -> None:
    assert set(formats()) == {each.stem for each in SAMPLES.glob("*.csv")} | {"publisher"}


def test_mailchimp_says_when_and_from_where_somebody_confirmed() -> None:
    ada, ben = sample("mailchimp")
    assert ada.consent == "Mailchimp: confirmed 2019-03-01 10:05:00 from 192.0.2.1"
    assert ada.name == "Ada Lovelace, Countess"
    assert (ben.consent, ben.name, ben.line) == ("", "Бен", 3)


def subscriber(**changes: object) -> Subscriber:
    values: dict[str, object] = {
        "number": 1,
        "id": UUID(int=1),
        "address": "ada@example.org",
        "name": "Ada",
        "state": ACTIVE,
        "preferences": Preferences(cadence=Cadence.DAILY, sections=("world",)),
        "origin": "form",
        "consent": "confirmed",
        "created_at": datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC),
        "changed_at": datetime(2026, 1, 2, tzinfo=UTC),
    } | changes
    return Subscriber(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", sorted(formats()))
@pytest.mark.parametrize("state", list(SubscriberState))
def test_what_is_written_in_a_format_is_read_in_it_and_nobody_comes_back_by_it(
    name: str, state: SubscriberState
) -> None:
    (found,) = rows("".join(write([subscriber(state=state)], name)))
    assert isinstance(found, Listed)
    assert found.address == "ada@example.org"
    assert (found.state is ACTIVE and (name != "mailchimp" or bool(found.consent))) == (state is ACTIVE)


_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30).map(str.strip)


@given(
    name=_TEXT,
    consent=_TEXT | st.sampled_from(["=1+1", "'=1", "''", "@x", "-", "'"]),
    sections=st.lists(_TEXT.filter(bool), max_size=3, unique=True),
    state=st.sampled_from(SubscriberState),
    cadence=st.sampled_from(Cadence),
)
def test_our_own_list_comes_back_as_it_was(
    name: str, consent: str, sections: list[str], state: SubscriberState, cadence: Cadence
) -> None:
    went = subscriber(
        name=name,
        consent=consent,
        state=state,
        preferences=Preferences(
            cadence=cadence, sections=tuple(sections), time_zone="Asia/Tokyo", language="ja"
        ),
    )
    text = "".join(write([went], "publisher"))
    (came,) = rows(text)
    assert isinstance(came, Listed)
    wanted = went.preferences
    assert (came.name, came.consent, came.state) == (name, consent, state)
    assert (came.cadence, came.tags) == (wanted.cadence, wanted.sections)
    assert (came.time_zone, came.language) == (wanted.time_zone, wanted.language)
    assert (came.origin, came.created_at) == (went.origin, went.created_at)
    for cell in list(csv.reader(io.StringIO(text, newline="")))[1]:
        assert not cell.startswith(("=", "+", "-", "@"))


@given(st.text(max_size=300))
def test_whatever_the_rest_of_a_file_holds_no_row_is_an_exception(rest: str) -> None:
    found = rows("address,state,cadence,sections\n" + rest)
    assert all(isinstance(each, Listed | BadRow) for each in found)


def test_bad_rows_are_named_by_line_and_the_others_are_read() -> None:
    head = "email,type,tags,creation_date\n"
    found = rows(
        head
        + 'a@x.example,regular,"of\ntwo lines",\n\nb@x.example\n'
        + "c@x.example,emperor,,\nd@x.example,premium,,\n"
    )
    assert [each.address for each in found if isinstance(each, Listed)] == ["a@x.example", "d@x.example"]
    bad = [(each.line, each.reason) for each in found if isinstance(each, BadRow)]
    assert [line for line, _ in bad] == [5, 6]
    assert bad[0][1] == "expected 4 cells as in line 1, found 1"
    assert bad[1][1].startswith("type: expected one of blocked, ")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_spreadsheets_may_have_written_it(delimiter: str) -> None:
    text = (
        "\ufeff"
        + delimiter.join(["Email", "TYPE", "tags"])
        + "\r\n"
        + delimiter.join(["a@x.example", "regular", ""])
    )
    (found,) = rows(text + "\r\n")
    assert isinstance(found, Listed)


@pytest.mark.parametrize("text", ["", "name,age\n", "\n"])
def test_columns_of_no_known_list_are_a_sentence_with_those_that_are(text: str) -> None:
    with pytest.raises(
        SubscriptionError, match=r"line 1: the columns .* of no list.*mailchimp: email address"
    ):
        rows(text)
