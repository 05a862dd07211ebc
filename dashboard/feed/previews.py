"""The findings that an analysis page shows while it runs: the newest of the step at work, the first of what is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.checkpoints import part_documents, part_places, step_documents
from analysis.findings import COLLECTIONS
from dashboard.analysis_view import FindingsPreview, preview_completed, preview_running
from tracking.record import Record, StepState
from tracking.states import STEPS, Status


def empty_previews() -> dict[str, FindingsPreview]:
    """Before anything is found."""
    return {step: FindingsPreview() for step in COLLECTIONS}


def load_previews(record: Record) -> dict[str, FindingsPreview]:
    """Read all that was found so far. Raises ServiceError."""
    return next_previews(record, empty_previews())


def next_previews(record: Record, known: Mapping[str, FindingsPreview]) -> dict[str, FindingsPreview]:
    """`known`, with what `record` tells of beyond it: only new parts and newly completed steps are read.

    Raises ServiceError.
    """
    previews = {}
    for step in STEPS:
        state = record.steps[step]
        before = known[step.value]
        place = _place(state)
        if place == before.place:
            previews[step.value] = before
        elif state.status is Status.COMPLETED:
            previews[step.value] = preview_completed(step_documents(record.request_id, step, state), place)
        else:
            places = part_places(state.parts)
            seen = _seen(before, places)
            documents = part_documents(record.request_id, step, places[seen:])
            shown = tuple(reversed(before.items)) if seen else ()
            count = before.count if seen else 0
            previews[step.value] = preview_running((*shown, *documents), count + len(documents), place)
    return previews


def _place(state: StepState) -> tuple[Any, ...]:
    """Which checkpoint or parts a preview rests on."""
    if state.status is Status.COMPLETED:
        return ("completed", state.attempt)
    return ("parts", *part_places(state.parts)) if state.parts else ()


def _seen(before: FindingsPreview, places: list[tuple[int, int]]) -> int:
    """How many of `places` the earlier preview covers; 0 where it rests on something else."""
    if not before.place or before.place[0] != "parts":
        return 0
    covered = list(before.place[1:])
    return len(covered) if places[: len(covered)] == covered else 0
