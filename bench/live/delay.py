"""The tables of delays: from the write to the sockets, to the DOM, and to one who polls."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from bench.live.figures import Options, delays, quantile, spread
from bench.live.poller import CALLS, POLL_SECONDS, Poller
from bench.live.servers import Server
from bench.live.tab import Tab
from bench.live.watchers import Watchers
from bench.live.writer import Analyses

HEAD = """\
| sockets      | w/s  | sockets p50        | sockets p99        | Chromium p50       | Chromium p99       | lost | \
CPU %          | RSS     |
|---|---|---|---|---|---|---|---|---|"""


def measure_delays(browser: Any, folder: Path, one: Analyses, hundred: Analyses, options: Options) -> None:
    """Print a table for each server, and the line of one who polls."""
    for name in ("daphne", "uvicorn"):
        server = Server(name, folder)
        print(f"{name}, write to sight, ms: median (range) of {options.rounds} rounds of {options.seconds:g} s\n")
        print(HEAD)
        try:
            for viewers, analyses, a_second in [(1, one, 2), (100, one, 2), (1_000, one, 2), (1_000, hundred, 20)]:
                _measure(server, browser, analyses, viewers=viewers, a_second=a_second, options=options)
        finally:
            server.stop()
        print()
    _measure_polling(one, options)


def _measure(
    server: Server, browser: Any, analyses: Analyses, *, viewers: int, a_second: float, options: Options
) -> None:
    """Print one line of the table of delays."""
    watched = [number % len(analyses.ids) for number in range(viewers)]
    watchers = Watchers(server.port, [f"/ws/analysis/{analyses.ids[number]}/" for number in watched])
    tab = Tab(browser, f"http://127.0.0.1:{server.port}/analyses/{analyses.ids[0]}/")
    time.sleep(1)
    sockets: list[list[float]] = []
    pages: list[list[float]] = []
    cpu, lost = [], 0
    for _ in range(options.rounds):
        watchers.arrivals(), tab.arrivals()
        before, begun = server.cpu(), time.monotonic()
        writes = analyses.write_for(options.seconds, a_second)
        time.sleep(0.5)
        cpu.append(100 * (server.cpu() - before) / (time.monotonic() - begun))
        time.sleep(1)
        found, missing = delays(writes, watchers.arrivals(), watched)
        sockets.append(found)
        lost += missing
        pages.append(delays(writes, tab.arrivals(), [0])[0])
    what = f"{viewers:,} on {len(analyses.ids)}"
    print(
        f"| {what:<12} | {a_second:>4g} | {spread([quantile(r, 0.5) for r in sockets]):>18} | "
        f"{spread([quantile(r, 0.99) for r in sockets]):>18} | {spread([quantile(r, 0.5) for r in pages]):>18} | "
        f"{spread([quantile(r, 0.99) for r in pages]):>18} | {lost:>4} | {spread(cpu):>14} | "
        f"{server.memory():>4.0f} MB |",
        flush=True,
    )
    tab.close()
    watchers.close()


def _measure_polling(analyses: Analyses, options: Options) -> None:
    """Print what a client sees that polls."""
    poller = Poller(analyses.ids[0])
    poller.start()
    writes = [write for write in analyses.write_for(3 * options.seconds, 2) if write.analysis == 0]
    time.sleep(POLL_SECONDS + 0.5)
    found, _ = delays(writes, poller.stop(), [0])
    print(
        f"Polling every {POLL_SECONDS:.0f} s, the predecessor's way, in the same run: "
        f"p50 {quantile(found, 0.5):,.0f} ms, p99 {quantile(found, 0.99):,.0f} ms; "
        f"{CALLS * 60 / POLL_SECONDS:.0f} DynamoDB calls a minute and viewer.\n"
    )
