"""A short storm over real processes; `bench/chaos.py` has the long one."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path
from random import Random

import pytest

from tests.chaos.cluster import Cluster
from tests.chaos.storm import Storm

logger = logging.getLogger(__name__)

TEXT = "\n\n".join(f"Anna: Every day we lose an hour over thing number {number}." for number in range(25))
LEASE_SECONDS = 3.0


@pytest.mark.live
@pytest.mark.timeout(300)
@pytest.mark.xdist_group("processes")
def test_every_accepted_analysis_ends_once_whatever_dies(tmp_path: Path) -> None:
    cluster = Cluster(
        tmp_path / "cluster", lease_seconds=LEASE_SECONDS, skews=(0.0, 20.0), pause=0.02, proxied=True, web=True
    )
    seed = int(os.environ.get("CHAOS_SEED") or time.time_ns())
    logger.warning("The same storm again: CHAOS_SEED=%d", seed)  # pytest shows it where the test fails.
    storm = Storm(
        random=Random(seed),
        seconds=15,
        calm_seconds=120,
        lease_seconds=LEASE_SECONDS,
        text=TEXT,
        in_flight=5,
        weights={"meddling": 2.0, "forgetting names": 2.0},
        # What must not be left to chance in so short a time.
        certain=("kill -9 worker", "kill -9 pool child", "pause past the lease", "kill -9 local AWS", "kill -9 web"),
    )
    cluster.run(storm, seconds=280)
    figures = storm.figures
    assert figures.verdict.faults == [], "\n".join([f"seed {seed}", *figures.lines(LEASE_SECONDS)])
    assert figures.verdict.ends["completed"] > 0
    assert sum(figures.faults.values()) > 0, "nothing happened at the wire"
    ends = figures.verdict.ends
    assert figures.analyses == sum(count for end, count in ends.items() if end != "names forgotten")
