"""Which delivery is sent next?"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.deliver.pool import LEASED, Pool
from publisher.handover import Delivery, DeliveryKind


def delivery(number: int, domain: str, request: int = 0) -> Delivery:
    return Delivery(
        number=number,
        id=UUID(int=number),
        kind=DeliveryKind.DIGEST,
        edition=UUID(int=1),
        subscriber=number,
        person=UUID(int=number),
        address=f"reader{number}@{domain}",
        attempts=0,
        request=UUID(int=request) if request else None,
    )


def source(due: Sequence[Delivery]) -> Callable[[int], list[Delivery]]:
    """Return what leases the next ones of these."""
    left = list(due)

    def lease(most: int) -> list[Delivery]:
        taken, left[:] = left[:most], left[most:]
        return taken

    return lease


DOMAINS = st.lists(st.sampled_from(["a.example", "b.example", "c.example"]), max_size=40)


@given(DOMAINS, st.integers(1, 5), st.integers(1, 7))
def test_every_delivery_is_given_out_once_and_no_domain_has_more_under_way_than_it_may(
    domains: list[str], per_domain: int, most: int
) -> None:
    pool = Pool(source([delivery(number, domain) for number, domain in enumerate(domains)]), per_domain)
    assert pool.fill() == len(domains)
    given: list[int] = []
    while not pool.is_dry:
        taken = pool.take(most)
        assert 0 < len(taken) <= most
        given += [each.number for each in taken]
        counts = Counter(each.address.rpartition("@")[2] for each in taken)
        assert max(counts.values()) <= per_domain
        # With one thread, who waits for a domain waits for ever: all are done before the next turn.
        pool.done(taken)
    assert sorted(given) == list(range(len(domains)))
    assert pool.take(most) == []


@given(st.lists(st.integers(0, 4), max_size=30))
def test_what_was_in_one_request_comes_together_in_its_order_and_first(requests: list[int]) -> None:
    due = [delivery(number, "a.example", request) for number, request in enumerate(requests)]
    pool = Pool(source(due), 100)
    pool.fill()
    while not pool.is_dry:
        taken = pool.take(1)
        requested = {each.request for each in taken}
        assert len(requested) == 1
        (request,) = requested
        if request:
            assert taken == [each for each in due if each.request == request]
        pool.done(taken)


def test_more_is_leased_when_what_was_has_been_taken() -> None:
    pool = Pool(source([delivery(number, f"{number}.example") for number in range(LEASED + 3)]), 1)
    assert pool.fill() == LEASED
    given = 0
    while taken := pool.take(100):
        given += len(taken)
        pool.done(taken)
    assert given == LEASED + 3
    assert pool.is_dry


def test_who_waits_for_a_domain_goes_on_when_there_is_room() -> None:
    pool = Pool(source([delivery(number, "a.example") for number in range(2)]), 1)
    pool.fill()
    first = pool.take(1)
    taken: list[list[Delivery]] = []
    waits = threading.Thread(target=lambda: taken.append(pool.take(1)))
    waits.start()
    pool.done(first)
    waits.join(10.0)
    assert [each.number for (each,) in (first, *taken)] == [0, 1]


def test_who_waits_for_a_domain_goes_home_when_it_is_stopped() -> None:
    pool = Pool(source([delivery(number, "a.example") for number in range(2)]), 1)
    pool.fill()
    pool.take(1)
    taken: list[list[Delivery]] = []
    waits = threading.Thread(target=lambda: taken.append(pool.take(1)))
    waits.start()
    pool.stop()
    waits.join(10.0)
    assert taken == [[]]


def test_a_lease_that_fails_is_raised_by_who_asked_and_ends_it_for_all() -> None:
    def fail(most: int) -> list[Delivery]:
        if calls.append(most) is None and len(calls) > 1:
            raise ZeroDivisionError
        return [delivery(number, f"{number}.example") for number in range(most)]

    calls: list[int] = []
    pool = Pool(fail, 1)
    pool.fill()
    pool.done(pool.take(LEASED))
    with pytest.raises(ZeroDivisionError):
        pool.take(1)
    assert pool.take(1) == []
