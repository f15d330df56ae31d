"""Are the subscribers' pages whole, safe to show to anybody, and usable by everybody?"""

from __future__ import annotations

import re
from dataclasses import replace
from gettext import NullTranslations
from pathlib import Path

import pytest
from envelopes import CHANNEL
from form_pages import (
    BASE,
    CHOICES,
    CONFIRM,
    CONTROLS,
    CURRENT,
    EXAMPLES,
    LINKS,
    PAGES,
    ROOT,
    SHOWN_ADDRESSES,
    STATUSES,
    TEMPLATES,
    TYPED,
    Document,
    every_page,
    forms,
)
from golden import matches

from publisher.errors import ConfigError
from publisher.forms import Fault, Forms, Links
from publisher.model import Cadence
from publisher.renderers.templates import default_folder, environment
from publisher.wording import Wording, available


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_a_person_last_looked_at(name, language):
    assert matches(f"forms/{language}/{name}.html", PAGES[name](forms(), language).encode())


def test_the_folder_of_pages_that_were_looked_at_holds_no_others():
    folder = Path(__file__).parent / "data/forms"
    assert {path.stem for path in folder.rglob("*.html")} == set(PAGES)


@pytest.mark.parametrize("language", available())
def test_every_page_is_well_formed_and_says_what_it_is(language):
    titles: dict[str, str] = {}
    for name, page in every_page(language):
        document = Document.of(page)
        assert document.doctype == "DOCTYPE html"
        assert document.elements[0].attributes == {"lang": language, "dir": "ltr"}
        (headline,) = document.all("h1")
        title = document.one("title").text
        assert title == f"{headline.text} – Harbour News"
        titles[name] = title
        identifiers = [each.get("id") for each in document.elements if "id" in each.attributes]
        assert len(identifiers) == len(set(identifiers)), name
    assert len({titles[name] for name in ("asked", "confirm", "confirmed", "unusable", "unsubscribed")}) == 5


@pytest.mark.parametrize("language", available())
def test_every_reference_within_a_page_leads_somewhere_and_every_control_has_a_label(language):
    for name, page in every_page(language):
        document = Document.of(page)
        identifiers = {each.get("id") for each in document.elements}
        for each in document.elements:
            wanted = [each.get("for"), *each.get("aria-describedby").split()]
            if each.get("href").startswith("#"):
                wanted.append(each.get("href")[1:])
            assert {reference for reference in wanted if reference} <= identifiers, (name, each)
            if each.tag in CONTROLS and each.get("type") != "hidden":
                around = any(outer.tag == "label" for outer in each.inside)
                assert around or document.all("label", **{"for": each.get("id")}), (name, each)


@pytest.mark.parametrize("language", available())
def test_a_strict_policy_blocks_nothing_of_any_page(language):
    for name, page in every_page(language):
        document = Document.of(page)
        for each in document.elements:
            assert each.tag != "style", name
            assert not any(key == "style" or key.startswith("on") for key in each.attributes), (name, each)
            assert not each.get("href").lower().startswith("javascript:"), name
            assert "http-equiv" not in each.attributes, name
        for script in document.all("script"):
            assert script.text == ""
            assert script.attributes == {"src": f"{ROOT}zone.js", "defer": ""}
        assert document.one("link", rel="stylesheet").get("href") == f"{ROOT}subscription.css"


def test_only_the_form_for_newcomers_has_a_script_and_may_be_found():
    for name, page in every_page():
        document = Document.of(page)
        is_form = name.startswith("subscribe")
        assert bool(document.all("script")) == is_form, name
        assert bool(document.all("meta", name="robots", content="noindex")) != is_form, name


def test_the_script_submits_and_asks_for_nothing():
    script = (default_folder() / "web/zone.js").read_text(encoding="utf-8")
    for word in ("submit", "click", "fetch", "XMLHttpRequest", "sendBeacon", "location", "Image", "cookie"):
        assert word not in script


