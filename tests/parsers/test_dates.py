"""Which moment does a written date mean?"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.parsers.dates import read

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-11-22", "2026-11-22T00:00:00+01:00"),
        ("2026-7-2", "2026-07-02T00:00:00+02:00"),
        ("2026/11/22", "2026-11-22T00:00:00+01:00"),
        ("22.11.2026", "2026-11-22T00:00:00+01:00"),
        ("22.11.2026, 7:30", "2026-11-22T07:30:00+01:00"),
        ("2026-11-22T07:30:00Z", "2026-11-22T07:30:00+00:00"),
        ("2026-11-22 07:30:00 -0500", "2026-11-22T07:30:00-05:00"),
        ("2026-11-22 07:30", "2026-11-22T07:30:00+01:00"),
        ("Sun, 22 Nov 2026 07:30:00 GMT", "2026-11-22T07:30:00+00:00"),
        ("Sun, 22 Nov 2026 07:30:00 EST", "2026-11-22T07:30:00-05:00"),
        ("November 22, 2026", "2026-11-22T00:00:00+01:00"),
        ("Nov. 22, 2026 3:04 PM", "2026-11-22T15:04:00+01:00"),
        ("22nd of", None),
        ("22 Sept 2026", "2026-09-22T00:00:00+02:00"),
        ("Sun Nov 22 2026 07:30:00 GMT+0100 (CET)", "2026-11-22T07:30:00+01:00"),
        (date(2026, 11, 22), "2026-11-22T00:00:00+01:00"),
        (datetime(2026, 11, 22, 7, 30, tzinfo=UTC), "2026-11-22T07:30:00+00:00"),
        ("1970-01-01", "1970-01-01T00:00:00+01:00"),
        ("2026", None),
        ("03/04/2026", None),
        ("2026-02-30", None),
        ("2026-11-22T07:30:00+99:00", None),
        ("22 Foo 2026", None),
        ("0001-01-01", None),
        ("1969-12-31", None),
        ("9999-01-01", None),
        ("tomorrow", None),
        ("", None),
        (time(7, 30), None),
        (2026, None),
        (["2026-11-22"], None),
    ],
)
def test_a_date_is_read_as_its_author_meant_it_or_refused(written, expected):
    if expected is None:
        with pytest.raises(ValueError, match=r"^expected .*2026-11-22"):
            read(written, BERLIN)
    else:
        assert read(written, BERLIN).isoformat() == expected


@given(
    st.text(max_size=40)
    | st.from_regex(r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}( \d{1,2}:\d\d)?[ +-]?\d{0,4}", fullmatch=True)
)
def test_whatever_is_written_the_result_is_a_moment_in_range_or_a_value_error(written):
    try:
        moment = read(written, BERLIN)
    except ValueError:
        return
    assert moment.utcoffset() is not None
    assert 1970 <= moment.year <= 9998
    assert abs(moment.astimezone(UTC) - moment) < timedelta(seconds=1)
