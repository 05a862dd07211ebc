"""A report to take away."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import Router
from pydantic import Field

from analysis.exports import FORMATS, NEEDS_STUDY, export, file_name
from dashboard.api import schemas
from dashboard.api.errors import ApiError
from dashboard.api.ids import known_id
from dashboard.documents import study_of
from dashboard.place import find_place

router = Router(tags=["Findings"])


@router.get(
    "/requests/{request_id}/export",
    response={404: schemas.Error, 409: schemas.Error, 422: schemas.Error, 503: schemas.Error},
    operation_id="export",
    summary="A report to take away",
    openapi_extra={
        "responses": {
            200: {
                "description": "The file",
                "content": {each.content_type.partition(";")[0]: {} for each in FORMATS.values()},
            }
        }
    },
)
def export_findings(
    request: HttpRequest,
    request_id: str,
    format: Annotated[str, Field(json_schema_extra={"enum": list(FORMATS)})],  # noqa: A002  # The contract's name.
) -> HttpResponse:
    """What was found, with people's edits, complete or as far as it has come, as a file."""
    if format not in FORMATS:
        raise ApiError(422, "invalid", f"format: it is one of {', '.join(FORMATS)}.")
    place = find_place({"request_id": known_id(request_id)})
    study = study_of(place.record) if format in NEEDS_STUDY else None
    if study is None and format in NEEDS_STUDY:
        raise ApiError(409, "not_read_yet", "No worker has read the files yet. Try again in a moment.")
    response = HttpResponse(export(format, place.curated, study), content_type=FORMATS[format].content_type)
    name = file_name(place.record.title or request_id, format)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Cache-Control"] = "no-store"
    return response
