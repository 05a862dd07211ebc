"""How many sockets one process holds."""

from __future__ import annotations

import time
from pathlib import Path

from bench.live.figures import Options, delays, quantile
from bench.live.servers import Server
from bench.live.watchers import Watchers
from bench.live.writer import Analyses


def measure_holding(folder: Path, analyses: Analyses, options: Options) -> None:
    """Print the table: 2,000 on Daphne, 5,000 on uvicorn."""
    print("Held: one write a second, each seen by the sockets of its analysis\n")
    print("| server  | sockets | opened | held | lost | p50 | p99 | CPU | a socket |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, viewers in (("daphne", 2_000), ("uvicorn", 5_000)):
        server = Server(name, folder)
        try:
            _measure(server, name, analyses, viewers, options)
        finally:
            server.stop()


def _measure(server: Server, name: str, analyses: Analyses, viewers: int, options: Options) -> None:
    """Print whether so many sockets hold, and what they cost."""
    empty = server.memory()
    watched = [number % len(analyses.ids) for number in range(viewers)]
    watchers = Watchers(server.port, [f"/ws/analysis/{analyses.ids[number]}/" for number in watched])
    time.sleep(3)
    watchers.arrivals()
    before, begun = server.cpu(), time.monotonic()
    writes = analyses.write_for(options.seconds, 1)
    cpu = 100 * (server.cpu() - before) / (time.monotonic() - begun)
    time.sleep(3)
    found, lost = delays(writes, watchers.arrivals(), watched)
    held = watchers.open_sockets()
    print(
        f"| {name:<7} | {viewers:>5,} | {watchers.opened_in:>5.1f} s | {held:>5,} | {lost:>4} of "
        f"{len(found) + lost:>6,} | {quantile(found, 0.5):>5,.0f} ms | {quantile(found, 0.99):>5,.0f} ms | "
        f"{cpu:>4.0f} % | {1024 * (server.memory() - empty) / viewers:>4.0f} KB |",
        flush=True,
    )
    watchers.close()
