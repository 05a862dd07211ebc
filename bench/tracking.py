"""`uv run python bench/tracking.py`: what an analysis costs, how long the road takes, and how the table bears its size.

1. Write and read units, dollars and AWS calls of one analysis: of an engine that does nothing, and of the local engine
   on an interview of 2,400 words. Units are computed from the items by DynamoDB's published rules (see capacity.py).
2. From the submission until it is seen completed, with an engine that does nothing: one at a time, and 200 at once,
   beside Celery over Redis with five chained tasks that do nothing, in the same run.
3. List, status and sweep with 10, 10,000 and 100,000 analyses in the table, on MiniStack and on Amazon's DynamoDB Local
   (which needs Java and npm).
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ.setdefault("THROUGHLINE_LOG_LEVEL", "ERROR")

DOLLARS = {"write": 0.625e-6, "read": 0.125e-6, "s3 put": 5e-6, "s3 get": 0.4e-6, "sqs": 0.4e-6}
"""us-east-1, on demand: a write unit, a read unit, a PUT or LIST, a GET, a message."""

TEXT = "Anna: Every day we lose an hour over it.\n\nBen: So do we, and nobody knows why.\n"


def spread(seconds: list[float]) -> str:
    """p50, p95 and most, in milliseconds."""
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    p50, most = statistics.median(ordered), ordered[-1]
    return f"p50 {p50 * 1e3:7.1f}  p95 {p95 * 1e3:7.1f}  max {most * 1e3:7.1f} ms  (n={len(ordered)})"


# 1. What it costs


def costs(name: str, engine: Any, text: str) -> None:
    """One analysis in this process, every call of it counted."""
    import boto3
    from moto import mock_aws

    from analysis import dispatch, worker
    from analysis.submissions import Submission, submit
    from bench.capacity import Meter
    from tracking import bucket, tables
    from tracking.client import clients
    from tracking.conf import tracking_settings

    with mock_aws():
        clients.cache_clear()
        tables.ensure_tables()
        bucket.ensure_bucket()
        uncounted = boto3.client("dynamodb", region_name=tracking_settings().region)
        table = tracking_settings().table

        def state(request_id: str) -> Any:
            return uncounted.get_item(TableName=table, Key={"request_id": {"S": request_id}}).get("Item")

        meter = Meter(clients(), state)
        meter.calls["sqs:SendMessage"] = meter.calls["sqs:ReceiveMessage"] = meter.calls["sqs:DeleteMessage"] = 1
        with patch.object(dispatch.app, "send_task"), patch.object(worker, "load_engine", return_value=engine):
            started = time.perf_counter()
            record = submit(Submission(files=[("study.txt", text.encode())])).record
            worker.run_analysis(record.request_id)
            took = time.perf_counter() - started
        item = state(record.request_id)
        assert item["overall_status"]["S"] == "completed"
        clients.cache_clear()
    puts = sum(meter.calls[f"s3:{call}"] for call in ("PutObject", "ListObjectsV2", "DeleteObjects"))
    gets = sum(meter.calls[f"s3:{call}"] for call in ("GetObject", "HeadObject"))
    units = sum(meter.write_units.values())
    dollars = {
        "writes": units * DOLLARS["write"],
        "reads": meter.read_units * DOLLARS["read"],
        "S3": puts * DOLLARS["s3 put"] + gets * DOLLARS["s3 get"],
        "SQS": 3 * DOLLARS["sqs"],
    }
    print(f"\n{name} ({len(text.split()):,} words, {took:.1f} s; largest item {meter.largest_item:,} bytes)")
    print(f"  write units   {units}: " + ", ".join(f"{n} {what}" for what, n in sorted(meter.write_units.items())))
    print(f"  read units    {meter.read_units:g}")
    print("  calls         " + ", ".join(f"{n} {call}" for call, n in sorted(meter.calls.items())))
    each = ", ".join(f"{what} {1_000 * price:.3f}" for what, price in dollars.items())
    print(f"  1,000 of them {units * 1000:,} write units, {sum(dollars.values()) * 1000:.3f} dollars ({each})")


# 2. How long the road takes


def road(folder: Path, singles: int, many: int) -> None:
    """The whole road with real processes, and the rival's."""
    from analysis.submissions import Submission, submit
    from tests.chaos.cluster import Cluster
    from tracking.store import Store

    def ours() -> Callable[[], bool]:
        request_id = submit(Submission(files=[("study.txt", TEXT.encode())])).record.request_id
        return lambda: Store().get(request_id).overall_status.is_final

    def story(_: Cluster) -> None:
        measure("Throughline on MiniStack, everything durable", ours, singles, many)

    environment = {"WORKER_CONCURRENCY": "2", "TRACKING_SWEEP_SECONDS": "5"}
    Cluster(folder / "road", lease_seconds=30, pause=0.0, environment=environment).run(story, 600)
    if shutil.which("redis-server") is None:
        print("  Celery + Redis: no redis-server here, so not measured")
        return
    with rival(folder) as submit_chain:
        measure("Celery + Redis (AOF), five chained tasks", submit_chain, singles, many)


