"""The thread in every worker that sweeps at start and every few seconds, and tidies up now and then; with jitter."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator

from analysis.services import sweep
from tracking.errors import TrackingError
from tracking.retention import erase_leftovers, remove_expired
from tracking.transitions import tracked_store

logger = logging.getLogger(__name__)

TIDY_SECONDS = 120.0
"""Mean pause between two looks for what has expired. A look reads one page of the bucket, however many there are."""


class Sweeper(threading.Thread):
    """Sweeps until stopped. `seconds` is the mean pause; it varies by a quarter, lest workers sweep in step."""

    def __init__(self, seconds: float, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__(name="sweeper", daemon=True)
        self._seconds = seconds
        self._monotonic = monotonic
        self._stopped = threading.Event()
        self._tidy_at = 0.0
        self._leftovers: Iterator[int] = iter(())

    def run(self) -> None:
        """Sweep, pause, sweep …; a service that does not answer is asked again after the pause."""
        while not self._stopped.is_set():
            _carefully(sweep)
            if self._monotonic() >= self._tidy_at:
                self._tidy_at = self._monotonic() + _about(TIDY_SECONDS)
                _carefully(self._tidy)
            self._stopped.wait(_about(self._seconds))

    def stop(self) -> None:
        """End after the sweep at hand."""
        self._stopped.set()

    def _tidy(self) -> None:
        store = tracked_store()
        remove_expired(store)
        if next(self._leftovers, None) is None:
            self._leftovers = erase_leftovers(store)


def _carefully(task: Callable[[], object]) -> None:
    try:
        task()
    except TrackingError as error:
        logger.warning("sweep_failed reason=%s", error.kind)
    except Exception as error:  # noqa: BLE001  # A sweeper that dies unseen would leave lost analyses lost.
        logger.error("sweep_failed type=%s", type(error).__name__)


def _about(seconds: float) -> float:
    return seconds * random.uniform(0.75, 1.25)
