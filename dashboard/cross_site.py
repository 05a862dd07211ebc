"""Refuses what a page of another site makes a visitor's browser send here.

The API on one's own machine asks for no login, so any web page could otherwise submit, cancel or delete through the
browser of somebody who visits it. Browsers say where a request comes from (`Sec-Fetch-Site`, `Origin`) and pages cannot
forge it; curl and other programs send neither header and are let through.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from dashboard.api.errors import error_response, is_api_path

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_MESSAGE = "This request comes from another site's page and is refused."


class CrossSiteMiddleware:
    """Changes from other sites are refused everywhere, reads from them where they are of the API."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on, or refuse it with a 403."""
        if not is_foreign(request):
            return self.get_response(request)
        if is_api_path(request.path_info):
            return error_response(403, "cross_site", _MESSAGE)
        raise PermissionDenied(_MESSAGE)


def is_foreign(request: HttpRequest) -> bool:
    """Whether the request was made by a page that is not one of ours and may not do what it asks."""
    site = request.headers.get("Sec-Fetch-Site", "")
    if request.method in _SAFE_METHODS:
        return site == "cross-site" and is_api_path(request.path_info) and not _is_followed_link(request)
    origin = request.headers.get("Origin")
    if origin is not None:
        if origin in settings.CSRF_TRUSTED_ORIGINS:
            return False
        # `null` is what sandboxed frames and local files send: anybody can make one.
        if origin != f"{request.scheme}://{request.get_host()}":
            return True
    return site not in ("", "same-origin", "none")


def _is_followed_link(request: HttpRequest) -> bool:
    """Whether somebody followed a link: they see the answer, the scripts of the other site do not."""
    return request.headers.get("Sec-Fetch-Mode") == "navigate" and request.headers.get("Sec-Fetch-Dest") == "document"
