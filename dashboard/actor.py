"""Who does something through a page, as the audit trail and people's edits name them."""

from __future__ import annotations

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse

MAX_NAME = 60
_COOKIE = "name"
_YEAR = 365 * 86_400


def actor_of(request: HttpRequest) -> str:
    """The signed-in user's name; where nobody signs in (the local product), "web"."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return str(user.get_username())[:MAX_NAME]
    return "web"


def remembered_name(request: HttpRequest) -> str:
    """The name under which this browser edited before: the user's own where one is signed in; else as they gave it."""
    if actor_of(request) != "web":
        return actor_of(request)
    try:
        return str(request.get_signed_cookie(_COOKIE, default="", salt=_COOKIE))[:MAX_NAME]
    except BadSignature:
        return ""


def remember_name(answer: HttpResponse, name: str) -> None:
    """Keep the name for the next edit."""
    if name:
        answer.set_signed_cookie(_COOKIE, name, salt=_COOKIE, max_age=_YEAR, httponly=True, samesite="Lax")
