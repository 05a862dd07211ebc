"""The page of one analysis, and what a person can do with it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from analysis import services
from analysis.errors import UnknownEngine
from analysis.transcripts import Study
from dashboard import fragments
from dashboard.actor import actor_of
from dashboard.analysis_view import AnalysisView
from dashboard.cards import retry_steps, size_words
from dashboard.documents import study_of
from dashboard.feed.previews import load_previews
from dashboard.forms import RetryForm
from dashboard.views.dialogs import dialog
from dashboard.vocabulary import WORDS
from tracking.errors import IllegalTransition
from tracking.record import Record
from tracking.states import STEPS, Status, Step
from tracking.store import Store


@require_safe
def page(request: HttpRequest, request_id: str) -> HttpResponse:
    """One analysis: its five steps, live, and what they find."""
    record = Store().get(request_id)
    pieces = fragments.analysis_fragments(AnalysisView(record=record, previews=load_previews(record)))
    context = {
        "section": "analyses",
        "tab": "findings",
        "record": record,
        "size": size_words(record.sources),
        "top": [pieces[name] for name in ("failure",)],
        "summary": pieces["summary"],
        "actions": pieces["actions"],
        "cards": [pieces[f"card-{step.value}"] for step in STEPS],
        "timeline": pieces["timeline"],
        "panels": [pieces[f"findings-{step.value}"] for step in reversed(STEPS)],
        "sources": sources_of(record, study_of(record)),
        "refused": record.options.get("refused", ()),
    }
    return render(request, "analysis/page.html", context)


def sources_of(record: Record, study: Study | None) -> list[dict[str, object]]:
    """The transcripts of `record`, numbered as they are addressed; the files, without numbers, until they are read."""
    if study is None:
        return [{"number": None, "name": str(source["name"])} for source in record.sources]
    return [{"number": number, "name": each.name} for number, each in enumerate(study.transcripts, start=1)]


@require_safe
def history(request: HttpRequest, request_id: str) -> HttpResponse:
    """The audit trail: every move of every attempt. Also there for an analysis that was deleted."""
    events = Store().events(request_id)
    return render(request, "analysis/history.html", {"events": list(reversed(events)), "request_id": request_id})


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
    except IllegalTransition as refused:
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
    except (IllegalTransition, UnknownEngine) as refused:
        messages.error(request, refused.message)
    return HttpResponseRedirect(f"/analyses/{request_id}/")


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, request_id: str) -> HttpResponse:
    """Remove it, its files and its results: GET says what will happen, POST does it."""
    record = Store().get(request_id)
    if request.method != "POST":
        return dialog(request, "analysis/delete.html", {"record": record, "size": size_words(record.sources)})
    services.delete(request_id, actor=actor_of(request))
    messages.success(request, f"“{record.title}” was deleted. Its audit trail stays.")
    return HttpResponseRedirect("/")
