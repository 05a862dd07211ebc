"""How much anybody may send: counted as it comes, whichever server, path or declared size.

Two halves. Around the whole application, `BodyLimit` lets go of what is too much and says so in the scope; inside it,
`TooLargeMiddleware` answers for that: in the API's one shape under the API, with a page elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from dashboard.api.errors import error_response, is_api_path
from dashboard.views.errors import error_page

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

ENVELOPE = 2**20
"""Bytes that names, boundaries and fields may take in a body beside the files."""

TOO_LARGE = "throughline.too_large"
"""Key of the scope: whether there was more than the limit."""

_END: Message = {"type": "http.request", "body": b"", "more_body": False}


def most_bytes() -> int:
    """The most that a body may have."""
    return int(settings.UPLOAD_MAX_TOTAL_BYTES) + ENVELOPE


class BodyLimit:
    """Hands the application no more of a body than the limit; of one that is larger, it hears the end at once."""

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        limit = most_bytes()
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            while received > limit and message["type"] == "http.request":
                message = await receive()  # After the end nothing is told but that the client has gone.
            received += len(message.get("body", b""))
            if message["type"] != "http.request" or max(received, declared) <= limit:
                return message
            scope[TOO_LARGE] = True
            while message.get("more_body", False) and received <= 2 * limit:
                # Clients hear an answer only once they have sent all; one that sends without end is not waited for.
                message = await receive()
                received += len(message.get("body", b""))
            received = max(received, limit + 1)
            return _END

        declared = _declared(scope)
        await self._application(scope, counted, send)


class TooLargeMiddleware:
    """Answers with a 413 where the body was larger than the limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on, or refuse."""
        if not getattr(request, "scope", {}).get(TOO_LARGE):
            return self.get_response(request)
        message = f"At most {settings.UPLOAD_MAX_TOTAL_BYTES // 2**20} MB can be sent at once."
        if is_api_path(request.path_info):
            return error_response(413, "too_large", message)
        return error_page(request, 413, message, "Send it in parts. Nothing was started.")


def _declared(scope: Scope) -> float:
    """The size that the headers declare; 0 where they declare none that can be understood."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return float(value) if value.isdigit() and len(value) < 20 else math.inf
    return 0
