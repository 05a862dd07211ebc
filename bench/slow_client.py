"""What a client that never reads costs the server: `uv run python -m bench.slow_client`.

Each server sends 100 MB as fast as it can to a client that does not read, bare (the server's own `send`) and paced
(dashboard.socket_pace). Printed: the memory that took, and whether a client that does read still got everything.
"""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from websockets.asyncio.client import connect

from bench.flood import MESSAGES

SERVERS = ("daphne", "uvicorn")


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(server: str, application: str, log: IO[bytes] | None = None) -> Iterator[int]:
    """A server of an application; its port. `log`: where its words go, if not to ours."""
    port = free_port()
    command = [sys.executable, "-m", server]
    command += ["-v", "0", "-b", "127.0.0.1", "-p"] if server == "daphne" else ["--log-level", "error", "--port"]
    process = subprocess.Popen([*command, str(port), application], stderr=log)
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def memory(port: int) -> float:
    """Resident memory of the server, MB."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/memory", timeout=10) as answer:
        return int(answer.read()) / 1024


def open_and_never_read(port: int) -> socket.socket:
    """A socket whose handshake is made, and nothing after it."""
    client = socket.create_connection(("127.0.0.1", port))
    client.sendall(
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    return client


async def read_all(port: int) -> int:
    """How many messages a client gets that reads."""
    count = 0
    async with asyncio.timeout(60), connect(f"ws://127.0.0.1:{port}/", max_size=None, compression=None) as client:
        while await client.recv() != "end":
            count += 1
    return count


def measure(server: str, kind: str) -> tuple[float, int]:
    """Megabytes that one client costs that never reads, and messages that another got beside it."""
    with serving(server, f"bench.flood:{kind}") as port:
        before = memory(port)
        silent = open_and_never_read(port)
        time.sleep(3)
        after = memory(port)
        got = asyncio.run(read_all(port))
        silent.close()
    return after - before, got


def _wait(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            memory(port)
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError


def main() -> None:
    """Print the table."""
    print(f"{'server':<10}{'send':<8}{'memory for 100 MB unread':>26}{'beside it':>22}")
    for server in SERVERS:
        for kind in ("bare", "paced"):
            grown, got = measure(server, kind)
            print(f"{server:<10}{kind:<8}{grown:>23.1f} MB{got:>12} of {MESSAGES}")


if __name__ == "__main__":
    main()
