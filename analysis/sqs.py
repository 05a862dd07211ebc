"""Celery's SQS transport, steadied: a failed poll neither ends the worker nor makes it spin.

kombu 5.7 takes the answer of a poll that timed out or met a 5xx for a list, and its worker ends on it; and while a
worker can take no further message, or polls in vain, it asks again without a pause.
"""

from __future__ import annotations

import logging
from typing import Any

from kombu.transport.SQS import Channel as SQSChannel
from kombu.transport.SQS import Transport as SQSTransport

logger = logging.getLogger(__name__)

BUSY_SECONDS = 0.05
"""Pause before a worker with its hands full looks again whether it could take a message."""

FAILED_SECONDS = 1.0
"""Pause after a poll that SQS did not answer."""


class Channel(SQSChannel):
    """A channel that bears an SQS that does not answer."""

    _failed = False

    def _on_messages_ready(self, queue: str, qname: str, messages: Any) -> int:
        self._failed = not isinstance(messages, dict)
        if self._failed:
            logger.warning("queue_poll_failed queue=%s", qname)
            return 0
        return int(super()._on_messages_ready(queue, qname, messages))  # type: ignore[no-untyped-call]

    def _loop1(self, queue: str, messages_fetched: int | None = None) -> None:  # noqa: ARG002  # kombu's signature.
        """Schedule the next poll: at once after an answer, which has waited long enough; else after a pause."""
        failed, self._failed = self._failed, False
        hub: Any = self.hub
        if failed:
            hub.call_later(FAILED_SECONDS, self._schedule_queue, queue)
        elif self.qos.can_consume():
            hub.call_soon(self._schedule_queue, queue)
        else:
            hub.call_later(BUSY_SECONDS, self._schedule_queue, queue)


class Transport(SQSTransport):
    """The transport with that channel."""

    Channel = Channel
