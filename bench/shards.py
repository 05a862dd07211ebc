"""The real follower on a simulated stream of many shards that split and close: `uv run python -m bench.shards`.

Three runs. The first is on simulated time, an hour of a stream in less than a minute: the service's limits are
enforced (a call too many is throttled), latencies are drawn at random, shards rotate every four hours, and once half
of them split within a second. It says what lag and which calls the follower's rules lead to. The second is the same
world for a rival, the loop that asks one shard after the other. The third is on real threads and the real clock,
without latency, for a few seconds: it says what the follower itself costs in CPU. Nothing here talks to AWS.
"""

from __future__ import annotations

import argparse
import math
import threading
import time
from dataclasses import dataclass, field, replace
from functools import partial
from random import Random

from tests.tracking.stream.simulated import Limits, SimulatedStream
from tests.tracking.stream.simulated_time import SimulatedCalls, SimulatedClock
from tracking.stream import AWS, Change, Follower, FollowerState, Pace, Phase

ROTATION = 4 * 3600.0
"""Seconds that AWS keeps a shard open, about."""
DESCRIBE_A_SECOND = 10
"""AWS's stated limit on DescribeStream."""
RECORDS_A_SECOND_A_SHARD = 5
"""What Kinesis states for a shard. AWS states nothing for DynamoDB Streams; taken as if it did."""
DOLLARS_A_MILLION_READS = 0.20
"""GetRecords calls in us-east-1, after the 2.5 million a month that are free."""
SETTLING, DRAINING = 30.0, 90.0
"""Seconds without writes at the beginning and the end."""


def latency(random: Random) -> float:
    """Of one call, in seconds: median 8 ms with a long tail, as within a region."""
    return min(2.0, random.lognormvariate(math.log(0.008), 0.6))


@dataclass
class World:
    """A simulated stream, what happens to it by itself, and what the follower makes of it."""

    shards: int
    writes: float
    """A second, over all shards."""
    hours: float
    random: Random
    clock: SimulatedClock = field(default_factory=SimulatedClock)
    lags: dict[str, list[float]] = field(default_factory=lambda: {"steady": [], "rotation": [], "split": []})
    pending: dict[tuple[str, int], tuple[float, str]] = field(default_factory=dict)
    states: list[tuple[float, FollowerState]] = field(default_factory=list)
    out_of_order: int = 0

    def __post_init__(self) -> None:
        self.until = self.hours * 3600.0
        self.stream = SimulatedStream(
            self.clock, self.shards, limits=Limits(DESCRIBE_A_SECOND, RECORDS_A_SECOND_A_SHARD)
        )
        self.stream.listed_late = 0.5
        self.open = self.stream.open_shards()
        self.most_open = len(self.open)
        self._versions: dict[str, int] = {}
        self._seen: dict[str, int] = {}
        self._made: dict[str, tuple[float, str]] = {}
        for shard_id in self.open:
            self.clock.at(self.random.uniform(SETTLING, ROTATION), partial(self._continue, shard_id, 1, "rotation"))
        self.clock.at(self.until / 2, self._split_half)
        self.clock.at(SETTLING, self._write)
        self.clock.at(600.0, self._clean)

    def changed(self, change: Change) -> None:
        """Note what was delivered, how late, and whether in order."""
        written, kind = self.pending.pop((change.request_id, change.version))
        self.lags[kind].append(self.clock() - written)
        self.out_of_order += change.version != self._seen.get(change.request_id, 0) + 1
        self._seen[change.request_id] = change.version

    def stated(self, state: FollowerState) -> None:
        """Note what the follower said of itself."""
        self.states.append((self.clock(), state))

    def _write(self) -> None:
        shard_id = self.random.choice(self.open)
        version = self._versions[shard_id] = self._versions.get(shard_id, 0) + 1
        now = self.clock()
        made, kind = self._made.get(shard_id, (-math.inf, "steady"))
        # What a child gets in its first seconds waits until the child has been found.
        self.pending[shard_id, version] = (now, kind if now - made < 10.0 else "steady")
        self.stream.write(shard_id, shard_id, version)
        if now < self.until - DRAINING:
            self.clock.at(now + self.random.expovariate(self.writes), self._write)

    def _continue(self, shard_id: str, into: int, kind: str) -> None:
        if self.stream.shards[shard_id].closed_at is not None:
            return
        now = self.clock()
        for child in self.stream.split(shard_id, into):
            self._made[child] = (now, kind)
            self.clock.at(
                now + max(600.0, self.random.gauss(ROTATION, 600.0)), partial(self._continue, child, 1, "rotation")
            )
        self.open = self.stream.open_shards()
        self.most_open = max(self.most_open, len(self.open))

    def _split_half(self) -> None:
        for shard_id in self.open[::2]:
            self.clock.at(self.clock() + self.random.random(), partial(self._continue, shard_id, 2, "split"))

    def _clean(self) -> None:
        self.stream.clean()
        self.clock.at(self.clock() + 600.0, self._clean)


