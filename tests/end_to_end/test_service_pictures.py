"""Does the running service show a picture that comes, grows and changes after its article?"""

from __future__ import annotations

import re
from pathlib import Path

from tests.end_to_end.newsroom import Publication, running
from tests.media.samples import photograph

STORY = "The bridge over the Morra opened on Tuesday, two winters after the flood had taken the old one."


def test_a_picture_is_shown_when_it_is_whole_and_again_when_it_changes(tmp_path: Path) -> None:
    publication = Publication(tmp_path).with_database()
    with running(publication) as service:
        publication.drop("city/bridge.md", "Bridge opens", STORY, "![The bridge](pictures/bridge.jpg)")
        service.wait_for("remark", file="city/bridge.md")

        def shown() -> str:
            html = (publication.output / "city/bridge.html").read_text(encoding="utf-8")
            found = re.search(r'<img src="\.\./([^"]*)"', html)
            return found[1] if found else ""

        assert shown() == ""
        picture = publication.inbox / "city/pictures/bridge.jpg"
        picture.parent.mkdir()
        picture.write_bytes(photograph(600, 500))
        service.until(shown)
        first = shown()
        assert (publication.output / first).is_file()
        service.until(lambda: first in publication.feed()["Bridge opens"].content)
        picture.write_bytes(photograph(700, 500))
        service.until(lambda: shown() not in {"", first})
        assert (publication.output / first).is_file()
