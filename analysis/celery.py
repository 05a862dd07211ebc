"""The Celery application: tasks travel over SQS, results travel through tracking."""

from __future__ import annotations

import logging
import os
import signal
import threading
from contextlib import suppress
from typing import Any
from urllib.parse import quote, urlsplit

from celery import Celery
from celery.signals import worker_init, worker_ready, worker_shutting_down
from django.conf import settings
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dashboard.settings")
# A worker would load the whole web app just to check its addresses.
os.environ.setdefault("CELERY_SKIP_CHECKS", "true")


def broker(environment: dict[str, str]) -> tuple[str, dict[str, Any]]:
    """Broker address and transport options. With AWS_ENDPOINT_URL the stand-in is used, else AWS itself."""
    options: dict[str, Any] = {
        "region": settings.AWS_REGION,
        # Long polling: a message is taken within milliseconds, an empty queue costs six calls a minute.
        "wait_time_seconds": 10,
        # Between two polls, and between two looks whether a busy worker has room: with 0 it would spin on the latter.
        "polling_interval": 0.05,
        # A message that comes back is harmless: the lease says whether there is work.
        "visibility_timeout": 3600,
        # Of the calls that somebody waits for (send, delete); polling has limits of its own.
        "client-config": {"connect_timeout": 2, "read_timeout": 5, "retries": {"total_max_attempts": 2}},
    }
    endpoint = environment.get("AWS_ENDPOINT_URL", "")
    if not endpoint:
        return "sqs://", options
    parts = urlsplit(endpoint)
    options["is_secure"] = parts.scheme == "https"
    key = quote(environment.get("AWS_ACCESS_KEY_ID", ""), safe="")
    secret = quote(environment.get("AWS_SECRET_ACCESS_KEY", ""), safe="")
    return f"sqs://{key}:{secret}@{parts.hostname}:{parts.port}", options


logger = logging.getLogger(__name__)

EXIT_SHARE = 0.85
"""Of the grace time: then the worker ends, whatever still runs."""

TRANSPORT_ALIASES["sqs"] = "analysis.sqs:Transport"
app = Celery("throughline")
_url, _options = broker(dict(os.environ))
app.conf.update(
    broker_url=_url,
    broker_transport_options=_options,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    task_default_queue=settings.SQS_QUEUE_NAME,
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    # Late, so that a busy worker holds no message that an idle one could take.
    task_acks_late=True,
    task_reject_on_worker_lost=False,
    worker_prefetch_multiplier=1,
    worker_concurrency=settings.WORKER_CONCURRENCY,
    worker_hijack_root_logger=False,
    worker_enable_remote_control=False,  # SQS carries no broadcasts.
    worker_send_task_events=False,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    # A run that hangs past its time has lost its lease by then; its process is replaced by a fresh one.
    task_time_limit=settings.WORKER_MAX_RUN_SECONDS + settings.TRACKING_LEASE_SECONDS,
)
app.autodiscover_tasks(["analysis"])


@worker_init.connect
def _warm_up(**_: Any) -> None:
    """Load the engine before the pool forks: every child shares its memory, and the first chunk waits for nothing."""
    from analysis.engines import DEFAULT_ENGINE, load_engine

    load_engine(DEFAULT_ENGINE).warm_up()


@worker_ready.connect
def _start_sweeping(**_: Any) -> None:
    from analysis.readiness import tell_ready
    from analysis.sweeper import Sweeper

    Sweeper(settings.TRACKING_SWEEP_SECONDS).start()
    tell_ready()


@worker_shutting_down.connect
def _stop_at_safe_points(**_: Any) -> None:
    from analysis.worker import stopping

    stopping.set()
    last = threading.Timer(EXIT_SHARE * settings.WORKER_GRACE_SECONDS, _exit_now)
    last.daemon = True
    last.start()


def _exit_now() -> None:
    """End the processes whose work comes to no safe point: what they held has been handed back over their heads."""
    from billiard import active_children

    logger.warning("grace_time_over: ending what still runs")
    for child in active_children():
        with suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGKILL)
    os._exit(0)
