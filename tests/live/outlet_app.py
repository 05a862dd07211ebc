"""An application that tells every client by which outlet it is reached, and reaches it by that."""

from __future__ import annotations

from typing import Any

from bench.flood import tell_memory
from dashboard.outlets import outlet_behind


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Say the outlet's name, at once where it can, and end with a word that goes the server's own way."""
    if scope["type"] == "http":
        await tell_memory(send)
        return
    await receive()
    outlet = outlet_behind(send)
    await send({"type": "websocket.accept"})
    if (await receive())["type"] == "websocket.receive":
        name = {"type": "websocket.send", "text": f"{type(outlet).__name__}, naïvely"}
        if not outlet.send_at_once(name):
            await send(name)
            await send({"type": "websocket.send", "text": "by its own send"})
        await send({"type": "websocket.send", "text": "end"})
    while (await receive())["type"] != "websocket.disconnect":
        pass
    outlet.close()
