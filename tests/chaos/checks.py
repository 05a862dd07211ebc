"""What must be true of every analysis after the storm, read from its events and from the bucket."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from analysis.results import current_result
from analysis.studies import NAMES_FORGOTTEN
from tracking import bucket, deletion
from tracking.errors import NotFound
from tracking.events import Event
from tracking.record import Record
from tracking.states import STEPS, Status, Step, is_legal
from tracking.store import Store

COLLECTIONS = ("chunks", "inferences", "patterns", "insights", "design_principles")


@dataclass(slots=True)
class Verdict:
    """What was found, one sentence a fault. All lists are empty when all is well."""

    lost: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    illegal: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """Results that are not what an undisturbed run gives, and files left of what was deleted."""
    ends: Counter[str] = field(default_factory=Counter)
    """How many ended how: `completed`, `failed: worker_lost`, `deleted` …; and of how many the names were forgotten."""

    @property
    def faults(self) -> list[str]:
        """All of them."""
        return [*self.lost, *self.stuck, *self.doubled, *self.illegal, *self.wrong]


def judge(request_ids: Iterable[str], *, expected: Mapping[bool, dict[str, Any]], deletable: frozenset[str]) -> Verdict:
    """Look at each acknowledged analysis. `expected` are results of undisturbed runs, by whether with pseudonyms.

    `deletable` are those that somebody asked to delete: they may be gone, and then nothing of them may be left.
    """
    store, verdict = Store(), Verdict()
    for request_id in request_ids:
        events = store.events(request_id)
        _judge_trail(request_id, events, verdict)
        try:
            record = store.get(request_id)
        except NotFound:
            _judge_deleted(request_id, events, verdict, allowed=request_id in deletable)
            continue
        if not record.overall_status.is_final or record.deleting or record.forgetting:
            verdict.stuck.append(f"{request_id} is {record.overall_status}: {record.strip}, due {record.due_at}")
            continue
        end = f"failed: {record.failure.kind}" if record.failure is not None else record.overall_status.value
        verdict.ends[end] += 1
        if record.overall_status is Status.COMPLETED:
            _judge_result(record, expected[bool(record.options.get("pseudonymise"))], verdict)
        if record.options.get(NAMES_FORGOTTEN):
            verdict.ends["names forgotten"] += 1
            if left := list(bucket.keys(bucket.personal_prefix(request_id))):
                verdict.wrong.append(f"{request_id}: the names were forgotten, and left {left}")
    return verdict


def _judge_trail(request_id: str, events: list[Event], verdict: Verdict) -> None:
    """Each event must go on from where the one before it left the analysis; each step is completed once a reset."""
    if not events or events[0].message != "Submitted":
        verdict.lost.append(f"{request_id}: the trail does not begin with the submission")
        return
    steps = dict.fromkeys(STEPS, Status.PENDING)
    done: Counter[Step] = Counter()
    attempt = 0
    for before, event in pairwise(events):
        where = (
            f"{request_id} event {event.seq} ({event.step}: {event.before} → {event.after}, attempt {event.attempt})"
        )
        if event.seq <= before.seq or event.at < before.at or event.attempt < attempt:
            verdict.illegal.append(f"{where}: out of order")
        if before.after == "deleted":
            verdict.illegal.append(f"{where}: after the deletion")
        attempt = event.attempt
        if event.step is None:
            continue
        step, after = Step(event.step), Status(event.after)
        if steps[step].value != event.before:
            verdict.illegal.append(f"{where}: the step was {steps[step]}")
        if event.message.startswith("Retry from"):
            for reset in step.onwards:
                steps[reset], done[reset] = Status.PENDING, 0
            continue
        goes_on = steps[step] is after is Status.PROCESSING  # An attempt goes on with what its predecessor left.
        if not goes_on and not is_legal(steps[step], after):
            verdict.illegal.append(f"{where}: not legal")
        if after is not Status.PENDING and any(steps[earlier] is not Status.COMPLETED for earlier in step.before):
            verdict.illegal.append(f"{where}: before its turn")
        done[step] += after is Status.COMPLETED
        if done[step] > 1:
            verdict.doubled.append(f"{where}: completed twice")
        steps[step] = after


def _judge_deleted(request_id: str, events: list[Event], verdict: Verdict, *, allowed: bool) -> None:
    if not allowed:
        verdict.lost.append(f"{request_id} is gone, and nobody deleted it")
        return
    if [event.after for event in events].count("deleted") != 1:
        verdict.doubled.append(f"{request_id}: not exactly one event tells of the deletion")
    prefixes = (bucket.RESEARCH, bucket.PERSONAL, "checkpoints/", "analysis-results/", deletion.COPIES)
    left = [key for prefix in prefixes for key in bucket.keys(f"{prefix}{request_id}")]
    if left:
        verdict.wrong.append(f"{request_id} was deleted, and left {left}")
    verdict.ends["deleted"] += 1


def _judge_result(record: Record, expected: dict[str, Any], verdict: Verdict) -> None:
    result = current_result(record)
    for collection in COLLECTIONS:
        ids = [item["id"] for item in result[collection]]
        if len(ids) != len(set(ids)):
            verdict.doubled.append(f"{record.request_id}: {collection} found twice")
        if result[collection] != expected[collection]:
            verdict.wrong.append(
                f"{record.request_id}: {len(ids)} {collection}, an undisturbed run gives {len(expected[collection])}"
            )
