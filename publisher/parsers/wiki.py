"""What does Obsidian's ``![[…]]`` or ``[[…]]`` mean on a page?

A name without a known suffix is that of a note, which is published from its Markdown file. Where the file
lies is not decided here: an address on the page names it, as in ordinary Markdown.
"""

from __future__ import annotations

import re
from html import escape, unescape
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".bmp"})
_SOUND = frozenset(
    {".mp3", ".m4a", ".m4b", ".ogg", ".opus", ".oga", ".flac", ".wav", ".aac", ".weba", ".3gp"}
)
_FILM = frozenset({".mp4", ".webm", ".ogv", ".mov", ".mkv"})
_DOCUMENTS = frozenset(
    [
        *(".pdf", ".epub", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".rtf", ".csv", ".tsv"),
        *(".ics", ".vcf", ".json", ".geojson", ".srt", ".vtt", ".bib", ".zip", ".gz", ".7z"),
        *(".md", ".markdown", ".txt", ".html", ".htm"),
    ]
)
_FILES = _PICTURES | _SOUND | _FILM | _DOCUMENTS
_SIZE = re.compile(r"\s*(?P<width>[1-9][0-9]{0,3})(?:x[1-9][0-9]{0,3})?\s*")
_SIZED = re.compile(r'(<img src="[^"]*" alt=")([^"|]*)\|([1-9][0-9]{0,3})(?:x[1-9][0-9]{0,3})?(")')
_LINK = re.compile(r'<a href="([^"]*)" data-wikilink="true">(.*?)</a>', re.DOTALL)


def embedded(inside: str) -> str:
    """Return what stands between ``![[`` and ``]]`` as HTML that Markdown takes for part of a line.

    A picture is shown, sound and film are played, and anything else is linked: a note is not copied into
    another, where it would stand twice in feeds.
    """
    # In a table the bar is escaped, or it would end the cell.
    target, *labels = (part.strip() for part in inside.replace("\\|", "|").split("|"))
    path, _, place = target.partition("#")
    path = path.strip()
    if not path:
        return ""
    sizes = [size["width"] for label in labels if (size := _SIZE.fullmatch(label))]
    words = [label for label in labels if not _SIZE.fullmatch(label)]
    width = f' width="{sizes[-1]}"' if sizes else ""
    address = _address(path, place)
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in _PICTURES:
        html = f'<img src="{address}" alt="{_attribute(words[0]) if words else ""}"{width}>'
    elif suffix in _SOUND:
        html = f'<audio src="{address}"></audio>'
    elif suffix in _FILM:
        html = f'<video src="{address}"{width}></video>'
    else:
        html = f'<a href="{address}">{_attribute(words[0] if words else _name(path))}</a>'
    # A tag alone on its line would begin a block of HTML, in which the next lines are no Markdown
    # (CommonMark §4.6, condition 7). This one is not allowed in articles, and goes.
    return html + "<wbr>"


def linked(html: str) -> str:
    """Return rendered Markdown whose ``[[…]]`` are links to files, and whose pictures have their width.

    Obsidian writes that also behind the alternative text of ordinary pictures: ``![Quay|300](quay.jpg)``.
    """
    html = _LINK.sub(_linked, html) if 'data-wikilink="' in html else html
    return _SIZED.sub(r'\1\2\4 width="\3"', html) if "|" in html and "<img" in html else html


def _linked(link: re.Match[str]) -> str:
    target, label = unquote(unescape(link[1])), link[2]
    path, _, place = target.partition("#")
    path = path.strip()
    written = unescape(label) != target
    if not path:
        # A heading of the same note.
        return label if written else escape(place.lstrip("^"), quote=False)
    shown = label if written else escape(_name(path), quote=False)
    return f'<a href="{_address(path, place)}">{shown}</a>'


def _address(path: str, place: str) -> str:
    """Return the address of a file; of the places in one, only the page of a PDF exists on the web."""
    suffix = PurePosixPath(path).suffix.lower()
    if suffix not in _FILES:
        path += ".md"
    mark = f"#{quote(place)}" if suffix == ".pdf" and place.startswith("page=") else ""
    return quote(path) + mark.replace("%3D", "=")


def _name(path: str) -> str:
    """Return what a person calls a file: a note without its folder and suffix."""
    name = path.rpartition("/")[2]
    return PurePosixPath(name).stem if name.lower().endswith((".md", ".markdown")) else name


def _attribute(text: str) -> str:
    # Also where a table is: the bar would end the cell, and Markdown's own marks mean nothing in HTML.
    return escape(text).replace("|", "&#124;")
