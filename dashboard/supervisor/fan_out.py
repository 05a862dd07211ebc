"""What three or more web processes need beside them: Redis, and the relay that follows the stream for all of them."""

from __future__ import annotations

import shutil
import socket
import sys
from collections.abc import Mapping

from django.conf import settings

from dashboard.supervisor.process import Process, Program
from dashboard.supervisor.service import CannotStart, Service
from dashboard.supervisor.sockets import listen, port_of

FOLLOWERS = 2
"""Web processes that may each follow the stream: DynamoDB serves two readers a shard."""


def fan_out(environment: Mapping[str, str], webs: int) -> tuple[list[Service], dict[str, str]]:
    """The services that so many web processes need, and the environment that turns those processes to them.

    Raises CannotStart where Redis is needed and not there.
    """
    if webs <= FOLLOWERS:
        return [], dict(environment)
    services = []
    address = environment.get("REDIS_URL", "")
    if not address:
        port = _free_port()
        services.append(redis(environment, port))
        address = f"redis://127.0.0.1:{port}/0"
    environment = {**environment, "REDIS_URL": address}
    services.append(relay(environment))
    return services, {**environment, "CHANGES_SOURCE": "layer"}


def redis(environment: Mapping[str, str], port: int) -> Service:
    """A Redis that keeps nothing: it only carries messages."""
    path = shutil.which("redis-server")
    if path is None:
        raise CannotStart(
            f"From {FOLLOWERS + 1} web processes on Redis joins them, and there is no redis-server here. Install it "
            f"(Debian: apt install redis-server), set REDIS_URL to one that runs, or give --web {FOLLOWERS}."
        )
    program = Program(
        name="redis",
        command=[path, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--loglevel", "warning"],
        environment=environment,
        folder=settings.VAR_DIR,
    )
    return Service(name="redis", program=lambda: program, is_ready=lambda process: _pongs(port))


def relay(environment: Mapping[str, str]) -> Service:
    """The process that follows the stream and publishes what it brings."""
    program = Program(
        name="relay",
        command=[sys.executable, "manage.py", "relay_changes"],
        environment=environment,
        folder=settings.BASE_DIR,
        tells_ready=True,
    )
    return Service(name="relay", program=lambda: program, is_ready=Process.has_said_ready)


def _free_port() -> int:
    """A port for Redis, which adopts no socket of ours: it is given back a moment before Redis takes it."""
    with listen("127.0.0.1", 0) as probe:
        return port_of(probe)


def _pongs(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False
