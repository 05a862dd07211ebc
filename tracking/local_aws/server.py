"""`python -m tracking.local_aws.server --fd N`: MiniStack on a listening socket that was handed over, deaf to browsers.

It has no passwords, so a web page that somebody happens to visit must not reach it. Browsers mark what they send
(Origin, Sec-Fetch-*), and a name that was made to point here shows in Host; boto3 sends neither.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_OWN_NAMES = (b"127.0.0.1", b"localhost")


def for_programs_only(application: Application) -> Application:
    """`application`, refusing what comes from a browser or under a foreign host name."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan" and not _is_program(scope["headers"]):
            await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"This service is for programs on this machine only.\n"})
            return
        await application(scope, receive, send)

    return guarded


def _is_program(headers: list[tuple[bytes, bytes]]) -> bool:
    for name, value in ((name.lower(), value) for name, value in headers):
        if name == b"origin" or name.startswith(b"sec-fetch-"):
            return False
        if name == b"host" and value.rsplit(b":", 1)[0] not in _OWN_NAMES:
            return False
    return True


def main() -> None:
    """Serve until SIGTERM, then save all state."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--fd", type=int, required=True, help="file descriptor of a listening socket")
    descriptor = parser.parse_args().fd

    from hypercorn.asyncio import serve
    from hypercorn.config import Config
    from ministack.app import app

    config = Config()
    config.bind = [f"fd://{descriptor}"]
    config.loglevel = "WARNING"
    config.keep_alive_timeout = 75
    # Whoever still waits for a message when this ends is ending, too.
    config.graceful_timeout = 0.2
    asyncio.run(serve(for_programs_only(app), config))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
