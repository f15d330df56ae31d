"""Do the two real articles come out of the real program as they should?"""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Sequence
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest

from tests.end_to_end.newsroom import SAMPLES, Publication

FILES = sorted(SAMPLES.glob("*.txt"))
APPEAL = "A Message from The Moscow Times:"
TITLES = {
    "000_0939127ae8947a96.txt": "Russia accused Western countries of fomenting tensions in Serbia",
    "001_8c621f3492ba8d94.txt": (
        'The Kremlin said it "welcomed" the victory claimed by Serbia\'s ruling party'
    ),
}
# Gmail cuts what is longer than 102 kB.
LARGEST_MAIL = 95_000
DIGEST = """\
[digest]
daily = "0 7 * * *"
newest_days = 36500

[mail]
unsubscribe = "leave@example.org"

[subscribers]
daily = ["ada.reader@example.org"]
"""


def halves(file: Path) -> tuple[list[str], list[str]]:
    """Return the lines of the story, and those of the appeal behind it."""
    story, _, appeal = file.read_text(encoding="utf-8").partition(APPEAL)
    return story.strip().splitlines(), [APPEAL, *appeal.strip().splitlines()]


def sentences(file: Path) -> set[str]:
    """Return the sentences of a story as its own lines give them, and every run of them in a line."""
    found = set()
    for line in halves(file)[0]:
        parts = re.split(r'(?<=[.!?]["”]) |(?<=[.!?]) (?=[A-Z"])', line)
        found.update(" ".join(parts[a:b]) for a in range(len(parts)) for b in range(a + 1, len(parts) + 1))
    return found


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """Both samples, built and sent."""
    publication = Publication(tmp_path_factory.mktemp("samples"), more=DIGEST).with_database()
    for file in FILES:
        shutil.copy(file, publication.inbox)
    built = publication.process("build")
    assert built.returncode == 0, built.stderr
    assert "2 new" in built.stdout
    sent = publication.process("digest", "--now")
    assert sent.returncode == 0, sent.stderr
    return publication


@pytest.fixture(scope="module")
def mail(publication: Publication) -> tuple[bytes, EmailMessage]:
    """The one mail that was sent: its bytes, and what a mail program reads in them."""
    (payload,) = publication.mails()
    message = BytesParser(policy=policy.default).parsebytes(payload)
    assert isinstance(message, EmailMessage)
    return payload, message


def plain(markup: str) -> str:
    """Return what a person reads: without tags, with straight quotes, in one line."""
    text = html.unescape(re.sub(r"<[^>]+>", "\n", markup))
    return " ".join(text.translate(str.maketrans("“”‘’", "\"\"''")).split())


def checked(publication: Publication, files: Sequence[Path]) -> list[dict[str, object]]:
    result = publication.command("check", "--json", *map(str, files))
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name[:3])
def test_the_appeal_is_gone_and_the_story_is_whole(publication: Publication, file: Path) -> None:
    entry = publication.feed()[TITLES[file.name]]
    story, appeal = halves(file)
    page, content = plain(publication.page(entry)), plain(entry.content)
    for line in story:
        assert plain(html.escape(line)) in page
        assert plain(html.escape(line)) in content
    for line in appeal:
        assert plain(html.escape(line)) not in page
        assert plain(html.escape(line)) not in content
    assert content == plain(html.escape("\n".join(story)))
    for trace in ("Remind me later", "Dear readers", "undesirable", "starting from just"):
        assert not any(trace.encode() in data for data in publication.published().values())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name[:3])
def test_the_appeal_is_gone_when_there_is_only_one_of_them(tmp_path: Path, file: Path) -> None:
    publication = Publication(tmp_path).with_database()
    shutil.copy(file, publication.inbox)
    publication.build()
    (entry,) = publication.entries()
    assert plain(entry.content) == plain(html.escape("\n".join(halves(file)[0])))


def test_summaries_are_whole_sentences_of_the_story_within_their_budget(publication: Publication) -> None:
    for file in FILES:
        summary = publication.feed()[TITLES[file.name]].summary
        assert 60 < len(summary) <= 280
        allowed = sentences(file)
        rest = summary
        while rest:
            head = max((each for each in allowed if rest.startswith(each)), key=len, default="")
            assert head, f"not a sentence of the story: {rest!r}"
            rest = rest.removeprefix(head).lstrip()


def test_titles_are_derived_and_marked_so(publication: Publication) -> None:
    assert set(publication.feed()) == set(TITLES.values())
    for record, file in zip(checked(publication, FILES), FILES, strict=True):
        assert record["title"] == TITLES[file.name]
        assert record["title_derived"] is True
        assert len(TITLES[file.name]) <= 90


def test_check_explains_every_block_as_one_object_a_line(publication: Publication) -> None:
    for record, file in zip(checked(publication, FILES), FILES, strict=True):
        assert set(record) == {
            *(
                "path",
                "title",
                "title_derived",
                "published",
                "updated",
                "language",
                "authors",
                "tags",
                "suggested_tags",
            ),
            *("summary", "blocks", "error"),
        }
        assert record["path"] == str(file)
        assert record["language"] == "en"
        assert record["error"] is None
        blocks = record["blocks"]
        assert isinstance(blocks, list)
        story, appeal = halves(file)
        assert [block["text"] for block in blocks if block["kept"]] == story
        assert [block["text"] for block in blocks if not block["kept"]] == appeal
        assert all(bool(block["reason"]) is not block["kept"] for block in blocks)
        assert record["summary"] == publication.feed()[TITLES[file.name]].summary


def test_the_list_of_articles_says_what_the_feed_says(publication: Publication) -> None:
    lines = publication.command("articles", "--json").stdout.splitlines()
    listed = {record["title"]: record for record in map(json.loads, lines)}
    for title, entry in publication.feed().items():
        record = listed[title]
        assert (record["id"], record["url"], record["summary"]) == (entry.id, entry.link, entry.summary)
        assert APPEAL not in record["text"]


def test_a_file_that_cannot_be_used_is_an_object_too(publication: Publication) -> None:
    result = publication.command("check", "--json", str(publication.folder / "missing.txt"))
    assert result.returncode == 65
    assert json.loads(result.stdout)["error"]
    assert "Traceback" not in result.stderr


def test_the_digest_is_one_mail_with_text_and_html(mail: tuple[bytes, EmailMessage]) -> None:
    payload, message = mail
    assert len(payload) < LARGEST_MAIL
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert not message.defects
    for part in message.iter_parts():
        assert not part.defects
        assert part.get_content_charset() == "utf-8"
    assert message["To"] == "ada.reader@example.org"
    assert any(title in message["Subject"] for title in TITLES.values())


def test_the_digest_tells_both_stories_and_how_to_leave(
    mail: tuple[bytes, EmailMessage], publication: Publication
) -> None:
    _, message = mail
    link = "mailto:leave@example.org?subject=unsubscribe"
    assert message["List-Unsubscribe"] == f"<{link}>"
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        assert isinstance(part, EmailMessage)
        raw = part.get_content()
        assert link in html.unescape(raw)
        text = plain(raw) if kind == "html" else plain(html.escape(raw))
        found = publication.feed()
        for title, entry in found.items():
            assert plain(html.escape(title)) in text
            assert entry.link in raw
        # They are one story: one leads, and the other is a link below it.
        assert sum(plain(html.escape(entry.summary)) in text for entry in found.values()) == 1
        assert text.count("Also on this") == 1
        for trace in (APPEAL, "Remind me later", "Dear readers"):
            assert trace not in text
        assert not re.search(r"""(?:src|background)=["']?https?:|@import|url\(http""", raw)
