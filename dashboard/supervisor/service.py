"""A part of the product as the supervisor sees it: a process that is to run, and how to tell that it does."""

from __future__ import annotations

import http.client
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from dashboard.supervisor.console import Console
from dashboard.supervisor.process import Process, Program
from dashboard.supervisor.restarts import Restarts


class CannotStart(Exception):
    """A part of the product could not be started; `reason` is written for a person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True, kw_only=True)
class Service:
    """One process and its care. `program` is asked for anew at each start."""

    name: str
    program: Callable[[], Program]
    is_ready: Callable[[Process], bool]
    """Whether the process does its work."""
    prepare: Callable[[], None] = lambda: None
    """Done before every start, the first and the later ones. May raise CannotStart."""
    ended: Callable[[bool], None] = lambda gently: None
    """Told at the end whether it stopped by itself when asked to."""
    start_seconds: float = 60.0
    """How long a start may take."""
    restarts: Restarts = field(default_factory=Restarts)
    process: Process | None = None
    started_at: float = 0.0
    ready: bool = False

    def start(self, console: Console) -> None:
        """Prepare and start; does not wait until it is ready."""
        self.prepare()
        self.ready = False
        self.started_at = time.monotonic()
        self.process = Process(self.program(), console)

    def check(self) -> bool:
        """Whether it has become ready. Raises CannotStart where it ended first, or takes too long."""
        if self.process is None or self.ready:
            return self.ready
        code = self.process.exit_code()
        if code is not None:
            raise CannotStart(f"{self.name} could not start: it ended with {ending(code)}.{self._said()}")
        if self.is_ready(self.process):
            self.ready = True
        elif time.monotonic() - self.started_at > self.start_seconds:
            raise CannotStart(f"{self.name} was not ready after {self.start_seconds:.0f} seconds.{self._said()}")
        return self.ready

    def death(self) -> str | None:
        """How the process ended of itself; None while it runs."""
        code = self.process.exit_code() if self.process is not None else None
        return None if code is None else ending(code)

    def stop(self, *, grace: float | None = None) -> None:
        """Stop it and wait for it."""
        if self.process is None:
            return
        ended_before = self.process.exit_code()
        self.process.ask_to_stop()
        gently = self.process.wait_stopped(self.process.program.grace_seconds if grace is None else grace)
        self.ended(gently and ended_before is None and self.process.exit_code() == 0)
        self.process = None

    def _said(self) -> str:
        lines = self.process.last_lines() if self.process is not None and self.process.exit_code() is not None else ()
        return " Its last lines:" + "".join(f"\n    {line}" for line in lines) if lines else ""


def ending(code: int) -> str:
    """An exit code in words."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"signal {signal.Signals(-code).name}"
    except ValueError:
        return f"signal {-code}"


def answers(port: int, path: str, *, host: str = "127.0.0.1", timeout: float = 2.0) -> bool:
    """Whether a GET on this machine is answered with 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path, headers={"Host": host})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
