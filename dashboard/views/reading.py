"""Correcting how an analysis was read: who asks the questions; and forgetting the names behind its pseudonyms."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST

from analysis import services
from analysis.errors import InvalidOption, NothingToForget
from analysis.roster import is_cast_so
from dashboard.actor import actor_of
from dashboard.documents import study_of
from dashboard.place import find_place
from dashboard.views.dialogs import dialog
from dashboard.views.sources import transcripts_page
from tracking.errors import IllegalTransition
from tracking.store import Store


@require_POST
def interviewers(request: HttpRequest, request_id: str) -> HttpResponse:
    """Run again from chunking with other interviewers; the page said what will happen."""
    names = request.POST.getlist("interviewer")
    place = find_place({"request_id": request_id})
    study = study_of(place.record)
    if study is not None and is_cast_so(study, names):
        messages.info(request, "Nothing was changed: they ask the questions already.")
        return HttpResponseRedirect(f"/analyses/{request_id}/sources/")
    try:
        services.retry(request_id, actor=actor_of(request), interviewers=names)
    except (InvalidOption, IllegalTransition) as refused:
        return transcripts_page(request, place, marked=names, error=refused.message)
    messages.success(request, "It will run again from chunking. The page shows it as it happens.")
    return HttpResponseRedirect(f"/analyses/{request_id}/")


@require_http_methods(["GET", "HEAD", "POST"])
def forget_names(request: HttpRequest, request_id: str) -> HttpResponse:
    """Remove the names behind the pseudonyms, and the files: GET says what will happen, POST does it."""
    if request.method != "POST":
        return dialog(request, "analysis/forget.html", {"record": Store().get(request_id)})
    try:
        services.forget_names(request_id, actor=actor_of(request))
        messages.success(request, "The names and the uploaded files were removed. The findings stay.")
    except (NothingToForget, IllegalTransition) as refused:
        messages.error(request, refused.message)
    return HttpResponseRedirect(f"/analyses/{request_id}/sources/")
