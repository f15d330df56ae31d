"""What has an article become, and is that an edit of which readers are told?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime

from publisher import codec
from publisher.codec import StoredArticle
from publisher.ingest import edits
from publisher.ingest.report import Report, SetAside
from publisher.model import Meta
from publisher.store.articles import Finished, Waiting


def change(
    before: Waiting, after: StoredArticle | None, now: datetime, report: Report, acted: Collection[int]
) -> Finished | None:
    """Return the article to store with its ``updated``, or nothing when it is as it was.

    ``acted`` are the articles that an editor has corrected or withdrawn by ``_notices.toml``, or no more.
    """
    if after is None:
        reason = "cleaning it ended the process; the file may be made to do so"
        report.set_aside.append(SetAside(path=before.path, reason=reason))
        return None
    meta = codec.decode_meta(after.meta)
    updated = before.updated
    if before.fresh:
        report.new += 1
        # What the file says of itself counted when it came.
        counted = frozenset(moments(codec.decode_meta(before.before.meta)))
        updated = max([updated, *(min(moment, now) for moment in moments(meta) if moment not in counted)])
    elif before.arrived_at is None and before.number not in acted:
        # Learned from other articles: corrected silently, no reader is told.
        if after == before.before:
            return None
        report.recleaned += 1
    elif after.fingerprint != before.before.fingerprint:
        report.edited += 1
        updated = _updated(before, after, meta, now)
    elif before.arrived_at is None and after == before.before:
        return None
    # A draft that was taken long before it was published is not older than its publication.
    return Finished(
        number=before.number,
        article=after,
        updated=max(updated, before.published),
        withdrawn=meta.withdrawal.at if meta.withdrawal else None,
        notices=len(meta.notices),
    )


def remembered(before: Meta, after: Meta, modified: datetime) -> Meta:
    """Return new metadata in which an act dated by the file, ``modified`` then, has the date that it had.

    Whoever corrects a comma does not correct the article once more.
    """
    known = {notice.text: notice.at for notice in before.notices if notice.at}
    notices = tuple(
        replace(notice, at=known.get(notice.text, modified)) if notice.at == modified else notice
        for notice in after.notices
    )
    was, now = before.withdrawal, after.withdrawal
    same = was and now and now.at == modified and now.reason == was.reason
    return replace(after, notices=notices, withdrawal=was if same else now)


def moments(meta: Meta) -> Iterator[datetime]:
    """Return when the article was changed, as far as its author and its editors say so."""
    if meta.updated:
        yield meta.updated
    yield from (notice.at for notice in meta.notices if notice.at)
    if meta.withdrawal:
        yield meta.withdrawal.at


def _updated(before: Waiting, after: StoredArticle, meta: Meta, now: datetime) -> datetime:
    """Return the date of a new version: what its author or an act says, else the file's."""
    was = codec.decode_article(before.before, before.replaced)
    known = frozenset(moments(was.meta))
    said = max((moment for moment in moments(meta) if moment not in known), default=None)
    if edits.is_typo(was, codec.decode_article(after, before.parsed)):
        return said if said and before.updated < said <= now else before.updated
    wanted = said or before.arrived_at or now
    return wanted if before.updated < wanted <= now else now
