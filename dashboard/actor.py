"""Who does something through a page, as the audit trail and people's edits name them."""

from __future__ import annotations

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse

MAX_NAME = 60
_COOKIE = "name"
_YEAR = 365 * 86_400


def signed_in_name(request: HttpRequest) -> str:
    """The signed-in user's name; empty where nobody is signed in."""
    user = getattr(request, "user", None)
    return str(user.get_username())[:MAX_NAME] if user is not None and user.is_authenticated else ""


def actor_of(request: HttpRequest) -> str:
    """The signed-in user's name; where nobody signs in (the local product), "web"."""
    return signed_in_name(request) or "web"


def editor_of(request: HttpRequest, given: str = "") -> str:
    """Who makes an edit: the signed-in user, whatever name was `given`; else that name, or the one given before."""
    return signed_in_name(request) or given or remembered_name(request) or actor_of(request)


def remembered_name(request: HttpRequest) -> str:
    """The name that somebody who is not signed in gave in this browser before; empty where none is known."""
    try:
        return str(request.get_signed_cookie(_COOKIE, default="", salt=_COOKIE))[:MAX_NAME]
    except BadSignature:
        return ""


def remember_name(answer: HttpResponse, name: str) -> None:
    """Keep the name for the next edit."""
    if name:
        answer.set_signed_cookie(_COOKIE, name, salt=_COOKIE, max_age=_YEAR, httponly=True, samesite="Lax")
