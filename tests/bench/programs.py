"""How is each program told to publish the same articles in the same way?

All three write one page per article, an index page and an Atom feed with the full text of the
newest 50, both for the whole site and for each section; nothing else (no tag or author pages).
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import shutil
import subprocess
import sys
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

HOME = "https://example.org/"
TITLE = "Benchmark"
ENTRIES = 50
SETTLE_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A prepared folder: where articles are dropped, where pages and the feed appear, how to build."""

    folder: Path
    inbox: Path
    output: Path
    build: tuple[str, ...]
    watch: tuple[str, ...]
    settle: float = 0.0

    @property
    def feed(self) -> Path:
        """The feed of the whole site."""
        return self.output / "atom.xml"


class Program(ABC):
    """One program under test."""

    name: str

    @abstractmethod
    def missing(self) -> str:
        """Return what must be installed before the program can run, or nothing."""

    @abstractmethod
    def version(self) -> str:
        """Return the installed version."""

    @abstractmethod
    def prepare(self, folder: Path, articles: Path) -> Site:
        """Make ``folder`` a site of its own with a copy of ``articles``."""


class Hugo(Program):
    """Hugo with a theme-less site; Goldmark with its default settings."""

    name = "hugo"

    def missing(self) -> str:
        return "" if shutil.which("hugo") else "install the Debian package: apt-get install hugo"

    def version(self) -> str:
        words = subprocess.run(["hugo", "version"], capture_output=True, text=True, check=True).stdout.split()
        return words[1].split("+")[0].split("-")[0].removeprefix("v")

    def prepare(self, folder: Path, articles: Path) -> Site:
        shutil.copytree(articles, folder / "content")
        layouts = folder / "layouts" / "_default"
        layouts.mkdir(parents=True)
        (folder / "config.toml").write_text(_HUGO_CONFIG)
        (layouts / "single.html").write_text(_HUGO_PAGE)
        (layouts / "list.html").write_text(_HUGO_INDEX)
        (layouts / "list.atom.xml").write_text(_HUGO_FEED)
        return Site(
            folder=folder,
            inbox=folder / "content",
            output=folder / "public",
            build=("hugo",),
            watch=("hugo", "--watch"),
        )


class Pelican(Program):
    """Pelican with a theme of three small templates and python-markdown's default extensions."""

    name = "pelican"

    def missing(self) -> str:
        absent = [name for name in ("pelican", "markdown") if importlib.util.find_spec(name) is None]
        return "install it beside this Python: pip install 'pelican[markdown]'" if absent else ""

    def version(self) -> str:
        return importlib.metadata.version("pelican")

    def prepare(self, folder: Path, articles: Path) -> Site:
        shutil.copytree(articles, folder / "content")
        templates = folder / "theme" / "templates"
        templates.mkdir(parents=True)
        (folder / "pelicanconf.py").write_text(_PELICAN_CONFIG)
        (templates / "article.html").write_text(_PELICAN_PAGE)
        (templates / "index.html").write_text(_PELICAN_INDEX)
        (templates / "category.html").write_text(_PELICAN_INDEX)
        command = (sys.executable, "-m", "pelican", "content", "-s", "pelicanconf.py")
        return Site(
            folder=folder,
            inbox=folder / "content",
            output=folder / "output",
            build=command,
            watch=(*command, "--autoreload"),
        )


class Publisher(Program):
    """This program, with its defaults."""

    name = "publisher"

    def missing(self) -> str:
        absent = importlib.util.find_spec("publisher") is None or not _has_commands()
        return "install this repository beside this Python: pip install --editable ." if absent else ""

    def version(self) -> str:
        import publisher

        return publisher.__version__

    def prepare(self, folder: Path, articles: Path) -> Site:
        shutil.copytree(articles, folder / "inbox")
        config = folder / "publisher.toml"
        config.write_text(_PUBLISHER_CONFIG)
        command = (sys.executable, "-m", "publisher")
        return Site(
            folder=folder,
            inbox=folder / "inbox",
            output=folder / "feeds",
            build=(*command, "build", "--config", str(config)),
            watch=(*command, "run", "--config", str(config)),
            settle=SETTLE_SECONDS,
        )


def _has_commands() -> bool:
    return importlib.util.find_spec("publisher.__main__") is not None


PROGRAMS: tuple[Program, ...] = (Hugo(), Pelican(), Publisher())

