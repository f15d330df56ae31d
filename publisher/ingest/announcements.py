"""Which articles only announce that another has been corrected?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from pathlib import PurePosixPath
from uuid import UUID, uuid5

from sqlalchemy import Connection

from publisher import clean, codec, naming
from publisher.config import Config
from publisher.files import NOTICES
from publisher.ingest import finish, records
from publisher.ingest.report import Report
from publisher.model import Article, Block, BlockKind, Meta, Origin, Parsed, Withdrawal
from publisher.renderers import templates
from publisher.store import announcements, articles, history, memory, neighbours, redirects
from publisher.store.acts import Act, ActKind, Filed
from publisher.store.announcements import Announced, Corrected
from publisher.store.articles import Arrived, Finished, Minted


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """A correction that is to be announced."""

    id: UUID
    act: Act
    about: Corrected


def are_wanted(connection: Connection, filed: Sequence[Filed]) -> bool:
    """Say whether there is, or has been, a correction that is announced."""
    return any(each.act.announce for each in filed) or announcements.exist(connection)


def follow(
    connection: Connection, config: Config, filed: Sequence[Filed], now: datetime, report: Report
) -> None:
    """Let each announced correction have an article of its own, whose id follows from both.

    It follows its article into another section, and names it by the title and the address that it has now:
    that is what a lost database would give. One whose act has been taken back is withdrawn: readers have
    seen it.
    """
    wanted = {each.id: each for each in _wanted(connection, filed)}
    known = {each.id: each for each in announcements.listed(connection)}
    for each in wanted.values():
        if each.id not in known:
            _mint(connection, config, each, now)
    changes = []
    for one in known.values():
        if one.id in wanted:
            _place(connection, one, wanted[one.id].about.section, now)
        after = _after(connection, config, one, wanted.get(one.id), now)
        if after is not None:
            report.edited += 1
            changes.append(after)
    articles.finish(connection, changes)
    history.check(connection, [each.number for each in changes])


def _wanted(connection: Connection, filed: Sequence[Filed]) -> Iterator[_Wanted]:
    chosen = [
        (each.act, each.article)
        for each in filed
        if each.act.announce and each.act.kind is ActKind.CORRECTION and each.article is not None
    ]
    about = announcements.corrected(connection, [number for _, number in chosen])
    taken: set[UUID] = set()
    for act, number in chosen:
        # Of a draft nothing is announced.
        if number in about:
            name, count = f"correction {act.at.isoformat()}", 1
            while (identifier := uuid5(about[number].id, name)) in taken:
                count += 1
                name = f"correction {act.at.isoformat()} {count}"
            taken.add(identifier)
            yield _Wanted(id=identifier, act=act, about=about[number])


def _place(connection: Connection, known: Announced, section: str, now: datetime) -> None:
    if section != known.section:
        neighbours.part(connection, now, known.number, known.section)
        articles.place(connection, known.number, NOTICES, section)
        memory.forget(connection, memory.CHANNELS)


def _mint(connection: Connection, config: Config, wanted: _Wanted, now: datetime) -> None:
    about, act = wanted.about, wanted.act
    parsed = _parsed(config, wanted)
    article = _article(parsed)
    slug = f"correction-{PurePosixPath(about.page).stem}"
    page = naming.page(about.section, slug)
    line = history.texts(connection, [wanted.id]).get(wanted.id)
    record = records.decode(line) if line else None
    if record and record.page not in redirects.held(connection, [record.page]):
        page = record.page
    else:
        page = naming.free_page(page, wanted.id, redirects.taken(connection, [page]))
    minted = Minted(
        number=articles.next_number(connection),
        id=wanted.id,
        path=NOTICES,
        section=about.section,
        page=page,
    )
    arrived = Arrived(
        number=minted.number,
        lead=clean.fingerprint(parsed.blocks[0]),
        parsed=codec.encode_parsed(parsed),
        article=codec.encode_article(article, finish.fingerprint(article)),
        updated=(record and record.updated) or min(act.at, now),
        published=min(act.at, now),
        visible_from=max(about.visible_from, now),
        modified=min(act.at, now),
        seen=False,
    )
    articles.mint(connection, [(minted, arrived)])
    announcements.add(connection, minted.number, about.number)
    # Its page stays when the article's moves.
    history.check(connection, [minted.number])


def _after(
    connection: Connection, config: Config, known: Announced, wanted: _Wanted | None, now: datetime
) -> Finished | None:
    """Return what an announcement has become, or nothing when it says what it said."""
    before = codec.decode_article(known.article, known.parsed)
    updated = max(now, known.published)
    if wanted is None:
        if before.meta.withdrawal:
            return None
        after = replace(before, meta=replace(before.meta, withdrawal=Withdrawal(at=now)))
    else:
        parsed = _parsed(config, wanted)
        text = codec.encode_parsed(parsed)
        if text == known.parsed and not before.meta.withdrawal:
            return None
        if before.blocks[0].text == wanted.act.text and not before.meta.withdrawal:
            # Only the article has another title or address: that is no news.
            updated = known.updated
        announcements.rewrite(connection, known.number, text)
        after = _article(parsed)
    return Finished(
        number=known.number,
        article=codec.encode_article(after, finish.fingerprint(after)),
        updated=updated,
        withdrawn=after.meta.withdrawal.at if after.meta.withdrawal else None,
        notices=0,
    )


def _article(parsed: Parsed) -> Article:
    return Article(meta=parsed.meta, blocks=parsed.blocks, summary=parsed.meta.description)


def _parsed(config: Config, wanted: _Wanted) -> Parsed:
    """Return the announcement as a parser would: the notice, and a link to the article."""
    about = wanted.about
    meta = codec.decode_meta(about.meta)
    own = (config.templates,) if config.templates else ()
    folders = (*own, templates.default_folder())
    words = templates.words(templates.environment(folders))(meta.language)
    link = config.publication.home + templates.href(about.page)
    text = wanted.act.text
    return Parsed(
        meta=Meta(
            title=words.correction_title.format(title=meta.title),
            title_origin=Origin.NOTICE,
            language=meta.language,
            language_origin=meta.language_origin,
            section=about.section,
            description=text,
        ),
        blocks=(
            Block(kind=BlockKind.PARAGRAPH, text=text),
            Block(
                kind=BlockKind.PARAGRAPH,
                text=meta.title,
                html=f'<p><a href="{escape(link)}">{escape(meta.title, quote=False)}</a></p>',
            ),
        ),
    )
