"""What does a real browser make of the pages and of the digest?"""

from __future__ import annotations

import functools
import http.server
import itertools
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import newsroom
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, sync_playwright

from publisher import digest
from publisher.renderers import front_page, page, style, templates

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
    "science/wreck.html",
    "world/nil.html",
    "digest.html",
    "digest-arabic.html",
]

# Only the faults come back: to hand over everything that axe has looked at takes twice as long as looking.
VIOLATIONS = """async options => {
    const results = await axe.run(options)
    return results.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html}`))
}"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
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
    files = {"style.css": style.renderer(environment).render(newsroom.CHANNEL, ())}
    pages, fronts = page.renderer(environment), front_page.renderer(environment)
    for entry in (*newsroom.ENTRIES, *newsroom.UNDER_THE_SECOND):
        files[pages.path(entry)] = pages.render(newsroom.CHANNEL, entry)
    files["index.html"] = fronts.render(newsroom.CHANNEL, newsroom.LEADS)
    science = tuple(entry for entry in newsroom.ENTRIES if entry.section == "science")
    files["science/index.html"] = fronts.render(newsroom.channel("science"), science)
    files["empty.html"] = fronts.render(newsroom.CHANNEL, ())
    files["arabic.html"] = fronts.render(arabic, newsroom.LEADS)
    files["digest.html"] = digest.render(newsroom.EDITION, newsroom.CHANNEL, environment).html.encode()
    files["digest-arabic.html"] = digest.render(newsroom.EDITION, arabic, environment).html.encode()
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


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
    for width, scheme in itertools.product((360, 1200), ("light", "dark")):
        tab.set_viewport_size({"width": width, "height": 800})
        tab.emulate_media(color_scheme=scheme)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, (width, scheme)
        assert _violations(tab, _rules(file, scheme)) == [], (width, scheme)
        name = file.replace("/", "-").removesuffix(".html")
        tab.screenshot(path=SCREENSHOTS / f"{name}-{width}-{scheme}.png", full_page=True)
    assert complaints == []
    assert [url for url in requests if not url.startswith((site, "data:"))] == []
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
