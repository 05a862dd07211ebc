"""The ASGI application: pages and API by Django, sockets by Channels."""

from __future__ import annotations

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dashboard.settings")
http = get_asgi_application()

# After Django is set up: the consumers import what needs its settings.
from dashboard.routing import websocket_urlpatterns, WebSocketNotFound  # noqa: E402, I001

application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": AllowedHostsOriginValidator(
            AuthMiddlewareStack(WebSocketNotFound(URLRouter(websocket_urlpatterns)))
        ),
    }
)
