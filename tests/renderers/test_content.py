"""Where do links lead from elsewhere?"""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from publisher.renderers.content import resolve

BASE = "https://courier.example.org/world/tide.html"
PIECES = st.sampled_from(
    [
        *("http", "https", "HTTP", ":", "//", "/", "a.example", "[", "]", ":80", ".", "..", "?", "#", ";"),
        *("%2E", "tide", "ü", "ｅ", " ", "\t", "\n", "@", "&", "mailto:", "javascript:"),
    ]
)


@given(st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=12).map("https://a.example/".__add__))
@example("https://a.example/a/../b/./c;?#")
@example("https://a.example//b")
@example("https://a.example")
@example("https://a.example:80/a:b@c")
def test_an_address_leads_where_the_standard_library_says(address: str) -> None:
    try:
        expected = urljoin(BASE, address)
    except ValueError:
        expected = BASE
    assert resolve(address, BASE) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("ebb.html", "https://courier.example.org/world/ebb.html"),
        ("/ebb.html", "https://courier.example.org/ebb.html"),
        ("//other.example/x", "https://other.example/x"),
        ("https://other.example/../x", "https://other.example/../x"),
        ("mailto:desk@courier.example.org", "mailto:desk@courier.example.org"),
        ("http://[", BASE),
    ],
)
def test_an_address_leads_where_a_browser_on_the_page_would_go(address: str, expected: str) -> None:
    assert resolve(address, BASE) == expected
