"""One `live` a folder: the lock dies with its holder, however that ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import TextIO


class AlreadyRunning(Exception):
    """Another process holds the folder. `holder` says what it left about itself, one line."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


class FolderLock:
    """Holds `folder` for this process until it ends or `release` is called."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "live.lock"
        self._file: TextIO = path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            holder = self._file.readline().strip()
            self._file.close()
            raise AlreadyRunning(holder) from None
        self.describe(f"process {os.getpid()}")

    def describe(self, holder: str) -> None:
        """Leave a line for those who find the folder taken."""
        self._file.seek(0)
        self._file.truncate()
        self._file.write(holder + "\n")
        self._file.flush()

    def release(self) -> None:
        """Let go."""
        self._file.close()
