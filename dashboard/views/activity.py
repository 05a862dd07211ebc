"""What the system does and did lately, from records that are kept anyway: their newest 500 at the most.

That is up to five pages of the list (a Query for each of its shards) and five batches by key, however many the table
holds; never a Scan.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analysis.activity import activity
from dashboard.recent_records import recent_records
from tracking import queue
from tracking.clock import now
from tracking.errors import ServiceError

CHOICES = (7, 14, 30)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Analyses a day, success, durations, cost, failures, and what is being worked on now."""
    try:
        days = int(request.GET.get("days", 14))
    except ValueError:
        days = 14
    days = days if days in CHOICES else 14
    at = now()
    records, whole = recent_records(since=at - days * 86_400)
    leases = [record.lease for record in records if record.lease is not None and record.lease.until > at]
    try:
        waiting_messages: int | None = queue.depth()
    except ServiceError:
        waiting_messages = None  # Said on the page as not known.
    context = {
        "section": "activity",
        "activity": activity(records, now=at, days=days),
        "days": days,
        "choices": CHOICES,
        "count": len(records),
        "whole": whole,
        "at_work": len(leases),
        "messages_waiting": waiting_messages,
    }
    return render(request, "activity.html", context)
