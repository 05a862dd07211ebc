"""Error pages in the product's own design: what happened, and what to do next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template

from dashboard.place import LinkEnded

PAGES: dict[int, tuple[str, str]] = {
    400: ("This request could not be understood", "Go back and try again."),
    403: (
        "This was not allowed",
        "The page may have been open for too long, or cookies are blocked. Reload it and try once more.",
    ),
    404: ("There is nothing here", "The address may be mistyped, or what was here was deleted."),
    409: ("This cannot be done as things stand", "Look at how it stands now, and try again."),
    413: ("This is more than can be sent at once", "Send it in parts. Nothing was started."),
    500: ("Something went wrong here", "It has been logged. Nothing that was uploaded is lost; try again in a moment."),
    503: ("A service does not answer", "Nothing is lost. Try again in a moment."),
}


def error_page(request: HttpRequest, status: int, title: str = "", remedy: str = "") -> HttpResponse:
    """The page for one kind of failure; `title` and `remedy` where more is known than the status says."""
    known_title, known_remedy = PAGES[status]
    context: dict[str, Any] = {"status": status, "title": title or known_title, "remedy": remedy or known_remedy}
    if request.path_info.startswith("/shared/"):  # Whoever reads through a link is not sent to the team's pages.
        context |= {"read_only": True, "base": "/".join(request.path_info.split("/")[:3])}
    return render(request, "error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return error_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404; a share link that has ended says whom to ask."""
    if isinstance(exception, LinkEnded):
        return render(
            request, "link_ended.html", {"read_only": True, "base": request.path_info.rstrip("/")}, status=404
        )
    return error_page(request, 404)


def server_error(_request: HttpRequest) -> HttpResponse:
    """500. Rendered without context processors: whatever failed may be one of them."""
    title, remedy = PAGES[500]
    body = get_template("error.html").render({"status": 500, "title": title, "remedy": remedy})
    return HttpResponse(body, status=500)


def csrf_failure(request: HttpRequest, **_: Any) -> HttpResponse:
    """A form whose token does not match."""
    return error_page(
        request, 403, "The form had expired", "Nothing was changed. Go back, reload the page and send it again."
    )
