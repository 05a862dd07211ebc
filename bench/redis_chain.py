"""The rival of bench/tracking.py: Celery over Redis with five chained tasks that do nothing."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery, chain

app = Celery("rival", broker=os.environ.get("RIVAL_REDIS"), backend=os.environ.get("RIVAL_REDIS"))
app.conf.update(task_track_started=True, worker_send_task_events=True, broker_connection_retry_on_startup=True)


@app.task(name="rival.step")
def step(number: int) -> int:
    """One of the five."""
    return number + 1


def submit() -> Any:
    """Send a chain of five; its result."""
    return chain(step.s(0), step.s(), step.s(), step.s(), step.s()).apply_async()
