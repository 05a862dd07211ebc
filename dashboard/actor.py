"""Who does something through a page, as the audit trail names them."""

from __future__ import annotations

from django.http import HttpRequest

MAX_NAME = 60


def actor_of(request: HttpRequest) -> str:
    """The signed-in user's name; where nobody signs in (the local product), "web"."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return str(user.get_username())[:MAX_NAME]
    return "web"
