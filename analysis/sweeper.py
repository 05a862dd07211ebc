"""The thread in every worker that sweeps at start and every few seconds, with jitter."""

from __future__ import annotations

import logging
import random
import threading

from analysis.services import sweep
from tracking.errors import TrackingError

logger = logging.getLogger(__name__)


class Sweeper(threading.Thread):
    """Sweeps until stopped. `seconds` is the mean pause; it varies by a quarter, lest workers sweep in step."""

    def __init__(self, seconds: float) -> None:
        super().__init__(name="sweeper", daemon=True)
        self._seconds = seconds
        self._stopped = threading.Event()

    def run(self) -> None:
        """Sweep, pause, sweep …; a service that does not answer is asked again after the pause."""
        while not self._stopped.is_set():
            try:
                sweep()
            except TrackingError as error:
                logger.warning("sweep_failed reason=%s", error.kind)
            except Exception as error:  # noqa: BLE001  # A sweeper that dies unseen would leave lost analyses lost.
                logger.error("sweep_failed type=%s", type(error).__name__)
            self._stopped.wait(self._seconds * random.uniform(0.75, 1.25))

    def stop(self) -> None:
        """End after the sweep at hand."""
        self._stopped.set()
