"""What does a real browser make of the pages and of the digest?"""

from __future__ import annotations

import functools
import http.server
import itertools
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import newsroom
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, Route, sync_playwright

from publisher import digest
from publisher.model import (
    Block,
    BlockKind,
    Edition,
    Entry,
    Media,
    Meta,
    Neighbour,
    Notice,
    Variant,
    Withdrawal,
)
from publisher.outputs import About, Channel, Headlines, Listed, Overview, Written
from publisher.renderers import (
    atom,
    edition_page,
    editions_index,
    feed_style,
    front_page,
    not_found,
    page,
    rss,
    search_index,
    search_page,
    search_script,
    search_shard,
    style,
    templates,
)
from publisher.renderers.withdrawn import presented
from tests.media.samples import photograph

pytestmark = pytest.mark.program("chromium")

CHROMIUM = shutil.which("chromium")
SCREENSHOTS = Path(__file__).parent / "screenshots"

# Everything that Chromium does on its own account stays off: only the page's requests are counted.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

FILES = [
    "index.html",
    "science/index.html",
    "empty.html",
    "arabic.html",
    "404.html",
    "search/index.html",
    "search/arabic.html",
    "search/index.html?q=resume",
    "science/wreck.html",
    "world/nil.html",
    "world/corrected.html",
    "world/withdrawn.html",
    "digest.html",
    "digest-arabic.html",
    "world/played.html",
    "editions/daily-12.html",
    "editions/pictured.html",
    "editions/index.html",
    "editions/arabic.html",
    "editions/arabic-index.html",
    "editions/none.html",
]

CORRECTED = Meta(
    language="en",
    authors=("Ana Petrović",),
    notices=(
        Notice(
            text="An earlier version said that the crane sank on Monday; it was Tuesday.", at=newsroom.NOON
        ),
        Notice(text="The crane weighs 90 tons, not 900.", at=newsroom.NOON),
    ),
)
WITHDRAWN = Meta(language="en", withdrawal=Withdrawal(at=newsroom.NOON, reason="The crane never sank."))

# Only the faults come back: to hand over everything that axe has looked at takes twice as long as looking.
VIOLATIONS = """async options => {
    const results = await axe.run(options)
    return results.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html}`))
}"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path.startswith("/search/"):
            self.path = self.path.partition("?")[0]
        if self.path == "/favicon.ico":  # asked for by the browser, for the mails, which have no icon
            self.send_response(http.HTTPStatus.NO_CONTENT)
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  its name in the base class
        """Say nothing: the tests look at what the browser asked for."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    environment = templates.environment([templates.default_folder()])
    arabic = newsroom.in_language("ar", "بريد الدانوب")
    files = {"style.css": style.renderer(environment).render(newsroom.CHANNEL, ())} | searched(
        newsroom.CHANNEL
    )
    pages, fronts = page.renderer(environment), front_page.renderer(environment)
    for entry in (*newsroom.ENTRIES, *newsroom.UNDER_THE_SECOND):
        files[pages.path(entry)] = pages.render(newsroom.CHANNEL, beside(entry))
    for name, meta in (("corrected", CORRECTED), ("withdrawn", WITHDRAWN)):
        entry = newsroom.entry(
            name, "A crane sinks in the harbour", newsroom.KITCHEN_SINK[:3], section="world", meta=meta
        )
        words = templates.words(environment)(newsroom.CHANNEL.language)
        entry = beside(presented(entry, words, newsroom.CHANNEL.time_zone))
        files[pages.path(entry)] = pages.render(newsroom.CHANNEL, entry)
    files["index.html"] = fronts.render(whole(newsroom.CHANNEL), newsroom.LEADS)
    science = tuple(entry for entry in newsroom.ENTRIES if entry.section == "science")
    files["science/index.html"] = fronts.render(newsroom.channel("science"), science)
    files["empty.html"] = fronts.render(newsroom.CHANNEL, ())
    files["arabic.html"] = fronts.render(whole(arabic), newsroom.LEADS)
    files["search/arabic.html"] = searched(arabic)["search/index.html"]
    files["digest.html"] = digest.render(newsroom.EDITION, newsroom.CHANNEL, environment).html.encode()
    files["digest-arabic.html"] = digest.render(newsroom.EDITION, arabic, environment).html.encode()
    edition = edition_page.renderer(environment)
    editions = editions_index.renderer(environment)
    files["editions/daily-12.html"] = edition.render(newsroom.CHANNEL, newsroom.EDITION)
    files |= photographs()
    files["editions/pictured.html"] = edition.render(newsroom.CHANNEL, pictured())
    files["world/played.html"] = pages.render(newsroom.CHANNEL, played())
    files["editions/index.html"] = editions.render(newsroom.VOLUME)
    files["editions/arabic.html"] = edition.render(arabic, newsroom.EDITION)
    files["editions/arabic-index.html"] = editions.render(replace(newsroom.VOLUME, channel=arabic))
    files["editions/none.html"] = editions.render(replace(newsroom.VOLUME, editions=(), latest=()))
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        home = f"http://127.0.0.1:{server.server_port}/"
        # Its links are absolute: it must know where it will be.
        at_home = replace(newsroom.CHANNEL, home=home)
        overview = Overview(channel=at_home, sections=(), lists=(), recent=())
        (folder / "404.html").write_bytes(not_found.renderer(environment).render(overview))
        yield home
        server.shutdown()
        thread.join()