@pytest.mark.parametrize("language", available())
def test_every_form_posts_and_has_one_button(language):
    actions = {
        "subscribe": f"{ROOT}subscribe",
        "again": f"{ROOT}subscribe",
        "confirm": CONFIRM,
        "preferences": LINKS.preferences,
        "saved": LINKS.preferences,
        "unsubscribe": LINKS.unsubscribe,
    }
    for name, page in every_page(language):
        document = Document.of(page)
        action = actions.get(name.partition("-")[0] if name.startswith(("sub", "pref")) else name, "")
        assert [form.get("action") for form in document.all("form")] == ([action] if action else []), name
        for form in document.all("form"):
            assert form.get("method") == "post"
            (button,) = document.all("button")
            assert form in button.inside
            assert button.text.strip()


@pytest.mark.parametrize("language", available())
def test_no_page_shows_an_address_but_what_was_typed_a_moment_ago(language):
    for name, page in every_page(language):
        found = set(re.findall(r"[^\s\"<>]+@[^\s\"<>:.]+(?:\.\w+)*", EXAMPLES.sub("", page)))
        assert found == SHOWN_ADDRESSES.get(name, set()), name


def test_the_form_for_newcomers_asks_for_what_the_service_reads():
    document = Document.of(forms().subscribe("en", "STAMP"))
    fields = [each.get("name") for each in document.elements if each.tag in CONTROLS]
    assert fields == [
        "address",
        *["cadence"] * 2,
        *["section"] * 2,
        *("time_zone", "website", "stamp"),
    ]
    address = document.one("input", name="address").attributes
    assert (address["type"], address["inputmode"], address["autocomplete"]) == ("email", "email", "email")
    assert document.one("input", name="stamp").get("value") == "STAMP"
    chosen = [each.get("value") for each in document.all("input") if "checked" in each.attributes]
    assert chosen == ["daily"]
    zones = document.all("option")
    assert (zones[0].attributes, zones[0].text) == ({"value": ""}, "That of the publication (Europe/Berlin)")
    assert [each.text for each in zones[1:]] == list(CHOICES.time_zones)


def test_a_browser_refuses_no_address_that_the_service_takes():
    # HTML knows no names beyond ASCII ("valid e-mail address"): jürgen@example.org could not subscribe.
    assert "novalidate" in Document.of(forms().subscribe("en", "STAMP")).one("form").attributes
    snippet = Document.of(forms().embed("en")).one("textarea").text
    assert "novalidate" in Document.of(snippet).one("form").attributes


def test_the_trap_is_out_of_the_way_of_people():
    document = Document.of(forms().subscribe("en", "STAMP"))
    trap = document.one("input", name="website")
    assert (trap.get("tabindex"), trap.get("autocomplete")) == ("-1", "off")
    (around,) = [each for each in trap.inside if each.get("class") == "trap"]
    assert around.get("aria-hidden") == "true"
    css = (default_folder() / "web/subscription.css").read_text(encoding="utf-8")
    assert re.search(r"\.trap \{[^}]*position: absolute", css)


@pytest.mark.parametrize("fault", Fault)
def test_a_fault_is_said_above_the_form_beside_what_was_typed(fault):
    document = Document.of(forms().subscribe("en", "STAMP", TYPED, fault))
    summary = document.one("div", id="fault", role="alert")
    link = document.one("a", href=f"#{fault}")
    assert summary in link.inside
    assert link.text.startswith("Please ")
    target = document.one("input", "select", id=str(fault))
    marked = [each for each in document.elements if "fault" in each.get("aria-describedby").split()]
    assert len(marked) == 1
    assert marked[0] is target or marked[0] in target.inside
    invalid = [each for each in document.elements if "aria-invalid" in each.attributes]
    assert invalid == ([target] if fault in {Fault.ADDRESS, Fault.ZONE} else [])
    assert document.one("input", name="address").get("value") == TYPED.address
    checked = [each.get("value") for each in document.all("input") if "checked" in each.attributes]
    assert checked == ["weekly", "world"]
    assert [each.text for each in document.all("option") if "selected" in each.attributes] == [
        "Europe/Berlin"
    ]


