"""Random streams, histories and faults: nothing is lost unsaid, and an item's changes never go backwards unsaid."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracking.stream.fakes import Watched, local
from tests.tracking.stream.simulated import throttled, unreachable
from tracking.stream import AWS, Change, FollowerState, Phase
from tracking.stream.errors import ExpiredIterator, StreamGone, TrimmedData

QUIET = 90.0
"""From then on nothing goes wrong, so that the rest can arrive …"""
END = QUIET + AWS.sweep + 150.0
"""… a shard that was listed late with the next full listing, a backlog of pages with one record each in its time."""

TRANSIENT = ("throttled", "expired", "outage", "split", "rotate", "expire all", "late listing", "ignored filter")
LOSSY = (*TRANSIENT, "trim", "made anew", "unexpected", "shard gone", "false trim")


class History:
    """A stream whose items live in the shards of their branch, with faults at random times."""

    def __init__(self, seed: int, faults: tuple[str, ...], *, outlives_outage: bool = True) -> None:
        self.random = random = Random(seed)
        pace = replace(AWS if outlives_outage else local(), workers=random.randint(1, 4), retry_longest=2.0)
        self.watched = Watched(pace, shards=random.randint(1, 5), latency=random.choice([0.0, 0.01, 0.3]))
        self.stream = self.watched.stream
        self.stream.shards_a_page = random.choice([1, 2, 100])
        self.stream.records_a_page = random.choice([1, 3, 1000])
        self.stream.empty_pages = random.choice([0, 0, 3])
        self.home: dict[str, str] = {}
        self.live: dict[str, list[str]] = {}
        """For each shard that was split, those that continue it."""
        self.written: list[tuple[float, str, int]] = []
        for number in range(random.randint(1, 6)):
            self.home[f"item{number}-"] = random.choice(self.stream.open_shards())
        for _ in range(random.randint(5, 120)):
            self.watched.at(random.uniform(0.0, QUIET), self.write)
        for _ in range(random.randint(0, 12)):
            self.watched.at(random.uniform(1.0, QUIET - 20), partial(self.fault, random.choice(faults)))
        self.watched.at(QUIET, self.stream.faults.clear)

    def write(self) -> None:
        item = self.random.choice(sorted(self.home))
        shard = self.home[item]
        while shard in self.live:
            # An item stays with one child of each split, as its key's hash has it.
            shard = self.live[shard][int(item[4:-1]) % len(self.live[shard])]
        self.home[item] = shard
        self.watched.write(item, shard)
        self.written.append((self.watched.clock(), item, self.watched.written[item]))

    def fault(self, kind: str) -> None:
        stream, random = self.stream, self.random
        match kind:
            case "throttled":
                stream.faults.extend([throttled()] * random.randint(1, 6))
            case "expired":
                stream.faults.extend([ExpiredIterator()] * random.randint(1, 3))
            case "outage":
                self.watched.break_until(self.watched.clock() + random.uniform(0.1, 15.0), unreachable())
            case "expire all":
                stream.expire()
            case "late listing":
                stream.listed_late = random.choice([0.0, 0.5, 8.0])
            case "ignored filter":
                stream.filters_children = False
            case "split" | "rotate":
                shard = random.choice(stream.open_shards())
                self.live[shard] = stream.split(shard, 2 if kind == "split" else 1)
            case _:
                self.lossy_fault(kind)

    def lossy_fault(self, kind: str) -> None:
        stream, random = self.stream, self.random
        match kind:
            case "trim":
                # A service keeps records for a day: none are gone from a shard before anybody could ask for it.
                asked_for = [shard for shard in stream.open_shards() if stream.shards[shard].asked_for]
                if asked_for:
                    stream.trim(random.choice(asked_for), keep=random.randint(0, 2))
            case "false trim":
                stream.faults.append(TrimmedData())
            case "shard gone":
                stream.faults.extend([StreamGone()] * random.randint(1, 3))
            case "unexpected":
                stream.faults.append(KeyError("emulator"))
            case "made anew":
                stream.begin_anew(random.randint(1, 3))
                self.live.clear()
                for item in self.home:
                    self.home[item] = random.choice(stream.open_shards())
            case _:
                raise AssertionError(kind)

    def delivered(self) -> set[tuple[str, int]]:
        return {(change.request_id, change.version) for _, change in self.watched.changes}

    def epochs_began(self) -> list[float]:
        """When each epoch was first told with FOLLOWING."""
        began: dict[int, float] = {}
        for when, state in self.watched.states:
            if state.phase is Phase.FOLLOWING:
                began.setdefault(state.epoch, when)
        return list(began.values())

    def went_backwards(self) -> bool:
        """Whether an item's version fell, or repeated, within an epoch."""
        seen: dict[str, int] = {}
        epoch = 0
        for heard in self.watched.heard:
            if isinstance(heard, FollowerState):
                if heard.epoch != epoch:
                    seen, epoch = {}, heard.epoch
            elif isinstance(heard, Change):
                if heard.version <= seen.get(heard.request_id, 0):
                    return True
                seen[heard.request_id] = heard.version
        return False


def run(history: History) -> None:
    history.watched.run(END)
    assert history.watched.states[-1][1].phase is Phase.FOLLOWING
    assert not history.went_backwards()
    last = history.epochs_began()[-1]
    lost = [
        (when, item, version) for when, item, version in history.written if (item, version) not in history.delivered()
    ]
    # A snapshot taken in the last epoch holds what was written before it began; all that came later must have arrived.
    assert all(when <= last for when, _, _ in lost), lost


@settings(max_examples=150, deadline=None)
@given(st.integers(min_value=0, max_value=2**32))
def test_every_change_arrives_once_and_in_order_whatever_passes_by(seed: int) -> None:
    history = History(seed, tuple(fault for fault in TRANSIENT if fault not in ("expired", "expire all")))
    run(history)
    began = history.epochs_began()
    assert len(began) == 1, "nothing here is a reason for a new snapshot"
    arrived = [(change.request_id, change.version) for _, change in history.watched.changes]
    due = {(item, version) for when, item, version in history.written if when > began[0]}
    assert due <= set(arrived)
    assert len(arrived) == len(set(arrived))


@settings(max_examples=200, deadline=None)
@given(st.integers(min_value=0, max_value=2**32))
def test_what_is_lost_is_said_whatever_goes_wrong(seed: int) -> None:
    run(History(seed, LOSSY))


@settings(max_examples=100, deadline=None)
@given(st.integers(min_value=0, max_value=2**32))
def test_what_is_lost_is_said_on_a_service_that_forgets(seed: int) -> None:
    run(History(seed, LOSSY, outlives_outage=False))
