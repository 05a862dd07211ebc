"""Calls of load balancers and supervisors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dashboard.api import schemas
from dashboard.api.answers import answer
from dashboard.api.errors import error_response
from dashboard.health import CHECKS, problems

router = Router(tags=["Health"])


@router.get("/live", response=schemas.Health, operation_id="health_live", summary="Is the process up?")
def live(request: HttpRequest) -> HttpResponse:
    """Answers as long as the process can."""
    return answer({"status": "ok"})


@router.get(
    "/ready",
    response={200: schemas.Health, 503: schemas.Error},
    operation_id="health_ready",
    summary="Can it do its work?",
)
def ready(request: HttpRequest) -> HttpResponse:
    """Whether tables, bucket, queue and database can be reached; a 503 names those that cannot."""
    found = problems()
    if not found:
        return answer({"status": "ok", "services": dict.fromkeys(CHECKS, "ok")})
    response = error_response(503, "not_ready", f"Not reachable: {', '.join(found)}.", {"services": found})
    response["Retry-After"] = "2"
    return response
