"""How the processes of a worker learn that it is to stop."""

from __future__ import annotations

import mmap
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self


class StopFlag:
    """One byte of memory shared by a process and the children it forks after making this.

    No lock guards it, for a child that is killed while it holds a shared lock would hang all the others for ever.
    """

    def __init__(self) -> None:
        self._byte = mmap.mmap(-1, 1)

    def set(self) -> None:
        """Tell every process that shares the flag."""
        self._byte[0] = 1

    def clear(self) -> None:
        """Take it back."""
        self._byte[0] = 0

    def is_set(self) -> bool:
        """Whether it was told."""
        return self._byte[0] != 0


class LastCall:
    """`with LastCall(flag, seconds, act):` calls `act` once the flag has been set for `seconds` within the block.

    For work that comes to no safe point in time: its thread cannot be stopped, but what it holds can be given away.
    """

    POLL_SECONDS = 0.25

    def __init__(self, flag: StopFlag, seconds: float, act: Callable[[], None]) -> None:
        self._flag = flag
        self._seconds = seconds
        self._act = act
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="last call", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()

    def _run(self) -> None:
        while not self._ended.wait(self.POLL_SECONDS):
            if self._flag.is_set():
                if not self._ended.wait(self._seconds):
                    self._act()
                return
