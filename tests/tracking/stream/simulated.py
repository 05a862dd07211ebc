"""A stream in memory: the service's rules without the service.

Shared by the follower's tests and its benchmark of many shards (bench/shards.py): what takes hours on AWS happens in
it at once. It keeps what AWS documents: parents and children, iterators that live 15 minutes, records that live 24
hours, pages, shards that are listed late, the rate limits. Faults are switched on by hand.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tracking.errors import Throttled, Unreachable
from tracking.stream.errors import ExpiredIterator, StreamGone, StreamOff, TrimmedData
from tracking.stream.position import Anchor, Position
from tracking.stream.service import RecordPage, Shard, ShardPage

ITERATOR_LIFE = 15 * 60.0
RECORD_LIFE = 24 * 3600.0


@dataclass(slots=True)
class SimulatedShard:
    """One shard of a simulated stream."""

    id: str
    parent: str | None
    made_at: float
    listed_at: float
    closed_at: float | None = None
    numbers: list[int] = field(default_factory=list)
    """Sequence numbers of its records, rising."""
    times: list[float] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)
    trimmed_to: int = 0
    """Sequence number of the last record that was dropped."""
    asked_for: bool = False
    """Whether an iterator for it was ever given out."""


@dataclass(slots=True)
class Limits:
    """Calls a second that the service allows; beyond them it throttles. None means no limit."""

    describe: int | None = 10
    records_per_shard: int | None = 5


class SimulatedStream:
    """A table's stream: a `StreamService`, and the hands that write to it, split it and break it."""

    def __init__(self, clock: Callable[[], float], shards: int = 1, *, limits: Limits | None = None) -> None:
        self.clock = clock
        self.limits = limits or Limits()
        self.shards: dict[str, SimulatedShard] = {}
        self.calls: Counter[str] = Counter()
        """How often each call was made, refused ones included; `throttled` among them."""
        self.shards_a_page = 100
        self.records_a_page = 1000
        self.listed_late = 0.0
        """Seconds until a new shard is listed."""
        self.filters_children = True
        """Whether DescribeStream heeds its filter; emulators do not."""
        self.empty_pages = 0
        """Empty pages that a fresh iterator walks through before its first record."""
        self.faults: deque[Exception] = deque()
        """Errors that the next calls meet, one each."""
        self.down: Exception | None = None
        """What every call meets while it is set."""
        self._numbers = count(1)
        self._generation = 0
        self._names = count(1)
        self._recent: dict[str, deque[float]] = {}
        self.keeps_old_streams = False
        """Whether a stream that was dropped or switched off can still be read, as at AWS for a day."""
        self.reuses_names = False
        """Whether each stream's shards are named alike, as an emulator's are."""
        self.iterator_times: deque[float] = deque(maxlen=1000)
        """When iterators were made."""
        self.on = True
        self._old: dict[str, dict[str, SimulatedShard]] = {}
        self._stream_names = count(1)
        self.arn = ""
        self.begin_anew(shards)

    # Hands

    def begin_anew(self, shards: int = 1) -> None:
        """Drop the stream and make another: its table was made again, or its stream switched off and on."""
        self.switch_off()
        self.on = True
        self.arn = f"arn:aws:dynamodb:local:0:table/analyses/stream/{next(self._stream_names)}"
        self.shards = {}
        self._names = count(1) if self.reuses_names else self._names
        for _ in range(shards):
            self.grow_root()

    def switch_off(self) -> None:
        """Switch the stream off: its shards end."""
        self.on = False
        for shard in self.shards.values():
            shard.closed_at = self.clock() if shard.closed_at is None else shard.closed_at
        self._old = {**self._old, self.arn: self.shards} if self.keeps_old_streams else {}

    def forget(self) -> None:
        """Come back with the same stream, emptied, and sequence numbers from the beginning."""
        self._numbers = count(1)
        for shard in self.shards.values():
            shard.numbers, shard.times, shard.records, shard.trimmed_to = [], [], [], 0

    def grow_root(self) -> str:
        """Let a shard appear that continues no other. Returns its id."""
        return self._grow(None, late=0.0)

    def open_shards(self) -> list[str]:
        """Ids of the shards that are written to."""
        return [shard.id for shard in self.shards.values() if shard.closed_at is None]

    def split(self, shard_id: str, into: int = 2) -> list[str]:
        """Close a shard; others continue it (one: it was rotated; none: it just ends)."""
        self.shards[shard_id].closed_at = self.clock()
        return [self._grow(shard_id, self.listed_late) for _ in range(into)]

    def write(self, shard_id: str, item: str, version: int) -> None:
        """Record a write to an item."""
        shard = self.shards[shard_id]
        if shard.closed_at is not None:
            raise ValueError(f"{shard_id} is closed and takes no writes.")
        number = next(self._numbers)
        shard.numbers.append(number)
        shard.times.append(self.clock())
        image = {"request_id": {"S": item}, "version": {"N": str(version)}}
        shard.records.append(
            {
                "eventName": "INSERT" if version == 1 else "MODIFY",
                "dynamodb": {
                    "Keys": {"request_id": {"S": item}},
                    "NewImage": image,
                    "SequenceNumber": f"{number:021d}",
                },
            }
        )

    def trim(self, shard_id: str, keep: int = 0) -> None:
        """Drop all but the last records of a shard, as if they had become too old."""
        shard = self.shards[shard_id]
        cut = max(0, len(shard.numbers) - keep)
        if cut:
            shard.trimmed_to = shard.numbers[cut - 1]
        del shard.numbers[:cut], shard.times[:cut], shard.records[:cut]

    def expire(self) -> None:
        """Let all iterators expire."""
        self._generation += 1

    def clean(self) -> None:
        """Drop what is older than the service keeps: records, and ended shards without any."""
        now = self.clock()
        for shard in list(self.shards.values()):
            self.trim(shard.id, keep=len(shard.times) - bisect_left(shard.times, now - RECORD_LIFE))
            if shard.closed_at is not None and shard.closed_at + RECORD_LIFE < now:
                del self.shards[shard.id]

    # The four calls

    def current_stream(self) -> str:
        """As in `StreamService`."""
        self._meet("look", None, None)
        if not self.on:
            raise StreamOff("analyses")
        return self.arn

    def describe(self, stream_arn: str, *, after: str | None = None, children_of: str | None = None) -> ShardPage:
        """As in `StreamService`."""
        self._meet("describe", "describe", self.limits.describe)
        shards = [
            shard
            for shard in self._listed(stream_arn)
            if not (children_of and self.filters_children) or shard.parent == children_of
        ]
        begin = next((place for place, shard in enumerate(shards, 1) if shard.id == after), 0) if after else 0
        page = shards[begin : begin + self.shards_a_page]
        more = begin + len(page) < len(shards)
        return ShardPage(
            tuple(Shard(shard.id, shard.parent, shard.closed_at is not None) for shard in page),
            page[-1].id if more else None,
        )

    def iterator(self, stream_arn: str, shard_id: str, position: Position) -> str:
        """As in `StreamService`."""
        self._meet("iterator", None, None)
        self._stream(stream_arn)
        self.iterator_times.append(self.clock())
        shard = self._shard(shard_id)
        shard.asked_for = True
        match position.anchor:
            case Anchor.OLDEST:
                after = shard.trimmed_to
            case Anchor.NEWEST:
                after = next(self._numbers)
            case _:
                after = int(position.sequence_number)
                if after < shard.trimmed_to:
                    raise TrimmedData
        return self._iterator(shard_id, after, self.empty_pages)

    def records(self, iterator: str) -> RecordPage:
        """As in `StreamService`."""
        shard_id, after, made_at, walk, generation = _parts(iterator)
        self._meet("records", shard_id, self.limits.records_per_shard)
        if generation != self._generation or made_at + ITERATOR_LIFE <= self.clock():
            raise ExpiredIterator
        shard = self._shard(shard_id)
        if after < shard.trimmed_to:
            raise TrimmedData
        if walk:
            return RecordPage((), self._iterator(shard_id, after, walk - 1))
        begin = bisect_right(shard.numbers, after)
        end = min(begin + self.records_a_page, len(shard.numbers))
        page = tuple(shard.records[begin:end])
        if shard.closed_at is not None and end == len(shard.numbers):
            return RecordPage(page, None)
        return RecordPage(page, self._iterator(shard_id, shard.numbers[end - 1] if page else after, 0))

    # Within

    def _grow(self, parent: str | None, late: float) -> str:
        now = self.clock()
        shard_id = f"shardId-{next(self._names):08d}"
        self.shards[shard_id] = SimulatedShard(shard_id, parent, now, now + late)
        return shard_id

    def _listed(self, stream_arn: str) -> Iterator[SimulatedShard]:
        now = self.clock()
        return (shard for shard in self._stream(stream_arn).values() if shard.listed_at <= now)

    def _stream(self, stream_arn: str) -> dict[str, SimulatedShard]:
        if stream_arn == self.arn and (self.on or self.keeps_old_streams):
            return self.shards
        if stream_arn in self._old:
            return self._old[stream_arn]
        raise StreamGone

    def _shard(self, shard_id: str) -> SimulatedShard:
        for shards in (self.shards, *self._old.values()):
            if shard_id in shards and (self.on or self.keeps_old_streams):
                return shards[shard_id]
        raise StreamGone

    def _iterator(self, shard_id: str, after: int, walk: int) -> str:
        return f"{shard_id}/{after}/{self.clock()!r}/{walk}/{self._generation}"

    def _meet(self, call: str, allowance: str | None, a_second: int | None) -> None:
        self.calls[call] += 1
        if self.down is not None:
            raise self.down
        if self.faults:
            raise self.faults.popleft()
        if allowance is None or a_second is None:
            return
        now = self.clock()
        recent = self._recent.setdefault(allowance, deque())
        while recent and recent[0] <= now - 1.0:
            recent.popleft()
        if len(recent) >= a_second:
            self.calls["throttled"] += 1
            raise Throttled("Asked too often.")
        recent.append(now)


def _parts(iterator: str) -> tuple[str, int, float, int, int]:
    shard_id, after, made_at, walk, generation = iterator.split("/")
    return shard_id, int(after), float(made_at), int(walk), int(generation)


def throttled() -> Throttled:
    """A refusal to be put among the faults."""
    return Throttled("AWS asked to slow down.")


def unreachable() -> Unreachable:
    """An outage to be put among the faults."""
    return Unreachable("No answer.")
