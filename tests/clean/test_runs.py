"""How strongly does the wording of a block speak against it, in a story and in a how-to?"""

from __future__ import annotations

import pytest

from publisher.clean.cues import read
from publisher.clean.runs import DECISIVE, weigh

ASK = "Sign up for our newsletter and support us with a donation."


@pytest.mark.parametrize(
    ("before", "after", "decides"), [(10, 20, False), (1, 20, True), (10, 7, True), (2, 8, False)]
)
def test_in_a_how_to_phrases_are_believed_at_its_ends_only(before: int, after: int, decides: bool) -> None:
    cues = read(ASK)
    assert weigh(cues, before=before, after=after, chatty=False) >= DECISIVE
    assert (weigh(cues, before=before, after=after, chatty=True) >= DECISIVE) is decides