PHOTOGRAPH = Media(
    address="",
    path="media/1-960.jpg",
    type="image/jpeg",
    width=536,
    height=402,
    variants=tuple(
        Variant(path=f"media/1-{width}.jpg", width=width, height=width * 3 // 4, length=1)
        for width in (480, 960)
    ),
)


def photographs() -> dict[str, bytes]:
    """Return a picture in the widths in which it is published."""
    return {each.path: photograph(each.height, each.width) for each in PHOTOGRAPH.variants}


def pictured() -> Edition:
    """Return an edition whose stories have pictures."""
    stories = tuple(replace(each, picture=PHOTOGRAPH) for each in newsroom.EDITION.stories[:2])
    return replace(newsroom.EDITION, stories=stories)


def played() -> Entry:
    """Return an article with sound, and a film behind a picture."""
    html = (
        '<p><audio src="talk.mp3" controls="" preload="none"><a href="talk.mp3">talk.mp3</a></audio></p>',
        (
            '<p><video src="dive.mp4" poster="dive.jpg" controls="" preload="none">'
            '<track src="dive.vtt" kind="captions" srclang="en" label="English">'
            '<a href="dive.mp4">dive.mp4</a></video></p>'
        ),
    )
    blocks = tuple(Block(kind=BlockKind.IMAGE, text="", html=each) for each in html)
    files = (
        Media(address="talk.mp3", path="media/2/talk.mp3", type="audio/mpeg", length=1),
        Media(address="dive.mp4", path="media/3/dive.mp4", type="video/mp4", length=1),
        Media(address="dive.vtt", path="media/4/dive.vtt", type="text/vtt", length=1),
        replace(PHOTOGRAPH, address="dive.jpg"),
    )
    entry = newsroom.entry(
        "played", "What the divers say", newsroom.KITCHEN_SINK[:2] + blocks, section="world"
    )
    return beside(replace(entry, media=files))


def whole(channel: Channel) -> Channel:
    """Return a publication that says something about itself, with shelves and editions."""
    about = About(title="Who we are", language="en", blocks=newsroom.KITCHEN_SINK[:5])
    shelves = tuple(
        Headlines(section=each, articles=tuple(map(listed, newsroom.UNDER_THE_SECOND)))
        for each in channel.sections
    )
    return replace(channel, about=about, headlines=shelves, has_editions=True)


def beside(entry: Entry) -> Entry:
    """Return an article between two others, one of which is written the other way."""
    older, newer = (
        Neighbour(title=each.article.meta.title, page=each.page, language=each.article.meta.language)
        for each in (newsroom.ENTRIES[4], newsroom.ENTRIES[3])
    )
    return replace(entry, previous=older, next=newer)


def listed(entry: Entry) -> Listed:
    """Return an article as lists have it."""
    return Listed(
        id=entry.id,
        page=entry.page,
        section=entry.section,
        meta=entry.article.meta,
        summary=entry.article.summary,
        published=entry.published,
        updated=entry.updated,
    )


def searched(channel: Channel, shards: int = 2) -> dict[str, bytes]:
    """Return all files of a search over the newsroom and forty more articles, the newest ones first."""
    environment = templates.environment([templates.default_folder()])
    extra = [
        newsroom.entry(f"r{n}", f"Résumé of the day {n}", newsroom.paragraphs("Numbers only."), hours=n)
        for n in range(40)
    ]
    extra.append(
        newsroom.entry(
            "tokyo",
            "新型iPhoneが東京で発売、バス停に長い列",
            newsroom.paragraphs("東京の繁華街では今日の朝から長い列ができた。"),
            section="world",
            hours=99,
            meta=Meta(language="ja"),
        )
    )
    articles = [listed(each) for each in (*newsroom.ENTRIES, *extra)]
    maker = search_shard.renderer(environment)
    names = [f"s{number}" for number in range(shards)]
    files = {
        maker.path(name): maker.render(channel, tuple(articles[number::shards]))
        for number, name in enumerate(names)
    }
    written = tuple(Written(path=maker.path(name), updated=newsroom.NOON) for name in names)
    overview = Overview(channel=channel, sections=(), lists=written, recent=())
    for made in (search_index, search_page, search_script):
        renderer = made.renderer(environment)
        files[renderer.path()] = renderer.render(overview)
    return files


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


@pytest.mark.parametrize("file", FILES)
def test_it_fits_asks_for_nothing_remote_and_is_accessible(site: str, browser: Browser, file: str) -> None:
    tab = browser.new_page()
    complaints: list[str] = []
    requests: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("request", lambda request: requests.append(request.url))
    tab.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))

    answer = tab.goto(site + file)

    assert answer is not None
    assert answer.ok
    SCREENSHOTS.mkdir(exist_ok=True)
    # A mail program's window is narrower than a browser's.
    widest = 640 if file.startswith("digest") else 1200
    for width, scheme in itertools.product((360, widest), ("light", "dark")):
        tab.set_viewport_size({"width": width, "height": 800})
        tab.emulate_media(color_scheme=scheme)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, (width, scheme)
        # The colours of the dark scheme are the same in both widths.
        if (width, scheme) != (widest, "dark"):
            assert _violations(tab, _rules(file, scheme)) == [], (width, scheme)
        name = file.replace("/", "-").removesuffix(".html")
        tab.screenshot(path=SCREENSHOTS / f"{name}-{width}-{scheme}.png", full_page=True)
    assert complaints == []
    assert [url for url in requests if not url.startswith((site, "data:"))] == []
    tab.close()


