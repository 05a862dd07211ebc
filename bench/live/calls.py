"""What is asked of AWS while nothing happens."""

from __future__ import annotations

import time
from pathlib import Path

from bench.live.figures import Options
from bench.live.servers import Server
from bench.live.watchers import Watchers


def measure_calls(folder: Path, request_id: str, options: Options) -> None:
    """Print the table: nobody watches, one, a thousand, and nobody again."""
    print("AWS calls a minute, nothing happening, at the pace for a service on this machine (20 a second)\n")
    print("| viewers | reads | DescribeTable | Streams | S3 | CPU |\n|---|---|---|---|---|---|")
    server = Server("daphne", folder)
    try:
        for viewers in (0, 1, 1_000, 0):
            _measure(server, request_id, viewers, options)
    finally:
        server.stop()
    print()


def _measure(server: Server, request_id: str, viewers: int, options: Options) -> None:
    """Print how often AWS is asked while so many watch and nothing happens."""
    watchers = Watchers(server.port, [f"/ws/analysis/{request_id}/"] * viewers) if viewers else None
    time.sleep(2 if viewers else 13)  # Opening is over; with nobody there, so is the time that the hub lingers.
    before, cpu = server.calls(), server.cpu()
    time.sleep(options.seconds)
    after = server.calls()
    a_minute = {name: 60 * (after[name] - before[name]) / options.seconds for name in after}
    cpu = 100 * (server.cpu() - cpu) / options.seconds
    print(
        f"| {viewers:>7,} | {a_minute['reads']:>5.0f} | {a_minute['dynamodb']:>13.0f} | "
        f"{a_minute['dynamodbstreams']:>7,.0f} | {a_minute['s3']:>2.0f} | {cpu:>4.1f} % |",
        flush=True,
    )
    if watchers:
        watchers.close()
