"""The Celery application: tasks travel over SQS, results travel through tracking."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import quote, urlsplit

from celery import Celery
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
    # By name, and loaded by workers only: who just sends a message needs neither.
    imports=("analysis.tasks", "analysis.worker_process"),
)
