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
from publisher.lists.values import moment, separated
from publisher.model import Cadence, SubscriberState
from publisher.subscriber import Preferences, Subscriber

SAMPLES = Path(__file__).parents[1] / "data/lists"
ACTIVE, PENDING, LEFT = SubscriberState.ACTIVE, SubscriberState.PENDING, SubscriberState.UNSUBSCRIBED


DATED = "email,subscriber_type,subscription_date,unsubscription_date"


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
        (
            "listmonk",
            [("ada@example.org", ACTIVE, ()), ("ben@bücher.example", LEFT, ()), ("cy@example.org", LEFT, ())],
        ),
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
    assert (found.state is ACTIVE) == (state is ACTIVE)
    assert (found.consent == "") == (name != "publisher")


@pytest.mark.parametrize("name", ["listmonk", "mailchimp", "buttondown"])
def test_who_has_left_is_not_written_into_one_file_with_others_for_a_program_that_ignores_states(
    name: str,
) -> None:
    lines = write([subscriber(), subscriber(), subscriber(state=LEFT)], name)
    assert len([next(lines) for _ in range(3)]) == 3
    with pytest.raises(
        SubscriptionError, match=f"^{name} takes .* would have active and unsubscribed; .* --state"
    ):
        next(lines)


@pytest.mark.parametrize("name", ["ghost", "publisher"])
def test_all_states_go_into_one_file_for_a_program_that_heeds_them(name: str) -> None:
    found = rows("".join(write([subscriber(state=state) for state in SubscriberState], name)))
    active = [isinstance(each, Listed) and each.state is ACTIVE for each in found]
    assert active == [state is ACTIVE for state in SubscriberState]


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
    head = "email,subscriber_type,tags,creation_date\n"
    found = rows(
        head
        + 'a@x.example,regular,"of\ntwo lines",\n\nb@x.example\n'
        + "c@x.example,emperor,,\nd@x.example,premium,,\n"
    )
    assert [each.address for each in found if isinstance(each, Listed)] == ["a@x.example", "d@x.example"]
    bad = [(each.line, each.reason) for each in found if isinstance(each, BadRow)]
    assert [line for line, _ in bad] == [5, 6]
    assert bad[0][1] == "expected 4 cells as in line 1, found 1"
    assert bad[1][1].startswith("subscriber_type: expected one of blocked, ")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_spreadsheets_may_have_written_it(delimiter: str) -> None:
    text = (
        "\ufeff"
        + delimiter.join(["Email", "Subscriber_TYPE", "tags"])
        + "\r\n"
        + delimiter.join(["a@x.example", "regular", ""])
    )
    (found,) = rows(text + "\r\n")
    assert isinstance(found, Listed)


@pytest.mark.parametrize(
    ("asked", "confirmed", "address"),
    [
        ("", "2020-01-02 03:04:05", "192.0.2.9"),
        ("2020-01-02 03:04:05", "2020-01-02 03:04:05", "192.0.2.9"),
        ("2020-01-02 03:04:06", "2020-01-02 03:04:05", "192.0.2.9"),
        ("2020-01-02 03:04:05", "2020-01-02 03:05:05", ""),
        ("2020-01-02 03:04:05", "2020-01-02 03:05:05", "127.0.0.1"),
        ("2020-01-02 03:04:05", "2020-01-02 03:05:05", "2020-01-02 03:05:05"),
        ("2020-01-02 03:04:05", "", ""),
        ("soon", "later", "192.0.2.9"),
    ],
)
def test_mailchimp_proves_nothing_of_who_was_added_or_signed_up_without_a_confirmation(
    asked: str, confirmed: str, address: str
) -> None:
    (found,) = rows(
        f"Email Address,OPTIN_TIME,CONFIRM_TIME,CONFIRM_IP\na@x.example,{asked},{confirmed},{address}\n"
    )
    assert isinstance(found, Listed)
    assert found.consent == ""


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Email Address,UNSUB_TIME,UNSUB_REASON\na@x.example,2020-01-02 03:04:05,NORMAL\n", LEFT),
        ("Email Address,UNSUB_TIME\na@x.example,\n", PENDING),
        ("Email Address,CLEAN_TIME\na@x.example,2020-01-02 03:04:05\n", SubscriberState.BOUNCED),
        ("Email Address,CLEAN_TIME\na@x.example,\n", PENDING),
        ("Email Address,Status\na@x.example,Unsubscribed\n", LEFT),
        ("Email Address,Status\na@x.example,Non-Subscribed\n", PENDING),
        ("Email Address,Status\na@x.example,subscribed\n", ACTIVE),
        ("Email Address,Status\na@x.example,single\n", ACTIVE),
        ("email,subscribed_to_emails\na@x.example,\n", PENDING),
        ("email,subscribed_to_emails,deleted_at\na@x.example,true,2020-01-02\n", LEFT),
        ("email,subscriber_type\na@x.example,unpaid\n", PENDING),
        ("email,subscriber_type\na@x.example,churned\n", ACTIVE),
        ("email,subscriber_type\na@x.example,spammy\n", SubscriberState.BOUNCED),
        ("email,subscriber_type,unsubscription_date\na@x.example,regular,2020-01-02\n", PENDING),
        (
            f"{DATED}\na@x.example,regular,2020-01-03,2020-01-02\n",
            ACTIVE,
        ),
        (
            f"{DATED}\na@x.example,regular,2020-01-01,2020-01-02\n",
            PENDING,
        ),
    ],
)
def test_a_state_is_never_read_as_more_than_the_row_says(text: str, state: SubscriberState) -> None:
    (found,) = rows(text)
    assert isinstance(found, Listed)
    assert found.state is state


