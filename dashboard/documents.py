"""Results and transcripts as the pages read them: from the bucket once, then from a small cache of this process."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from operator import itemgetter
from threading import Lock
from typing import Any, cast

from cachetools import LRUCache

from analysis.chain import Chain
from analysis.checkpoints import latest_study
from analysis.curation.edits import Edit
from analysis.curation.overlay import Curated, lay_over
from analysis.curation.storage import load_edits
from analysis.results import current_result
from analysis.transcripts import Study
from tracking.record import Record
from tracking.states import Status, Step

KEPT_BYTES = 128 * 2**20
"""Bytes of memory for what is kept, all kinds together. A result of 3,000 chunks takes about 6 MB; a value that takes
more than all of this is made anew each time."""

IN_MEMORY = 5
"""Bytes in memory for one byte pickled: 3.3 to 3.9 measured, and four times as many for text in wide characters, which
are pickled in two to four bytes themselves. Counting object by object takes six times as long as pickling."""


def counted_bytes(value: object) -> int:
    """About what `value` takes in memory, and rather more than less."""
    return IN_MEMORY * len(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))


class Kept:
    """The most recently used values, as many as fit. What is kept never changes under its key."""

    def __init__(self, most_bytes: int) -> None:
        self._values: LRUCache[tuple[Any, ...], tuple[int, Any]] = LRUCache(most_bytes, getsizeof=itemgetter(0))
        self._lock = Lock()

    @property
    def size(self) -> int:
        """Bytes that all of it takes now."""
        return int(self._values.currsize)

    def get[Value](self, key: tuple[Any, ...], make: Callable[[], Value]) -> Value:
        """The value under `key`; made, and kept if there is room for it, where it is not there."""
        with self._lock:
            if key in self._values:
                return cast("Value", self._values[key][1])
        value = make()
        size = counted_bytes(value)
        with self._lock:
            if size <= self._values.maxsize:
                self._values[key] = (size, value)
        return value


_kept = Kept(KEPT_BYTES)


def chain_of(record: Record) -> Chain:
    """The result of `record`, linked. Kept once it is finished; while it runs, read anew. Raises ServiceError."""
    if record.result_data:
        key = ("chain", record.request_id, record.result_data)
        return _kept.get(key, lambda: Chain(current_result(record)))
    return Chain(current_result(record))


def edits_of(record: Record) -> list[Edit]:
    """People's edits of an analysis, oldest first. Raises ServiceError."""
    if not record.edits:
        return []
    return _kept.get(("edits", record.request_id, record.edits), lambda: load_edits(record))


def curated_of(record: Record, edits: Sequence[Edit]) -> Curated:
    """The result of `record` under all its `edits`. Raises ServiceError."""
    chain = chain_of(record)
    if not edits:
        return Curated(chain, {}, ())
    if not record.result_data:
        return lay_over(chain.result, edits)
    # Edits are only ever added, each under the next number: the last one tells which there are.
    key = ("curated", record.request_id, record.result_data, edits[-1].seq)
    return _kept.get(key, lambda: lay_over(chain.result, edits))


def study_of(record: Record) -> Study | None:
    """The transcripts that the findings rest on; None while they have not been read. Raises ServiceError."""
    chunking = record.steps[Step.CHUNKING]
    if chunking.status is Status.COMPLETED:
        return _kept.get(("study", record.request_id, chunking.attempt), lambda: latest_study(record))
    return latest_study(record)
