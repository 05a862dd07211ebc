"""Reads back what a run left in the bucket: transcripts, and the findings of completed and unfinished steps."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import Any

from analysis.findings import Findings, from_document
from analysis.transcripts import Study, Transcript
from tracking import bucket
from tracking.errors import ResourceMissing
from tracking.record import Record, StepState
from tracking.states import STEPS, Status, Step

PARTS_AT_ONCE = 8
"""Partial checkpoints read at the same time."""


def save_study(request_id: str, attempt: int, study: Study) -> None:
    """Keep the transcripts as this attempt read them."""
    bucket.put_json(
        bucket.transcripts_key(request_id, attempt), [asdict(transcript) for transcript in study.transcripts]
    )


def load_study(request_id: str, attempt: int) -> Study | None:
    """The transcripts as an attempt read them; None where it did not get so far."""
    try:
        documents = bucket.get_json(bucket.transcripts_key(request_id, attempt))
    except ResourceMissing:
        return None
    return Study(transcripts=tuple(map(Transcript.from_document, documents)))


def latest_study(record: Record) -> Study | None:
    """The transcripts that the record's findings rest on."""
    chunking = record.steps[Step.CHUNKING]
    attempts = [chunking.attempt, *(attempt for attempt, _ in reversed(chunking.parts)), record.attempt]
    for attempt in dict.fromkeys(attempts):
        if attempt and (study := load_study(record.request_id, attempt)) is not None:
            return study
    return None


def last_study(record: Record) -> Study | None:
    """The transcripts of the latest attempt that kept any, whatever became of it."""
    for attempt in range(record.attempt, 0, -1):
        if (study := load_study(record.request_id, attempt)) is not None:
            return study
    return None


def step_items(request_id: str, step: Step, state: StepState) -> list[Any]:
    """The items that a step has given so far, from its checkpoint or its parts."""
    return [from_document(step.value, document) for document in step_documents(request_id, step, state)]


def step_documents(request_id: str, step: Step, state: StepState) -> list[dict[str, Any]]:
    """As `step_items`, as JSON-able objects."""
    if state.status is Status.COMPLETED:
        found: list[dict[str, Any]] = bucket.get_json(bucket.checkpoint_key(request_id, state.attempt, step))
        return found
    return part_documents(request_id, step, part_places(state.parts))


def part_places(parts: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """(attempt, part number) of every valid part, in the order in which they were written."""
    return [(attempt, number) for attempt, count in parts for number in range(1, count + 1)]


def part_documents(request_id: str, step: Step, places: Iterable[tuple[int, int]]) -> list[dict[str, Any]]:
    """The items in the given parts, in their order; several are read at a time, for a step may have hundreds."""
    keys = [bucket.part_key(request_id, attempt, step, number) for attempt, number in places]
    if len(keys) < 2:
        parts = map(bucket.get_json, keys)
        return [document for part in parts for document in part]
    with ThreadPoolExecutor(min(PARTS_AT_ONCE, len(keys)), thread_name_prefix="parts") as pool:
        return [document for part in pool.map(bucket.get_json, keys) for document in part]


def load_findings(record: Record) -> Findings:
    """Everything found so far: completed steps whole, the step at work (or failed) as far as it came."""
    findings = Findings()
    for step in STEPS:
        findings.add(step.value, step_items(record.request_id, step, record.steps[step]))
    return findings