def simulate(world: World, pace: Pace) -> float:
    """Let the follower follow it to the end. Returns the seconds that this took."""
    began = time.monotonic()
    stop = threading.Event()
    world.clock.at(world.until, stop.set)
    follower = Follower(
        world.stream,
        pace,
        calls=lambda workers: SimulatedCalls(world.clock, workers, lambda: latency(world.random)),
        clock=world.clock,
        random=world.random,
    )
    follower.run(world.changed, world.stated, stop)
    return time.monotonic() - began


def percentile(values: list[float], share: float) -> float:
    """The value below which that share of them lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def report(title: str, world: World, took: float) -> None:
    """Print what a simulated run has shown, beside the limits."""
    calls, minutes = world.stream.calls, world.until / 60
    delivered = sum(map(len, world.lags.values()))
    print(
        f"{title}; {world.shards} shards, {world.most_open} at the most, {world.hours:g} h, {world.writes:g} writes/s"
    )
    print(f"  simulated in {took:.0f} s; following after {following_since(world):.1f} s")
    print(f"  delivered {delivered:,}, lost {len(world.pending)}, out of order {world.out_of_order}")
    print("  lag in seconds                        writes      p50      p99      max")
    kinds = {
        "steady": "shards under way",
        "rotation": "first 10 s of a rotated shard",
        "split": "first 10 s after half split at once",
    }
    for kind, name in kinds.items():
        if lags := world.lags[kind]:
            p50, p99 = percentile(lags, 0.5), percentile(lags, 0.99)
            print(f"    {name:<35} {len(lags):>8,} {p50:>8.2f} {p99:>8.2f} {max(lags):>8.2f}")
    limits = {
        "DescribeStream": ("describe", f"{DESCRIBE_A_SECOND * 60:,}"),
        "GetRecords": ("records", f"{world.most_open * RECORDS_A_SECOND_A_SHARD * 60:,}"),
        "GetShardIterator": ("iterator", "not stated"),
        "DescribeTable": ("look", "not stated"),
        "throttled": ("throttled", "0 is the aim"),
    }
    print("  calls a minute                                 limit")
    for name, (call, limit) in limits.items():
        print(f"    {name:<20} {calls[call] / minutes:>10,.1f} {limit:>16}")
    monthly = calls["records"] / minutes * 60 * 24 * 30 / 1e6
    dollars = max(0.0, monthly - 2.5) * DOLLARS_A_MILLION_READS
    print(f"  GetRecords at this rate: {monthly:,.0f} million a month, about ${dollars:,.0f}")


def following_since(world: World) -> float:
    """When it first said that it follows."""
    return next(when for when, state in world.states if state.phase is Phase.FOLLOWING)


def measure(shards: int, writes: float, seconds: float) -> None:
    """Follow on real threads and the real clock, the service costing nothing, and print CPU and lag."""
    stream = SimulatedStream(time.monotonic, shards, limits=Limits(None, None))
    following, stop = threading.Event(), threading.Event()
    lags: list[float] = []
    sent: dict[tuple[str, int], float] = {}

    def changed(change: Change) -> None:
        lags.append(time.monotonic() - sent.pop((change.request_id, change.version)))

    def stated(state: FollowerState) -> None:
        if state.phase is Phase.FOLLOWING:
            following.set()

    thread = threading.Thread(target=Follower(stream, AWS).run, args=(changed, stated, stop))
    thread.start()
    following.wait(30)
    open_shards, random = stream.open_shards(), Random(1)
    began, cpu_before = time.monotonic(), time.process_time()
    reads_before, version = stream.calls["records"], 0
    while (now := time.monotonic()) < began + seconds:
        while version < (now - began) * writes:
            version += 1
            shard_id = random.choice(open_shards)
            sent[shard_id, version] = now
            stream.write(shard_id, shard_id, version)
        time.sleep(0.01)
    cpu = (time.process_time() - cpu_before) / (time.monotonic() - began)
    reads = (stream.calls["records"] - reads_before) / seconds
    time.sleep(AWS.idle + 0.5)
    stop.set()
    thread.join(10)
    p50, p99 = percentile(lags, 0.5), percentile(lags, 0.99)
    print(f"real threads and clock, {shards} shards, {seconds:g} s, a service that answers at once")
    print(f"  lag p50 {p50:.2f} s, p99 {p99:.2f} s, max {max(lags):.2f} s; lost {len(sent)}")
    print(f"  {reads:.0f} GetRecords/s, {writes:g} writes/s, CPU {cpu:.0%} of one core; boto3's share is not in it")


def main() -> None:
    """Run both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shards", type=int, default=200)
    parser.add_argument("--hours", type=float, default=1.0, help="of simulated time (default 1)")
    parser.add_argument("--writes", type=float, default=100.0, help="a second over all shards (default 100)")
    parser.add_argument("--seconds", type=float, default=10.0, help="of the run on the real clock (default 10)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for name, pace in ((f"{AWS.workers} calls at once", AWS), ("rival: one call at a time", replace(AWS, workers=1))):
        world = World(options.shards, options.writes, options.hours, Random(options.seed))
        took = simulate(world, pace)
        report(name, world, took)
    measure(options.shards, options.writes, options.seconds)


if __name__ == "__main__":
    main()