def test_nothing_of_a_player_is_asked_for_before_it_is_played(site: str, browser: Browser) -> None:
    tab = browser.new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url.removeprefix(site)))
    tab.goto(f"{site}world/played.html", wait_until="networkidle")
    assert tab.locator("audio, video").count() == 2
    assert sorted(url for url in asked if url.startswith("media/")) == ["media/1-960.jpg"]
    tab.close()


def test_the_folder_can_be_read_from_disk_without_a_server(
    site: str, browser: Browser, tmp_path: Path
) -> None:
    environment = templates.environment([templates.default_folder()])
    pages, fronts = page.renderer(environment), front_page.renderer(environment)
    (tmp_path / "science").mkdir()
    (tmp_path / "index.html").write_bytes(fronts.render(newsroom.CHANNEL, newsroom.ENTRIES))
    (tmp_path / "style.css").write_bytes(style.renderer(environment).render(newsroom.CHANNEL, ()))
    (tmp_path / "science/wreck.html").write_bytes(pages.render(newsroom.CHANNEL, newsroom.ENTRIES[0]))
    tab = browser.new_page()

    tab.goto((tmp_path / "index.html").as_uri())
    tab.get_by_role("link", name="Divers find").click()

    assert tab.get_by_role("heading", level=1).inner_text().startswith("Divers find")
    assert tab.evaluate("document.styleSheets.length") == 1
    tab.get_by_role("link", name="More from").click()
    assert tab.url == (tmp_path / "index.html").as_uri()
    tab.close()


