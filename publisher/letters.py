"""What does a letter to one person say?

Nothing in it was typed by a visitor, and so nobody can make us carry an advertisement or an insult.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.model import Digest
from publisher.wording import wording

if TYPE_CHECKING:
    import jinja2

    from publisher.outputs import Channel


def confirmation(
    environment: jinja2.Environment, channel: Channel, language: str, link: str, days: int
) -> Digest:
    """Return the letter that asks whether somebody wants to subscribe.

    ``link`` leads to the page with the button, and does so for ``days`` days; ``environment`` holds the
    templates ``letters/confirmation.html`` and ``.txt``. Raises ConfigError when one has a mistake in it.
    """
    subject = wording(language).translations.gettext("Please confirm: %(title)s") % {"title": channel.title}
    return _letter(environment, "confirmation", language, subject, title=channel.title, link=link, days=days)


def reminder(
    environment: jinja2.Environment,
    channel: Channel,
    language: str,
    preferences_link: str,
    unsubscribe_link: str,
) -> Digest:
    """Return the letter to a subscriber whom somebody has asked to subscribe again.

    The templates are ``letters/reminder.html`` and ``.txt``. Raises ConfigError as ``confirmation`` does.
    """
    subject = wording(language).translations.gettext("You already receive %(title)s") % {
        "title": channel.title
    }
    return _letter(
        environment,
        "reminder",
        language,
        subject,
        title=channel.title,
        preferences=preferences_link,
        unsubscribe=unsubscribe_link,
    )


def _letter(
    environment: jinja2.Environment, name: str, language: str, subject: str, **values: object
) -> Digest:
    import css_inline

    words = wording(language)
    html = words.render(environment, f"letters/{name}.html", subject=subject, **values)
    text = words.render(environment, f"letters/{name}.txt", subject=subject, **values)
    return Digest(
        subject=subject,
        preheader="",
        html=css_inline.CSSInliner(load_remote_stylesheets=False).inline(html),
        text=text.strip("\n") + "\n",
    )
