"""Which output folder do the tests of the web server serve, and how is it served?"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from publisher.web.listening import listen, url

HOME = "https://harbour.example.org/"
# Longer than anything takes on a busy machine; a test that waits so long has failed.
DEADLINE = 30.0
STORY = "<p>The harbour master counted the ships twice, and both times one was missing.</p>\n"
SOUND = bytes(range(256)) * 20
YESTERDAY = time.time() - 86_400
SECRET = b"nobody outside this machine may read these words"


def page(title: str) -> str:
    """Return a page that is worth compressing."""
    return f"<!DOCTYPE html>\n<title>{title}</title>\n<h1>{title}</h1>\n" + STORY * 40


def write(folder: Path) -> Path:
    """Fill a folder with what a publication has, and put beside it what nobody may read."""
    output = folder / "feeds"
    texts = {
        "index.html": page("Harbour Review"),
        "404.html": page("No such page"),
        "world/index.html": page("World"),
        "editions/daily-1.html": page("The first edition"),
        "world/tide.html": page("The tide"),
        "world/grün und blau.html": page("Green and blue"),
        "atom.xml": '<feed xmlns="http://www.w3.org/2005/Atom">' + STORY * 100 + "</feed>",
        "world/rss.xml": "<rss>" + STORY * 100 + "</rss>",
        "feed.json": '{"items": [' + '"tide", ' * 400 + "0]}",
        "feeds.opml": "<opml>" + STORY * 40 + "</opml>",
        "archive/first.xml": '<feed xmlns="http://www.w3.org/2005/Atom">' + STORY * 60 + "</feed>",
        "sitemap.xml": "<urlset>" + STORY * 60 + "</urlset>",
        "robots.txt": "User-agent: *\n",
        "style.css": "p { color: black }\n" * 100,
        "search/search.js": "const words = [];\n" * 100,
        "media/0123456789abcdef/plan.html": "<script>alert(1)</script>",
        "media/0123456789abcdef-480.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    }
    for path, text in texts.items():
        put(output / path, text.encode())
    put(output / "media/0123456789abcdef/waves.mp3", SOUND)
    # Of a file that is not a second old no moment of change is told yet.
    for path in filter(Path.is_file, output.rglob("*")):
        os.utime(path, (YESTERDAY, YESTERDAY))
    put(output / ".hidden.html", SECRET)
    put(output / ".git/config", SECRET)
    put(output / "world/.tide.html.77.tmp", SECRET)
    put(output / "world/tide.html.tmp", SECRET)
    put(folder / "publisher.db.secret", SECRET)
    put(folder / "private/key.html", SECRET)
    (output / "leak.html").symlink_to(folder / "private/key.html")
    (output / "private").symlink_to(folder / "private")
    (output / "hidden.html").symlink_to(".hidden.html")
    (output / "latest.html").symlink_to("world/tide.html")
    return output


def put(path: Path, data: bytes) -> None:
    """Write a file, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


@contextmanager
def served(folder: Path, home: str = HOME) -> Iterator[httpx.Client]:
    """Let `publisher serve` serve the folder ``feeds`` in ``folder``; it must end well."""
    config = folder / "publisher.toml"
    config.write_text(f'[publication]\ntitle = "Harbour Review"\nhome = "{home}"\n', encoding="utf-8")
    with serving(config) as client:
        yield client


@contextmanager
def serving(config: Path) -> Iterator[httpx.Client]:
    """Let `publisher serve` serve the publication of a configuration; it must end well."""
    with listen("127.0.0.1", 0) as listener:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "publisher", "serve", "--config", str(config)),
                *("--descriptor", str(listener.fileno())),
            ],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=[listener.fileno()],
            env={key: value for key, value in os.environ.items() if key != "JOURNAL_STREAM"},
        )
        try:
            with httpx.Client(base_url=url(listener, "/"), timeout=DEADLINE) as client:
                yield client
            _, said = process.communicate(timeout=DEADLINE)
        finally:
            process.kill()
            process.wait()
    assert process.returncode == 0, said
    assert b"127.0.0.1 -" not in said
    assert said.count(b"\n") == 1, said
