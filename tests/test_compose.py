"""Does each subscriber receive what they chose, with links that are theirs alone?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest
from desk import MONDAY, Desk, markdown, open_desk, story
from post import Post
from visitors import ADDRESS, Pages, open_pages

from publisher import subscribe
from publisher.config import Grouping, Web
from publisher.deliver import Deliverer, Report
from publisher.digest import PREFERENCES_MARK, UNSUBSCRIBE_MARK
from publisher.handover import DeliveryKind, DeliveryState
from publisher.model import Cadence
from publisher.store import ledger, subscribers
from publisher.subscriber import Preferences
from publisher.tokens import Purpose, verify

WEB = Web(address=ADDRESS)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A publication with an article in each of two sections, and pages for subscribers."""
    with open_desk(tmp_path, web=WEB, grouping=Grouping(enabled=False)) as opened:
        opened.drop("world/crane.md", markdown("The crane", *story(0)))
        opened.drop("Science news/wreck.md", markdown("The wreck", *story(1)))
        opened.take()
        yield opened


def join(desk: Desk, name: str, *sections: str) -> None:
    wanted = Preferences(cadence=Cadence.DAILY, sections=sections)
    subscribe.add(desk.app.store, f"{name}@example.org", wanted, "test", desk.keys, MONDAY)


def sent(desk: Desk) -> dict[str, EmailMessage]:
    """Close an edition and return its mails by the name of who receives them."""
    closed = desk.app.editions.close_now(desk.app.site.channels(MONDAY).publication, Cadence.DAILY, MONDAY)
    assert closed
    desk.publish()
    return handed_over(desk)[0]


def handed_over(desk: Desk) -> tuple[dict[str, EmailMessage], Report]:
    post = Post()
    deliverer = Deliverer(desk.app.store, desk.composer, post, 8, "repeat")
    report = deliverer.run(desk.app.site.channels(MONDAY).publication, lambda: MONDAY, lambda: False)
    parser = BytesParser(policy=policy.default)
    mails = {each.recipient.partition("@")[0]: parser.parsebytes(each.payload) for each in post.sent}
    return mails, report  # type: ignore[return-value]


