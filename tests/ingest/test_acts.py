"""What do corrections, withdrawals and moves do to an article, and what do they leave alone?"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid5

import pytest
from desk import DAY, HOUR, MONDAY, Desk, markdown, open_desk, story
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.config import Feed
from publisher.errors import ArticleError, OutputError
from publisher.files import NOTICES
from publisher.ingest import acting, notebook
from publisher.store import marks
from publisher.store.acts import Act, ActKind

LONG = tuple(
    f"{text} {text.replace('The', 'Its').replace('A', 'An')}" for n in (0, 1, 2) for text in story(n)
)


def entry(desk: Desk, path: str = "a.md", now: datetime = MONDAY + 3 * DAY):
    return desk.entries(now)[path]


def edit(desk: Desk, path: str, text: str, at: datetime) -> None:
    desk.drop(path, text, at=at)
    desk.build(at + HOUR)


def notices(desk: Desk, text: str, now: datetime) -> None:
    desk.drop(NOTICES, text, at=now)
    desk.build(now)


def correction(reference: str, at: str, text: str, more: str = "") -> str:
    return f'[[correction]]\narticle = "{reference}"\nat = {at}\ntext = "{text}"\n{more}\n'


def withdrawal(reference: str, at: str, reason: str = "") -> str:
    return f'[[withdrawal]]\narticle = "{reference}"\nat = {at}\nreason = "{reason}"\n'


class TestTypos:
    def test_a_typo_is_shown_and_keeps_updated(self, desk: Desk) -> None:
        edit(desk, "a.md", markdown("A", *LONG).replace("council", "concil", 1), MONDAY - DAY)
        before = entry(desk)
        edit(desk, "a.md", markdown("A", *LONG), MONDAY + DAY)
        assert entry(desk).updated == before.updated
        assert "concil" not in (desk.output / "articles/a.html").read_text()

    def test_another_paragraph_moves_updated_to_the_time_of_the_file(self, desk: Desk) -> None:
        edit(desk, "a.md", markdown("A", *LONG), MONDAY - DAY)
        edit(desk, "a.md", markdown("A", *LONG, *story(5)), MONDAY + DAY)
        assert entry(desk).updated == MONDAY + DAY

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("cost 3 million", "cost 4 million"),
            ("million", "billion"),
            ("needs no ferry", "needs a ferry"),
            ("voted on", "never voted on"),
        ],
    )
    def test_a_number_or_a_negation_is_an_edit_however_small(self, desk: Desk, old: str, new: str) -> None:
        text = markdown("A", *LONG)
        assert old in text
        edit(desk, "a.md", text, MONDAY - DAY)
        edit(desk, "a.md", text.replace(old, new, 1), MONDAY + DAY)
        assert entry(desk).updated == MONDAY + DAY


class TestFrontMatter:
    def test_a_correction_stands_dated_on_the_page_and_in_the_feed(self, desk: Desk) -> None:
        edit(desk, "a.md", markdown("A"), MONDAY - DAY)
        before = entry(desk)
        edit(desk, "a.md", markdown("A", correction='"It was Tuesday."'), MONDAY + DAY)
        after = entry(desk)
        assert (after.id, after.published, after.updated) == (before.id, before.published, MONDAY + DAY)
        page = (desk.output / "articles/a.html").read_text().partition("<main")[2]
        assert page.index("It was Tuesday.") < page.index("The harbour of Brindleport was closed")
        assert "24 November 2026" in page or "November 24, 2026" in page
        content = desk.feed().entries[0].content[0].value
        assert content.index("It was Tuesday.") < content.index("The harbour")

    def test_a_typo_after_a_correction_does_not_correct_it_once_more(self, desk: Desk) -> None:
        text = markdown("A", *LONG, correction='"It was Tuesday."')
        edit(desk, "a.md", text.replace("council", "concil", 1), MONDAY)
        edit(desk, "a.md", text, MONDAY + DAY)
        after = entry(desk)
        assert after.updated == MONDAY
        assert [each.at for each in after.article.meta.notices] == [MONDAY]

    def test_withdrawn_true_leaves_nothing_of_the_text_anywhere_and_comes_back(self, desk: Desk) -> None:
        desk.drop("world/b.md", markdown("B", *story(3)))
        text = markdown("Crane scandal", author="Ann", tags="cranes")
        edit(desk, "world/a.md", text, MONDAY - DAY)
        before = entry(desk, "world/a.md")
        gone = markdown("Crane scandal", author="Ann", tags="cranes", withdrawn='"None of it is so."')
        edit(desk, "world/a.md", gone, MONDAY + DAY)
        for path, (_, data) in desk.state().items():
            if not path.endswith((".gz", ".br", ".zst")):
                assert b"thermos" not in data, path
                assert b"Crane scandal" not in data, path
        page = (desk.output / "world/a.html").read_text()
        assert "None of it is so." in page
        assert "noindex" in page
        found = {each.id: each for each in desk.feed("world/atom.xml").entries}[before.urn]
        assert found.title == "Withdrawn article"
        with desk.app.store.read() as connection:
            assert marks.withdrawn(connection, MONDAY + 3 * DAY) == {"world/a.html"}
        edit(desk, "world/a.md", text, MONDAY + 2 * DAY)
        after = entry(desk, "world/a.md")
        assert (after.id, after.published) == (before.id, before.published)
        assert "thermos" in (desk.output / "world/a.html").read_text()


class TestNoticesFile:
    def test_acts_come_go_and_break_without_harm(self, desk: Desk) -> None:
        edit(desk, "a.md", markdown("A"), MONDAY - DAY)
        before = entry(desk)
        notices(desk, correction("a.md", "2026-11-24T10:00:00Z", "It was Tuesday."), MONDAY + DAY)
        after = entry(desk)
        assert after.updated == datetime(2026, 11, 24, 10, tzinfo=UTC)
        assert [each.text for each in after.article.meta.notices] == ["It was Tuesday."]
        notices(desk, "correction = 3", MONDAY + DAY + HOUR)
        assert NOTICES in desk.set_aside()
        assert entry(desk).article.meta.notices
        (desk.inbox / NOTICES).unlink()
        desk.build(MONDAY + 2 * DAY)
        assert desk.set_aside() == {}
        assert not entry(desk).article.meta.notices
        assert (entry(desk).id, entry(desk).published) == (before.id, before.published)

    def test_an_empty_inbox_takes_nothing_back(self, desk: Desk) -> None:
        edit(desk, "a.md", markdown("A"), MONDAY - DAY)
        notices(desk, withdrawal("a.md", "2026-11-24"), MONDAY + DAY)
        for file in desk.inbox.iterdir():
            file.unlink()
        desk.build(MONDAY + 2 * DAY)
        assert entry(desk).article.meta.withdrawal

    def test_an_act_may_come_before_its_article(self, desk: Desk) -> None:
        desk.drop(NOTICES, correction("late.md", "2026-11-22T10:00:00Z", "It was Tuesday."))
        report, _ = desk.build(MONDAY)
        assert [each.path for each in report.warnings] == [NOTICES]
        edit(desk, "late.md", markdown("Late"), MONDAY + HOUR)
        assert entry(desk, "late.md").article.meta.notices

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("[[corection]]", 'did you mean "correction"'),
            ("[correction]\n", "two brackets"),
            ("[[correction]]\narticle = 'a'\nat = 2026-11-22\n", "text: is missing"),
            ("[[correction]]\narticle = 'a'\nat = '2026'\ntext = 'b'", "without quotes"),
            ("[[correction]]\nat = 2026-11-22\ntext = 'b'", "article: is missing"),
            ("[[withdrawal]]\narticle = 'a'\nat = 0001-01-01", "a year from 1970"),
            ("[[withdrawal]]\narticle = 3\nat = 2026-01-01", "a text in quotes"),
            ("[[withdrawal]]\narticle='a'\nat = 2026-01-01\n" * 2, "says the same as withdrawal 1"),
            ("a = " + "[" * 5000, "not valid TOML"),
            ("\xff", "not valid TOML"),
        ],
    )
    def test_what_is_wrong_is_said(self, text: str, said: str) -> None:
        with pytest.raises(ArticleError, match=re.escape(said)):
            notebook.read(text.encode(), UTC)

    @given(st.text(max_size=200), st.text(max_size=60))
    def test_whatever_is_written_can_be_read_again(self, text: str, comment: str) -> None:
        wanted = Act(kind=ActKind.WITHDRAWAL, reference="a.md", at=MONDAY, text=text)
        written = notebook.written(wanted, comment).encode("utf-8", "replace")
        (found,) = notebook.read(written, UTC)
        assert (found.kind, found.reference, found.at) == (wanted.kind, "a.md", MONDAY)


class TestCommands:
    def act(self, desk: Desk, reference: str, text: str, now: datetime, **more: bool) -> Act:
        about = acting.meant(desk.app.store, desk.app.config, reference)
        one = Act(
            kind=ActKind.CORRECTION, reference=f"urn:uuid:{about.id}", at=now, text=text, announce=bool(more)
        )
        done = acting.act(desk.app.config, one, about)
        desk.build(now)
        return done

    def test_an_announced_correction_is_one_new_entry_also_after_a_rebuild(
        self, desk: Desk, tmp_path: Path
    ) -> None:
        desk.drop("a.md", markdown("A", date="2026-11-20"))
        desk.build()
        before = {each.id for each in desk.feed().entries}
        self.act(desk, "a.md", "It was Tuesday.", MONDAY + DAY, announce=True)
        desk.build(MONDAY + DAY + HOUR)
        feed = desk.feed().entries
        (new,) = [each for each in feed if each.id not in before]
        assert new.title == "Correction: A"
        assert "It was Tuesday." in new.content[0].value
        assert "https://courier.example.org/articles/a.html" in new.content[0].value
        again = tmp_path / "again"
        again.mkdir()
        (desk.inbox).rename(again / "inbox")
        (again / "publisher.toml").write_text((desk.inbox.parent / "publisher.toml").read_text())
        with open_desk(again) as other:
            other.build(MONDAY + 2 * DAY)
            assert (other.output / "atom.xml").read_bytes() == (desk.output / "atom.xml").read_bytes()

    def test_an_announcement_keeps_its_id_whatever_becomes_of_the_others(self, desk: Desk) -> None:
        for name in ("a.md", "b.md"):
            desk.drop(name, markdown(name, *story(ord(name[0])), date="2026-11-20"))
        desk.build()
        announced = [
            correction(name, "2026-11-24T10:00:00Z", "It was so.", "announce = true")
            for name in ("a.md", "b.md")
        ]
        later = correction("a.md", "2026-11-25T10:00:00Z", "It was otherwise.", "announce = true")
        notices(desk, announced[0] + later + announced[1], MONDAY + 2 * DAY)
        ids = {name: entry(desk, name).id for name in ("a.md", "b.md")}
        wanted = {
            uuid5(ids["a.md"], "correction 2026-11-24T10:00:00+00:00").urn,
            uuid5(ids["a.md"], "correction 2026-11-25T10:00:00+00:00").urn,
            uuid5(ids["b.md"], "correction 2026-11-24T10:00:00+00:00").urn,
        }
        promised = {each.id: each.title for each in desk.feed().entries}
        assert wanted == promised.keys() - {identifier.urn for identifier in ids.values()}
        # The first is taken back and the others are written in another order: all keep what they are.
        notices(desk, announced[1] + later, MONDAY + 3 * DAY)
        now = {each.id: each.title for each in desk.feed().entries}
        taken_back = uuid5(ids["a.md"], "correction 2026-11-24T10:00:00+00:00").urn
        assert now == promised | {taken_back: "Withdrawn article"}

    def test_an_article_is_named_by_path_id_prefix_urn_and_address(self, desk: Desk) -> None:
        desk.drop("world/a.md", markdown("A"))
        desk.build()
        found = entry(desk, "world/a.md")
        for name in (
            "world/a.md",
            "inbox/world/a.md",
            str(desk.inbox / "world/a.md"),
            str(found.id),
            found.urn,
            found.id.hex[:6],
            "https://courier.example.org/world/a.html",
            "world/a.html",
        ):
            assert acting.meant(desk.app.store, desk.app.config, name).id == found.id, name

    def test_an_unknown_article_is_guessed(self, desk: Desk) -> None:
        desk.drop("world/crane.md", markdown("A"))
        desk.build()
        with pytest.raises(ArticleError, match=r'did you mean "world/crane\.md"'):
            acting.meant(desk.app.store, desk.app.config, "world/crain.md")

    def test_two_acts_of_one_second_have_two_dates(self, desk: Desk) -> None:
        desk.drop("a.md", markdown("A"))
        desk.build()
        first = self.act(desk, "a.md", "One.", MONDAY)
        second = self.act(desk, "a.md", "Two.", MONDAY)
        assert second.at - first.at == timedelta(seconds=1)
        assert [each.text for each in entry(desk).article.meta.notices] == ["One.", "Two."]

    def test_an_inbox_that_cannot_be_written_says_what_to_write_instead(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk.drop("a.md", markdown("A"))
        desk.build()

        def refuse(path: Path, data: bytes) -> bool:
            raise OutputError(f"{path}: cannot be written: Read-only file system")

        monkeypatch.setattr(acting.files, "replace", refuse)
        with pytest.raises(OutputError, match=r'front matter of a\.md instead: correction: "It was so\."'):
            self.act(desk, "a.md", "It was so.", MONDAY)


class TestMoves:
    def test_a_renamed_file_redirects_from_every_address_that_it_had(self, desk: Desk) -> None:
        edit(desk, "world/a.md", markdown("A"), MONDAY - DAY)
        before = entry(desk, "world/a.md")
        for number, name in enumerate(("world/b.md", "c.md")):
            old = ("world/a.md", "world/b.md")[number]
            (desk.inbox / name).parent.mkdir(exist_ok=True)
            (desk.inbox / old).rename(desk.inbox / name)
            desk.build(MONDAY + number * HOUR)
        after = entry(desk, "c.md")
        assert (after.id, after.published, after.updated) == (before.id, before.published, before.updated)
        assert after.page == "articles/c.html"
        for old in ("world/a.html", "world/b.html"):
            page = (desk.output / old).read_text()
            assert 'content="0; url=../articles/c.html"' in page
            assert 'rel="canonical" href="https://courier.example.org/articles/c.html"' in page
        with desk.app.store.read() as connection:
            assert marks.moved(connection, MONDAY + DAY) == dict.fromkeys(
                ("world/a.html", "world/b.html"), "articles/c.html"
            )

    def test_a_page_that_returns_is_a_page_again(self, desk: Desk) -> None:
        edit(desk, "a.md", markdown("A", slug="one"), MONDAY - DAY)
        edit(desk, "a.md", markdown("A", slug="two"), MONDAY)
        edit(desk, "a.md", markdown("A", slug="one"), MONDAY + DAY)
        assert "thermos" in (desk.output / "articles/one.html").read_text()
        assert "url=one.html" in (desk.output / "articles/two.html").read_text().replace("../articles/", "")

    def test_a_new_article_never_takes_an_address_that_leads_elsewhere(self, desk: Desk) -> None:
        edit(desk, "a.md", markdown("A"), MONDAY - DAY)
        (desk.inbox / "a.md").rename(desk.inbox / "b.md")
        desk.build(MONDAY)
        edit(desk, "a.md", markdown("Another", *story(1)), MONDAY + HOUR)
        assert 'http-equiv="refresh"' in (desk.output / "articles/a.html").read_text()
        assert re.fullmatch(r"articles/a-[0-9a-f]{8}\.html", entry(desk).page)


def test_nothing_is_marked_that_readers_have_not_seen(desk: Desk) -> None:
    edit(desk, "soon.md", markdown("Soon", date="2026-12-24T00:00:00Z"), MONDAY)
    edit(desk, "never.md", markdown("Never", *story(1), draft="true"), MONDAY)
    # The addresses that they were to have are nobody's: no reader of the page must be told 410 or 301.
    desk.drop(NOTICES, withdrawal("soon.md", "2026-11-23T10:00:00Z"), at=MONDAY)
    (desk.inbox / "never.md").rename(desk.inbox / "ever.md")
    desk.build(MONDAY + DAY)
    with desk.app.store.read() as connection:
        assert marks.withdrawn(connection, MONDAY + DAY) == frozenset()
        assert marks.moved(connection, MONDAY + DAY) == {}
        assert marks.withdrawn(connection, MONDAY + 40 * DAY) == {"articles/soon.html"}


class TestTombstones:
    def test_without_the_setting_the_notice_stays_for_ever(self, desk: Desk) -> None:
        edit(desk, "a.md", markdown("A"), MONDAY - DAY)
        notices(desk, withdrawal("a.md", "2026-11-24T10:00:00Z", "Not so."), MONDAY + DAY)
        before = (desk.output / "atom.xml").read_bytes()
        desk.publish(MONDAY + 400 * DAY)
        assert (desk.output / "atom.xml").read_bytes() == before
        assert b"deleted-entry" not in before
        assert entry(desk).urn in {each.id for each in desk.feed().entries}

    def test_after_thirty_days_a_tombstone_takes_the_place(self, tmp_path: Path) -> None:
        with open_desk(tmp_path, feed=Feed(tombstones=True)) as desk:
            desk.drop("b.md", markdown("B", *story(1)))
            edit(desk, "a.md", markdown("A"), MONDAY - DAY)
            urn = entry(desk).urn
            notices(desk, withdrawal("a.md", "2026-11-24T10:00:00Z", "Not so."), MONDAY + DAY)
            assert urn in {each.id for each in desk.feed().entries}
            desk.publish(MONDAY + 40 * DAY)
            text = (desk.output / "atom.xml").read_text()
            assert urn not in {each.id for each in desk.feed().entries}
            assert f'<at:deleted-entry ref="{urn}" when="2026-11-24T11:00:00+01:00">' in text
            assert "Not so." in (desk.output / "articles/a.html").read_text()
            (desk.inbox / NOTICES).unlink()
            desk.build(MONDAY + 41 * DAY)
            assert urn in {each.id for each in desk.feed().entries}


ACTS = st.lists(
    st.sampled_from(["correct", "withdraw", "nothing", "typo", "edit", "slug", "rename"]), max_size=6
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_no_sequence_of_acts_ever_changes_an_id_or_published(
    tmp_path_factory: pytest.TempPathFactory, acts: list[str]
) -> None:
    with open_desk(tmp_path_factory.mktemp("acts")) as desk:
        text, path, now = markdown("A", *LONG), "a.md", MONDAY
        desk.drop(path, text)
        desk.build(now)
        promised = entry(desk)
        for act in acts:
            now += HOUR
            at = f"{now:%Y-%m-%dT%H:%M:%SZ}"
            if act == "correct":
                desk.drop(NOTICES, correction(promised.urn, at, "It was so.", "announce = true"), at=now)
            elif act == "withdraw":
                desk.drop(NOTICES, withdrawal(promised.urn, at), at=now)
            elif act == "nothing":
                (desk.inbox / NOTICES).unlink(missing_ok=True)
            elif act == "rename":
                path = f"r{path}"
                (desk.inbox / path[1:]).rename(desk.inbox / path)
            else:
                text = {
                    "typo": text.replace("council", "concil", 1),
                    "edit": text + "\n\n".join(story(now.hour)),
                    "slug": text.replace("title: A\n", f"title: A\nslug: s{now.hour}\n"),
                }[act]
                desk.drop(path, text, at=now)
            desk.build(now)
            known = {each.id: each for each in desk.entries(now).values()}
            found = known[promised.id]
            assert (found.published, found.path) == (promised.published, path)
            assert found.updated >= promised.updated
            assert sum(each.id == promised.urn for each in desk.feed().entries) == 1
