"""Calls about whole analyses: submit, status, list, retry, cancel, delete."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query, Router
from pydantic import Field, StringConstraints

from analysis import services
from analysis.readers.preview import preview
from analysis.submissions import look, submit
from dashboard.api import bodies, schemas
from dashboard.api.answers import answer
from dashboard.api.described import whole_schema
from dashboard.api.ids import known_id
from dashboard.api.intake import ACTOR, json_body, submission_from
from tracking import listing
from tracking.conf import tracking_settings
from tracking.documents import status_document
from tracking.listing import Row
from tracking.states import Status
from tracking.store import Store

router = Router(tags=["Analyses"])

_ERRORS = {422: schemas.Error, 503: schemas.Error}
_OF_ONE = {404: schemas.Error, 503: schemas.Error}

_FILES = {
    "type": "object",
    "required": ["files"],
    "properties": {
        "files": {"type": "array", "minItems": 1, "items": {"type": "string", "format": "binary"}},
        "title": {"type": "string", "maxLength": 200},
        "engine": {"type": "string"},
        "interviewers": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Who asks the questions: the field once a name, once and empty for nobody, or a JSON array.",
        },
        "interviewers_in": {
            "type": "string",
            "contentMediaType": "application/json",
            "description": "Of single files: a JSON object, name of the file → who asks the questions there.",
        },
        "text_columns": {
            "type": "string",
            "contentMediaType": "application/json",
            "description": "Of tables: a JSON object, name of the file → column or columns that hold the answers.",
        },
        "pseudonymise": {"type": "boolean"},
    },
}
_FILES_OR_TEXT = {
    "required": True,
    "content": {
        "multipart/form-data": {"schema": _FILES},
        "application/json": {"schema": whole_schema(bodies.TextIn)},
    },
}
_SUBMIT_BODY = {
    "requestBody": _FILES_OR_TEXT,
    "parameters": [
        {
            "in": "header",
            "name": "Idempotency-Key",
            "required": False,
            "schema": {"type": "string", "maxLength": 255},
            "description": "The same key and body give the same answer and one analysis, another body a 409; a 410 "
            "once that analysis was deleted.",
        }
    ],
}
_RETRY_BODY = {
    "requestBody": {
        "required": False,
        "content": {"application/json": {"schema": whole_schema(bodies.RetryIn)}},
    }
}


@router.get(
    "/status/{request_id}",
    response={200: schemas.StatusAnswer, **_OF_ONE},
    operation_id="status",
    summary="Status of one analysis",
)
def status(request: HttpRequest, request_id: str) -> HttpResponse:
    """Each step with its message, times and progress; `version` rises with every change."""
    item = Store().get_item(known_id(request_id))
    return answer({"request_id": request_id, "status": status_document(item)})


@router.get(
    "/requests",
    response={200: schemas.ListAnswer, **_ERRORS},
    operation_id="list",
    summary="All analyses, newest first",
)
def list_requests(
    request: HttpRequest,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    status: Status | None = None,
    q: Annotated[str, StringConstraints(max_length=200)] = "",
    cursor: Annotated[
        str, StringConstraints(max_length=8_000), Field(json_schema_extra={"pattern": "^[A-Za-z0-9_-]*$"})
    ] = "",
) -> HttpResponse:
    """Filter by `status`, search titles and ids with `q`, page with `cursor`.

    A search looks back a limited way in one call: its page may hold few rows, or none, and still have a `next_cursor`
    with which it goes on. The end is where `next_cursor` is null.
    """
    page = listing.recent(tracking_settings(), limit=limit, status=status, cursor=cursor or None, search=q.strip())
    rows = [_row(row) for row in page.rows]
    return answer({"requests": rows, "total": len(rows), "limit": limit, "next_cursor": page.next_cursor})


@router.post(
    "/requests",
    response={
        202: schemas.Accepted,
        **dict.fromkeys((400, 403, 409, 410, 413, 415, 422, 503), schemas.Error),
    },
    operation_id="submit",
    summary="Submit research",
    openapi_extra=_SUBMIT_BODY,
)
def submit_request(request: HttpRequest) -> HttpResponse:
    """One or many files make one analysis. What cannot be read is named under `refused`; the rest is analysed."""
    accepted = submit(submission_from(request))
    request_id = accepted.record.request_id
    links = _links(request, request_id)
    refused = [{"name": r.name, "reason": r.reason, "remedy": r.remedy} for r in accepted.refusals]
    response = answer({"request_id": request_id, **links, "refused": refused}, status=202)
    response["Location"] = links["status_url"]
    if accepted.repeated:
        response["Idempotent-Replayed"] = "true"
    return response


@router.post(
    "/preview",
    response={200: schemas.Preview, **dict.fromkeys((400, 403, 413, 415, 422, 503), schemas.Error)},
    operation_id="preview",
    summary="Look at research before it is submitted",
    openapi_extra={"requestBody": _FILES_OR_TEXT},
)
def preview_request(request: HttpRequest) -> HttpResponse:
    """What is understood of each file: format, language, speakers, columns, what is left out. Nothing is kept."""
    seen = preview(look(submission_from(request)))
    return answer({**seen.as_json(), "usable": seen.is_usable})


@router.post(
    "/requests/{request_id}/retry",
    response={202: schemas.StatusAnswer, **dict.fromkeys((400, 409, 413), schemas.Error), **_OF_ONE, **_ERRORS},
    operation_id="retry",
    summary="Run again",
    openapi_extra=_RETRY_BODY,
)
def retry(request: HttpRequest, request_id: str) -> HttpResponse:
    """From the failed step, or from an earlier one. What came before is kept."""
    body = json_body(request, bodies.RetryIn)
    record = services.retry(
        known_id(request_id),
        actor=ACTOR,
        from_step=body.from_step,
        engine=body.engine,
        interviewers=body.interviewers,
    )
    return answer({"request_id": request_id, "status": status_document(record.to_item())}, status=202)


@router.post(
    "/requests/{request_id}/cancel",
    response={202: schemas.StatusAnswer, 409: schemas.Error, **_OF_ONE},
    operation_id="cancel",
    summary="Stop",
)
def cancel(request: HttpRequest, request_id: str) -> HttpResponse:
    """The worker stops; what was found so far stays readable."""
    record = services.cancel(known_id(request_id), actor=ACTOR)
    return answer({"request_id": request_id, "status": status_document(record.to_item())}, status=202)


@router.delete(
    "/requests/{request_id}",
    response={204: None, **_OF_ONE},
    operation_id="delete",
    summary="Delete",
)
def delete(request: HttpRequest, request_id: str) -> HttpResponse:
    """Removes the item, its files and results. The audit trail stays."""
    services.delete(known_id(request_id), actor=ACTOR)
    return HttpResponse(status=204)


@router.delete(
    "/requests/{request_id}/pseudonyms",
    response={204: None, 409: schemas.Error, **_OF_ONE},
    operation_id="forget_names",
    summary="Forget the names behind pseudonyms",
)
def forget_names(request: HttpRequest, request_id: str) -> HttpResponse:
    """Removes the names and the uploaded files, which hold them. The findings stay, and a later run lives on them.

    404 where no names are kept: it was not pseudonymised, or they were forgotten before. 409 while it runs.
    """
    services.forget_names(known_id(request_id), actor=ACTOR)
    return HttpResponse(status=204)


def _row(row: Row) -> dict[str, Any]:
    return {
        "request_id": row.request_id,
        "research_data": row.research_data,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "overall_status": row.overall_status.value,
        "title": row.title,
        "owner": row.owner,
        "engine": row.engine,
        "error": row.failure_message or None,
    }


def _links(request: HttpRequest, request_id: str) -> dict[str, str]:
    def absolute(name: str) -> str:
        return request.build_absolute_uri(reverse(name, kwargs={"request_id": request_id}))

    return {
        "status_url": absolute("api:status"),
        "result_url": absolute("api:result"),
        # A published address, like those of the API.
        "page_url": request.build_absolute_uri(f"/analyses/{request_id}/"),
    }
