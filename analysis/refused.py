"""Files of a submission that were not used, as its record keeps them: the first ones, and where the whole list lies.

An archive may hold two thousand files that cannot be read. Their names and reasons are more than an item of the table
may hold.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from analysis.readers import Refusal
from tracking import bucket
from tracking.record import Record

FIRST = 25
"""How many the record itself keeps: enough to see what went wrong, few enough for an item of 400 KB."""

_SHOWN, _MORE, _LIST = "refused", "refused_more", "refused_list"


def keep(request_id: str, refusals: Sequence[Refusal]) -> dict[str, Any]:
    """Options of the record that tell of the refusals. Writes the whole list where there are more than the first."""
    documents = [asdict(refusal) for refusal in refusals]
    options: dict[str, Any] = {_SHOWN: documents[:FIRST]}
    if len(documents) > FIRST:
        digest = hashlib.sha256(json.dumps(documents).encode()).hexdigest()[:16]
        key = f"{bucket.research_prefix(request_id)}refused-{digest}.json"
        bucket.put_json(key, documents)
        options |= {_MORE: len(documents) - FIRST, _LIST: key}
    return options


def first(record: Record) -> list[dict[str, str]]:
    """The refusals that the record keeps itself: all of them, unless there are `more`."""
    return list(record.options.get(_SHOWN, ()))


def more(record: Record) -> int:
    """How many refusals there are beyond the first."""
    return int(record.options.get(_MORE, 0))


def every(record: Record) -> tuple[Refusal, ...]:
    """All refusals. Raises ServiceError."""
    documents = bucket.get_json(record.options[_LIST]) if _LIST in record.options else first(record)
    return tuple(Refusal(**document) for document in documents)


def list_key(record: Record) -> str | None:
    """Where the whole list lies, if the record does not hold it."""
    key = record.options.get(_LIST)
    return str(key) if key else None
