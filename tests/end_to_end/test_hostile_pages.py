"""Does the service end, and go on, while a page hangs its parser?"""

from __future__ import annotations

import time
from pathlib import Path

from hostile import ENDLESS

from tests.end_to_end.newsroom import DEADLINE, Publication, Service

# What systemd and the documentation grant.
STOP_WITHIN = 10.0


def test_the_service_sets_a_hanging_page_aside_goes_on_and_ends_while_one_hangs(tmp_path: Path) -> None:
    publication = Publication(tmp_path, settle=0)
    text = publication.config.read_text(encoding="utf-8")
    publication.config.write_text(text.replace("[intake]", "[intake]\npage_seconds = 0.5"), encoding="utf-8")
    service = Service(publication)
    service.wait_for("ready")
    publication.inbox.joinpath("endless.html").write_text(ENDLESS)
    aside = service.wait_for("set aside")
    assert aside["file"] == "endless.html"
    assert "page_seconds" in aside["reason"]
    publication.drop("next.md", "The next one")
    service.until(lambda: "The next one" in publication.feed())
    publication.inbox.joinpath("again.html").write_text(ENDLESS)
    children = service.until(service.children)
    started = time.monotonic()
    assert service.stop() == 0
    assert time.monotonic() - started < STOP_WITHIN
    end = time.monotonic() + DEADLINE
    while any(Path(f"/proc/{child}").exists() for child in children):
        assert time.monotonic() < end, "its processes outlive the service"