def test_a_form_without_faults_has_no_sign_of_one():
    page = forms().subscribe("en", "STAMP")
    assert "aria-invalid" not in page
    assert 'id="fault"' not in page
    assert 'role="alert"' not in page


def test_the_second_page_hides_all_that_was_typed():
    document = Document.of(forms().again("en", "STAMP", replace(TYPED, sections=("world", "science"))))
    fields = [(each.get("type"), each.get("name"), each.get("value")) for each in document.all("input")]
    assert fields == [
        ("hidden", "address", "ada@example"),
        ("hidden", "cadence", "weekly"),
        ("hidden", "section", "world"),
        ("hidden", "section", "science"),
        ("hidden", "time_zone", "Europe/Berlin"),
        ("hidden", "stamp", "STAMP"),
    ]


@pytest.mark.parametrize("cadences", [(Cadence.WEEKLY,), ()])
def test_what_leaves_no_choice_is_not_asked(cadences):
    offered = forms(choices=replace(CHOICES, cadences=cadences, sections=()))
    for page in (
        offered.subscribe("en", "STAMP"),
        offered.preferences("en", LINKS.preferences, CURRENT, LINKS),
        Document.of(offered.embed("en")).one("textarea").text,
    ):
        document = Document.of(page)
        assert not document.all("fieldset")
        assert not document.all("input", name="section")
        fields = [(each.get("type"), each.get("value")) for each in document.all("input", name="cadence")]
        hidden = [("hidden", each.value) for each in cadences] if "DOCTYPE" in page else []
        assert fields == hidden


@pytest.mark.parametrize("fault", [Fault.CADENCE, Fault.SECTION])
def test_a_fault_in_what_is_not_offered_any_more_leads_nowhere(fault):
    offered = forms(choices=replace(CHOICES, cadences=(Cadence.DAILY,), sections=()))
    for page in (
        offered.subscribe("en", "STAMP", TYPED, fault),
        offered.refused("en", LINKS.preferences, CURRENT, LINKS, fault),
    ):
        document = Document.of(page)
        assert document.one("div", id="fault").text.strip().startswith("Please choose")
        assert not [each for each in document.all("a") if each.get("href").startswith("#")]


def test_one_section_can_be_chosen_too():
    offered = forms(choices=replace(CHOICES, sections=(("world", "World"),)))
    document = Document.of(offered.preferences("en", LINKS.preferences, CURRENT, LINKS))
    assert "checked" in document.one("input", name="section", value="world").attributes


def test_preferences_show_what_is_chosen_and_the_way_out():
    document = Document.of(forms().preferences("en", LINKS.preferences, CURRENT, LINKS))
    checked = [each.get("value") for each in document.all("input") if "checked" in each.attributes]
    assert checked == ["weekly", "world"]
    assert [each.text for each in document.all("option") if "selected" in each.attributes] == ["America/Lima"]
    assert document.one("a", href=LINKS.unsubscribe).text == "Unsubscribe"
    assert not document.all("p", role="status")
    saved = Document.of(forms().saved("en", LINKS.preferences, CURRENT, LINKS))
    assert saved.one("p", role="status").text == "Your choice has been saved."


def test_a_time_zone_with_an_old_name_is_not_lost_by_saving_something_else():
    current = replace(CURRENT, time_zone="US/Pacific")
    document = Document.of(forms().preferences("en", LINKS.preferences, current, LINKS))
    assert [each.text for each in document.all("option") if "selected" in each.attributes] == ["US/Pacific"]
    assert "US/Pacific" not in forms().subscribe("en", "STAMP", replace(TYPED, time_zone="US/Pacific"))


def test_who_has_just_confirmed_is_led_to_what_they_receive_where_that_is_offered():
    assert Document.of(forms().confirmed("en", LINKS)).one("a", href=LINKS.preferences)
    without = Document.of(forms().confirmed("en", Links()))
    assert [each.get("href") for each in without.all("a")] == [CHANNEL.home]


