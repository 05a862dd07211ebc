"""Every component of the design on one page, for those who work on it. Only with DEBUG."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dashboard import fragments
from dashboard.analysis_view import AnalysisView
from dashboard.cards import RowCard, row_card, step_cards, timeline
from dashboard.vocabulary import STATUS_WORDS, STEP_WORDS
from tracking.record import Failure, Record, StepState
from tracking.states import Status, Step

_AT = "2026-01-15T10:30:{:02d}.000000Z"


def _record(name: str, *statuses: Status) -> Record:
    """An example whose steps stand as given."""
    steps = {}
    for number, (words, status) in enumerate(zip(STEP_WORDS, statuses, strict=True)):
        started = _AT.format(number * 8) if status is not Status.PENDING else None
        ended = _AT.format(number * 8 + 7) if status.is_final else None
        done = 48 if status is Status.PROCESSING else 0
        steps[words.step] = StepState(
            status=status, message=words.question, started_at=started, completed_at=ended, done=done, total=done and 112
        )
    failures = [
        Failure(step=words.step, kind="nothing_found", message="No two statements point in the same direction.")
        for words, status in zip(STEP_WORDS, statuses, strict=True)
        if status is Status.FAILED
    ]
    return Record(
        request_id=f"analysis_{name}",
        research_data="",
        created_at=_AT.format(0),
        updated_at=_AT.format(59),
        title=f"Example, {name}",
        steps=steps,
        failure=next(iter(failures), None),
        attempt=1,
    )


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The style guide."""
    done, run, wait, fail = Status.COMPLETED, Status.PROCESSING, Status.PENDING, Status.FAILED
    records = [
        _record("waiting", wait, wait, wait, wait, wait),
        _record("running", done, run, wait, wait, wait),
        _record("completed", done, done, done, done, done),
        _record("failed", done, done, fail, wait, wait),
    ]
    rows: list[RowCard] = [row_card(record) for record in records]
    context = {
        "words": STEP_WORDS,
        "statuses": STATUS_WORDS,
        "rows": rows,
        "records": [
            {"record": record, "cards": step_cards(record, {Step.CHUNKING.value: 112}), "timeline": timeline(record)}
            for record in records
        ],
        "failure": fragments.analysis_fragments(AnalysisView(record=records[-1], previews={}))["failure"],
    }
    return render(request, "styleguide.html", context)
