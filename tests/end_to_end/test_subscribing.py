"""Can a person subscribe, choose and leave, with a phone and without scripts, and can nobody else do it?"""

from __future__ import annotations

import json
import re
import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import httpx
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, sync_playwright

from tests.end_to_end.newsroom import Publication, Service, running

pytestmark = pytest.mark.program("chromium")

CHROMIUM = shutil.which("chromium")
SCREENSHOTS = Path(__file__).parents[1] / "screenshots"
PHONE = {"width": 360, "height": 740}
ADA = "ada@example.org"
_LINK = re.compile(r"https?://[^\s<>\"]+")
_VIOLATIONS = """async options => {
    const results = await axe.run(options)
    return results.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html}`))
}"""

# What stands on the buttons and above the pages, as the catalogues have it.
WORDS = {
    "en": {
        "subscribe": "Subscribe",
        "again": "One more step",
        "asked": "Look into your mailbox",
        "confirm": "Yes, subscribe me",
        "confirmed": "You are subscribed",
        "weekly": "Every week",
        "save": "Save",
        "saved": "Your choice has been saved.",
        "unsubscribe": "Unsubscribe",
        "unsubscribed": "You are unsubscribed",
    },
    "de": {
        "subscribe": "Abonnieren",
        "again": "Noch ein Schritt",
        "asked": "Sehen Sie in Ihr Postfach",
        "confirm": "Ja, ich möchte abonnieren",
        "confirmed": "Ihr Abonnement ist eingetragen",
        "weekly": "Jede Woche",
        "save": "Speichern",
        "saved": "Ihre Auswahl ist gespeichert.",
        "unsubscribe": "Abbestellen",
        "unsubscribed": "Sie haben abbestellt",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """A publication whose service is running, with its pages for subscribers at ``address``."""

    publication: Publication
    service: Service
    address: str

    def subscriber(self) -> dict[str, Any]:
        """Return what the program knows of Ada; nothing before it knows her."""
        shown = self.publication.command("subscribers", "show", ADA, "--json")
        return dict(json.loads(shown.stdout)) if shown.returncode == 0 else {}

    def mail(self, number: int) -> EmailMessage:
        """Return a mail of those that lie in the outbox, when it is there: the first is number 1."""
        self.service.until(lambda: len(self.publication.mails()) >= number)
        folder = self.publication.outbox / "new"
        newest = sorted(folder.iterdir(), key=lambda each: each.stat().st_mtime_ns)[number - 1]
        return BytesParser(policy=policy.default).parsebytes(newest.read_bytes())  # type: ignore[return-value]


def text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def links(mail: EmailMessage) -> set[str]:
    """Return every link of a mail: of its text, its HTML and its headers."""
    page = mail.get_body(("html",))
    assert page is not None
    every = f"{text(mail)} {page.get_content()} {mail['List-Unsubscribe'] or ''}"
    return set(_LINK.findall(every))


def link(mail: EmailMessage, page: str) -> str:
    (found,) = {each for each in links(mail) if f"/subscription/{page}/" in each}
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield started
        started.close()


@pytest.fixture
def newsroom(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Newsroom]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/subscription/"
    more = (
        f'[digest]\ndaily = "0 7 * * *"\nweekly = "0 8 * * 6"\n[web]\naddress = "{address}"\nport = {port}\n'
    )
    publication = Publication(tmp_path, settle=0, more=more).with_database()
    language = getattr(request, "param", "en")
    settings = publication.config.read_text(encoding="utf-8")
    publication.config.write_text(
        settings.replace("[intake]", f'language = "{language}"\n\n[intake]', 1), encoding="utf-8"
    )
    publication.drop("world/crane.md", "The crane", "A crane fell into the harbour of Brindleport on Monday.")
    publication.drop("science/wreck.md", "The wreck", "Divers mapped a wooden ship that sank with its cargo.")
    with running(publication) as service:
        service.until(lambda: len(publication.feed()) == 2)
        yield Newsroom(publication=publication, service=service, address=address)


def looked_at(tab: Page, browser: Browser, name: str) -> None:
    """Hold a page to what every page must be, and take its picture.

    In another tab, because axe is a script; with the same bytes, because some pages answer a POST. A language
    changes the width and nothing else: of German ones only the picture is taken.
    """
    same = browser.new_page(viewport=PHONE)  # type: ignore[arg-type]
    page = tab.content()
    same.route(tab.url, lambda route: route.fulfill(body=page, content_type="text/html; charset=utf-8"))
    same.goto(tab.url)
    SCREENSHOTS.mkdir(exist_ok=True)
    assert same.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
    if name.startswith("de"):
        same.screenshot(path=SCREENSHOTS / f"subscription-{name}.png", full_page=True)
        same.close()
        return
    same.evaluate(AXE_SCRIPT)
    # A scheme changes colours and nothing else.
    for scheme, options in (("light", {}), ("dark", {"runOnly": ["color-contrast"]})):
        same.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert same.evaluate(_VIOLATIONS, options) == [], name
        same.screenshot(path=SCREENSHOTS / f"subscription-{name}-{scheme}.png", full_page=True)
    same.close()


def press(tab: Page, button: str) -> None:
    """Press a button, and wait for the page that it leads to."""
    with tab.expect_navigation():
        tab.get_by_role("button", name=button).click()


def scanned(newsroom: Newsroom, mail: EmailMessage, browser: Browser) -> None:
    """Open every link of a mail as scanners do: by GET, by HEAD, and in a browser that runs scripts."""
    before = newsroom.subscriber()
    assert before
    found = [each for each in sorted(links(mail)) if each.startswith(newsroom.address)]
    assert found
    for each in found:
        assert httpx.get(each).status_code == httpx.head(each).status_code == 200
        tab = browser.new_page()
        answer = tab.goto(each)
        assert answer is not None
        assert answer.ok
        tab.close()
    assert newsroom.subscriber() == before


@pytest.mark.parametrize("newsroom", ["en", "de"], indirect=True, ids=["English", "German"])
def test_a_person_subscribes_chooses_and_leaves_without_scripts(newsroom: Newsroom, browser: Browser) -> None:
    language = httpx.get(newsroom.address).text.partition('lang="')[2][:2]
    words = WORDS[language]
    phone = browser.new_context(viewport=PHONE, java_script_enabled=False, has_touch=True)  # type: ignore[arg-type]
    tab = phone.new_page()
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))

    tab.goto(newsroom.address)
    looked_at(tab, browser, f"{language}-subscribe")
    tab.fill("#address", ADA)
    tab.check('[name="section"][value="world"]')
    tab.select_option("#time_zone", "Europe/Paris")
    press(tab, words["subscribe"])
    if words["again"] in tab.title():
        looked_at(tab, browser, f"{language}-again")
    # Faster than a person: until then each press is answered by one more button.
    while words["again"] in tab.title():
        press(tab, words["subscribe"])
    assert words["asked"] in tab.title()
    looked_at(tab, browser, f"{language}-asked")

    letter = newsroom.mail(1)
    assert letter["To"] == ADA
    assert not [name for name in letter if name.startswith("List-")]
    assert newsroom.subscriber()["state"] == "pending"
    scanned(newsroom, letter, browser)
    tab.goto(link(letter, "confirm"))
    looked_at(tab, browser, f"{language}-confirm")
    press(tab, words["confirm"])
    assert words["confirmed"] in tab.title()
    looked_at(tab, browser, f"{language}-confirmed")
    ada = newsroom.subscriber()
    assert (ada["state"], ada["cadence"], ada["sections"]) == ("active", "daily", ["world"])
    assert ada["time_zone"] == "Europe/Paris"

    assert newsroom.publication.command("digest", "--now").returncode == 0
    mail = newsroom.mail(2)
    assert "The crane" in text(mail)
    assert "The wreck" not in text(mail)
    scanned(newsroom, mail, browser)
    tab.goto(link(mail, "preferences"))
    looked_at(tab, browser, f"{language}-preferences")
    tab.get_by_label(words["weekly"]).check()
    tab.uncheck('[name="section"][value="world"]')
    press(tab, words["save"])
    assert tab.get_by_role("status").inner_text() == words["saved"]
    looked_at(tab, browser, f"{language}-saved")
    ada = newsroom.subscriber()
    assert (ada["cadence"], ada["sections"]) == ("weekly", [])

    tab.goto(link(mail, "unsubscribe"))
    looked_at(tab, browser, f"{language}-unsubscribe")
    press(tab, words["unsubscribe"])
    assert words["unsubscribed"] in tab.title()
    looked_at(tab, browser, f"{language}-unsubscribed")
    assert newsroom.subscriber()["state"] == "unsubscribed"

    tab.goto(link(letter, "confirm"))
    looked_at(tab, browser, f"{language}-unusable")
    tab.goto(newsroom.address + "embed")
    looked_at(tab, browser, f"{language}-embed")
    assert phone.cookies() == []
    # A page that is gone is an error to a browser, and all else must be none.
    assert [each for each in complaints if "410" not in each] == []
    phone.close()