@pytest.mark.parametrize("served", [True, False], ids=["served", "from disk"])
@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("FLOATING bakery", "Divers find a floating bakery"),
        ("divers sea", "Divers find a floating bakery"),
        ("donaudampf", "Donaudampfschifffahrtsgesellschaft"),
        ("バス停", "新型iPhoneが東京で"),
        ("ﾊﾞｽ 東京", "新型iPhoneが東京で"),
        ("iphone", "新型iPhoneが東京で"),
        ("النيل", "مستوى مياه النيل"),
        ("пеликаны заповеднике", "В Дунайском заповеднике"),
        ("ANA petrovic", "Divers find a floating bakery"),
        ("weiss bakery", "Divers find a floating bakery"),
        ("Соколова", "В Дунайском заповеднике"),
    ],
)
def test_the_search_finds_an_article_however_it_is_written(
    site: str, browser: Browser, tmp_path: Path, served: bool, query: str, title: str
) -> None:
    tab, complaints = browser.new_page(), []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto(f"{site}search/index.html" if served else on_disk(tmp_path))

    tab.get_by_label("Words to look for").fill(query)
    tab.get_by_role("button", name="Search").click()

    tab.get_by_role("status").get_by_text("1 article found").wait_for(timeout=5_000)
    assert tab.locator("#results h2").inner_text().startswith(title)
    assert tab.locator("#results a").get_attribute("href") in {
        *("../science/wreck.html", "../donau.html", "../world/tokyo.html", "../world/nil.html"),
        "../science/zima.html",
    }
    assert complaints == []
    if served:
        tab.reload()
        tab.get_by_role("status").get_by_text("1 article found").wait_for(timeout=5_000)
        assert tab.get_by_label("Words to look for").input_value() == query
    tab.close()


def test_many_results_come_in_portions_and_the_keyboard_goes_on_with_the_new_ones(
    site: str, browser: Browser
) -> None:
    tab = browser.new_page()
    tab.goto(f"{site}search/index.html?q=resume")
    tab.get_by_text("Newest results: 20").wait_for(timeout=5_000)
    assert tab.locator("#results > li").count() == 20
    tab.get_by_role("button", name="Show more").press("Enter")
    tab.get_by_text("40 articles found").wait_for(timeout=5_000)
    assert tab.locator("#results > li").count() == 40
    assert tab.get_by_role("button", name="Show more").count() == 0
    assert tab.evaluate("[...document.querySelectorAll('#results a')].indexOf(document.activeElement)") == 20
    tab.get_by_label("Words to look for").fill("nothing like this")
    tab.get_by_text("Nothing found").wait_for(timeout=5_000)
    assert tab.locator("#results > li").count() == 0
    tab.close()


def test_titles_in_the_search_are_shown_and_never_obeyed(site: str, browser: Browser, tmp_path: Path) -> None:
    tab = browser.new_page()
    tab.goto(on_disk(tmp_path))
    tab.evaluate(
        "publisher.found([{title: 'Evil <img src=x onerror=alert(1)></script>',"
        "page: 'javascript:alert(1).html', summary: '<b>bold</b>', "
        "day: '2026-11-20', section: '', language: 'en', tags: []}])"
    )
    tab.get_by_label("Words to look for").fill("evil")
    tab.get_by_text("1 article found").wait_for(timeout=5_000)
    assert tab.locator("#results img, #results b").count() == 0
    assert tab.locator("#results a").get_attribute("href") == "../javascript%3Aalert(1).html"
    tab.close()


def test_a_search_whose_articles_are_gone_says_so(browser: Browser, tmp_path: Path) -> None:
    tab = browser.new_page()
    address = on_disk(tmp_path)
    (tmp_path / "search/s0.js").unlink()
    tab.goto(address)
    tab.get_by_label("Words to look for").fill("wreck")
    tab.get_by_text("could not be loaded").wait_for(timeout=5_000)
    tab.close()


def test_a_search_goes_on_when_short_scripts_have_become_a_long_one(site: str, browser: Browser) -> None:
    tab = browser.new_page()

    def as_it_was(route: Route) -> None:
        route.fulfill(
            body='publisher.shards(["s0.js", "gone.js"]);',
            content_type="text/javascript",
        )

    tab.route("**/search/index.js", as_it_was)
    tab.goto(f"{site}search/index.html?q=resume")
    tab.get_by_text("Newest results: 20").wait_for(timeout=5_000)
    tab.get_by_role("button", name="Show more").press("Enter")
    tab.get_by_text("40 articles found").wait_for(timeout=5_000)
    assert tab.locator("#results > li").count() == 40
    tab.close()


