"""The life of a worker's main process, as Celery tells of it: warm up, sweep, and stop at safe points.

Loaded by every worker before it starts (`imports` in analysis.celery), and by nothing else.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from contextlib import suppress
from typing import Any

from billiard import active_children
from celery.signals import worker_init, worker_ready, worker_shutting_down
from django.conf import settings

from analysis.engines import DEFAULT_ENGINE, load_engine
from analysis.readiness import tell_ready
from analysis.sweeper import Sweeper
from analysis.worker import stopping

logger = logging.getLogger(__name__)

EXIT_SHARE = 0.85
"""Of the grace time: then the worker ends, whatever still runs."""


@worker_init.connect
def warm_up(**_: Any) -> None:
    """Load the engine before the pool forks: every child shares its memory, and the first chunk waits for nothing.

    A worker that cannot is of no use, and ends: Celery itself would go on, and fail every analysis it takes.
    """
    try:
        load_engine(DEFAULT_ENGINE).warm_up()
    except Exception:
        logger.exception("engine_not_loaded engine=%s", DEFAULT_ENGINE)
        sys.exit(1)


@worker_ready.connect
def start_sweeping(**_: Any) -> None:
    """Sweep from now on, and tell whoever started this process that it is ready."""
    Sweeper(settings.TRACKING_SWEEP_SECONDS).start()
    tell_ready()


@worker_shutting_down.connect
def stop_at_safe_points(**_: Any) -> None:
    """Tell all runs to stop at their next safe point, and end this process when the grace time is nearly over."""
    stopping.set()
    last = threading.Timer(EXIT_SHARE * settings.WORKER_GRACE_SECONDS, exit_now)
    last.daemon = True
    last.start()


def exit_now() -> None:
    """End the processes whose work comes to no safe point: what they held has been handed back over their heads."""
    logger.warning("grace_time_over: ending what still runs")
    for child in active_children():
        with suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGKILL)
    os._exit(0)
