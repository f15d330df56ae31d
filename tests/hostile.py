"""Which pages are made to harm the program that reads them?"""

from __future__ import annotations

import pytest

# libxml2 compares each attribute with all before it: two minutes of processor time in one call.
ENDLESS = "<p " + " ".join(f"a{number}=1" for number in range(200_000)) + ">The end.</p>"

# 150 MB of memory and more for 4 MB of page.
VAST = "<table>" + "<tr><td>17,4</td></tr>" * 150_000 + "</table>"

# Before Python 3.12 the thread of a breaking pool may fail on what a submission changes at that moment.
breaking_pool = pytest.mark.filterwarnings(
    "ignore:Exception in thread:pytest.PytestUnhandledThreadExceptionWarning"
)
