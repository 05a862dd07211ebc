"""Tells the workers that there is something to run. A message is a hint: the sweep finds what no message told of."""

from __future__ import annotations

import logging

from analysis.celery import app

logger = logging.getLogger(__name__)

TASK = "analysis.run"


def enqueue(request_id: str) -> bool:
    """Send the message; False where the queue could not be reached (the sweep will send it again)."""
    try:
        app.send_task(TASK, args=[request_id], retry=False)
    except Exception as error:  # noqa: BLE001  # kombu lets any error of any transport through.
        logger.warning("message_not_sent request_id=%s type=%s", request_id, type(error).__name__)
        return False
    return True
