"""Keeps a lease alive from a thread of its own, and knows when it is lost."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from tracking.errors import LeaseLost, ServiceError
from tracking.record import Lease
from tracking.store import Store

logger = logging.getLogger(__name__)

BEATS_PER_LEASE = 3
"""Renewals within one lease time: two may fail before the lease runs out."""


class Heartbeat:
    """`with Heartbeat(store, id, lease) as heart:` renews the lease while the block runs; `heart.lost` says it is gone.

    Only the store says that a lease is lost. A lease that ran out by the clock (this process was paused, or the service
    did not answer) is renewed all the same if nobody has taken it: then no work is lost, and if somebody has, the store
    refuses. So no clock, and no comparison of two machines' clocks, decides who may write.
    """

    def __init__(
        self,
        store: Store,
        request_id: str,
        lease: Lease,
        *,
        max_seconds: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.lost = threading.Event()
        self._store = store
        self._request_id = request_id
        self._lease = lease
        self._max_seconds = max_seconds
        self._monotonic = monotonic
        self._started = monotonic()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"heartbeat {request_id}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        pause = self._store.settings.lease_seconds / BEATS_PER_LEASE
        while not self.lost.is_set() and not self._stop.wait(pause):
            # A service that did not answer is asked again sooner: the lease is running out.
            pause = self._store.settings.lease_seconds / BEATS_PER_LEASE / (1 if self.beat() else BEATS_PER_LEASE)

    def beat(self) -> bool:
        """Renew once; False where the service did not answer."""
        if self._monotonic() - self._started > self._max_seconds:
            logger.error("run_too_long request_id=%s seconds=%.0f", self._request_id, self._max_seconds)
            self.lost.set()  # Let it expire: whatever holds it up will be counted as a loss.
            return True
        try:
            self._lease = self._store.renew(self._request_id, self._lease)
        except LeaseLost:
            self.lost.set()
        except ServiceError as error:
            logger.warning("heartbeat_failed request_id=%s reason=%s", self._request_id, error.kind)
            return False
        except Exception as error:  # noqa: BLE001  # A thread that dies unseen would let the lease of a healthy run expire.
            logger.error("heartbeat_failed request_id=%s type=%s", self._request_id, type(error).__name__)
            return False
        return True
