"""The list of analyses."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dashboard import fragments
from dashboard.feed.rows import read_page
from dashboard.list_query import ListQuery
from dashboard.vocabulary import STATUS_WORDS
from tracking.states import Status


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
        "pager_html": fragments.pager_fragment(query, shown.next_cursor, searched_to=shown.searched_to),
        "rows_html": fragments.rows_fragment(shown.records, nothing=query.nothing, searched_to=shown.searched_to),
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