_HUGO_CONFIG = f"""\
baseURL = {json.dumps(HOME)}
languageCode = "en"
title = {json.dumps(TITLE)}
disableKinds = ["taxonomy", "term", "sitemap", "robotsTXT", "404"]

[outputs]
home = ["HTML", "ATOM"]
section = ["HTML", "ATOM"]
page = ["HTML"]

[mediaTypes."application/atom+xml"]
suffixes = ["xml"]

[outputFormats.ATOM]
mediaType = "application/atom+xml"
baseName = "atom"
"""
_HUGO_PAGE = """\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }} – {{ .Site.Title }}</title>
<meta name="description" content="{{ .Summary | plainify }}"></head>
<body><article><h1>{{ .Title }}</h1>
<p>{{ .Params.author }}, <time datetime="{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}">\
{{ .Date.Format "2 January 2006" }}</time></p>
{{ .Content }}
<p>{{ range .Params.tags }}<span>{{ . }}</span> {{ end }}</p></article></body></html>
"""
_HUGO_INDEX = f"""\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{{{ .Title }}}}</title>
<link rel="alternate" type="application/atom+xml" href="atom.xml"></head>
<body><h1>{{{{ .Title }}}}</h1>
{{{{ range first {ENTRIES} (cond .IsHome .Site.RegularPages .RegularPages).ByDate.Reverse }}}}
<h2><a href="{{{{ .Permalink }}}}">{{{{ .Title }}}}</a></h2><p>{{{{ .Summary | plainify }}}}</p>
{{{{ end }}}}</body></html>
"""
_HUGO_FEED = f"""\
{{{{ $pages := first {ENTRIES} (cond .IsHome .Site.RegularPages .RegularPages).ByDate.Reverse -}}}}
{{{{ $time := "2006-01-02T15:04:05Z07:00" -}}}}
{{{{ printf "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}}}
<feed xmlns="http://www.w3.org/2005/Atom"><title>{{{{ .Title }}}}</title><id>{{{{ .Permalink }}}}</id>
<link href="{{{{ .Permalink }}}}"/><updated>{{{{ (index $pages 0).Date.Format $time }}}}</updated>
{{{{ range $pages }}}}
<entry><title>{{{{ .Title }}}}</title><id>{{{{ .Permalink }}}}</id><link href="{{{{ .Permalink }}}}"/>
<published>{{{{ .Date.Format $time }}}}</published><updated>{{{{ .Lastmod.Format $time }}}}</updated>
<author><name>{{{{ .Params.author }}}}</name></author>
{{{{ range .Params.tags }}}}<category term="{{{{ . }}}}"/>{{{{ end }}}}
<summary>{{{{ .Summary | plainify }}}}</summary>
<content type="html">{{{{ .Content | html }}}}</content></entry>
{{{{ end }}}}</feed>
"""
_PELICAN_CONFIG = f"""\
SITEURL = {HOME.rstrip("/")!r}
SITENAME = {TITLE!r}
AUTHOR = {TITLE!r}
TIMEZONE = "UTC"
PATH = "content"
OUTPUT_PATH = "output"
THEME = "theme"
THEME_STATIC_PATHS = []
STATIC_PATHS = []
PLUGINS = []
DIRECT_TEMPLATES = ["index"]
DEFAULT_PAGINATION = False
ARTICLE_URL = "{{category}}/{{slug}}.html"
ARTICLE_SAVE_AS = ARTICLE_URL
CATEGORY_URL = "{{slug}}/"
CATEGORY_SAVE_AS = "{{slug}}/index.html"
AUTHOR_SAVE_AS = TAG_SAVE_AS = ""
FEED_ALL_ATOM = "atom.xml"
CATEGORY_FEED_ATOM = "{{slug}}/atom.xml"
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None
FEED_MAX_ITEMS = {ENTRIES}
"""
_PELICAN_PAGE = """\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{ article.title }} – {{ SITENAME }}</title>
<meta name="description" content="{{ article.summary|striptags|escape }}"></head>
<body><article><h1>{{ article.title }}</h1>
<p>{{ article.author }}, <time datetime="{{ article.date.isoformat() }}">\
{{ article.date|strftime("%-d %B %Y") }}</time></p>
{{ article.content }}
<p>{% for tag in article.tags %}<span>{{ tag }}</span> {% endfor %}</p></article></body></html>
"""
_PELICAN_INDEX = f"""\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{{{ SITENAME }}}}</title>
<link rel="alternate" type="application/atom+xml" href="atom.xml"></head>
<body><h1>{{{{ category or SITENAME }}}}</h1>
{{% for article in articles[:{ENTRIES}] %}}
<h2><a href="{{{{ SITEURL }}}}/{{{{ article.url }}}}">{{{{ article.title }}}}</a></h2>
<p>{{{{ article.summary|striptags }}}}</p>
{{% endfor %}}</body></html>
"""
_PUBLISHER_CONFIG = f"""\
inbox = "inbox"
output = "feeds"
database = "publisher.db"

[publication]
title = {json.dumps(TITLE)}
home = {json.dumps(HOME)}
id = "6f4f0c52-6a0e-4b53-9c0a-3d0f5c1b7e11"

[intake]
settle_seconds = {SETTLE_SECONDS}

[feed]
entries = {ENTRIES}
"""