@pytest.mark.parametrize("language", available())
def test_the_snippet_is_a_form_of_its_own_with_an_absolute_address(language):
    around = Document.of(forms().embed(language)).one("textarea")
    assert "readonly" in around.attributes
    document = Document.of(around.text)
    form = document.one("form")
    assert document.elements[0] is form
    assert (form.get("method"), form.get("action")) == ("post", f"{BASE}subscribe")
    fields = {each.get("name") for each in document.elements if each.tag in CONTROLS}
    assert fields == {"address", "cadence"}
    assert [each.get("value") for each in document.all("option")] == ["daily", "weekly"]
    assert not document.all("script", "link", "style", "img", "iframe")


def test_a_problem_has_one_sentence_for_its_kind():
    headlines = {status: Document.of(forms().problem("en", status)).one("h1").text for status in STATUSES}
    assert headlines[404] == "There is no such page"
    assert headlines[405] == headlines[413] == "This could not be understood"
    assert headlines[429] == headlines[500] == headlines[503] == "This is not possible right now"
    assert "our fault" in forms().problem("en", 503)
    assert "our fault" not in forms().problem("en", 429)


def test_a_publication_without_words_of_ours_keeps_its_own_direction_for_its_own_names():
    arabic = replace(CHANNEL, title="أخبار الميناء", description="كل صباح", language="ar")
    choices = replace(CHOICES, sections=(("world", "العالم"),))
    document = Document.of(forms(arabic, choices).subscribe("ar", "STAMP"))
    assert document.elements[0].attributes == {"lang": "en", "dir": "ltr"}
    theirs = {(each.tag, each.text) for each in document.elements if each.get("lang") == "ar"}
    assert theirs == {("a", "أخبار الميناء"), ("p", "كل صباح"), ("span", "العالم")}
    assert all(each.get("dir") == "rtl" for each in document.elements if each.get("lang") == "ar")


def test_words_that_are_read_from_right_to_left_turn_the_page_round_but_no_address():
    words = Wording(language="ar", direction="rtl", translations=NullTranslations())
    values = {"channel": CHANNEL, "base": BASE, "root": ROOT, "choices": CHOICES}
    page = words.render(TEMPLATES, "web/again.html", stamp="STAMP", wanted=TYPED, **values)
    document = Document.of(page)
    assert document.elements[0].attributes == {"lang": "ar", "dir": "rtl"}
    assert document.one("p", **{"class": "typed"}).get("dir") == "ltr"
    css = (default_folder() / "web/subscription.css").read_text(encoding="utf-8")
    assert not re.search(r"(?:margin|padding|border)-(?:left|right)|[{;]\s*(?:left|right|float):", css)


class _Marked(NullTranslations):
    """A language whose every sentence is in brackets: what stands outside has been forgotten."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


def test_no_word_of_a_page_stays_english_in_another_language(monkeypatch):
    marked = Wording(language="x", direction="ltr", translations=_Marked())
    monkeypatch.setattr("publisher.forms.wording", lambda _: marked)
    data = {"Harbour News", CHANNEL.description, "Science & sea", "World", TYPED.address, *CHOICES.time_zones}
    data |= {f"({CHANNEL.time_zone})", "–"}
    for name, page in every_page():
        for text in Document.of(page).texts():
            rest = re.sub(r"⟦[^⟧]*⟧", "", text)
            for known in sorted(data, key=len, reverse=True):
                rest = rest.replace(known, "")
            assert not rest.strip(), (name, rest)


def test_a_mistake_in_an_own_template_is_named(tmp_path):
    (tmp_path / "web").mkdir()
    template = '{% extends "web/base.html" %}\n{% block page %}{{ unknown }}{% endblock %}\n'
    (tmp_path / "web/asked.html").write_text(template, encoding="utf-8")
    own = Forms(environment((tmp_path, default_folder())), CHANNEL, BASE, ROOT, CHOICES)
    assert "STAMP" in own.subscribe("en", "STAMP")
    with pytest.raises(ConfigError, match=r"template web/asked\.html: .*'unknown' is undefined"):
        own.asked("en")
