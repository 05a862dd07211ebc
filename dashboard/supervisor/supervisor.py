"""Starts services in order, watches them, starts again what died, and stops all in the opposite order."""

from __future__ import annotations

import threading
import time

from dashboard.supervisor.console import Console
from dashboard.supervisor.service import CannotStart, Service

_TICK = 0.1
"""Seconds between two looks at the processes."""


class Supervisor:
    """Keeps services running until `stop` is set, from one thread."""

    def __init__(self, console: Console, stop: threading.Event) -> None:
        self._console = console
        self._stop = stop
        self._services: list[Service] = []
        self._due: dict[str, float] = {}

    def start(self, *services: Service) -> None:
        """Start these, side by side with what runs already; does not wait. Raises CannotStart."""
        for service in services:
            if self._stop.is_set():
                return
            self._services.append(service)
            service.start(self._console)

    def wait_ready(self, *awaited: Service) -> bool:
        """Wait until these are ready, all if none is named; False where the stop came first.

        Raises CannotStart as soon as any service ends or takes too long.
        """
        while not self._stop.is_set():
            for service in self._services:
                service.check()
            if all(service.ready for service in awaited or self._services):
                return True
            self._stop.wait(_TICK / 2)
        return False

    def watch(self) -> None:
        """Until the stop, start again whatever dies. Raises CannotStart where something dies too often."""
        while not self._stop.wait(_TICK):
            for service in self._services:
                self._look_after(service)

    def stop_all(self) -> None:
        """Stop everything, the last started first; those started side by side in the order given."""
        for service in reversed(self._services):
            service.stop()
        self._services.clear()

    def _look_after(self, service: Service) -> None:
        due = self._due.get(service.name)
        if due is not None:
            if time.monotonic() >= due:
                del self._due[service.name]
                service.start(self._console)
            return
        death = service.death()
        if death is None:
            self._note_recovery(service)
            return
        self._console.say("live", f"{service.name} ended with {death}.")
        service.stop()
        self._start_again_later(service)

    def _note_recovery(self, service: Service) -> None:
        if service.ready:
            return
        try:
            if service.check():
                self._console.say("live", f"{service.name} is ready again.")
        except CannotStart as error:
            self._console.say("live", error.reason)
            service.stop(grace=0)
            self._start_again_later(service)

    def _start_again_later(self, service: Service) -> None:
        pause = service.restarts.pause_after(time.monotonic())
        if pause is None:
            raise CannotStart(
                f"{service.name} died {service.restarts.limit + 1} times within {service.restarts.window:.0f} seconds. "
                "Its lines above say why."
            )
        self._console.say("live", f"Starting {service.name} again in {pause:.1f} seconds.")
        self._due[service.name] = time.monotonic() + pause
