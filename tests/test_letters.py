"""Do letters say what they must, and nothing that somebody else has written?"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from envelopes import CHANNEL, EDITION, PERSONAL, SETTINGS

from publisher import letters, mail
from publisher.publish.site import default_folder
from publisher.renderers.templates import environment
from publisher.wording import available

LINK = "https://news.example.org/subscription/confirm/AAAAAAAAAAAAAAAAAAAAAA"
CHOOSE = "https://news.example.org/subscription/preferences/BBBB"
LEAVE = "https://news.example.org/subscription/unsubscribe/CCCC"
TEMPLATES = environment((default_folder(),))
_ADDRESS = re.compile(r"https?://[^\s\"<]+")


@pytest.mark.parametrize("language", available())
def test_a_confirmation_has_one_link_and_the_title(language):
    letter = letters.confirmation(TEMPLATES, CHANNEL, language, LINK, 7)
    assert "Harbour News" in letter.subject
    for text in (letter.text, letter.html):
        assert set(_ADDRESS.findall(text)) == {LINK}
        assert "Harbour News" in text
        assert "7" in text
    assert f"\n{LINK}\n" in letter.text
    assert f'<html lang="{language}" dir="ltr">' in letter.html
    assert "<img" not in letter.html


@pytest.mark.parametrize("language", available())
def test_a_reminder_leads_to_the_choice_and_out(language):
    letter = letters.reminder(TEMPLATES, CHANNEL, language, CHOOSE, LEAVE)
    for text in (letter.text, letter.html):
        assert set(_ADDRESS.findall(text)) == {CHOOSE, LEAVE}
    assert f"\n{CHOOSE}\n" in letter.text
    assert letter.text.endswith(f"\n{LEAVE}\n")


@pytest.mark.parametrize("language", available())
def test_a_letter_loads_nothing_and_leads_nowhere_else(language):
    sent = {
        (LINK,): letters.confirmation(TEMPLATES, CHANNEL, language, LINK, 7),
        (CHOOSE, LEAVE): letters.reminder(TEMPLATES, CHANNEL, language, CHOOSE, LEAVE),
    }
    for links, letter in sent.items():
        assert re.findall(r'href="([^"]*)"', letter.html) == list(links)
        assert not re.search(r"<(?:img|script|link|iframe|form|style)\b|\bsrc=|url\(|@import", letter.html)
        assert [line for line in letter.text.splitlines() if line.startswith("http")] == list(links)
        assert all(len(line) <= 72 for line in letter.text.splitlines() if line not in links)
        assert letter.preheader == ""
        assert "@" not in letter.text + letter.html


def test_a_title_is_text_in_html_and_in_text():
    channel = replace(CHANNEL, title='A <b>"bold"</b> & 100 % paper')
    letter = letters.confirmation(TEMPLATES, channel, "de", LINK, 7)
    assert letter.subject == 'Bitte bestätigen: A <b>"bold"</b> & 100 % paper'
    assert "<b>" not in letter.html
    assert 'A <b>"bold"</b> & 100 % paper' in letter.text.replace("\n", " ")


def test_the_message_of_a_letter_is_from_no_list():
    letter = letters.confirmation(TEMPLATES, CHANNEL, "ru", LINK, 7)
    envelope = mail.letter(
        letter=letter,
        personal=PERSONAL,
        now=EDITION.closed_at,
        channel=CHANNEL,
        language="ru",
        settings=SETTINGS,
    )
    head = envelope.payload.partition(b"\r\n\r\n")[0].decode("ascii")
    names = [line.partition(":")[0] for line in head.split("\r\n") if not line.startswith(" ")]
    assert names == [
        *("Date", "From", "Subject", "To", "Message-ID", "Auto-Submitted"),
        *("Content-Language", "MIME-Version", "Content-Type"),
    ]
    assert "Content-Language: ru" in head
