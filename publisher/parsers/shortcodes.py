"""Which parts of a Markdown file are instructions to another program?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from publisher.parsers.wiki import embedded

_FENCE = re.compile(r" {0,3}(?P<mark>`{3,}|~{3,})(?P<info>[^\n]*)")
# Code spans come first, so that what stands in them is passed over.
_INSTRUCTION = re.compile(
    r"(?P<code>(?<!`)(?P<ticks>`+)(?!`)[^`\n]*(?<!`)(?P=ticks)(?!`))"
    r"|(?P<embed>!\[\[(?P<inside>[^\[\]\n]*)\]\])"
    r"|(?P<shortcode>\{\{[<%][^{}]*[>%]\}\})"
    r"|(?P<liquid>\{%[^{}%\n]*%\})"
    r"|(?P<variable>\{\{-?\s*(?:page|site|post|layout|include|content|paginator)\b[^{}\n]*\}\})"
    r"|(?P<attributes>^[ \t]*\{:[^{}\n]*\}[ \t]*$)",
    re.MULTILINE,
)
# Jekyll's and Hugo's highlighters hold code: they become a fence.
_HIGHLIGHT = re.compile(
    r"^[ \t]*(?:\{%-?\s*highlight\s+(?P<liquid>[\w+#-]+)[^\n]*?%\}"
    r"|\{\{[<%]\s*highlight\s+\"?(?P<hugo>[\w+#-]+)[^\n]*?[>%]\}\})[ \t]*$"
)
_END_HIGHLIGHT = re.compile(
    r"^[ \t]*(?:\{%-?\s*endhighlight\s*-?%\}|\{\{[<%]\s*/\s*highlight\s*[>%]\}\})[ \t]*$"
)
_CLOSING = re.compile(r"\{(?:\{[<%]\s*/|%-?\s*end)")
_NAMED = {"shortcode": "the shortcode", "liquid": "the Liquid tag", "variable": "the Liquid variable"}
_MOST_WARNINGS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Stripped:
    """Markdown that a Markdown parser understands, and what was left out of it."""

    text: str
    warnings: tuple[str, ...] = ()


def strip(text: str, first_line: int) -> Stripped:
    """Return ``text`` without Hugo's shortcodes and Jekyll's Liquid; code is not touched.

    Obsidian's embeds become the HTML of what they embed.

    ``first_line`` is the number of the first line of ``text`` in its file. What stands between a pair of
    shortcodes stays.
    """
    if "{{" not in text and "{%" not in text and "{:" not in text and "![[" not in text:
        return Stripped(text=text)
    warnings: list[str] = []
    parts: list[str] = []
    for start, segment, is_code in _segments(text):
        parts.append(segment if is_code else _without(segment, first_line + start, warnings))
    if len(warnings) > _MOST_WARNINGS:
        more = len(warnings) - _MOST_WARNINGS
        del warnings[_MOST_WARNINGS:]
        warnings.append(f"{more} more shortcodes or Liquid tags were left out")
    return Stripped(text="\n".join(parts), warnings=tuple(warnings))


def _segments(text: str) -> list[tuple[int, str, bool]]:
    """Cut ``text`` into prose and code: line index, the lines, and whether they are code."""
    segments: list[tuple[int, str, bool]] = []
    held: list[str] = []
    start, fence, highlighted = 0, "", False

    def close(until: int, *, is_code: bool) -> None:
        nonlocal start
        if held:
            segments.append((start, "\n".join(held), is_code))
            held.clear()
        start = until

    for index, line in enumerate(text.split("\n")):
        if fence:
            ends = _END_HIGHLIGHT.match(line) is not None if highlighted else _closes(line, fence)
            held.append(fence if ends and highlighted else line)
            if ends:
                close(index + 1, is_code=True)
                fence, highlighted = "", False
        elif opening := _HIGHLIGHT.match(line):
            close(index, is_code=False)
            fence, highlighted = "~~~~~~~~", True
            held.append(f"{fence}{opening['liquid'] or opening['hugo']}")
        elif (opening := _FENCE.match(line)) and not (opening["mark"][0] == "`" and "`" in opening["info"]):
            close(index, is_code=False)
            fence = opening["mark"]
            held.append(line)
        else:
            held.append(line)
    close(0, is_code=bool(fence))
    return segments


def _closes(line: str, fence: str) -> bool:
    text = line.strip()
    return len(text) >= len(fence) and not text.strip(fence[0])


def _without(text: str, first_line: int, warnings: list[str]) -> str:
    def replaced(match: re.Match[str]) -> str:
        kind = match.lastgroup or ""
        if match["code"] is not None:
            return match["code"]
        if match["embed"] is not None:
            return embedded(match["inside"])
        if kind in _NAMED and not _CLOSING.match(match[0]):
            if len(warnings) >= _MOST_WARNINGS:
                # Only counted: finding the line of each would take the square of their number.
                warnings.append("")
                return ""
            line = first_line + text.count("\n", 0, match.start())
            what = " ".join(match[0].split())[:40]
            warnings.append(
                f"line {line}: {_NAMED[kind]} {what} was left out; only its own program understands it"
            )
        return ""

    return _INSTRUCTION.sub(replaced, text)
