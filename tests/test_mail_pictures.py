"""How do pictures travel with the mail that shows them?"""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy

from envelopes import DIGEST, MARK, cohort_of, personal

from publisher.handover import Attached

CRANE = Attached(identifier="crane-480.jpg@media.invalid", type="image/jpeg", data=bytes(range(256)) * 40)
OTHER = Attached(identifier="other-480.png@media.invalid", type="image/png", data=b"x")
SHOWING = replace(
    DIGEST, html=f'<p><img src="cid:{CRANE.identifier}" alt=""></p>\n<a href="{MARK}">Leave</a>\n'
)


def payload(digest=DIGEST, pictures=()):
    return cohort_of(digest=digest, pictures=pictures).envelope(personal()).payload


def test_a_picture_stands_beside_the_html_that_shows_it_and_no_other_is_sent() -> None:
    message = message_from_bytes(payload(SHOWING, (CRANE, OTHER)), policy=policy.default)
    text, related = message.iter_parts()
    assert text.get_content_type() == "text/plain"
    assert (related.get_content_type(), related.get_param("type")) == ("multipart/related", "text/html")
    html, picture = related.iter_parts()
    assert f"cid:{CRANE.identifier}" in html.get_content()
    assert (picture["Content-ID"], picture.get_content_type()) == (f"<{CRANE.identifier}>", CRANE.type)
    assert picture.get_content() == CRANE.data
    assert not message.defects + related.defects + picture.defects


def test_a_digest_that_shows_none_is_the_same_mail_as_ever() -> None:
    assert payload(DIGEST, (CRANE,)) == payload(DIGEST)


def test_a_repeat_is_the_same_message() -> None:
    assert payload(SHOWING, (CRANE,)) == payload(SHOWING, (CRANE,))
