"""From a write to the store to the text in a page: `uv run python -m bench.live`.

Starts a local AWS and a web server of its own on 127.0.0.1, lets one and then many sockets watch, writes progress as a
worker does, and prints when it was seen: by raw sockets, in the DOM of a real Chromium, and by a client that polls
every two seconds. Times run from the call of `Store.progress` (so the write itself is in them) to the arrival.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.slow_client import free_port
from bench.watchers import Arrival, Watchers

TOTAL = 1_000_000
"""Units of work of the step that is watched: it never ends."""

POLL_SECONDS = 2.0
"""As the predecessor polls."""


@dataclass(frozen=True, slots=True)
class Write:
    """One write of progress."""

    analysis: int
    done: int
    at: float


class Server:
    """A web process, what it costs and what it asks of AWS."""

    def __init__(self, name: str, folder: Path) -> None:
        self.port = free_port()
        self._calls = folder / f"calls-{self.port}.json"
        command = [sys.executable, "-m", "bench.counted", str(self._calls), name]
        if name == "daphne":
            command += ["-v", "0", "-b", "127.0.0.1", "-p", str(self.port)]
        else:
            command += ["--log-level", "error", "--host", "127.0.0.1", "--port", str(self.port), "--backlog", "4096"]
        self._log = (folder / f"{name}.log").open("ab")
        self._process = subprocess.Popen(
            [*command, "dashboard.asgi:application"], stdout=self._log, stderr=subprocess.STDOUT
        )
        wait_for(f"http://127.0.0.1:{self.port}/health/live")

    def cpu(self) -> float:
        """Seconds of CPU so far."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Resident MB."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024

    def calls(self) -> dict[str, int]:
        """Calls to AWS so far: reads of items, other calls to DynamoDB, calls to its Streams, to S3."""
        kinds = {"reads": 0, "dynamodb": 0, "dynamodbstreams": 0, "s3": 0}
        for name, count in json.loads(self._calls.read_text(encoding="utf-8")).items():
            service, _, call = name.partition(":")
            kinds["reads" if call in {"GetItem", "BatchGetItem", "Query", "Scan"} else service] += count
        return kinds

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._log.close()


class Analyses:
    """Analyses that are at work in their first step, and are written to as a worker does."""

    def __init__(self, count: int) -> None:
        from tests.records import record
        from tracking import listing, moves
        from tracking.conf import tracking_settings
        from tracking.record import Lease
        from tracking.states import STEPS
        from tracking.store import Store

        self.ids: list[str] = []
        self.writes: list[Write] = []
        self._store, self._step, self._leases, self._done = Store(), STEPS[0], list[Lease](), [0] * count
        for _ in range(count):
            request_id = f"analysis_{secrets.token_hex(6)}"
            new = replace(record(request_id), listing=listing.listing_key(tracking_settings(), request_id))
            self._store.create(new, actor="bench")
            taken = self._store.move(
                request_id,
                lambda r: moves.take(
                    r, time.time(), owner="bench", worker="bench", lease_seconds=3_600, max_attempts=3
                ),
            )
            self._store.move(
                request_id,
                lambda r: moves.start_step(r, time.time(), step=STEPS[0], worker="bench", message="At work"),
            )
            assert taken.lease is not None
            self._leases.append(taken.lease)
            self.ids.append(request_id)

    def write(self, analysis: int) -> None:
        """One more unit of work is through."""
        self._done[analysis] += 1
        done = self._done[analysis]
        self.writes.append(Write(analysis, done, time.time()))
        self._store.progress(self.ids[analysis], self._leases[analysis], self._step, done=done, total=TOTAL, parts=[])

    def write_for(self, seconds: float, a_second: float) -> list[Write]:
        """Write to each in turn at that rate; the writes that were made."""
        self.writes = []
        begun = time.monotonic()
        for number in range(int(seconds * a_second)):
            time.sleep(max(0.0, begun + number / a_second - time.monotonic()))
            self.write(number % len(self.ids))
        return self.writes


