"""The one shape of every error under the API, and which kind of error has which status.

    {"error": {"code": "not_found", "message": "There is no analysis “x”.", "details": {}}}

`code` is stable, for programs; `message` is for a person; `details` says more where there is more to say.
"""

from __future__ import annotations

import json
import logging
import secrets
import traceback
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from analysis.errors import AnalysisError
from analysis.usable import UnusableSubmission
from tracking.errors import ServiceError, TrackingError

logger = logging.getLogger(__name__)

API_PATHS = ("/analysis/", "/health/")
API_PAGES = ("/analysis", "/health", "/openapi.json", "/docs")

STATUSES: dict[str, int] = {
    # Tracking
    "not_found": 404,
    "deleted": 410,
    "already_exists": 409,
    "illegal_transition": 409,
    "version_conflict": 409,
    "lease_lost": 409,
    "bad_cursor": 422,
    # Analysis
    "idempotency_key_reused": 409,
    "forbidden_source": 403,
    "too_large": 413,
    "unusable_files": 422,
    "unreadable_file": 422,
    "empty_study": 422,
    "unknown_engine": 422,
    "invalid": 422,
    "no_pseudonyms": 404,
}
"""Status of each kind of error. Whatever an AWS service did wrong is a 503, see `RETRY_AFTER`."""

RETRY_AFTER = {True: 2, False: 30}
"""Seconds after which a call is worth repeating: whether the service's error passes by itself."""


class ApiError(Exception):
    """An error of the API itself, on its way to the client."""

    def __init__(self, status: int, code: str, message: str, details: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = details or {}


def is_api_path(path: str) -> bool:
    """Whether `path` belongs to the API, so that all it answers is JSON."""
    return path in API_PAGES or path.startswith(API_PATHS)


def error_body(code: str, message: str, details: dict[str, Any] | None = None) -> dict[str, Any]:
    """The one shape."""
    return {"error": {"code": code, "message": message, "details": details or {}}}


def error_response(status: int, code: str, message: str, details: dict[str, Any] | None = None) -> HttpResponse:
    """An answer in the one shape."""
    body = json.dumps(error_body(code, message, details), ensure_ascii=False, default=str)
    # Half a character in what is quoted back must not break the answer.
    content = body.encode("utf-8", "backslashreplace")
    return HttpResponse(content, status=status, content_type="application/json; charset=utf-8")


def handle_errors(api: NinjaAPI) -> None:
    """Teach `api` to answer every exception in the one shape."""
    handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        ApiError: _api_error,
        TrackingError: _tracking_error,
        AnalysisError: _analysis_error,
        ValidationError: _validation_error,
        HttpError: _http_error,
        Http404: _http_404,
        RequestDataTooBig: _too_big,
        TooManyFilesSent: _too_big,
        Exception: _unexpected,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def _api_error(request: HttpRequest, error: ApiError) -> HttpResponse:
    return error_response(error.status, error.code, error.message, error.details)


def _tracking_error(request: HttpRequest, error: TrackingError) -> HttpResponse:
    details = {"remedy": error.remedy} if error.remedy else {}
    if isinstance(error, ServiceError):
        logger.warning("service_error path=%s kind=%s", request.path, error.kind)
        response = error_response(503, error.kind, error.message, details)
        response["Retry-After"] = str(RETRY_AFTER[error.retryable])
        return response
    return error_response(STATUSES[error.kind], error.kind, error.message, details)


def _analysis_error(request: HttpRequest, error: AnalysisError) -> HttpResponse:
    details: dict[str, Any] = {}
    if isinstance(error, UnusableSubmission):
        details["files"] = [{"name": r.name, "reason": r.reason, "remedy": r.remedy} for r in error.refusals]
    return error_response(STATUSES[error.kind], error.kind, error.message, details)


def _validation_error(request: HttpRequest, error: ValidationError) -> HttpResponse:
    problems = [
        {"where": [str(part)[:80] for part in problem["loc"]], "problem": problem["msg"]} for problem in error.errors
    ]
    first = problems[0]
    place = first["where"][-1] if first["where"] else "request"
    return error_response(422, "invalid", f"{place}: {first['problem']}.", {"problems": problems})


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return plain_error(error.status_code)


def _http_404(request: HttpRequest, error: Http404) -> HttpResponse:
    return plain_error(404)


def _too_big(request: HttpRequest, error: Exception) -> HttpResponse:
    return plain_error(413)


def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    reference = secrets.token_hex(4)
    # The text of the exception may hold words of a transcript, its type and place do not.
    logger.error(
        "api_error path=%s reference=%s type=%s at=%s",
        request.path,
        reference,
        type(error).__name__,
        " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(traceback.extract_tb(error.__traceback__))),
    )
    message = f"Something went wrong on our side (reference {reference}). It was logged."
    return error_response(500, "internal_error", message, {"reference": reference})


_MESSAGES: dict[int, tuple[str, str]] = {
    400: ("bad_request", "The request could not be understood."),
    401: ("not_signed_in", "Sign in first."),
    403: ("forbidden", "This is not allowed."),
    404: ("not_found", "There is nothing at this address. /docs lists what there is."),
    405: ("method_not_allowed", "This address does not take that method. /docs says which it takes."),
    413: ("too_large", "The request is larger than the limits allow."),
    414: ("address_too_long", "The address is too long."),
    500: ("internal_error", "Something went wrong on our side. It was logged."),
}


def plain_error(status: int) -> HttpResponse:
    """An error of which nothing more is known than its status."""
    code, message = _MESSAGES.get(status, ("http_error", f"{HTTPStatus(status).phrase}."))
    return error_response(status, code, message)
