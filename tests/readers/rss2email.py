"""What does rss2email send?"""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

from tests.readers.base import Item, Reader, debian_version, one_line

_CONFIGURATION = """\
[DEFAULT]
from = reader@example.org
to = reader@example.org
email-protocol = maildir
maildir-path = {home}
maildir-mailbox = mail
"""


class Rss2email(Reader):
    """An rss2email that puts its mails into a Maildir: every mail is an article that is shown."""

    name = "rss2email"
    programs = ("r2e",)

    def __init__(self, home: Path, url: str, answered: Callable[[], int]) -> None:
        super().__init__(home, url, answered)
        (home / "config").write_text(_CONFIGURATION.format(home=home), encoding="utf-8")
        for folder in ("new", "cur", "tmp"):
            (home / "mail" / folder).mkdir(parents=True)
        self._r2e("add", "news", url)

    @classmethod
    def version(cls) -> str:
        return debian_version("rss2email")

    def refresh(self) -> None:
        said = self._r2e("run")
        assert "WARNING" not in said, said
        assert "ERROR" not in said, said

    def shown(self) -> list[Item]:
        return [
            Item(
                id=message["X-RSS-ID"],
                title=one_line(message["Subject"]),
                text=one_line(message.get_content()),
                unread=path.parent.name == "new",
            )
            for path, message in self._mails()
        ]

    def read_all(self) -> None:
        for path in (self.home / "mail" / "new").iterdir():
            path.rename(self.home / "mail" / "cur" / f"{path.name}:2,S")

    def _mails(self) -> list[tuple[Path, EmailMessage]]:
        paths = sorted([*(self.home / "mail" / "new").iterdir(), *(self.home / "mail" / "cur").iterdir()])
        return [
            (path, email.message_from_bytes(path.read_bytes(), policy=email.policy.default)) for path in paths
        ]

    def _r2e(self, *arguments: str) -> str:
        done = self._run("r2e", "-c", self.home / "config", "-d", self.home / "data.json", *arguments)
        return done.stderr
