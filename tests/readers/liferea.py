"""What does Liferea show?"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.readers.base import DEADLINE, Item, Reader, debian_version, one_line

_SUBSCRIPTIONS = """\
<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>Feeds</title></head><body>
<outline type="rss" text="News" title="News" xmlUrl="{url}" id="thenews" updateInterval="-1"/>
</body></opml>
"""

# Xvfb chooses a free display and says which; all of it ends when a line comes on its standard input.
_SESSION = """\
exec 3> display
Xvfb -displayfd 3 -screen 0 800x600x24 -nolisten tcp > xvfb.log 2>&1 &
server=$!
until [ -s display ]; do kill -0 $server || exit 1; done
export DISPLAY=":$(cat display)"
liferea --mainwindow-state=hidden --disable-plugins > liferea.log 2>&1 &
reader=$!
echo "$DBUS_SESSION_BUS_ADDRESS" > bus.new
mv bus.new bus
read -r end
kill $reader
wait $reader
kill $server
wait
"""
_NAME = "net.sourceforge.liferea"
_PAUSE = 0.02
# Liferea takes an answer in at once, but in more than one transaction.
_QUIET = 0.3


class Liferea(Reader):
    """A Liferea with its window hidden on a display that nobody sees; its database is what its list shows."""

    name = "Liferea"
    programs = ("liferea", "Xvfb", "dbus-run-session", "gdbus")

    def __init__(self, home: Path, url: str, answered: Callable[[], int]) -> None:
        super().__init__(home, url, answered)
        (home / ".config" / "liferea").mkdir(parents=True)
        (home / ".config" / "liferea" / "feedlist.opml").write_text(
            _SUBSCRIPTIONS.format(url=url), encoding="utf-8"
        )
        (home / "runtime").mkdir(mode=0o700)
        self._session = subprocess.Popen(
            ["dbus-run-session", "--", "sh", "-c", _SESSION],
            env=self.environment(),
            cwd=home,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._until((home / "bus").exists)
            self._until(self._is_up)
        except BaseException:
            self.close()
            raise

    @classmethod
    def version(cls) -> str:
        return debian_version("liferea")

    def environment(self) -> dict[str, str]:
        return super().environment() | {
            "XDG_RUNTIME_DIR": str(self.home / "runtime"),
            "GSETTINGS_BACKEND": "memory",
            "NO_AT_BRIDGE": "1",
            # WebKit's own cage needs rights that a test in a container has not; its pages are our own.
            "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
            "USER": os.environ.get("USER", "reader"),
        }

    def refresh(self) -> None:
        before = self._answered()
        self._call("Refresh")
        self._until(lambda: self._answered() > before)
        self._until_quiet()

    def shown(self) -> list[Item]:
        return [
            Item(id=identifier, title=one_line(title), text=one_line(text or ""), unread=not read)
            for identifier, title, text, read in self._rows(
                "SELECT source_id, title, description, read FROM items WHERE comment = 0 ORDER BY item_id"
            )
        ]

    def read_all(self) -> None:
        with closing(sqlite3.connect(self._database(), timeout=DEADLINE)) as database, database:
            database.execute("UPDATE items SET read = 1, updated = 0")

    def close(self) -> None:
        try:
            self._session.communicate(b"end\n", timeout=DEADLINE)
        finally:
            self._session.kill()
            self._session.wait()

    def _database(self) -> Path:
        return self.home / ".local" / "share" / "liferea" / "liferea.db"

    def _rows(self, query: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self._database(), timeout=DEADLINE)) as database:
            return list(database.execute(query))

    def _is_up(self) -> bool:
        return self._database().exists() and self._answers("Ping")

    def _answers(self, method: str) -> bool:
        try:
            self._call(method)
        except subprocess.CalledProcessError:
            return False
        return True

    def _call(self, method: str) -> None:
        bus = (self.home / "bus").read_text(encoding="utf-8").strip()
        self._run(
            *("gdbus", "call", "--session", "--dest", _NAME),
            *("--object-path", "/org/gnome/feed/Reader", "--method", f"org.gnome.feed.Reader.{method}"),
            environment={"DBUS_SESSION_BUS_ADDRESS": bus},
        )

    def _until(self, happened: Callable[[], object]) -> None:
        end = time.monotonic() + DEADLINE
        while not happened():
            assert self._session.poll() is None, "Liferea has ended"
            assert time.monotonic() < end, f"Liferea has done nothing within {DEADLINE:g} s"
            time.sleep(_PAUSE)

    def _until_quiet(self) -> None:
        """Wait until its database has not changed for a while."""
        with closing(sqlite3.connect(self._database(), timeout=DEADLINE)) as database:
            version, since = None, time.monotonic()
            while time.monotonic() - since < _QUIET:
                (now,) = database.execute("PRAGMA data_version").fetchone()
                if now != version:
                    version, since = now, time.monotonic()
                time.sleep(_PAUSE)
