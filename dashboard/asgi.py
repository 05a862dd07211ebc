"""The ASGI application: pages and API by Django, sockets by Channels."""

from __future__ import annotations

import gc
import logging
import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dashboard.settings")
http = get_asgi_application()

# After Django is set up: the consumers import what needs its settings.
from dashboard.body_limit import BodyLimit  # noqa: E402
from dashboard.checks import check_secret_key  # noqa: E402
from dashboard.routing import WebSocketNotFound, websocket_urlpatterns  # noqa: E402
from dashboard.socket_origin import SameOriginValidator  # noqa: E402
from dashboard.socket_pace import PacedSockets  # noqa: E402

for warning in check_secret_key():
    logging.getLogger("dashboard").warning("%s %s", warning.msg, warning.hint)

# No session is looked up: whoever may open a page may watch it, and a thousand sockets that come back at once
# would be as many queries.
sockets = SameOriginValidator(WebSocketNotFound(URLRouter(websocket_urlpatterns)))

application = ProtocolTypeRouter({"http": BodyLimit(http), "websocket": PacedSockets(sockets)})

# What is loaded by now stays. Looked through again with every full collection, it would hold up all sockets for longer
# than everything that they themselves leave to look through.
gc.collect()
gc.freeze()