@pytest.mark.parametrize(
    "text", ["email,name,attributes,status\na@x.example,A,{},\n", "email,subscriber_type\na@x.example,\n"]
)
def test_a_row_without_its_state_is_not_taken_in(text: str) -> None:
    (found,) = rows(text)
    assert isinstance(found, BadRow)


def test_a_file_for_the_importer_of_listmonk_is_no_list_since_it_may_be_of_blocked_people() -> None:
    with pytest.raises(SubscriptionError, match=r"listmonk: attributes, email, name, status"):
        rows("email,name,attributes\na@x.example,A,{}\n")


def test_the_file_of_those_who_never_subscribed_at_mailchimp_is_refused() -> None:
    text = (SAMPLES / "mailchimp.csv").read_text(encoding="utf-8")
    assert len(list(read(io.StringIO(text), "subscribed_members_export_3f2a.csv"))) == 2
    with pytest.raises(
        SubscriptionError, match=r"^nonsubscribed_members_export_3f2a\.csv: .* nobody who agreed"
    ):
        list(read(io.StringIO(text), "nonsubscribed_members_export_3f2a.csv"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-01-02 03:04:05.678901 +0530 IST", datetime(2023, 1, 1, 21, 34, 5, 678901, tzinfo=UTC)),
        ("2023-01-02 03:04:05.67 +0000 +0000", datetime(2023, 1, 2, 3, 4, 5, 670000, tzinfo=UTC)),
        ("2022-05-06T07:08:09.000Z", datetime(2022, 5, 6, 7, 8, 9, tzinfo=UTC)),
        ("2019-03-01 10:00:00", datetime(2019, 3, 1, 10, tzinfo=UTC)),
        ("2024-03-13 00:03:09.183465+00:00", datetime(2024, 3, 13, 0, 3, 9, 183465, tzinfo=UTC)),
        ("0001-01-01 00:00:00 +0530 IST", None),
        ("13/03/2024", None),
        ("at some time or", None),
        ("", None),
    ],
)
def test_moments_are_read_as_the_programs_write_them(text: str, expected: datetime | None) -> None:
    assert moment(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"world","beta"', ("world", "beta")),
        ('"Monday, Wednesday", world', ("Monday, Wednesday", "world")),
        ("world,VIP", ("world", "VIP")),
        (" , ,", ()),
        ("", ()),
        ("a\nb,c", ("a b", "c")),
    ],
)
def test_tags_are_told_apart_by_commas_outside_quotation_marks(text: str, expected: tuple[str, ...]) -> None:
    assert separated(text) == expected


@given(st.text(max_size=100))
def test_no_cell_of_tags_is_an_exception(text: str) -> None:
    assert all(separated(text))


@pytest.mark.parametrize("text", ["", "name,age\n", "\n"])
def test_columns_of_no_known_list_are_a_sentence_with_those_that_are(text: str) -> None:
    with pytest.raises(
        SubscriptionError, match=r"line 1: the columns .* of no list.*mailchimp: email address"
    ):
        rows(text)
