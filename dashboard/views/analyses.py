"""The list of analyses, and what can be done with several of them at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from analysis import services
from dashboard import fragments
from dashboard.actor import actor_of
from dashboard.feed.rows import read_page
from dashboard.list_query import ListQuery
from dashboard.vocabulary import STATUS_WORDS
from tracking.errors import IllegalTransition, NotFound
from tracking.states import Status
from tracking.store import Store

MAX_BULK = 100
"""Analyses that one bulk action takes: as many as one read of the table brings."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One of the links that narrow the list."""

    words: str
    url: str
    status: Status | None
    current: bool


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every analysis, newest first, live."""
    query = ListQuery.from_values({name: request.GET.getlist(name) for name in request.GET})
    shown = read_page(query)
    context = {
        "section": "analyses",
        "pager_html": fragments.pager_fragment(query, shown.next_cursor),
        "rows_html": fragments.rows_fragment(shown.records, filtered=query.narrowed),
        "filters": [
            Filter(words, replace(query, status=status, cursor=None).address, status, query.status is status)
            for status, words in [(None, "All"), *STATUS_WORDS.items()]
        ],
        "q": query.search,
        "status": query.status,
        "feed_query": query.query_string,
    }
    answer = render(request, "list/page.html", context)
    if "HX-Request" in request.headers:  # A search as one types: the address follows, so that it can be kept or sent.
        answer["HX-Replace-Url"] = query.address
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """Retry or delete several analyses: GET says what will happen, POST does it."""
    values = request.POST if request.method == "POST" else request.GET
    ids = list(dict.fromkeys(values.getlist("id")))[:MAX_BULK]
    action = "delete" if values.get("do") == "delete" else "retry"
    if request.method != "POST":
        records = list(Store().get_many(ids).values())
        able = [r for r in records if action == "delete" or r.overall_status is Status.FAILED]
        context = {"section": "analyses", "action": action, "able": able, "others": len(records) - len(able)}
        return render(request, "list/bulk.html", context)
    done = sum(_do(action, request_id, actor_of(request)) for request_id in ids)
    noun = "1 analysis" if done == 1 else f"{done} analyses"
    messages.success(request, f"{noun} deleted." if action == "delete" else f"{noun} will run again.")
    if done < len(ids):
        messages.error(request, f"{len(ids) - done} had changed meanwhile and were left as they are.")
    return HttpResponseRedirect("/")


def _do(action: str, request_id: str, actor: str) -> bool:
    try:
        if action == "delete":
            services.delete(request_id, actor=actor)
        else:
            services.retry(request_id, actor=actor)
    except (NotFound, IllegalTransition):
        return False
    return True
