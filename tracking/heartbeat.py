"""Keeps a lease alive from a thread of its own, and knows when it is lost."""

from __future__ import annotations

import logging
import threading
import time
from types import TracebackType

from tracking.errors import LeaseLost, ServiceError
from tracking.record import Lease
from tracking.store import Store

logger = logging.getLogger(__name__)

BEATS_PER_LEASE = 3
"""Renewals within one lease time: two may fail before the lease runs out."""


class Heartbeat:
    """`with Heartbeat(store, id, lease) as heart:` renews the lease until the block ends; `heart.lost` tells when it is gone.

    A process that was paused past the lease notices by the monotonic clock, before it asks the store.
    """

    def __init__(self, store: Store, request_id: str, lease: Lease, *, max_seconds: float) -> None:
        self.lost = threading.Event()
        self._store = store
        self._request_id = request_id
        self._lease = lease
        self._max_seconds = max_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"heartbeat {request_id}", daemon=True)

    def __enter__(self) -> Heartbeat:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join(timeout=10)

    def _beat(self) -> None:
        lease_seconds = self._store.settings.lease_seconds
        started = renewed = time.monotonic()
        while not self._stop.wait(lease_seconds / BEATS_PER_LEASE):
            if time.monotonic() - started > self._max_seconds:
                logger.error("run_too_long request_id=%s seconds=%.0f", self._request_id, self._max_seconds)
                self.lost.set()  # Let it expire: whatever holds it up will be counted as a loss.
                return
            try:
                self._lease = self._store.renew(self._request_id, self._lease)
                renewed = time.monotonic()
            except LeaseLost:
                self.lost.set()
                return
            except ServiceError as error:
                logger.warning("heartbeat_failed request_id=%s reason=%s", self._request_id, error.kind)
                if time.monotonic() - renewed > lease_seconds:
                    self.lost.set()
                    return
