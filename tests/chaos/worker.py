"""`python -m tests.chaos.worker`: the product's worker, with what a chaos run injects into it.

CHAOS_PAUSE: seconds a unit of work takes the plain engine; absent: the product's own engine runs.
CHAOS_CLOCK_SKEW: seconds by which this worker's clock is ahead of (or behind) the machine's.
"""

from __future__ import annotations

import os
import sys
import time

import django


def main() -> None:
    """Inject, then be a worker with the arguments of this command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dashboard.settings")
    if skew := float(os.environ.get("CHAOS_CLOCK_SKEW", "0")):
        from tracking import clock

        clock.now = lambda: time.time() + skew
    django.setup()
    if "CHAOS_PAUSE" in os.environ:
        from analysis import engines
        from tests.chaos.plain_engine import PlainEngine

        engine = PlainEngine(float(os.environ["CHAOS_PAUSE"]))
        engines.load_engine = lambda name: engine  # type: ignore[assignment]
    from analysis.celery import app

    app.worker_main(["worker", "--loglevel", "WARNING", "--without-mingle", "--without-gossip", *sys.argv[1:]])


if __name__ == "__main__":
    main()
