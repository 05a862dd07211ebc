"""The page of one analysis, and what a person can do with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from analysis import refused as left_out
from analysis import services
from analysis.attempts import attempts
from analysis.curation.edits import in_force
from analysis.errors import UnknownEngine
from analysis.estimates import expected_seconds
from analysis.exports.report import Point, in_short, standing_sections
from dashboard import fragments
from dashboard.actor import actor_of
from dashboard.analysis_view import COMPLETED_ITEMS, AnalysisView, FindingsPreview
from dashboard.cards import retry_steps, size_words
from dashboard.feed.previews import load_previews
from dashboard.forms import RetryForm
from dashboard.past_runs import past_runs
from dashboard.place import Place, find_place
from dashboard.views.dialogs import dialog
from dashboard.views.findings import shown_items
from dashboard.vocabulary import STEP_WORDS, WORDS
from tracking.errors import IllegalTransition, NotFound, VersionConflict
from tracking.record import Record
from tracking.states import STEPS, Status, Step
from tracking.store import Store

_RAW = (Step.CHUNKING, Step.INFERRING)
"""Steps whose lists show words of participants that no finding need rest on."""


@require_safe
def page(request: HttpRequest, **where: str) -> HttpResponse:
    """One analysis: its five steps, live, and what they find."""
    place = find_place(where)
    record = place.record
    previews = dict(load_previews(record))
    if place.edits or place.hide_sources:
        previews |= _curated_previews(place)
    view = AnalysisView(record=record, previews=previews)
    pieces = fragments.analysis_fragments(view)
    rights = {"base": place.base, "read_only": place.read_only, "hide_sources": place.hide_sources}
    panels = [
        fragments.panel_fragment(record, words, view.preview(words.step), **rights)
        for words in reversed(STEP_WORDS)
        if not (place.hide_sources and words.step in _RAW)
    ]
    context = place.context("findings") | {
        "size": size_words(record.sources),
        "failure": pieces["failure"],
        "summary": pieces["summary"],
        "actions": pieces["actions"],
        "cards": [pieces[f"card-{step.value}"] for step in STEPS],
        "timeline": pieces["timeline"],
        "panels": panels,
        "sources": place.transcripts(),
        "refused": left_out.first(record),
        "refused_more": left_out.more(record),
        "refused_count": len(left_out.first(record)) + left_out.more(record),
        "curated": bool(place.edits),
        "unplaced": place.curated.unplaced if place.edits else (),
        "expectations": _expectations(record),
        "in_short": _in_short(place),
        "numbers": place.numbers if record.overall_status is Status.COMPLETED else {},
    }
    return render(request, "analysis/shared.html" if place.read_only else "analysis/page.html", context)


def _in_short(place: Place) -> dict[str, Any]:
    """The strongest principles and what speaks against them, each with its quote; nothing before all is found."""
    if place.record.overall_status is not Status.COMPLETED:
        return {}
    told = in_short(place.chain.result, standing_sections(place.curated))
    points = [_with_chunk(place, point) for point in told.points]
    against = _with_chunk(place, told.disagreement) if told.disagreement else None
    return {"points": points, "disagreement": against, "participants": told.participants}


def _with_chunk(place: Place, point: Point) -> dict[str, Any]:
    return {"section": point.section, "chunk": place.chain.item(point.quote.chunk_id) if point.quote else None}


def _curated_previews(place: Place) -> dict[str, FindingsPreview]:
    """The first page of each completed step with people's edits; a step at work shows what it finds."""
    previews = {}
    for step in STEPS:
        if place.record.steps[step].status is Status.COMPLETED:
            items = shown_items(place, step)
            previews[step.value] = FindingsPreview(
                items=tuple(items[:COMPLETED_ITEMS]), count=len(items), tongues=place.tongues
            )
    return previews


def _expectations(record: Record) -> list[tuple[str, float]]:
    """How long each step should take, while that is of interest; the page's script turns it into "about 20 s left"."""
    if record.overall_status.is_final:
        return []
    return [(step.value, seconds) for step, seconds in expected_seconds(record, past_runs()).items()]


@require_safe
def history(request: HttpRequest, request_id: str) -> HttpResponse:
    """Attempts, people's edits and the audit trail. Also there for an analysis that was deleted."""
    events = Store().events(request_id)
    context: dict[str, Any] = {
        "section": "analyses",
        "tab": "history",
        "request_id": request_id,
        "base": f"/analyses/{request_id}",
    }
    try:
        place = find_place({"request_id": request_id})
    except NotFound:
        if not events:
            raise
        place = None
    if place is not None:
        standing = {edit.seq for edit in in_force(place.edits)}
        edits = [{"edit": edit, "standing": edit.seq in standing} for edit in reversed(place.edits)]
        context |= place.context("history") | {"edits": edits, "summary": fragments.summary_fragment(place.record)}
    context |= {
        "attempts": list(reversed(attempts(events))),
        "past": {past["attempt"]: past for past in place.record.past_attempts} if place else {},
        "events": list(reversed(events)),
    }
    return render(request, "analysis/history.html" if place else "analysis/history_gone.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, request_id: str) -> HttpResponse:
    """Stop it: GET says what will happen, POST does it."""
    record = Store().get(request_id)
    if request.method != "POST":
        kept = [WORDS[step] for step in STEPS if record.steps[step].status is Status.COMPLETED]
        return dialog(request, "analysis/cancel.html", {"record": record, "kept": kept})
    try:
        services.cancel(request_id, actor=actor_of(request))
        messages.success(request, "Cancelled. What was found so far is kept.")
    except (IllegalTransition, VersionConflict) as refused:
        messages.error(request, refused.message)
    return HttpResponseRedirect(f"/analyses/{request_id}/")


@require_http_methods(["GET", "HEAD", "POST"])
def retry(request: HttpRequest, request_id: str) -> HttpResponse:
    """Run again from the failed step or an earlier one: GET says what will happen, POST does it."""
    record = Store().get(request_id)
    steps = retry_steps(record)
    if request.method != "POST":
        choices = [
            {
                "words": WORDS[step],
                "kept": [WORDS[before] for before in step.before],
                "redone": [WORDS[after] for after in step.onwards],
            }
            for step in (reversed(steps) if record.overall_status is Status.FAILED else steps)
        ]
        first = record.current_step if record.overall_status is Status.FAILED else STEPS[0]
        return dialog(request, "analysis/retry.html", {"record": record, "choices": choices, "first": first})
    form = RetryForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose the step to start from.")
        return HttpResponseRedirect(f"/analyses/{request_id}/")
    try:
        services.retry(request_id, actor=actor_of(request), from_step=Step(form.cleaned_data["from_step"]))
        messages.success(request, "It will run again as a new attempt. The page shows it as it happens.")
    except (IllegalTransition, VersionConflict, UnknownEngine) as refused:
        messages.error(request, refused.message)
    return HttpResponseRedirect(f"/analyses/{request_id}/")


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, request_id: str) -> HttpResponse:
    """Remove it, its files and its results: GET says what will happen, POST does it."""
    record = Store().get(request_id)
    if request.method != "POST":
        return dialog(request, "analysis/delete.html", {"record": record, "size": size_words(record.sources)})
    try:
        services.delete(request_id, actor=actor_of(request))
    except VersionConflict as refused:
        messages.error(request, f"{refused.message} {refused.remedy}")
        return HttpResponseRedirect(f"/analyses/{request_id}/")
    messages.success(request, f"“{record.title}” was deleted. Its audit trail stays.")
    return HttpResponseRedirect("/")
