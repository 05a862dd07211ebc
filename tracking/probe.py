"""An analysis sent through every call that tracking makes, and taken away again: does it work, here and now?"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from tracking import bucket, listing, moves, queue
from tracking.client import clients, from_attributes, to_attributes
from tracking.clock import iso
from tracking.conf import TrackingSettings, tracking_settings
from tracking.errors import ServiceError, TrackingError, translate
from tracking.record import Record
from tracking.states import Step
from tracking.store import Store
from tracking.stream.api import table_stream
from tracking.stream.position import Position

PROBE_TEAM = "probe"
"""A list of its own, so that nobody sees the probe come and go."""

STREAM_SECONDS = 10.0
"""How long a change may take to show up on the stream."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one part of the probe went."""

    what: str
    seconds: float
    error: TrackingError | None = None


class Probe:
    """One probe; `run` yields the outcome of each part as soon as it is known, and leaves nothing behind."""

    def __init__(
        self, *, sleep: Callable[[float], None] = time.sleep, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.settings: TrackingSettings = replace(tracking_settings(), team=PROBE_TEAM)
        self.request_id = f"analysis_probe_{secrets.token_hex(6)}"
        self._store = Store(self.settings)
        self._key = f"check/{self.request_id}"
        self._sleep = sleep
        self._monotonic = monotonic
        self._iterators: list[str] = []

    def run(self) -> Iterator[Outcome]:
        """Every part in turn. Those that rest on one that failed are left out."""
        try:
            yield self._part("the bucket takes, gives back and lists an object", self._objects)
            yield self._part("the queue can be reached", self._queue)
            yield self._part("the stream can be read", self._open_stream)
            created = self._part("an analysis is created, with its event", self._create)
            yield created
            if created.error is not None:
                return
            yield self._part("it is updated under a lease", self._update)
            yield self._part("it is read, with its audit trail", self._read)
            yield self._part("it is found in the list and by its status", self._list)
            yield self._part("what is due is found", self._due)
            if self._iterators:
                yield self._part("its changes arrive on the stream", self._follow)
            yield self._part("it is deleted", self._delete)
        finally:
            self._clean_up()

    def _part(self, what: str, do: Callable[[], None]) -> Outcome:
        started = self._monotonic()
        error: TrackingError | None = None
        try:
            do()
        except TrackingError as caught:
            error = caught
        return Outcome(what=what, seconds=self._monotonic() - started, error=error)

    def _objects(self) -> None:
        bucket.put(self._key, b"probe")
        _require(bucket.get(self._key) == b"probe", "The bucket gave back something else than it was given.")
        _require(list(bucket.keys(self._key)) == [self._key], "The bucket does not list what it was given.")

    def _queue(self) -> None:
        queue.depth()

    def _create(self) -> None:
        now = iso(self._store.clock())
        record = Record(
            request_id=self.request_id,
            research_data=bucket.uri(self._key),
            created_at=now,
            updated_at=now,
            title="Probe of check_tracking",
            team=PROBE_TEAM,
            listing=listing.listing_key(self.settings, self.request_id),
        )
        self._store.create(record, actor="check_tracking")

    def _update(self) -> None:
        taken = self._store.move(
            self.request_id,
            lambda record: moves.take(
                record,
                self._store.clock(),
                owner=self.request_id,
                worker="check_tracking",
                lease_seconds=60.0,
                max_attempts=self.settings.max_attempts,
            ),
        )
        _require(taken.lease is not None, "The analysis could not be taken.")
        if taken.lease is not None:
            self._store.renew(self.request_id, taken.lease)
            self._store.progress(self.request_id, taken.lease, Step.CHUNKING, done=1, total=1, parts=[])

    def _read(self) -> None:
        _require(self._store.get(self.request_id).attempt == 1, "The analysis reads otherwise than it was written.")
        _require(self.request_id in self._store.get_many([self.request_id]), "The analysis is not found among many.")
        _require(len(self._store.events(self.request_id)) >= 2, "The audit trail lacks events.")

    def _list(self) -> None:
        # Indexes follow the table a moment later.
        self._eventually(
            lambda: any(row.request_id == self.request_id for row in listing.recent(self.settings, limit=100).rows),
            "The analysis does not appear in the list.",
        )
        status = self._store.get(self.request_id).overall_status
        self._eventually(
            lambda: any(
                row.request_id == self.request_id
                for row in listing.recent(self.settings, limit=100, status=status).rows
            ),
            f"The analysis does not appear among those that are {status}.",
        )

    def _due(self) -> None:
        self._eventually(
            lambda: self.request_id in listing.due(self.settings, at=self._store.clock() + 3_600),
            "The analysis is not found by when it is due.",
        )

    def _open_stream(self) -> None:
        service = table_stream()
        arn = service.current_stream()
        after: str | None = None
        while True:
            page = service.describe(arn, after=after)
            for shard in page.shards:
                if not shard.closed:
                    self._iterators.append(service.iterator(arn, shard.id, Position.newest()))
            after = page.next
            if after is None:
                return

    def _follow(self) -> None:
        service = table_stream()

        def arrived() -> bool:
            pages = [service.records(iterator) for iterator in self._iterators]
            self._iterators = [page.iterator for page in pages if page.iterator is not None]
            ids = {from_attributes(each["dynamodb"]["Keys"])["request_id"] for page in pages for each in page.records}
            return self.request_id in ids

        self._eventually(arrived, "The changes do not arrive on the stream.")

    def _delete(self) -> None:
        self._store.delete(self.request_id, actor="check_tracking")
        bucket.delete_all(self._key)

    def _eventually(self, condition: Callable[[], bool], otherwise: str) -> None:
        deadline = self._monotonic() + STREAM_SECONDS
        while not condition():
            _require(self._monotonic() < deadline, f"{otherwise} {STREAM_SECONDS:.0f} seconds were waited.")
            self._sleep(0.25)

    def _clean_up(self) -> None:
        """Nothing of a probe stays, not even its events: they tell of nobody's research."""
        with suppress(TrackingError):
            self._store.delete(self.request_id, actor="check_tracking")
        with suppress(TrackingError):
            bucket.delete_all(self._key)
        with suppress(TrackingError):
            for event in self._store.events(self.request_id):
                self._delete_event(event.seq)

    def _delete_event(self, seq: int) -> None:
        table = self.settings.events_table
        try:
            clients().dynamodb.delete_item(
                TableName=table, Key=to_attributes({"request_id": self.request_id, "seq": seq})
            )
        except Exception as error:
            raise translate(error, "dynamodb:DeleteItem", f"table {table}") from error


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ServiceError(otherwise, "Report this, with the service that answered.")