def text(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def states(desk: Desk, name: str) -> list[tuple[DeliveryKind, DeliveryState, str]]:
    with desk.app.store.read() as connection:
        found = subscribers.find(connection, f"{name}@example.org")
        assert found is not None
        rows = ledger.of_subscriber(connection, found.number)
    return [(row.kind, row.state, row.replies[-1].text) for row in rows]


def test_a_digest_holds_the_sections_that_were_chosen(desk: Desk) -> None:
    join(desk, "everything")
    join(desk, "world", "world")
    join(desk, "both", "world", "Science news")
    # Another spelling of the folder that leads to the same address.
    join(desk, "science", "science-news")
    told = {
        name: {title for title in ("The crane", "The wreck") if title in text(mail)}
        for name, mail in sent(desk).items()
    }
    assert told == {
        "everything": {"The crane", "The wreck"},
        "both": {"The crane", "The wreck"},
        "world": {"The crane"},
        "science": {"The wreck"},
    }


def test_the_subject_is_of_a_story_that_is_in_it(desk: Desk) -> None:
    join(desk, "world", "world")
    join(desk, "science", "Science news")
    mails = sent(desk)
    assert (mails["world"]["Subject"], mails["science"]["Subject"]) == ("The crane", "The wreck")


def test_an_edition_with_nothing_of_them_is_not_sent_and_counts_as_done(desk: Desk) -> None:
    join(desk, "gone", "no such section")
    assert sent(desk) == {}
    (row,) = states(desk, "gone")
    assert row == (
        DeliveryKind.DIGEST,
        DeliveryState.SUPPRESSED,
        "the edition has nothing of the subscriber's sections",
    )


def test_a_story_comes_with_the_section_of_an_article_that_stands_under_it(tmp_path: Path) -> None:
    with open_desk(tmp_path, web=WEB) as desk:
        for section in ("world", "science"):
            desk.drop(f"{section}/crane.md", markdown(f"The crane, seen from {section}", *story(0)))
        desk.take()
        for name in ("world", "science"):
            join(desk, name, name)
        assert sent(desk).keys() == {"world", "science"}


def test_every_mail_has_links_that_are_its_readers_own(desk: Desk) -> None:
    for name in ("ada", "ben"):
        join(desk, name)
    people = {}
    for name, mail in sent(desk).items():
        for kind in ("plain", "html"):
            said = text(mail, kind)
            assert UNSUBSCRIBE_MARK not in said
            assert PREFERENCES_MARK not in said
            found = dict(re.findall(rf"{ADDRESS}(unsubscribe|preferences)/([\w-]+)", said))
            assert found.keys() == {"unsubscribe", "preferences"}
            for page, token in found.items():
                people.setdefault(name, set()).add(verify(desk.keys(), Purpose(page), token, MONDAY))
        assert mail["List-Unsubscribe"].startswith(f"<{ADDRESS}unsubscribe/{found['unsubscribe']}>, <mailto:")
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert f"{name}@" not in text(mail) + text(mail, "html")
    with desk.app.store.read() as connection:
        assert people == {
            each.address.partition("@")[0]: {each.id} for each in subscribers.listed(connection)
        }


def test_a_mail_that_is_sent_again_is_the_same_to_the_byte(desk: Desk) -> None:
    join(desk, "ada", "world")
    first = sent(desk)["ada"]
    with desk.app.store.write() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET state = 'sending'")
        connection.exec_driver_sql("UPDATE editions SET completed_at = NULL")
    desk.app.deliverer.resume(MONDAY)
    assert handed_over(desk)[0]["ada"].as_bytes() == first.as_bytes()


def test_without_pages_a_mail_leads_to_the_mailbox_alone(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        desk.drop("world/crane.md", markdown("The crane"))
        desk.take()
        join(desk, "ada")
        mail = sent(desk)["ada"]
    assert mail["List-Unsubscribe"] == "<mailto:news@courier.example.org?subject=unsubscribe>"
    assert mail["List-Unsubscribe-Post"] is None
    assert "preferences" not in text(mail) + text(mail, "html")
    assert "mailto:news@courier.example.org" in text(mail)


def test_an_address_without_tls_has_no_one_click(tmp_path: Path) -> None:
    with open_desk(tmp_path, web=Web(address="http://127.0.0.1:8001/")) as desk:
        desk.drop("world/crane.md", markdown("The crane"))
        desk.take()
        join(desk, "ada")
        mail = sent(desk)["ada"]
    assert mail["List-Unsubscribe"].startswith("<http://127.0.0.1:8001/unsubscribe/")
    assert mail["List-Unsubscribe-Post"] is None


# Letters


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    with open_pages(tmp_path) as opened:
        yield opened


def test_letters_do_not_wait_for_an_edition(pages: Pages) -> None:
    desk = pages.desk
    join(desk, "ada")
    desk.drop("world/crane.md", markdown("The crane"))
    desk.take()
    channel = desk.app.site.channels(MONDAY).publication
    assert desk.app.editions.close_now(channel, Cadence.DAILY, MONDAY)
    # The edition has no page yet, and its mail waits for that.
    pages.ask("ben@example.org")
    assert [each.recipient for each in pages.letters()] == ["ben@example.org"]
    desk.publish()
    pages.wait(timedelta(days=1))
    pages.ask("cy@example.org")
    assert [each.recipient for each in pages.letters()] == ["cy@example.org", "ada@example.org"]


def test_a_letter_to_somebody_who_has_confirmed_meanwhile_is_not_sent(pages: Pages) -> None:
    pages.ask("ada@example.org")
    link = pages.letters()[0].link("confirm")
    with pages.desk.app.store.write() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET state = 'deferred'")
    pages.browser.post(link)
    assert pages.letters() == []
    (row,) = states(pages.desk, "ada")
    assert row == (DeliveryKind.CONFIRMATION, DeliveryState.SUPPRESSED, "the subscriber is active")


def test_a_letter_speaks_the_language_of_its_reader(pages: Pages) -> None:
    wanted = Preferences(cadence=Cadence.DAILY, language="fr")
    subscribe.add(pages.desk.app.store, "ada@example.org", wanted, "test", pages.desk.keys, pages.now)
    pages.ask("ada@example.org")
    (letter,) = pages.letters()
    assert letter.message["Subject"] == "Vous recevez déjà The Danube Courier"
    assert letter.message["Content-Language"] == "fr"
