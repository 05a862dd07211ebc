"""A client that never reads, on the real servers: it costs next to nothing, and nobody beside it waits."""

from __future__ import annotations

import pytest

from bench.flood import MESSAGES
from bench.slow_client import measure

pytestmark = pytest.mark.live


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
def test_a_client_that_never_reads_costs_next_to_nothing(server: str) -> None:
    grown, got = measure(server, "paced")
    assert grown < 10, "MB, of 100 that were to be sent"
    assert got == MESSAGES


def test_daphne_by_itself_would_keep_it_all() -> None:
    """If this fails, Daphne has learnt to wait, and dashboard.socket_pace can go."""
    grown, _ = measure("daphne", "bare")
    assert grown > 30
