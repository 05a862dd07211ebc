"""The waits between tries: they double, end somewhere, and no two who failed at once come back at once."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tracking.backoff import Backoff


@given(
    failures=st.integers(1, 10**6),
    first=st.floats(0.001, 10),
    factor=st.floats(1, 1_000),
    least=st.sampled_from([0.0, 0.5, 1.0]),
    seed=st.integers(),
)
def test_a_wait_is_within_its_bounds(failures: int, first: float, factor: float, least: float, seed: int) -> None:
    backoff = Backoff(first=first, longest=first * factor, least=least)
    whole = min(backoff.longest, first * 2.0 ** min(failures - 1, 30))

    assert least * whole <= backoff.wait(failures, Random(seed)) <= whole


def test_what_is_not_cut_doubles_up_to_the_longest() -> None:
    backoff = Backoff(first=0.5, longest=3.0, least=1.0)

    assert [backoff.wait(failures) for failures in range(1, 6)] == [0.5, 1.0, 2.0, 3.0, 3.0]


def test_who_failed_at_once_do_not_come_back_at_once() -> None:
    backoff = Backoff(first=1.0, longest=1.0)

    assert len({backoff.wait(1) for _ in range(50)}) > 40