def test_without_scripts_the_search_shows_the_way_to_the_sections(site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{site}search/index.html")
    ways = tab.locator("noscript a")
    assert [each.get_attribute("href") for each in ways.all()][:2] == [
        "../index.html",
        "../balkans/index.html",
    ]
    assert ways.first.is_visible()
    assert not tab.locator("#query").is_visible()
    context.close()


def test_the_search_keeps_to_a_policy_that_forbids_all_scripts_but_files(site: str, browser: Browser) -> None:
    tab, complaints = browser.new_page(), []
    tab.on("console", lambda message: complaints.append(message.text))

    def with_policy(route: Route) -> None:
        policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:"
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": policy})

    tab.route("**/*", with_policy)
    tab.goto(f"{site}search/index.html?q=floating")
    tab.get_by_text("1 article found").wait_for(timeout=5_000)
    tab.goto(f"{site}science/wreck.html")
    assert complaints == []
    tab.close()


@pytest.mark.parametrize("made", [atom, rss], ids=["atom", "rss"])
def test_a_feed_in_a_browser_says_what_it_is_for(browser: Browser, tmp_path: Path, made: Any) -> None:
    environment = templates.environment([templates.default_folder()])
    renderer, css = made.renderer(environment), feed_style.renderer(environment)
    overview = Overview(channel=newsroom.CHANNEL, sections=(), lists=(), recent=())
    (tmp_path / css.path()).write_bytes(css.render(overview))
    file = tmp_path / renderer.path(newsroom.CHANNEL)
    file.write_bytes(renderer.render(newsroom.CHANNEL, newsroom.ENTRIES))
    tab = browser.new_page(viewport={"width": 360, "height": 800})
    tab.goto(file.as_uri())
    shown = "getComputedStyle(document.documentElement, '::before').content"
    assert "This is a feed" in tab.evaluate(shown)
    titles = "[...document.querySelectorAll('entry > title, item > title')]"
    seen = f"{titles}.filter(each => each.getClientRects().length).length"
    assert tab.evaluate(seen) == len(newsroom.ENTRIES)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    SCREENSHOTS.mkdir(exist_ok=True)
    for width, scheme in itertools.product((360, 1200), ("light", "dark")):
        tab.set_viewport_size({"width": width, "height": 800})
        tab.emulate_media(color_scheme=scheme)
        tab.screenshot(path=SCREENSHOTS / f"{file.stem}-{width}-{scheme}.png")
    tab.close()


def on_disk(folder: Path) -> str:
    """Write the search into a folder; return its address for a browser."""
    environment = templates.environment([templates.default_folder()])
    (folder / "search").mkdir()
    (folder / "style.css").write_bytes(style.renderer(environment).render(newsroom.CHANNEL, ()))
    for name, data in searched(newsroom.CHANNEL).items():
        (folder / name).write_bytes(data)
    return (folder / "search/index.html").as_uri()


def test_what_scrolls_and_what_leads_on_can_be_reached_with_the_keyboard(site: str, browser: Browser) -> None:
    tab = browser.new_page(viewport={"width": 360, "height": 800})
    tab.goto(site + "science/wreck.html")

    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(20):
        tab.keyboard.press("Tab")
        reached.add(tab.evaluate("document.activeElement.className || document.activeElement.tagName"))
    assert {"scroll", "feed"} <= reached
    tab.close()


def test_the_examination_finds_what_is_wrong(site: str, browser: Browser) -> None:
    tab = browser.new_page()
    tab.goto(site + "index.html")
    tab.evaluate("document.querySelector('.byline').style.color = '#999'; document.documentElement.lang = ''")

    found = [each.partition(":")[0] for each in _violations(tab, {})]

    assert "color-contrast" in found
    assert "html-has-lang" in found
    tab.close()


def _rules(file: str, scheme: str) -> dict[str, object]:
    # A scheme changes colours and nothing else: looking at everything again would double the time.
    if scheme == "dark":
        return {"runOnly": ["color-contrast"]}
    # A mail stands inside the page of a mail program, which has the landmarks: a second <main> is wrong.
    excepted = ["region", "landmark-one-main"] if file.startswith("digest") else []
    return {"rules": {rule: {"enabled": False} for rule in excepted}}


def _violations(tab: Page, options: dict[str, object]) -> list[str]:
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(AXE_SCRIPT)
    violations: list[str] = tab.evaluate(VIOLATIONS, options)
    return violations
