"""Addresses of the sockets."""

from __future__ import annotations

from typing import Any

from django.urls import Resolver404, path

from dashboard.consumers import AnalysisConsumer, ListConsumer

websocket_urlpatterns = [
    path("ws/analysis/<str:request_id>/", AnalysisConsumer.as_asgi()),
    path("ws/analyses/", ListConsumer.as_asgi()),
]


class WebSocketNotFound:
    """Refuses the handshake of a socket that has no address here, where the router alone would raise."""

    def __init__(self, router: Any) -> None:
        self._router = router

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Route, or close before accepting: the client sees a 403."""
        try:
            await self._router(scope, receive, send)
        except (Resolver404, ValueError) as error:
            if isinstance(error, ValueError) and "No route found" not in str(error):
                raise
            await send({"type": "websocket.close"})
