"""How is a list written that another program, or this one, reads?"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator

from publisher.errors import SubscriptionError
from publisher.lists.formats import formats
from publisher.lists.reading import FORMULA
from publisher.lists.values import Format
from publisher.model import SubscriberState
from publisher.subscriber import Subscriber


def write(subscribers: Iterable[Subscriber], name: str) -> Iterator[str]:
    """Yield the lines of a list (RFC 4180) in the format of this name, the columns first.

    A cell that a spreadsheet would take for a formula begins with an apostrophe. Raises SubscriptionError
    when there is no such format, and at the first subscriber in another state than those before where the
    program takes in a whole file in one: whoever has left here would be written to again there.
    """
    form = _format(name)
    yield _line(form.columns)
    state: SubscriberState | None = None
    for each in subscribers:
        state = state or each.state
        if each.state is not state:
            check_states((state, each.state), name)
        yield _line(tuple(f"'{cell}" if cell.startswith(FORMULA) else cell for cell in form.cells(each)))


def check_states(states: Collection[SubscriberState], name: str) -> None:
    """Raise SubscriptionError when a list of people in these states would be misread by the program."""
    if len(states) > 1 and not _format(name).carries_state:
        raise SubscriptionError(
            f"{name} takes in a whole file in one state, whatever its rows say, and this would have "
            f"{' and '.join(states)}; write one file for each with --state, such as --state active"
        )


def _format(name: str) -> Format:
    form = formats().get(name)
    if form is None:
        raise SubscriptionError(f"{name!r} is not a format of lists; there are: {', '.join(formats())}")
    return form


def _line(cells: tuple[str, ...]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()
