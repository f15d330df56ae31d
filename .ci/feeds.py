"""What does feedparser say about feeds, and do JSON feeds keep to their specification?"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

import feedparser


def complaints(path: Path) -> list[str]:
    """Return what is wrong with one feed."""
    data = path.read_bytes()
    if path.suffix == ".json":
        return _json(json.loads(data))
    found = feedparser.parse(data)
    if found.bozo:
        return [str(found.bozo_exception)]
    wanted = "rss20" if path.name == "rss.xml" else "atom10"
    faults = [] if found.version == wanted else [f"expected {wanted}, found {found.version!r}"]
    faults += ["no entries"] if not found.entries else []
    for entry in found.entries:
        parts = (entry.get("id"), entry.get("link"), entry.get("title"), entry.get("content"))
        if not all(parts) or not entry.get("published_parsed"):
            faults.append(f"{entry.get('id')}: lacks an id, a link, a title, a date or a text")
    return faults


def _json(feed: dict[str, object]) -> list[str]:
    """Return where a feed leaves JSON Feed 1.1, whose keys and types are these."""
    known = {
        "feed": "version title home_page_url feed_url description authors language hubs items icon favicon",
        "item": "id url external_url title content_html summary image banner_image date_published "
        "date_modified authors tags language attachments",
    }
    faults = [f"unknown key {key}" for key in feed if key not in known["feed"].split()]
    items = feed["items"]
    if not isinstance(items, list):
        return ["items is not a list"]
    for item in items:
        faults += [f"{item['id']}: unknown key {key}" for key in item if key not in known["item"].split()]
        texts = [item[key] for key in ("id", "url", "title", "content_html", "language")]
        lists = [item.get("authors", []), item.get("tags", [])]
        if not all(isinstance(each, str) for each in texts) or not all(
            isinstance(each, list) for each in lists
        ):
            faults.append(f"{item['id']}: a value of the wrong type")
        for key in ("date_published", "date_modified"):
            if datetime.fromisoformat(item[key]).tzinfo is None:
                faults.append(f"{item['id']}: {key} has no zone")
    return faults + ([] if items else ["no items"])


if __name__ == "__main__":
    FAULTS = [f"{name}: {fault}" for name in sys.argv[1:] for fault in complaints(Path(name))]
    sys.exit("\n".join(FAULTS) or 0)