def test_the_button_of_a_mail_program_unsubscribes_twice_without_harm(newsroom: Newsroom) -> None:
    added = newsroom.publication.command("subscribers", "add", ADA)
    assert added.returncode == 0, added.stderr
    assert newsroom.publication.command("digest", "--now").returncode == 0
    mail = newsroom.mail(1)
    address = mail["List-Unsubscribe"].partition(">")[0].removeprefix("<")
    assert address == link(mail, "unsubscribe")
    for _ in range(2):
        answer = httpx.post(
            address,
            content=b"List-Unsubscribe=One-Click",
            headers={"content-type": "application/x-www-form-urlencoded"},
        )
        assert answer.status_code == 200
        assert newsroom.subscriber()["state"] == "unsubscribed"
    assert [each["state"] for each in newsroom.subscriber()["history"]] == ["active", "unsubscribed"]


def test_a_browser_with_scripts_has_its_time_zone_chosen_and_nothing_sent(
    newsroom: Newsroom, browser: Browser
) -> None:
    here = browser.new_context(viewport=PHONE, timezone_id="America/Lima")  # type: ignore[arg-type]
    tab = here.new_page()
    requests: list[str] = []
    tab.on("request", lambda request: requests.append(f"{request.method} {request.url}"))
    tab.goto(newsroom.address, wait_until="networkidle")
    assert tab.input_value("#time_zone") == "America/Lima"
    assert all(each.startswith(f"GET {newsroom.address}") for each in requests), requests
    here.close()


def test_a_form_of_another_site_subscribes_with_one_more_button(newsroom: Newsroom, browser: Browser) -> None:
    tab = browser.new_page()
    tab.goto(newsroom.address + "embed")
    snippet = tab.input_value("#snippet")
    # A page without an address of its own is another site to every browser.
    tab.goto("about:blank")
    tab.set_content(f"<!DOCTYPE html><title>Another site</title>{snippet}")
    tab.fill('[name="address"]', ADA)
    press(tab, "Subscribe")
    assert "One more step" in tab.title()
    assert ADA in tab.inner_text("main")
    while "One more step" in tab.title():
        press(tab, "Subscribe")
    assert "Look into your mailbox" in tab.title()
    assert newsroom.mail(1)["To"] == ADA
    tab.close()