def measure(name: str, submit: Callable[[], Callable[[], bool]], singles: int, many: int) -> None:
    """One at a time, then `many` at once."""
    for _ in range(3):
        until_seen(submit())
    times = []
    for _ in range(singles):
        started = time.perf_counter()
        until_seen(submit())
        times.append(time.perf_counter() - started)
    started = time.perf_counter()
    waiting = [submit() for _ in range(many)]
    submitted = time.perf_counter() - started
    for is_done in waiting:
        until_seen(is_done, pause=0.05)
    took = time.perf_counter() - started
    print(f"  {name}")
    print(f"    one at a time  {spread(times)}")
    print(f"    {many} at once    {took:.1f} s = {many / took * 60:,.0f} a minute (submitted within {submitted:.1f} s)")


def until_seen(is_done: Callable[[], bool], pause: float = 0.005) -> None:
    """Ask every few milliseconds."""
    until = time.monotonic() + 300
    while not is_done():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(pause)


@contextmanager
def rival(folder: Path) -> Iterator[Callable[[], Callable[[], bool]]]:
    """Redis and a Celery worker with two processes."""
    from dashboard.supervisor.sockets import listen, port_of

    with listen("127.0.0.1", 0) as probe:
        port = port_of(probe)
    os.environ["RIVAL_REDIS"] = f"redis://127.0.0.1:{port}/0"
    options = ["--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder), "--appendonly", "yes"]
    quiet: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    worker = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "bench.redis_chain",
        "worker",
        "-E",
        "-c",
        "2",
        "--loglevel",
        "ERROR",
    ]
    running = [subprocess.Popen(["redis-server", *options], **quiet)]
    try:
        running.append(subprocess.Popen(worker, cwd=ROOT, **quiet))
        from bench import redis_chain

        def submit() -> Callable[[], bool]:
            result = redis_chain.submit()
            return lambda: bool(result.ready())

        time.sleep(1)
        until_seen(submit(), pause=0.1)
        yield submit
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait(20)


# 3. How the table bears its size


def sizes(name: str, endpoint: str, counts: list[int]) -> None:
    """List, status and sweep while the table grows."""
    from analysis import services
    from tests.chaos.cluster import turned
    from tests.tracking.conftest import carry_empty_strings
    from tracking import listing, tables
    from tracking.client import clients
    from tracking.conf import tracking_settings
    from tracking.states import Status
    from tracking.store import Store

    print(f"\n{name}: milliseconds a call")
    with turned(endpoint):
        if "Amazon" in name:  # The one that npm carries is from before DynamoDB took empty strings.
            carry_empty_strings(clients())
        tables.ensure_tables()
        settings, there = tracking_settings(), 0
        for count in counts:
            started = time.perf_counter()
            fill(there, count)
            there = count
            filled = time.perf_counter() - started
            calls: dict[str, Callable[[], object]] = {
                "list": lambda: listing.recent(settings, limit=50),
                "list failed": lambda: listing.recent(settings, limit=50, status=Status.FAILED),
                "status": partial(Store().get_item, f"analysis_bench{count // 2:07d}"),
                "sweep": services.sweep,
            }
            print(f"  {count:>7,} analyses (filled in {filled:.0f} s)")
            for what, call in calls.items():
                call()
                print(f"    {what:<15}{spread([timed(call) for _ in range(20)])}")


