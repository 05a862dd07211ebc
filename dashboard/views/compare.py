"""Two analyses side by side: what is in both, and what only in one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analysis.comparison import compare
from dashboard.place import find_place
from dashboard.recent_records import recent_records
from dashboard.vocabulary import WORDS
from tracking.states import Status, Step

OFFERED = 50
"""Completed analyses one can choose from; any other is reached by its id in the address."""


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The comparison of `?a=` and `?b=`; without both, the choice."""
    offered, _ = recent_records(status=Status.COMPLETED, most=OFFERED)
    chosen = [request.GET.get("a", ""), request.GET.get("b", "")]
    context: dict[str, Any] = {"section": "analyses", "offered": offered, "a": chosen[0], "b": chosen[1]}
    if all(chosen) and chosen[0] != chosen[1]:
        first, second = (find_place({"request_id": request_id}) for request_id in chosen)
        found = compare(first.chain, second.chain)
        context |= {
            "first": first,
            "second": second,
            "comparison": found,
            "running": [place for place in (first, second) if not place.record.overall_status.is_final],
            "steps": [(WORDS[Step(each.step)], each) for each in found.steps],
        }
    return render(request, "compare.html", context)
