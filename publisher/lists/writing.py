"""How is a list written that another program, or this one, reads?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from publisher.errors import SubscriptionError
from publisher.lists.formats import formats
from publisher.lists.reading import FORMULA
from publisher.subscriber import Subscriber


def write(subscribers: Iterable[Subscriber], name: str) -> Iterator[str]:
    """Yield the lines of a list (RFC 4180) in the format of this name, the columns first.

    A cell that a spreadsheet would take for a formula begins with an apostrophe. Raises
    SubscriptionError when there is no such format.
    """
    form = formats().get(name)
    if form is None:
        raise SubscriptionError(f"{name!r} is not a format of lists; there are: {', '.join(formats())}")
    yield _line(form.columns)
    for each in subscribers:
        yield _line(tuple(f"'{cell}" if cell.startswith(FORMULA) else cell for cell in form.cells(each)))


def _line(cells: tuple[str, ...]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()
