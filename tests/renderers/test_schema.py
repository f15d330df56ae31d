"""Are the Atom documents what RFC 4287 says, and the extensions what their RFCs say?"""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import newsroom
import pytest

from publisher.model import Meta, Notice
from publisher.outputs import Chunk
from publisher.renderers import archive, atom, editions_feed, templates

pytestmark = pytest.mark.program("jing")

SCHEMA = Path(__file__).parent.parent / "data/published.rnc"
ENVIRONMENT = templates.environment([templates.default_folder()])
ATOM, ARCHIVE, EDITIONS = (each.renderer(ENVIRONMENT) for each in (atom, archive, editions_feed))
CHANNEL = replace(newsroom.CHANNEL, hubs=("https://hub.example.org/",), archive="archive/first.xml")
GOOD = ATOM.render(CHANNEL, newsroom.ENTRIES).decode()


def complaints(folder: Path, *documents: str | bytes) -> list[str]:
    """Return what the validator says, a line a fault; one start of Java judges all documents."""
    paths = []
    for number, document in enumerate(documents):
        paths.append(folder / f"{number}.xml")
        paths[-1].write_bytes(document.encode() if isinstance(document, str) else document)
    done = subprocess.run(
        ["jing", "-c", str(SCHEMA), *map(str, paths)], capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout.splitlines()


def test_every_kind_of_document_is_valid(tmp_path: Path) -> None:
    noticed = newsroom.entry(
        "mended",
        "Mended",
        newsroom.paragraphs("The bridge has two arches."),
        meta=Meta(language="de", notices=(Notice(text="It said three.", at=newsroom.NOON),)),
    )
    chunk = Chunk(name="0123456789ab", previous="first", next="ba9876543210")
    documents = [
        GOOD,
        ATOM.render(newsroom.CHANNEL, ()),
        ATOM.render(newsroom.channel("science"), newsroom.ENTRIES[:1]),
        ATOM.render(newsroom.in_language("ar", "بريد الدانوب"), (noticed,)),
        ARCHIVE.render(CHANNEL, chunk, newsroom.ENTRIES),
        ARCHIVE.render(newsroom.channel("world"), Chunk(name="first"), newsroom.ENTRIES[:1]),
        EDITIONS.render(newsroom.VOLUME),
        EDITIONS.render(replace(newsroom.VOLUME, latest=(), editions=())),
    ]
    assert complaints(tmp_path, *documents) == []


def test_the_schema_finds_what_is_wrong(tmp_path: Path) -> None:
    changes = [
        ("<id>urn:uuid:", "<id>"),
        ("<summary>Divers", "<title>Divers again</title><summary>Divers"),
        ('href="https://courier.example.org/atom.xml"', 'href=""'),
        (' rel="self"', ' rel="the self"'),
        (' type="html"', ' type="markdown"'),
        ("<generator>publisher</generator>", "<generator>a</generator><generator>b</generator>"),
        ("+01:00</updated>", "</updated>"),
        ('term="bread"', 'label="bread"'),
        ("<author>", '<author xmlns="">'),
        ("</feed>", "<page>1</page></feed>"),
    ]
    assert [before for before, _ in changes if before not in GOOD] == []
    broken = [GOOD.replace(before, after, 1) for before, after in changes]
    found = complaints(tmp_path, *broken)
    judged = {int(match[1]) for line in found if (match := re.search(r"(\d+)\.xml:\d", line))}
    assert judged == set(range(len(changes)))
