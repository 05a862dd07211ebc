"""Calls about what an analysis found and what it rests on: result, audit trail, sources, export."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router

from analysis.results import current_result, past_result
from analysis.transcripts import Study
from dashboard.api import schemas
from dashboard.api.answers import answer
from dashboard.api.errors import ApiError
from dashboard.api.ids import known_id
from dashboard.documents import study_of
from tracking.errors import NotFound
from tracking.record import Record
from tracking.states import Status
from tracking.store import Store

router = Router(tags=["Findings"])

_ERRORS: dict[int, Any] = {404: schemas.Error, 409: schemas.Error, 503: schemas.Error}


@router.get(
    "/requests/{request_id}/result",
    response={200: schemas.Result, 422: schemas.Error, **_ERRORS},
    operation_id="result",
    summary="The result document",
    url_name="result",
)
def result(request: HttpRequest, request_id: str, partial: bool = False, attempt: int | None = None) -> HttpResponse:
    """Complete once all steps are; before that, or after a failure, `partial=1` gives what there is.

    `attempt` reads what an earlier attempt came to, before a retry replaced it.
    """
    record = Store().get(known_id(request_id))
    return answer(_result(record, partial=partial, attempt=attempt))


@router.get(
    "/requests/{request_id}/events",
    response={200: schemas.EventsAnswer, **_ERRORS},
    operation_id="events",
    by_alias=True,  # `from` is no name in Python.
    summary="The audit trail",
)
def events(request: HttpRequest, request_id: str) -> HttpResponse:
    """Who moved what from where to where, oldest first. It outlives the analysis."""
    found = Store().events(known_id(request_id))
    if not found:
        raise NotFound(request_id)
    return answer({"events": [event.to_document() for event in found]})


@router.get(
    "/requests/{request_id}/sources",
    response={200: schemas.SourcesAnswer, **_ERRORS},
    operation_id="sources",
    summary="The files as they were read",
)
def sources(request: HttpRequest, request_id: str) -> HttpResponse:
    """One entry a transcript; its `url` gives the text that all offsets count in."""
    study = _study(Store().get(known_id(request_id)))
    return answer(
        {
            "sources": [
                {
                    "name": transcript.name,
                    "format": transcript.format,
                    "encoding": transcript.encoding,
                    "language": transcript.language,
                    "characters": len(transcript.text),
                    "url": request.build_absolute_uri(
                        reverse("api:source", kwargs={"request_id": request_id, "name": transcript.name})
                    ),
                }
                for transcript in study.transcripts
            ]
        }
    )


@router.get(
    "/requests/{request_id}/sources/{path:name}",
    response=_ERRORS,
    operation_id="source",
    summary="The text of one file",
    url_name="source",
    openapi_extra={"responses": {200: {"description": "The decoded text", "content": {"text/plain": {}}}}},
)
def source(request: HttpRequest, request_id: str, name: str) -> HttpResponse:
    """The decoded text, line ends untouched: `text[start:end]`, in characters, is the `content` of a chunk."""
    study = _study(Store().get(known_id(request_id)))
    try:
        text = study.named(name).text
    except KeyError:
        raise ApiError(404, "not_found", "This analysis has no source of that name.") from None
    response = HttpResponse(text.encode("utf-8", "surrogatepass"), content_type="text/plain; charset=utf-8")
    # Whatever somebody uploaded is shown as text or saved, and never run.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name.rsplit('/', 1)[-1], safe='')}"
    response["Cache-Control"] = "no-store"
    return response


def _result(record: Record, *, partial: bool, attempt: int | None) -> dict[str, Any]:
    if attempt is not None and attempt != record.attempt:
        try:
            return past_result(record, attempt)
        except KeyError:
            raise ApiError(404, "not_found", f"This analysis has no attempt {attempt} that can be read.") from None
    if record.overall_status is not Status.COMPLETED and not partial:
        message = "It failed" if record.overall_status is Status.FAILED else "It is not finished"
        raise ApiError(
            409,
            "not_completed",
            f"{message}: there is no whole result. Add ?partial=1 for what has been found.",
            {"overall_status": record.overall_status.value},
        )
    return current_result(record)


def _study(record: Record) -> Study:
    study = study_of(record)
    if study is None:
        raise ApiError(409, "not_read_yet", "No worker has read the files yet. Try again in a moment.")
    return study
