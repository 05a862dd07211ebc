"""Which pages may open a socket: our own. A browser always names its page's origin; who names none is no browser."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from channels.security.websocket import WebsocketDenier
from django.conf import settings
from django.http.request import split_domain_port, validate_host


class SameOriginValidator:
    """Refuses a handshake whose Origin is not that of this site, or whose Host this site does not answer to."""

    def __init__(self, application: Any) -> None:
        self._application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Pass on, or close before accepting: the client sees a 403."""
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        if is_allowed(headers.get(b"origin"), headers.get(b"host", "")):
            await self._application(scope, receive, send)
        else:
            await WebsocketDenier()(scope, receive, send)


def is_allowed(origin: str | None, host: str) -> bool:
    """Whether a page of `origin` (None: not a browser) may open a socket on `host`."""
    domain, _ = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        return False
    if origin is None or origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    return urlsplit(origin).netloc.lower() == host.lower()
