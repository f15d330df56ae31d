"""Which Markdown library renders a 3 kB article fastest, with the same features switched on?

    python tests/bench/markdown_libraries.py

Tables, footnotes, strikethrough and smart quotes; CPU time of one core, the best of several rounds, and how
long our own parser takes for the whole file: charset, front matter, rendering, sanitizing, blocks.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[2]))

FRONT_MATTER = """---
title: "Harbour bridge reopens after two-year repair"
date: 2026-11-22T07:30:00+01:00
author: Mara Lindqvist and Tom Okafor
tags: [transport, harbour]
description: The first cars crossed on Sunday.
---

"""
PARAGRAPH = """Engineers replaced **1,140 steel hangers** after an inspection in 2024 found cracks in *every
third one*, according to the [report](https://harbour.example/report) of the harbour authority. "We would
rather be late than wrong," said the chief engineer -- and nobody disagreed{note}.

"""
BODY = (
    PARAGRAPH.format(note="[^1]") * 4
    + "## Lorries have to wait\n\n"
    + PARAGRAPH.format(note="") * 4
    + "| Year | Cost |\n|------|-----:|\n| 2024 | 39 |\n| 2025 | 48 |\n\n"
    + "- cars and buses\n- ~~lorries~~ not before March\n- bicycles\n\n> My shop lived from that road.\n\n"
    + "[^1]: The report, page 12.\n"
)
ROUNDS, REPEATS = 7, 200


def comrak() -> Callable[[str], str]:
    import comrak as library

    extension, parse, render = library.ExtensionOptions(), library.ParseOptions(), library.RenderOptions()
    extension.table = extension.footnotes = extension.strikethrough = True
    parse.smart = render.unsafe_ = True
    return lambda text: library.render_markdown(text, extension, parse, render)


def cmarkgfm() -> Callable[[str], str]:
    import cmarkgfm as library
    from cmarkgfm.cmark import Options

    options = Options.CMARK_OPT_SMART | Options.CMARK_OPT_FOOTNOTES | Options.CMARK_OPT_UNSAFE
    return lambda text: library.markdown_to_html_with_extensions(
        text, options=options, extensions=["table", "strikethrough"]
    )


def mistune() -> Callable[[str], str]:
    import mistune as library

    # It has no smart quotes: its figure is too good by that much.
    return library.create_markdown(escape=False, plugins=["table", "footnotes", "strikethrough"])


def markdown_it() -> Callable[[str], str]:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"typographer": True}).enable(
        ["table", "strikethrough", "replacements", "smartquotes"]
    )
    return parser.use(footnote_plugin).render


def publisher() -> Callable[[str], object]:
    from publisher import parsers
    from publisher.config import Intake
    from publisher.model import SourceFile

    zone, settings, modified = ZoneInfo("Europe/Berlin"), Intake(), datetime(2026, 11, 22, tzinfo=UTC)

    def parse(text: str) -> object:
        source = SourceFile(path="bridge.md", data=(FRONT_MATTER + text).encode(), modified=modified)
        return parsers.parse(source, settings, zone)

    return parse


def milliseconds(render: Callable[[str], object], text: str) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        for _ in range(REPEATS):
            render(text)
        best = min(best, (time.process_time() - started) / REPEATS)
    return best * 1000


def main() -> None:
    print(f"one article of {len(FRONT_MATTER + BODY):,} bytes\n")
    print(f"{'':34}{'ms':>8}{'relative':>10}{'table':>8}{'notes':>8}{'quotes':>8}")
    first = 0.0
    for name, make in (
        ("comrak", comrak),
        ("cmarkgfm", cmarkgfm),
        ("mistune", mistune),
        ("markdown-it-py", markdown_it),
    ):
        render = make()
        html = str(render(BODY))
        taken = milliseconds(render, BODY)
        first = first or taken
        shown = ("yes" if "<table" in html else "no", "yes" if "fn" in html and "[^1]" not in html else "no")
        quotes = "yes" if "“" in html else "no"
        columns = "".join(f"{answer:>8}" for answer in (*shown, quotes))
        print(f"{name:34}{taken:8.3f}{taken / first:9.1f}×{columns}")
    taken = milliseconds(publisher(), BODY)
    print(f"{'publisher, the whole file':34}{taken:8.3f}{taken / first:9.1f}×")


if __name__ == "__main__":
    main()
