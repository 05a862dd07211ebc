"""A report to take away."""

from __future__ import annotations

import json
from enum import StrEnum

from django.http import HttpRequest, HttpResponse
from ninja import Router

from analysis.results import current_result
from dashboard.api import schemas
from dashboard.api.ids import known_id
from tracking.store import Store

router = Router(tags=["Findings"])


class Format(StrEnum):
    """What a report can be saved as."""

    JSON = "json"


@router.get(
    "/requests/{request_id}/export",
    response={404: schemas.Error, 422: schemas.Error, 503: schemas.Error},
    operation_id="export",
    summary="A report to take away",
)
def export(request: HttpRequest, request_id: str, format: Format) -> HttpResponse:  # noqa: A002  # The contract's name.
    """What was found, complete or as far as it has come, as a file."""
    record = Store().get(known_id(request_id))
    document = json.dumps(current_result(record), ensure_ascii=False, indent=2)
    response = HttpResponse(document, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{request_id}.{format}"'
    response["Cache-Control"] = "no-store"
    return response
