"""An application that sends all it can to whoever opens a socket: `paced` as the product's sockets are, or `bare`.

To be served by `daphne bench.flood:paced` and the like; /memory answers how much the process holds, in KB.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from dashboard.socket_pace import Gone, PacedSockets

TEXT = "x" * 20_000
"""A message as long as the largest panel of a page."""
MESSAGES = 5_000


async def _flood(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        await tell_memory(send)
        return
    assert (await receive())["type"] == "websocket.connect"
    await send({"type": "websocket.accept"})
    for number in range(MESSAGES):
        try:
            await send({"type": "websocket.send", "text": f"{number} {TEXT}"})
        except Gone:
            return
        await asyncio.sleep(0)
    await send({"type": "websocket.send", "text": "end"})
    while (await receive())["type"] != "websocket.disconnect":
        pass


async def tell_memory(send: Any) -> None:
    """Answer with the resident memory of this process, KB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")  # noqa: ASYNC240 - not a disk
    resident = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": resident.encode()})


async def bare(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """As the server's own `send` does it."""
    await _flood(scope, receive, send)


async def paced(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """As the product's sockets do it."""
    if scope["type"] == "http":
        await tell_memory(send)
    else:
        await PacedSockets(_flood)(scope, receive, send)