def timed(call: Callable[[], object]) -> float:
    """Seconds it takes."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def fill(start: int, end: int) -> None:
    """Finished analyses, a tenth of them failed, straight into the table."""
    from tracking.client import clients, to_attributes
    from tracking.clock import iso
    from tracking.conf import tracking_settings
    from tracking.listing import listing_key
    from tracking.record import Failure, Record
    from tracking.states import STEPS, Status

    settings = tracking_settings()
    example = Record(request_id="", research_data="s3://design-analysis/x", created_at="", updated_at="", title="Bench")
    for step in STEPS:
        example = example.with_step(
            step, status=Status.COMPLETED, message="Successfully done", attempt=1, started_at=iso(0)
        )
    failed = replace(
        example.with_step(STEPS[-1], status=Status.FAILED),
        failure=Failure(step=STEPS[-1], kind="k", message="Why it failed"),
    )
    batch: list[Any] = []
    for number in range(start, end):
        request_id, at = f"analysis_bench{number:07d}", iso(1_700_000_000 + number)
        record = replace(
            failed if number % 10 == 0 else example,
            request_id=request_id,
            listing=listing_key(settings, request_id),
            created_at=at,
            updated_at=at,
        )
        batch.append({"PutRequest": {"Item": to_attributes(record.to_item())}})
        if len(batch) == 25 or number == end - 1:
            left: Any = {settings.table: batch}
            while left:
                left = clients().dynamodb.batch_write_item(RequestItems=left).get("UnprocessedItems")
            batch = []


@contextmanager
def ministack(folder: Path) -> Iterator[str]:
    """MiniStack alone."""
    from tests.ministack import running

    (folder / "ministack").mkdir()
    with running(folder / "ministack") as service:
        yield service.endpoint


@contextmanager
def amazons_own(folder: Path) -> Iterator[str | None]:
    """Amazon's DynamoDB Local, if it can be had; None otherwise."""
    import pytest

    from tests.tracking.stream.conftest import dynamodb_local, dynamodb_local_home, running

    try:
        home = dynamodb_local_home()
    except pytest.skip.Exception:
        yield None
        return
    with running(dynamodb_local(folder, home)) as service:
        yield service.endpoint


def main() -> None:
    """All three parts, or those that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", default=["cost", "road", "size"], help="cost, road, size (default: all)")
    parser.add_argument("--singles", type=int, default=30)
    parser.add_argument("--many", type=int, default=200)
    parser.add_argument("--counts", type=int, nargs="+", default=[10, 10_000, 100_000])
    options = parser.parse_args()
    django.setup()
    logging.disable(logging.INFO)
    from tests.chaos.plain_engine import PlainEngine

    folder = Path(tempfile.mkdtemp(prefix="throughline-bench-"))
    try:
        if "cost" in options.parts:
            print("1. What one analysis costs (units computed from item sizes, prices of us-east-1 on demand)")
            from analysis.engines import load_engine

            costs("An engine that does nothing", PlainEngine(), TEXT)
            interview = (ROOT / "tests" / "data" / "truck_driver.txt").read_text(encoding="utf-8")
            local = load_engine("local")
            local.warm_up()
            costs("The local engine on an interview", local, interview)
        if "road" in options.parts:
            print("\n2. From the submission until it is seen completed, engines that do nothing")
            road(folder, options.singles, options.many)
        if "size" in options.parts:
            print("\n3. How the table bears its size")
            with ministack(folder) as endpoint:
                sizes("MiniStack", endpoint, options.counts)
                print("  (MiniStack walks through all items at each query of an index; DynamoDB does not.)")
            with amazons_own(folder) as endpoint:
                if endpoint is None:
                    print("\nAmazon's DynamoDB Local: needs Java and npm, so not measured")
                else:
                    sizes("Amazon's DynamoDB Local", endpoint, options.counts)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
