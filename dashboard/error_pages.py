"""Turns named errors that a page lets through into pages that say what happened. The API answers for itself."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from dashboard.views.errors import error_page
from tracking.errors import BadCursor, Deleted, NotFound, RecordError, ServiceError


class ErrorPagesMiddleware:
    """Answers for every error of tracking; other exceptions take their usual way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for `exception`, or None where it is none of ours."""
        if isinstance(exception, NotFound | Deleted):
            return error_page(request, 404, exception.message)
        if isinstance(exception, RecordError):
            remedy = exception.remedy or "Look at how it stands now, and try again."
            return error_page(request, 409, exception.message, remedy)
        if isinstance(exception, BadCursor):
            return error_page(
                request, 400, "This page of the list is not there", "Start again from the newest analysis."
            )
        if isinstance(exception, ServiceError):
            return error_page(request, 503, exception.message, exception.remedy)
        return None
