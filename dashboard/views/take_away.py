"""Findings to take away: files, a print view, and links for people outside the team."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from analysis.exports import FORMATS, NEEDS_STUDY, export, file_name
from analysis.exports.report import compose_report
from analysis.sharing import withdraw_links, withdrawals
from dashboard.actor import actor_of
from dashboard.documents import study_of
from dashboard.forms import ShareForm
from dashboard.place import find_place
from dashboard.share_links import DAYS, make_link
from dashboard.views.dialogs import dialog
from dashboard.views.errors import error_page


@require_safe
def choose(request: HttpRequest, **where: str) -> HttpResponse:
    """The dialog with every way out."""
    place = find_place(where)
    context = place.context("findings") | {"formats": FORMATS.values(), "days": DAYS}
    return dialog(request, "analysis/take_away.html", context)


@require_safe
def download(request: HttpRequest, key: str, **where: str) -> HttpResponse:
    """One file, of what was found so far."""
    place = find_place(where)
    if key not in FORMATS or (place.hide_sources and key in NEEDS_STUDY):
        raise Http404
    study = study_of(place.record) if key in NEEDS_STUDY else None
    if study is None and key in NEEDS_STUDY:
        return error_page(request, 409, "No worker has read the files yet", "Try again in a moment.")
    answer = HttpResponse(export(key, place.curated, study), content_type=FORMATS[key].content_type)
    name = file_name(place.record.title or place.record.request_id, key)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
def printed(request: HttpRequest, **where: str) -> HttpResponse:
    """The report as one plain page, for the printer or a PDF."""
    place = find_place(where)
    return render(request, "analysis/print.html", place.context("print") | {"report": compose_report(place.curated)})


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, **where: str) -> HttpResponse:
    """A read-only link: GET asks for how long and how much, POST makes it."""
    place = find_place(where)
    link = None
    if request.method == "POST":
        form = ShareForm(request.POST)
        if form.is_valid():
            link = make_link(
                place.record.request_id,
                days=form.cleaned_data["days"],
                hide_sources=form.cleaned_data["hide_sources"],
                withdrawals=withdrawals(place.record.request_id),
            )
    address = request.build_absolute_uri(f"/shared/{link.token}/") if link else ""
    context = place.context("findings") | {"days": DAYS, "link": link, "address": address, "host": request.get_host()}
    return dialog(request, "analysis/share.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, **where: str) -> HttpResponse:
    """Take back all links to the analysis: GET says what will happen, POST does it."""
    place = find_place(where)
    if request.method != "POST":
        return dialog(request, "analysis/withdraw.html", place.context("findings"))
    withdraw_links(place.record.request_id, actor=actor_of(request))
    messages.success(request, "Every link made so far opens nothing any more.")
    return HttpResponseRedirect(f"{place.base}/")
