"""Can anything that a stranger types break out of where it stands on a page?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from envelopes import CHANNEL
from form_pages import (
    BASE,
    CHOICES,
    ROOT,
    TEMPLATES,
    Document,
)
from hypothesis import given
from hypothesis import strategies as st

from publisher.forms import Fault, Forms, Links, Wanted
from publisher.model import Cadence
from publisher.subscriber import Preferences

# What visitors, operators and folders can be called, and what is meant to break out of where it stands.
HOSTILE = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            '"><script>alert(1)</script>',
            "' onfocus=alert(1) autofocus='",
            "</title></textarea></select><form action=https://evil.example method=get>",
            "<!--",
            "]]>",
            "&quot;&#34;&amp;quot;",
            "javascript:alert(1)",
            "{{ 7 * 7 }}{% raw %}",
            "%(title)s %s %%",
            "\0\r\n\t\u2028\u202e",
        ]
    ),
)


@given(title=HOSTILE, description=HOSTILE, typed=HOSTILE, zone=HOSTILE, folder=HOSTILE, link=HOSTILE)
def test_no_value_becomes_a_part_of_a_page(title, description, typed, zone, folder, link):
    def pages(value: Callable[[str], str]) -> Iterator[tuple[str, Document]]:
        channel = replace(CHANNEL, title=value(title), description=f"x{value(description)}")
        sections = ((f"x{value(folder)}", value(folder)), ("world", value(title)))
        made = Forms(
            TEMPLATES,
            channel,
            BASE,
            ROOT,
            replace(CHOICES, sections=sections, time_zones=(f"x{value(zone)}", "UTC")),
        )
        links = Links(preferences=f"/{value(link)}", unsubscribe=f"/{value(link)}")
        wanted = Wanted(
            address=value(typed),
            cadence=f"x{value(typed)}",
            sections=(f"y{value(folder)}", f"z{value(typed)}"),
            time_zone=f"y{value(zone)}",
        )
        current = Preferences(cadence=Cadence.DAILY, sections=(f"y{value(folder)}",), time_zone="UTC")
        yield "subscribe", Document.of(made.subscribe("de", value(link), wanted, Fault.ZONE))
        yield "again", Document.of(made.again("de", value(link), wanted))
        yield "preferences", Document.of(made.preferences("de", links.preferences, current, links))
        yield "confirm", Document.of(made.confirm("de", links.preferences))
        yield "confirmed", Document.of(made.confirmed("de", links))
        yield "unsubscribe", Document.of(made.unsubscribe("de", links.unsubscribe))
        embed = Document.of(made.embed("de"))
        yield "embed", embed
        yield "snippet", Document.of(embed.one("textarea").text)

    for (name, hostile), (_, harmless) in zip(pages(str), pages(lambda _: "harmless"), strict=True):
        assert hostile.shape() == harmless.shape(), name
        for each in hostile.all("input", name="address"):
            assert each.get("value") == ("" if name == "snippet" else typed)
        for each in hostile.all("input", name="stamp"):
            assert each.get("value") == link
        assert hostile.all("title")[:1] == [] or hostile.one("title").text.endswith(f" – {title}")
