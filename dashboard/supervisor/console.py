"""The terminal: every process's lines under its name, and the last of them kept to explain a failure."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable
from typing import IO, TextIO

COLOURS = ("36", "35", "33", "32", "34", "31")
"""ANSI colours, one a process, in the order in which they are first heard of."""

KEPT_LINES = 12


class Console:
    """Writes whole lines, each after the name of who says it; in colour where somebody looks."""

    def __init__(self, stream: TextIO, *, width: int = 8) -> None:
        self._stream = stream
        self._width = width
        self._colour = stream.isatty()
        self._colours: dict[str, str] = {}
        self._lock = threading.Lock()

    def say(self, name: str, line: str) -> None:
        """One line from `name`."""
        with self._lock:
            colour = self._colours.setdefault(name, COLOURS[len(self._colours) % len(COLOURS)])
            label = f"{name:<{self._width}} │"
            if self._colour:
                label = f"\033[{colour}m{label}\033[0m"
            try:
                self._stream.write(f"{label} {line}\n")
                self._stream.flush()
            except (OSError, ValueError):
                return  # The terminal is gone; what runs must still be stopped in order.


class Listener:
    """Reads the output of one process to its end, says it, and keeps the last lines."""

    def __init__(self, name: str, output: IO[bytes], console: Console) -> None:
        self._name = name
        self._output = output
        self._console = console
        self._kept: deque[str] = deque(maxlen=KEPT_LINES)
        self._thread = threading.Thread(target=self._listen, name=f"output of {name}", daemon=True)
        self._thread.start()

    def last_lines(self) -> Iterable[str]:
        """The last lines heard, oldest first, once the process has ended."""
        self._thread.join(timeout=1)
        return tuple(self._kept)

    def _listen(self) -> None:
        with self._output:
            for raw in self._output:
                line = raw.decode("utf-8", "replace").rstrip()
                if line:
                    self._kept.append(line)
                    self._console.say(self._name, line)