class Tab:
    """A page in Chromium that notes when its DOM shows another progress."""

    SCRIPT = """() => {
      window.seen = [];
      const look = () => {
        const bar = document.querySelector('#card-chunking progress');
        const done = bar ? Number(bar.getAttribute('value')) : 0;
        if (!seen.length || seen[seen.length - 1][0] !== done)
          seen.push([done, (performance.timeOrigin + performance.now()) / 1000]);
      };
      new MutationObserver(look).observe(document.body, {subtree: true, childList: true, attributes: true});
    }"""

    def __init__(self, browser: Any, url: str) -> None:
        self._page = browser.new_page()
        self._page.goto(url)
        self._page.wait_for_selector("#freshness[data-state=live]", timeout=30_000)
        self._page.evaluate(self.SCRIPT)

    def arrivals(self) -> list[Arrival]:
        """What was seen since the last time."""
        seen = self._page.evaluate("() => { const all = window.seen; window.seen = []; return all; }")
        return [Arrival(0, int(done), at) for done, at in seen]

    def close(self) -> None:
        """Close the tab."""
        self._page.close()


class Poller(threading.Thread):
    """Asks for one analysis every two seconds, as the predecessor does: three calls to DynamoDB each time."""

    def __init__(self, request_id: str) -> None:
        super().__init__(daemon=True)
        self._request_id = request_id
        self._stop = threading.Event()
        self.seen: list[Arrival] = []

    def run(self) -> None:
        """Poll until told to stop."""
        from tracking.client import clients, from_attributes
        from tracking.conf import tracking_settings

        table = tracking_settings().table
        while not self._stop.wait(POLL_SECONDS):
            dynamodb = clients().dynamodb
            dynamodb.list_tables()
            dynamodb.describe_table(TableName=table)
            item = dynamodb.get_item(TableName=table, Key={"request_id": {"S": self._request_id}})["Item"]
            step = from_attributes(item)["analysis_result"]["steps_status"]["chunking"]
            self.seen.append(Arrival(0, step.get("progress", {}).get("done", 0), time.time()))

    def stop(self) -> list[Arrival]:
        """What was seen, and when."""
        self._stop.set()
        self.join(10)
        return self.seen


def delays(writes: Sequence[Write], arrivals: Sequence[Arrival], watched: Sequence[int]) -> tuple[list[float], int]:
    """Milliseconds from each write to each viewer that watches its analysis, and how many never arrived.

    `watched`: by viewer the number of its analysis. A later state says all that an earlier one does.
    """
    by_viewer: dict[int, list[Arrival]] = {}
    for arrival in arrivals:
        by_viewer.setdefault(arrival.viewer, []).append(arrival)
    by_analysis: dict[int, list[Write]] = {}
    for write in writes:
        by_analysis.setdefault(write.analysis, []).append(write)
    found, lost = [], 0
    for viewer, analysis in enumerate(watched):
        coming = iter(sorted(by_viewer.get(viewer, []), key=lambda each: each.at))
        latest: Arrival | None = None
        for write in by_analysis.get(analysis, []):
            while latest is None or latest.done < write.done:
                latest = next(coming, None)
                if latest is None:
                    break
            if latest is None:
                lost += 1
            else:
                found.append(1_000 * (latest.at - write.at))
    return found, lost


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which that share lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def spread(values: Sequence[float]) -> str:
    """Median, and the range over the rounds."""
    return f"{statistics.median(values):,.0f} ({min(values):,.0f} to {max(values):,.0f})"


def wait_for(url: str, seconds: float = 60.0) -> None:
    """Wait until an address answers."""
    until = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


