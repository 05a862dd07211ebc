"""Results and transcripts as the pages read them: from the bucket once, then from a small cache of this process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

from analysis.chain import Chain
from analysis.checkpoints import latest_study
from analysis.curated import Curated, lay_over
from analysis.curation import Edit
from analysis.results import current_result
from analysis.transcripts import Study
from tracking.record import Record
from tracking.states import Status, Step

KEPT = 12
"""Documents kept of each kind: a few readers paging through a few analyses. A large one has about 3 MB."""


class _Recent[Value]:
    """The most recently used values. What is kept never changes under its key."""

    def __init__(self) -> None:
        self._values: OrderedDict[tuple[Any, ...], Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[Any, ...], make: Callable[[], Value]) -> Value:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > KEPT:
                self._values.popitem(last=False)
        return value


_chains: _Recent[Chain] = _Recent()
_curated: _Recent[Curated] = _Recent()
_studies: _Recent[Study | None] = _Recent()


def chain_of(record: Record) -> Chain:
    """The result of `record`, linked. Kept once it is finished; while it runs, read anew. Raises ServiceError."""
    if record.result_data:
        return _chains.get((record.request_id, record.result_data), lambda: Chain(current_result(record)))
    return Chain(current_result(record))


def curated_of(record: Record, edits: Sequence[Edit]) -> Curated:
    """The result of `record` under all its `edits`. Raises ServiceError."""
    chain = chain_of(record)
    if not edits:
        return Curated(chain, {}, ())
    if not record.result_data:
        return lay_over(chain.result, edits)
    # Edits are only ever added, each under the next number: the last one tells which there are.
    key = (record.request_id, record.result_data, edits[-1].seq)
    return _curated.get(key, lambda: lay_over(chain.result, edits))


def study_of(record: Record) -> Study | None:
    """The transcripts that the findings rest on; None while they have not been read. Raises ServiceError."""
    chunking = record.steps[Step.CHUNKING]
    if chunking.status is Status.COMPLETED:
        return _studies.get((record.request_id, chunking.attempt), lambda: latest_study(record))
    return latest_study(record)
