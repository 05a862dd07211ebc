"""The findings that the page of an analysis shows: the newest of the step at work, the first of what is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from analysis.checkpoints import part_documents, part_places, step_documents
from dashboard.analysis_view import FindingsPreview, preview_completed, preview_running
from dashboard.source_languages import source_languages
from dashboard.tongues import Tongues, common_of, told
from tracking.record import Record, StepState
from tracking.states import STEPS, Status, Step

Previews = Mapping[str, FindingsPreview]
"""By name of the step."""


def empty_previews() -> Previews:
    """Before anything is found."""
    return {step.value: FindingsPreview() for step in STEPS}


def load_previews(record: Record) -> Previews:
    """Read all that was found so far. Raises ServiceError."""
    return next_previews(record, empty_previews())


def are_current(record: Record, known: Previews) -> bool:
    """Whether `known` is all that `record` tells of, so that nothing need be read."""
    return all(_place(record.steps[step]) == known[step.value].place for step in STEPS)


def unread(record: Record, known: Previews) -> list[Step]:
    """Completed steps whose findings are not those in `known`."""
    completed = [step for step in STEPS if record.steps[step].status is Status.COMPLETED]
    return [step for step in completed if _place(record.steps[step]) != known[step.value].place]


def still_valid(record: Record, known: Previews) -> Previews:
    """`known` without what a retry has made void: findings of steps that have none any more."""
    return {step.value: known[step.value] if _place(record.steps[step]) else FindingsPreview() for step in STEPS}


def next_previews(record: Record, known: Previews) -> Previews:
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
            preview = preview_completed(step_documents(record.request_id, step, state), place)
            previews[step.value] = _worded(record, preview)
        else:
            places = part_places(state.parts)
            seen = _seen(before, places)
            documents = part_documents(record.request_id, step, places[seen:])
            shown = tuple(reversed(before.items)) if seen else ()
            count = before.count if seen else 0
            preview = preview_running((*shown, *documents), count + len(documents), place)
            previews[step.value] = _worded(record, preview)
    return previews


def _worded(record: Record, preview: FindingsPreview) -> FindingsPreview:
    """With the language of what it shows: where a study has several, of quotes alone."""
    languages = source_languages(record) if preview.items else {}
    common = common_of(languages)
    by_id = {item["id"]: told(languages).get(item["source"], "") for item in preview.items if "source" in item}
    return replace(preview, tongues=Tongues(common, {} if common else by_id))


def _place(state: StepState) -> tuple[Any, ...]:
    """Which checkpoint or parts a preview rests on; empty where there are no findings."""
    if state.status is Status.COMPLETED:
        return ("completed", state.attempt)
    return ("parts", *part_places(state.parts)) if state.parts else ()


def _seen(before: FindingsPreview, places: list[tuple[int, int]]) -> int:
    """How many of `places` the earlier preview covers; 0 where it rests on something else."""
    if not before.place or before.place[0] != "parts":
        return 0
    covered = list(before.place[1:])
    return len(covered) if places[: len(covered)] == covered else 0
