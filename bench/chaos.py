"""`uv run python bench/chaos.py [minutes]`: a long storm over real analyses, and the figures of it.

Two workers with clocks that disagree, the web and the local AWS are killed, paused and stopped at random; messages are
dropped and repeated; all that workers and web say to AWS goes through a proxy that throttles, fails, resets and cuts
answers off after the commit. Then all is left in peace, and every acknowledged analysis is judged by its events
and by what is in the bucket. Ends with 1 where anything is not as it must be.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from random import Random

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")


def main() -> int:
    """Run it, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("minutes", type=float, nargs="?", default=5.0)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--lease", type=float, default=8.0, help="lease time in seconds (default: 8)")
    parser.add_argument("--engine", choices=["local", "plain"], default="local")
    parser.add_argument("--keep-log", type=Path, default=None, help="where the output of all processes goes")
    options = parser.parse_args()
    django.setup()
    from tests.chaos.cluster import Cluster
    from tests.chaos.storm import Storm

    seed = options.seed if options.seed is not None else int(time.time())
    logging.getLogger().setLevel(logging.ERROR)
    folder = Path(tempfile.mkdtemp(prefix="throughline-chaos-"))
    started = time.monotonic()
    log = options.keep_log.open("w") if options.keep_log else None
    cluster = Cluster(
        folder / "cluster",
        lease_seconds=options.lease,
        skews=(0.0, options.lease * 4),
        pause=None if options.engine == "local" else 0.03,
        proxied=True,
        web=True,
        output=log,
    )

    def say(what: str) -> None:
        print(f"{time.monotonic() - started:6.1f} s  {what}", file=log or sys.stderr, flush=True)

    storm = Storm(
        random=Random(seed),
        seconds=options.minutes * 60,
        calm_seconds=400,
        lease_seconds=options.lease,
        text=(ROOT / "tests" / "data" / "truck_driver.txt").read_text(encoding="utf-8"),
        weights={
            "kill -9 local AWS": 0.3,
            "kill -9 pool child": 2.0,
            "pause past the lease": 2.0,
            "SIGTERM worker": 0.5,
            "meddling": 2.0,
            "forgetting names": 2.0,
        },
        every=(1.5, 5.0),
        say=say,
    )
    try:
        cluster.run(storm, seconds=options.minutes * 60 + 900)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"chaos         {options.minutes:g} minutes, seed {seed}, engine {options.engine}, lease {options.lease:g} s")
    for line in storm.figures.lines(options.lease):
        print(line)
    for fault in storm.figures.verdict.faults:
        print("FAULT", fault)
    return 1 if storm.figures.verdict.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