@contextmanager
def local_aws(folder: Path) -> Iterator[None]:
    """MiniStack, and this process and its children turned to it."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "ministack"],
        env={**os.environ, "GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1", "SFTP_ENABLED": "0"},
        stdout=(folder / "ministack.log").open("wb"),
        stderr=subprocess.STDOUT,
        cwd=folder,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/_ministack/health")
        os.environ.update(
            AWS_ENDPOINT_URL=f"http://127.0.0.1:{port}",
            AWS_ACCESS_KEY_ID="bench",
            AWS_SECRET_ACCESS_KEY="bench",
            DJANGO_SETTINGS_MODULE="dashboard.settings",
            DJANGO_SECRET_KEY="bench",
            STREAM_PACE_SECONDS="0.03",
            STREAM_IDLE_SECONDS="0.05",
            THROUGHLINE_ENV_FILE="",
            THROUGHLINE_VAR=str(folder),
        )
        yield
    finally:
        process.terminate()
        process.wait(15)


@dataclass(slots=True)
class Options:
    """How much is measured."""

    seconds: float
    rounds: int


def measure_latency(
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


def measure_polling(analyses: Analyses, options: Options) -> None:
    """Print what a client sees that polls."""
    poller = Poller(analyses.ids[0])
    poller.start()
    writes = [write for write in analyses.write_for(3 * options.seconds, 2) if write.analysis == 0]
    time.sleep(POLL_SECONDS + 0.5)
    found, _ = delays(writes, poller.stop(), [0])
    print(
        f"Polling every {POLL_SECONDS:.0f} s, the predecessor's way, in the same run: "
        f"p50 {quantile(found, 0.5):,.0f} ms, p99 {quantile(found, 0.99):,.0f} ms; "
        f"{3 * 60 / POLL_SECONDS:.0f} DynamoDB calls a minute and viewer.\n"
    )


def measure_calls(server: Server, request_id: str, viewers: int, options: Options) -> None:
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


def measure_holding(name: str, folder: Path, analyses: Analyses, viewers: int, options: Options) -> None:
    """Print whether so many sockets hold, and what they cost."""
    server = Server(name, folder)
    try:
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
    finally:
        server.stop()


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="length of a round")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each line of the first table")
    parser.add_argument("--only", choices=["delay", "calls", "hold"], help="one part alone")
    given = parser.parse_args()
    options = Options(given.seconds, given.rounds)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="throughline-bench-")))
        stack.enter_context(local_aws(folder))
        import django

        django.setup()
        from django.core.management import call_command
        from playwright.sync_api import sync_playwright

        from tests.tools import chromium
        from tracking import bucket, tables

        call_command("migrate", verbosity=0, interactive=False)
        tables.ensure_tables()
        bucket.ensure_bucket()
        one, hundred = Analyses(1), Analyses(100)
        print(f"Load of this machine before the run: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.\n")
        if given.only in (None, "delay"):
            playwright = stack.enter_context(sync_playwright())
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            for name in ("daphne", "uvicorn"):
                server = Server(name, folder)
                print(
                    f"{name}, write to sight, ms: median (range) of {options.rounds} rounds of {options.seconds:g} s\n"
                )
                print(
                    "| sockets      | w/s  | sockets p50        | sockets p99        | Chromium p50       | "
                    "Chromium p99       | lost | CPU %          | RSS     |"
                )
                print("|---|---|---|---|---|---|---|---|---|")
                for viewers, analyses, a_second in [(1, one, 2), (100, one, 2), (1_000, one, 2), (1_000, hundred, 20)]:
                    measure_latency(server, browser, analyses, viewers=viewers, a_second=a_second, options=options)
                print()
                server.stop()
            browser.close()
            measure_polling(one, options)
        if given.only in (None, "calls"):
            server = Server("daphne", folder)
            print("AWS calls a minute, nothing happening, at the pace for a service on this machine (20 a second)\n")
            print("| viewers | reads | DescribeTable | Streams | S3 | CPU |\n|---|---|---|---|---|---|")
            for viewers in (0, 1, 1_000, 0):
                measure_calls(server, one.ids[0], viewers, options)
            server.stop()
            print()
        if given.only in (None, "hold"):
            print("Held: one write a second, each seen by the sockets of its analysis\n")
            print(
                "| server  | sockets | opened | held | lost | p50 | p99 | CPU | a socket |\n"
                "|---|---|---|---|---|---|---|---|---|"
            )
            measure_holding("daphne", folder, one, 2_000, options)
            measure_holding("uvicorn", folder, one, 5_000, options)


if __name__ == "__main__":
    main()
