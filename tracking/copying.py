"""Copies a worker's moves into the bucket beside its work: it need not wait for what only a disaster needs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import partial
from queue import Queue
from types import TracebackType
from typing import Self

from tracking import journal
from tracking.events import Event
from tracking.record import Record
from tracking.store import Store

logger = logging.getLogger(__name__)

MOST_WAITING = 64
"""Copies that may wait; beyond, the worker waits for them."""

LAST_WAIT = 20.0
"""Seconds the end of a run waits for its last copies."""


class Copying:
    """`with Copying() as copying:` keeps every move given to `keep` in the bucket, in order, at the latest at the end.

    One thread writes them, so that what is in the bucket is always a beginning of the history, never one with a hole.
    """

    def __init__(self) -> None:
        self._waiting: Queue[Callable[[], None] | None] = Queue(MOST_WAITING)
        self._thread = threading.Thread(target=self._run, name="copying", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._waiting.put(None)
        self._thread.join(LAST_WAIT)
        if self._thread.is_alive():
            logger.warning("journal_lag waiting=%d", self._waiting.qsize())

    def keep(self, record: Record, event: Event) -> None:
        """Have this move copied soon."""
        self._waiting.put(partial(journal.keep_or_log, record, event))

    def fill_gaps(self, store: Store, request_id: str) -> None:
        """Have copied soon what an earlier worker died too early to copy."""
        self._waiting.put(partial(journal.fill_gaps, store, request_id))

    def _run(self) -> None:
        while (copy := self._waiting.get()) is not None:
            try:
                copy()
            except Exception as error:  # noqa: BLE001  # Were this thread to die unseen, the worker would wait for ever.
                logger.error("not_copied type=%s", type(error).__name__)
