"""Around everything else: no answer under the API is ever an HTML error page."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponseBase

from dashboard.api.errors import error_response, is_api_path, plain_error


class ApiErrorsMiddleware:
    """Puts into the one shape what Django and its other middleware answer: unknown paths, methods, hosts, crashes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in JSON where the path is the API's and the answer an error."""
        if not is_api_path(request.path_info):
            return self.get_response(request)
        try:
            request.get_host()
        except DisallowedHost:
            message = "This site does not answer to that host name. DJANGO_ALLOWED_HOSTS lists those it answers to."
            return error_response(400, "unknown_host", message)
        response = self.get_response(request)
        kind = response.get("Content-Type", "").partition(";")[0]
        if response.status_code < 400 or kind == "application/json":
            return response
        told = plain_error(response.status_code)
        for header in ("Allow", "Retry-After"):
            if header in response:
                told[header] = response[header]
        return told
