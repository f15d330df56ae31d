"""Which rows of a list become subscribers here, and what of those who are known already?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from publisher.errors import SubscriptionError
from publisher.lists import BadRow, Listed
from publisher.model import Cadence, SubscriberState
from publisher.store import Store, subscribers
from publisher.subscribe.addresses import normalise
from publisher.subscribe.forgetting import FORGOTTEN, forgotten
from publisher.subscriber import Newcomer, Preferences, Subscriber
from publisher.tokens import Keys

IMPORT = "import"

# One transaction: few enough that the service waits a moment, enough that a million rows are 200 syncs.
_BATCH = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the operator says of a list: the cadence where it says none, and how those on it have agreed.

    ``consent`` is empty where the operator vouches for nobody: then only those are active of whom the list
    itself records that they agreed. ``sections`` are those of the publication.
    """

    cadence: Cadence
    consent: str = ""
    sections: frozenset[str] = frozenset()


@dataclass(slots=True, kw_only=True)
class Report:
    """What became, or would become, of the rows; ``pending`` are those of the new ones who never agreed."""

    new: int = 0
    pending: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: list[BadRow] = field(default_factory=list)


def import_list(
    store: Store,
    rows: Iterable[Listed | BadRow],
    terms: Terms,
    keys: Callable[[], Keys],
    now: datetime,
    report: Report,
) -> Iterator[int]:
    """Store what a list says and count it in ``report``; yield the last line that is safely stored.

    Whoever has left, complained or bounced here stays so: a list is older than their word. Somebody
    active here becomes what the list says when that is an end. Run again after a kill, it goes on.
    """
    for part in _parts(rows, _forgotten(store, keys)):
        with store.write() as connection:
            newcomers, changes = _plan(part, subscribers.known(connection, _folded(part)), terms, report)
            subscribers.add(connection, newcomers, now)
            for each in changes:
                subscribers.change(connection, each, now)
        yield part[-1][1].line


def rehearse(
    store: Store,
    rows: Iterable[Listed | BadRow],
    terms: Terms,
    keys: Callable[[], Keys],
    report: Report,
) -> Iterator[int]:
    """Count in ``report`` what an import would do; yield the last line that was looked at."""
    seen: set[int] = set()
    for part in _parts(rows, _forgotten(store, keys)):
        with store.read() as connection:
            known = subscribers.known(connection, _folded(part))
        # Nothing is stored that a later row could meet; a hash is an eighth of the address.
        fresh = [(folded, row) for folded, row in part if not folded or hash(folded) not in seen]
        report.unchanged += len(part) - len(fresh)
        seen |= {hash(folded) for folded, _ in fresh if folded}
        _plan(fresh, known, terms, report)
        yield part[-1][1].line


def _forgotten(store: Store, keys: Callable[[], Keys]) -> Callable[[str], bool]:
    with store.read() as connection:
        return forgotten(connection, keys)


def _parts(
    rows: Iterable[Listed | BadRow], is_forgotten: Callable[[str], bool]
) -> Iterator[list[tuple[str, Listed | BadRow]]]:
    """Yield rows together, each with its address without regard to case, or with none when it is bad."""
    each = (_checked(row, is_forgotten) for row in rows)
    while part := list(islice(each, _BATCH)):
        yield part


def _checked(row: Listed | BadRow, is_forgotten: Callable[[str], bool]) -> tuple[str, Listed | BadRow]:
    if isinstance(row, BadRow):
        return "", row
    try:
        exact, folded = normalise(row.address)
    except SubscriptionError as error:
        return "", BadRow(line=row.line, reason=str(error))
    if is_forgotten(folded):
        return "", BadRow(line=row.line, reason=f"{exact} {FORGOTTEN}")
    # Most are written as mail is sent to them, and a copy costs as much as looking at the address.
    return folded, row if exact == row.address else replace(row, address=exact)


def _folded(part: Iterable[tuple[str, Listed | BadRow]]) -> list[str]:
    return [folded for folded, _ in part if folded]


def _plan(
    part: Iterable[tuple[str, Listed | BadRow]],
    known: dict[str, Subscriber],
    terms: Terms,
    report: Report,
) -> tuple[list[Newcomer], list[Subscriber]]:
    newcomers: dict[str, Newcomer] = {}
    changes: dict[str, Subscriber] = {}
    for folded, row in part:
        if isinstance(row, BadRow):
            report.bad.append(row)
        elif folded in newcomers or folded in changes:
            report.unchanged += 1
        elif folded not in known:
            newcomers[folded] = _newcomer(folded, row, terms)
            report.new += 1
            report.pending += newcomers[folded].state is SubscriberState.PENDING
        elif changed := _changed(known[folded], row, terms):
            changes[folded] = changed
            report.changed += 1
        else:
            report.unchanged += 1
    return list(newcomers.values()), list(changes.values())


def _newcomer(folded: str, row: Listed, terms: Terms) -> Newcomer:
    return Newcomer(
        address=row.address,
        folded=folded,
        name=row.name,
        state=_state(row, terms),
        preferences=Preferences(
            cadence=row.cadence or terms.cadence,
            # Of another program's tags only those are sections that this publication has.
            sections=tuple(each for each in row.tags if row.origin or each in terms.sections),
            time_zone=row.time_zone,
            language=row.language,
        ),
        origin=row.origin or IMPORT,
        consent=_consent(row, terms),
        created_at=row.created_at,
    )


def _state(row: Listed, terms: Terms) -> SubscriberState:
    if row.state is SubscriberState.ACTIVE and not _consent(row, terms):
        return SubscriberState.PENDING
    return row.state


def _consent(row: Listed, terms: Terms) -> str:
    return "; ".join(
        filter(None, (row.consent, terms.consent if row.state is SubscriberState.ACTIVE else ""))
    )


def _changed(known: Subscriber, row: Listed, terms: Terms) -> Subscriber | None:
    """Return what a known subscriber becomes by a row, or None when they stay as they are."""
    state = _state(row, terms)
    ends = state in (SubscriberState.UNSUBSCRIBED, SubscriberState.BOUNCED, SubscriberState.COMPLAINED)
    match known.state:
        case SubscriberState.PENDING if state is not SubscriberState.PENDING:
            return replace(known, state=state, consent=_consent(row, terms), origin=IMPORT)
        case SubscriberState.ACTIVE if ends:
            return replace(known, state=state, origin=IMPORT)
        case _:
            return None
