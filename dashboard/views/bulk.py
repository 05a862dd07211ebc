"""One thing done to several analyses: asked first, then done as far as it goes, and told exactly."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from analysis import services
from dashboard.actor import actor_of
from dashboard.api.ids import is_possible
from tracking.errors import RecordError, ServiceError
from tracking.states import Status
from tracking.store import Store

MAX_BULK = 100
"""Analyses that one bulk action takes: as many as one read of the table brings."""

MOST_SECONDS = 20.0
"""After this no further analysis is begun: browsers and load balancers give up on an answer after 30 to 60."""


@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """Retry or delete several analyses: GET says what will happen, POST does it."""
    values = request.POST if request.method == "POST" else request.GET
    ids = list(filter(is_possible, dict.fromkeys(values.getlist("id"))))[:MAX_BULK]
    action = "delete" if values.get("do") == "delete" else "retry"
    if request.method != "POST":
        records = list(Store().get_many(ids).values())
        able = [r for r in records if action == "delete" or r.overall_status is Status.FAILED]
        context = {"section": "analyses", "action": action, "able": able, "others": len(records) - len(able)}
        return render(request, "list/bulk.html", context)
    outcome = run(action, ids, actor=actor_of(request))
    _tell(request, action, outcome)
    if outcome.left:
        return HttpResponseRedirect("/bulk/?" + urlencode([("do", action), *(("id", each) for each in outcome.left)]))
    return HttpResponseRedirect("/")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a bulk action."""

    done: int
    changed: int
    """Analyses that had changed meanwhile and were left as they are."""
    left: tuple[str, ...]
    """Ids of those that were not reached, or whose turn failed."""
    problem: ServiceError | None
    """Why it stopped before the end; None where its time was up."""


def run(action: str, ids: Iterable[str], *, actor: str, clock: Callable[[], float] = time.monotonic) -> Outcome:
    """Do `action` to one analysis after the other, until a service fails or the time is up."""
    left = list(ids)
    done = changed = 0
    ends = clock() + MOST_SECONDS
    while left and clock() < ends:
        try:
            if action == "delete":
                services.delete(left[0], actor=actor)
            else:
                services.retry(left[0], actor=actor)
            done += 1
        except RecordError:
            changed += 1
        except ServiceError as problem:
            return Outcome(done, changed, tuple(left), problem)
        left.pop(0)
    return Outcome(done, changed, tuple(left), None)


def _tell(request: HttpRequest, action: str, outcome: Outcome) -> None:
    if outcome.done:
        noun = "1 analysis" if outcome.done == 1 else f"{outcome.done} analyses"
        messages.success(request, f"{noun} deleted." if action == "delete" else f"{noun} will run again.")
    if outcome.changed:
        messages.error(request, f"{outcome.changed} had changed meanwhile and were left as they are.")
    if outcome.left:
        why = f"{outcome.problem.message} {outcome.problem.remedy}" if outcome.problem else "It took too long for once."
        rest = "1 is left, shown here" if len(outcome.left) == 1 else f"{len(outcome.left)} are left, shown here"
        messages.error(request, f"{why} {rest}: go on with what is left.")
